"""Cases made from the rows of a table: facts that a rule's condition asks for, and what a whole assessment notices."""

import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from sheet_for_tests import TODAY, fact

from consilium.assessment import Assessment, assess
from consilium.facts import Fact
from consilium.oncology import biomarkers, cancers
from consilium.values import Answer

TABLES = files("consilium.oncology") / "tables"
STAGES = {0: "0", 1: "IA", 2: "IIA", 3: "IIIA", 4: "IV"}
_WORDS = ("positive", "negative", "high", "low", "deficient", "proficient", "mutated", "wild type")


@cache
def table(name: str) -> dict[str, Any]:
    """A table of the knowledge, as it is written."""
    return tomllib.loads((TABLES / f"{name}.toml").read_text("utf-8"))


def rows(name: str, kind: str) -> list[dict[str, Any]]:
    return list(table(name)[kind])


@lru_cache(maxsize=64)
def assessed(*facts: Fact) -> Assessment:
    return assess([], answers=facts, today=TODAY)


def noticed(code: str, param: str, *facts: Fact) -> list[str]:
    """What the findings of this code say in this parameter."""
    return [one.param(param) for one in assessed(*facts).findings if one.code == code]


@cache
def codes_of(key: str) -> tuple[str, str]:
    """A topography and a morphology that this cancer is told by."""
    row = next(one for one in cancers.cancers() if one.key == key)
    sites = [
        f"{site}.9" if len(site) == 3 else site for site in row.sites or ("C80", "C42.1", "C50", "C34", "C71", "C49")
    ]
    kinds = [str(span[0]) for span in row.kinds] or ["8140", "8070", "8010", "8500", "8000"]
    found = ((site, f"{kind}/3") for site in sites for kind in kinds)
    return next(pair for pair in found if (it := cancers.classify(*pair)) and it.key == key)


def disease(key: str, *, stage: str = "", kind: str = "", m: str = "") -> list[Fact]:
    """Facts of a person who has this cancer."""
    site, histology = codes_of(key)
    found = [fact("diagnosis.site", site), fact("diagnosis.histology", kind or histology)]
    found += [fact("stage.path.m", m)] if m else []
    return [*found, *([fact("stage.path.group", stage)] if stage else [])]


def result(key: str, answer: Answer, exact: Iterable[str] = ()) -> Fact:
    """A result of a marker that reads as this answer; `exact`: the change to name."""
    marker = biomarkers.markers()[key]
    named = [fact("variant", f"{gene.upper()} {change}") for gene in marker.genes[:1] for change in exact]
    tried = [*named, *(fact(code.replace("*", ""), word) for code in marker.codes for word in (*exact, *_WORDS))]
    return next(one for one in tried if biomarkers.says(marker, one) is answer)


__all__ = ["STAGES", "TABLES", "assessed", "codes_of", "disease", "noticed", "result", "rows", "table"]

"""How a person reads a fact: its code as a label, its value in words."""

from collections.abc import Mapping
from functools import cache

from consilium import tables
from consilium.delivery import names
from consilium.facts import Assertion, Fact
from consilium.oncology import histology, sites


@cache
def _codes() -> Mapping[str, str]:
    return {row["code"]: row["label"] for row in tables.load("oncology/tables/codes.toml")["code"]}


_BASIS = {"clin": "before surgery", "path": "after surgery"}
_PREFIX = {"stage.clin": "c", "stage.path": "p"}


def label(code: str, language: str = "en") -> str:
    """`biomarker.HER2` is HER2, `diagnosis.site` is where the cancer began, `stage.path.t` is T after surgery."""
    if code in _codes():
        return names.label(code, language) or _codes()[code]
    family, _, last = code.rpartition(".")
    if family in ("stage.clin", "stage.path"):
        part = names.name("Stage", language).capitalize() if last == "group" else last.upper()
        return f"{part} {names.name(_BASIS[family.rpartition('.')[2]], language)}"
    name = code.partition(".")[2].replace("other.", "").replace("_", " ").replace(".", " ")
    if code.startswith(("lab.", "vital.")):  # a gene keeps its letters as they are
        return name[:1].upper() + name[1:]
    return name


_SAID = {
    Assertion.UNCERTAIN: "not certain",
    Assertion.HISTORICAL: "earlier",
    Assertion.FAMILY: "in the family",
    Assertion.PLANNED: "planned",
}


def value(fact: Fact, language: str = "en") -> str:
    """The value in words, and what the record says about it. Words of a record stay as the record has them."""
    name = {"diagnosis.site": sites.name, "diagnosis.histology": histology.name}.get(fact.code)
    words = names.name((name(fact.text) if name else "") or fact.text, language)
    said = "" if fact.text == "absent" else {**_SAID, Assertion.ABSENT: "not found"}.get(fact.assertion, "")
    return f"{words} ({names.name(said, language)})" if said else words


def coded(fact: Fact, language: str = "en") -> str:
    """As `value`, but T, N and M with the c or p that tells how they were found: `pT2`."""
    family, _, last = fact.code.rpartition(".")
    return (_PREFIX.get(family, "") if last in ("t", "n", "m") else "") + value(fact, language)

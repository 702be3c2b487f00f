"""Tumor markers: which facts answer one, and whether they say yes or no. In: a sheet; out: an answer with its facts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from consilium import tables
from consilium.facts import Assertion, Fact, FactSheet, Status
from consilium.values import Answer, Quantity

_CHANGE = re.compile(
    r"\bp\.|\bc\.\d|\bexon\b|[A-Z]\d{2,4}[A-Z*]|fusion|::|rearrange|amplif|mutat|delet|insert|fs\b", re.I
)
_OF_PROTEIN = re.compile(r"\bp\.|\bexon\b|[A-Z]\d{2,4}")
"""A change inside the gene ERBB2, which is not the excess of HER2 that the marker asks for."""
_NONE = re.compile(r"(?:no|not|none|without|negative|wild)\b", re.I)
_USED = frozenset({Assertion.PRESENT, Assertion.ABSENT, Assertion.UNCERTAIN, Assertion.HISTORICAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """One row of `tables/biomarkers.toml`."""

    key: str
    name: str
    codes: tuple[str, ...]
    also: tuple[str, ...]
    genes: tuple[str, ...]
    labs: tuple[str, ...]
    positive: frozenset[str]
    negative: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """What a sheet says of a marker. `answer` is UNKNOWN where nothing decides; `facts` are all that speak of it."""

    answer: Answer
    facts: tuple[Fact, ...]

    @property
    def tested(self) -> bool:
        """Whether a record gives any result, an equivocal one too."""
        return bool(self.facts)


@cache
def _table() -> Mapping[str, Any]:
    return tables.load("oncology/tables/biomarkers.toml")


@cache
def markers() -> Mapping[str, Marker]:
    """Every marker by its key."""
    return {row["key"]: _marker(row) for row in _table()["marker"]}


def _marker(row: Mapping[str, Any]) -> Marker:
    words = _table()["words"]
    own = [*row.get("positive", ()), *row.get("negative", ())]
    return Marker(
        key=row["key"],
        name=row["name"],
        codes=tuple(f"biomarker.{code}" for code in (row["key"], *row.get("codes", ()))),
        also=tuple(f"biomarker.{code}" for code in row.get("also", ())),
        genes=tuple(gene.casefold() for gene in row.get("genes", ())),
        labs=tuple(row.get("labs", ())),
        positive=frozenset([*row.get("positive", ()), *(word for word in words["positive"] if word not in own)]),
        negative=frozenset([*row.get("negative", ()), *(word for word in words["negative"] if word not in own)]),
    )


def her2(stain: Fact | None, gene: Fact | None) -> Fact | None:
    """Which result of one record tells its HER2: the stain or the gene test."""
    return gene if gene and gene_tells_her2(stain.text if stain else "") else stain


def gene_tells_her2(stain: str) -> bool:
    """Whether the gene test decides beside this stain: where the stain is equivocal or missing ("").

    Source: ASCO–CAP guideline, HER2 testing in breast cancer, 2018, affirmed 2023.
    """
    return stain.casefold() in ("", "equivocal")


def name(key: str) -> str:
    """How a patient reads a marker; the key itself where the table has none."""
    return markers()[key].name if key in markers() else key


def look_up(sheet: FactSheet, key: str) -> Known:
    """What the sheet says of this marker, corrections of a person first."""
    marker = markers()[key]
    facts = tuple(_speaking(sheet, marker))
    return Known(_decide(says(marker, fact) for fact in _trusted(facts)), facts)


def _trusted(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    corrected = tuple(fact for fact in facts if fact.status is Status.CORRECTED)
    return corrected or tuple(fact for fact in facts if fact.assertion is not Assertion.HISTORICAL) or facts


def _decide(answers: Iterable[Answer]) -> Answer:
    """One answer where all that decide agree; UNKNOWN where they differ, which is a finding of its own."""
    decided = {answer for answer in answers if answer is not Answer.UNKNOWN}
    return decided.pop() if len(decided) == 1 else Answer.UNKNOWN


def _speaking(sheet: FactSheet, marker: Marker) -> Iterator[Fact]:
    for code in marker.codes + marker.also:
        yield from (fact for fact in sheet.all(code) if fact.assertion in _USED and not _is_plan(fact))
        yield from (fact for fact in sheet.all(f"{code}.score") if fact.assertion in _USED)
    if marker.genes:
        named = (fact for fact in sheet.all("variant") if fact.assertion in _USED)
        yield from (fact for fact in named if _names(fact, marker.genes))
    if marker.labs:
        yield from (fact for fact in sheet.under("lab.") if fact.code[4:].casefold().startswith(marker.labs))


def _names(fact: Fact, genes: tuple[str, ...]) -> bool:
    """Whether a reported change is of one of these genes: `MYC` is not named by `MYCN amplification`."""
    text = fact.text.casefold()
    return any(text.startswith(gene) and not text[len(gene) :][:1].isalnum() for gene in genes)


def _is_plan(fact: Fact) -> bool:
    return fact.text.casefold() in ("pending", "not tested", "not performed", "ordered", "insufficient")


def says(marker: Marker, fact: Fact) -> Answer:
    """YES, NO or UNKNOWN for one fact: a word, a reported gene change, or a share of cells above none."""
    if fact.assertion is Assertion.UNCERTAIN or fact.code in marker.also:
        return Answer.UNKNOWN
    if fact.code.endswith(".score") and not _scored(marker, fact):
        return Answer.UNKNOWN
    said = Answer.YES if fact.code == "variant" else _value(marker, fact)
    if fact.assertion is Assertion.ABSENT:
        return Answer.NO if said is not Answer.NO else Answer.YES
    return said


def _scored(marker: Marker, fact: Fact) -> bool:
    return marker.key == "HER2" and fact.text.strip() in ("0", "1+", "3+")


def _value(marker: Marker, fact: Fact) -> Answer:
    if isinstance(fact.value, Quantity | int | float):
        amount = fact.value.value if isinstance(fact.value, Quantity) else fact.value
        return (Answer.YES if amount >= 1 else Answer.NO) if marker.key == "PDL1" else Answer.UNKNOWN
    word = fact.text.casefold().strip()
    if fact.code == "biomarker.ERBB2" and marker.key == "HER2" and _OF_PROTEIN.search(fact.text):
        return Answer.UNKNOWN
    if word in marker.negative or (word not in marker.positive and _NONE.match(word)):
        return Answer.NO
    if word in marker.positive or _CHANGE.search(fact.text):
        return Answer.YES
    return Answer.UNKNOWN

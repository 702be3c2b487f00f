"""T from size or extent, and N from a count of nodes, as a report describes them, by the definitions of the editions.

Sizes and counts stand in the staging tables (`staging/definitions.py`); what stands here is what words add to them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from consilium import tables
from consilium.oncology.staging import definitions as by_number
from consilium.oncology.staging.selection import select
from consilium.oncology.staging.tables import Schema, schemas

EDITIONS = ("6", "7", "8")
_MOST = {"size": 500.0, "breslow": 200.0}
"""Larger numbers, in mm, were misread."""


class Mention(StrEnum):
    """What a report says of growth into a part."""

    YES = "yes"
    NO = "no"
    UNSAID = "unsaid"
    UNCLEAR = "unclear"


# Whether a wish is met: True, False, or None where the row cannot be decided.
_Wish = dict[Mention, bool | None]
_PRESENT: _Wish = {Mention.YES: True, Mention.NO: False, Mention.UNSAID: False, Mention.UNCLEAR: None}
_NOT_PRESENT: _Wish = {Mention.YES: False, Mention.NO: True, Mention.UNSAID: True, Mention.UNCLEAR: None}
_DENIED: _Wish = {Mention.YES: False, Mention.NO: True, Mention.UNSAID: None, Mention.UNCLEAR: None}


@dataclass(frozen=True, slots=True)
class Definition:
    """One category by one row, for one staging table: sizes in mm (`over` exclusive, `upto` inclusive), what must
    (`present`) and must not (`absent`) be described, and what must be `denied` in words."""

    table: str
    editions: tuple[str, ...]
    value: str
    measure: str
    over: float
    upto: float
    present: tuple[str, ...]
    absent: tuple[str, ...]
    denied: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inference:
    """A category that follows, the editions for which it does, and the row of T that decided."""

    value: str
    editions: tuple[str, ...]
    row: Definition | None = None


@cache
def _table() -> dict[str, Any]:
    return tables.load("oncology/tables/tnm_definitions.toml")


@cache
def definitions() -> tuple[Definition, ...]:
    """All rows of T, in the order in which they are tried, category by category."""
    return tuple(
        Definition(
            table,
            tuple(row["edition"]),
            value,
            row.get("measure", ""),
            *_bounds(row, table, value),
            tuple(row.get("with", ())),
            tuple(row.get("without", ())),
            tuple(row.get("denied", ())),
        )
        for row in _table()["t"]
        for table in row["table"]
        for value in row["value"]
    )


def _bounds(row: Mapping[str, Any], table: str, value: str) -> tuple[float, float]:
    """The sizes of a row: its own, else those of this category and its subdivisions in the staging table."""
    if "measure" not in row or "over" in row:
        return row.get("over", 0), row.get("upto", 0)
    edition = next(one for one in schemas() if one.id == table).editions[row["edition"][0]]
    measures = (edition.depth if row["measure"] == "breslow" else edition.size).measures
    own = [measure for measure in measures if measure.category.startswith(value)]
    return max(own[0].low, 0), min(own[-1].high, _MOST[row["measure"]])


def counted() -> tuple[str, ...]:
    """The staging tables by which the number of nodes alone gives N."""
    return tuple(_table()["counted"])


def infer_t(
    site: str,
    histology: str,
    editions: Iterable[str],
    measures: dict[str, float],
    described: Callable[[str], Mention],
) -> Inference | None:
    """T by `measures` (`size`, `breslow`, in mm) and by what the report says of growth into each part.

    Where the edition is not known, T is given only if all editions agree on its number; a letter that differs is left
    out. None where a row cannot be decided, and where none is for this kind of cancer.
    """
    schema = _schema(site, histology)
    chosen = _staged(schema, editions)
    rows = [_first(schema.id, edition, measures, described) for edition in chosen] if schema else []
    found = _agreed([row.value if row else "" for row in rows])
    return Inference(found, chosen, rows[-1]) if found else None


def infer_n(site: str, histology: str, editions: Iterable[str], positive: int) -> Inference | None:
    """N by the number of regional nodes with cancer, as `infer_t`; 0 is N0 everywhere."""
    schema = _schema(site, histology)
    chosen = _staged(schema, editions)
    if positive == 0:
        return Inference("N0", tuple(editions))
    if schema is None or schema.id not in counted():
        return None
    rows = [by_number.infer_n(site, edition, positive, histology) for edition in chosen]
    found = _agreed([row.categories[0] if row else "" for row in rows])
    return Inference(found, chosen) if found else None


@lru_cache(maxsize=4096)
def _schema(site: str, histology: str) -> Schema | None:
    return select(schemas(), site, histology)


def _staged(schema: Schema | None, editions: Iterable[str]) -> tuple[str, ...]:
    """Those of the editions that stage this cancer at all."""
    return tuple(edition for edition in editions if schema and edition in schema.editions)


def _agreed(values: Sequence[str]) -> str:
    """The category on which all editions agree, as finely as they do (T1b of T1b and T1b1); "" where they differ."""
    if "" in values or len({value[:2] for value in values}) != 1:
        return ""
    first, last = min(values), max(values)
    return first[: sum(last.startswith(first[:length]) for length in range(1, len(first) + 1))]


def _first(
    table: str, edition: str, measures: dict[str, float], described: Callable[[str], Mention]
) -> Definition | None:
    """The first row that fits; behind one that cannot be decided only another of the same category counts."""
    undecided = ""
    for row in _rows(table, edition):
        decided = _fits(row, measures, described)
        if decided and undecided in ("", row.value):
            return row
        if decided or (decided is None and undecided not in ("", row.value)):
            return None
        undecided = row.value if decided is None else undecided
    return None


@cache
def _rows(table: str, edition: str) -> tuple[Definition, ...]:
    return tuple(row for row in definitions() if row.table == table and edition in row.editions)


def _fits(row: Definition, measures: dict[str, float], described: Callable[[str], Mention]) -> bool | None:
    if row.measure:
        size = measures.get(row.measure)
        if size is None:
            return None
        if not row.over < size <= row.upto:
            return False
    for features, wanted in ((row.present, _PRESENT), (row.absent, _NOT_PRESENT), (row.denied, _DENIED)):
        for feature in features:
            decided = wanted[described(feature)]
            if not decided:
                return decided
    return True

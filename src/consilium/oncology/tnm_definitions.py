"""T from size or extent, and N from a count of nodes, by the definitions of the staging editions."""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

EDITIONS = ("6", "7", "8")


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
    """One row: sizes in mm (`over` exclusive, `upto` inclusive), what must (`present`) and must not (`absent`) be
    described, and what must be `denied` in words."""

    sites: tuple[str, ...]
    editions: tuple[str, ...]
    value: str
    measure: str
    over: float
    upto: float
    present: tuple[str, ...]
    absent: tuple[str, ...]
    denied: tuple[str, ...]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("consilium.oncology").joinpath("tables", "tnm_definitions.toml").read_text("utf-8"))


def _since(site: str) -> str:
    """The first edition that stages a cancer of this site at all."""
    return str(_table()["since"].get(site, EDITIONS[0]))


@cache
def definitions(kind: str) -> tuple[Definition, ...]:
    """All rows for `t` or `n`, in the order in which they are tried."""
    return tuple(
        Definition(
            tuple(row["site"]),
            tuple(row["edition"]),
            row["value"],
            row.get("measure", ""),
            row.get("over", row.get("from", 1) - 1),
            row.get("upto", 0),
            tuple(row.get("with", ())),
            tuple(row.get("without", ())),
            tuple(row.get("denied", ())),
        )
        for row in _table()[kind]
    )


@dataclass(frozen=True, slots=True)
class Inference:
    """A category that follows, the editions for which it does, and the row that decided."""

    value: str
    editions: tuple[str, ...]
    row: Definition


def infer_t(
    site: str, editions: Iterable[str], measures: dict[str, float], described: Callable[[str], Mention]
) -> Inference | None:
    """T by `measures` (`size`, `breslow`, in mm) and by what the report says of growth into each part.

    Where the edition is not known, T is given only if all editions agree on its number; a letter that differs is left
    out. None where a row cannot be decided.
    """
    return _agreed(site, "t", tuple(editions), lambda row: _fits(row, measures, described))


def infer_n(site: str, editions: Iterable[str], positive: int) -> Inference | None:
    """N by the number of regional nodes with cancer; 0 is N0 everywhere."""
    chosen = tuple(editions)
    if positive == 0:
        return Inference("N0", chosen, Definition((), chosen, "N0", "", -1, 0, (), (), ()))
    return _agreed(site, "n", chosen, lambda row: row.over < positive <= row.upto)


def _agreed(
    site: str, kind: str, editions: tuple[str, ...], fits: Callable[[Definition], bool | None]
) -> Inference | None:
    editions = tuple(edition for edition in editions if edition >= _since(site))
    found = [_first(site, kind, edition, fits) for edition in editions]
    rows = [row for row in found if row]
    if not rows or len(rows) < len(found) or len({row.value[:2] for row in rows}) > 1:
        return None
    same = len({row.value for row in rows}) == 1
    return Inference(rows[0].value if same else rows[0].value[:2], editions, rows[-1])


def _first(site: str, kind: str, edition: str, fits: Callable[[Definition], bool | None]) -> Definition | None:
    for row in _rows(kind, site, edition):
        decided = fits(row)
        if decided is None:
            return None
        if decided:
            return row
    return None


@cache
def _rows(kind: str, site: str, edition: str) -> tuple[Definition, ...]:
    return tuple(row for row in definitions(kind) if site in row.sites and edition in row.editions)


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

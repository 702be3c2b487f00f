"""Where cancers begin: the words that name a site, and its ICD-O-3 topography code."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from consilium import tables

_STRENGTHS = {"names": 3, "implied_by": 2, "hinted_by": 1}


@dataclass(frozen=True, slots=True)
class SiteTerm:
    """One word for a site. `strength`: 3 names the organ, 2 an operation or part of it, 1 only hints at it.

    `group` is the organ: the first three characters of the code.
    """

    term: str
    code: str
    strength: int
    group: str


@cache
def _rows() -> tuple[dict[str, object], ...]:
    return tuple(tables.load("oncology/tables/sites.toml")["site"])


@cache
def terms() -> tuple[SiteTerm, ...]:
    """Every word of the table, in lower case."""
    return tuple(_terms())


def _terms() -> Iterator[SiteTerm]:
    for row in _rows():
        for column, strength in _STRENGTHS.items():
            words = row.get(column, [])
            assert isinstance(words, list)
            code = str(row["code"])
            for word in words:
                yield SiteTerm(word, code, strength, code[:3])


@cache
def names() -> dict[str, str]:
    """ICD-O-3 topography code → English name, for the sites in the table."""
    return {str(row["code"]): str(row["name"]) for row in _rows()}


def name(code: str) -> str:
    """The English name of a topography code; that of its organ where the part is not listed; "" where unknown."""
    known = names()
    return known.get(code) or known.get(code[:3] + ".9", "")

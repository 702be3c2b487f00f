"""Which cancer a site and a kind of cell make. In: ICD-O-3 codes; out: one row of `tables/cancers.toml`, or None."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from consilium import tables

NEUROENDOCRINE = "neuroendocrine"
SARCOMA = "sarcoma"
CHILD = "child"
BLOOD = "blood"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancer:
    """One row. `key` is what other tables name; `name` is how a patient reads it."""

    key: str
    name: str
    family: str
    rare: bool
    sites: tuple[str, ...]
    kinds: tuple[tuple[int, int], ...]

    def fits(self, site: str, kind: int | None) -> bool:
        """Whether this row covers the topography `site` ("" unknown) and the morphology `kind` (None unknown)."""
        at_site = not self.sites or site.startswith(self.sites)
        of_kind = not self.kinds or (kind is not None and any(low <= kind <= high for low, high in self.kinds))
        return at_site and of_kind


@dataclass(frozen=True, slots=True)
class SeldomBelow:
    """An age in years below which few of these cancers begin."""

    age: int
    cancers: tuple[str, ...]
    source: str


@cache
def _table() -> Mapping[str, Any]:
    return tables.load("oncology/tables/cancers.toml")


def _row(row: Mapping[str, Any]) -> Cancer:
    return Cancer(
        key=row.get("key", ""),
        name=row["name"],
        family=row.get("family", ""),
        rare=row.get("rare", False),
        sites=tuple(row.get("sites", ())),
        kinds=tuple(_span(text) for text in row.get("kinds", ())),
    )


def _span(text: str) -> tuple[int, int]:
    low, _, high = text.partition("-")
    return int(low), int(high or low)


@cache
def cancers() -> tuple[Cancer, ...]:
    """Every row, in the order in which they are tried."""
    return tuple(_row(row) for row in _table()["cancer"])


@cache
def _rare_kinds() -> tuple[Cancer, ...]:
    return tuple(_row(row) for row in _table()["rare_kind"])


@cache
def seldom_below() -> tuple[SeldomBelow, ...]:
    """Ages that make a common cancer unusual."""
    return tuple(SeldomBelow(row["age"], tuple(row["cancers"]), row["source"]) for row in _table()["seldom_below"])


@cache
def classify(site: str, histology: str) -> Cancer | None:
    """The cancer of a topography (`C50.4` or "") and a morphology (`8500/3` or ""); None where neither tells."""
    kind = _kind(histology)
    return next((cancer for cancer in cancers() if cancer.fits(site, kind)), None)


def rare_kind(site: str, histology: str) -> str:
    """The name of a kind that is rare in an organ whose cancers are common, or ""."""
    kind = _kind(histology)
    return next((row.name for row in _rare_kinds() if row.fits(site, kind)), "")


def _kind(histology: str) -> int | None:
    digits = histology[:4]
    return int(digits) if digits.isdecimal() and len(digits) == 4 else None


@cache
def named(text: str) -> Cancer | None:
    """The cancer that a person's words name (`"Breast cancer"`), or None."""
    words = text.casefold().strip()
    return next((cancer for cancer in cancers() if words and words in (cancer.name.casefold(), cancer.key)), None)


def rarity_source() -> str:
    """The source of `rare`."""
    source = _table()["rare_source"]
    return f"{source['title']}, {source['year']}"

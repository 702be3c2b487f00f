"""Headings that a reviewer may fill: what a review of this cancer usually states for each part. Never a judgement."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from consilium import tables
from consilium.opinions.shapes import Part


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of one kind of cancer, and where they are from."""

    cancer: str
    parts: Mapping[Part, tuple[str, ...]]
    sources: tuple[str, ...]

    def text(self, part: Part) -> str:
        """The headings of a part, each on a line that waits for words."""
        return "\n".join(f"{heading}:" for heading in self.parts[part])


@cache
def _table() -> Mapping[str, Any]:
    return tables.load("opinions/tables/headings.toml")


@cache
def headings(cancer: str) -> Headings:
    """Those for the cancer as it is named in the case; the general ones where none fits."""
    said, table = cancer.casefold(), _table()
    row = next(one for one in table["review"] if not one["words"] or any(word in said for word in one["words"]))
    sources = (table["sources"][key] for key in row["sources"])
    return Headings(
        cancer=row["cancer"],
        parts={part: tuple(row[part.value]) for part in Part},
        sources=tuple(f"{one['title']}. {one['by']}, {one['year']}." for one in sources),
    )


@cache
def _all() -> frozenset[str]:
    return frozenset(f"{heading}:" for row in _table()["review"] for part in Part for heading in row[part.value])


def unfilled(text: str) -> tuple[str, ...]:
    """Headings of ours in a text that nothing was written after."""
    return tuple(line.strip() for line in text.splitlines() if line.strip() in _all())

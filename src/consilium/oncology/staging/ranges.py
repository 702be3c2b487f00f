"""Inputs beside T, N and M, cut into the bands that a table's cells speak of.

`Scale.of` reads one column of a table; `band` says into which band a case's value falls ("unknown" where it is not
given); `bands` says which bands one cell stands for.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

UNKNOWN = "unknown"


def cells(cell: str) -> list[str]:
    """The parts of a cell: by comma, for numbers; `any` gives none."""
    return [] if cell == "any" else [part.strip() for part in cell.split(",")]


@dataclass(frozen=True, slots=True)
class Scale:
    """The bands of one input: numbers cut at `cuts`, or words."""

    cuts: tuple[float, ...] = ()
    words: tuple[str, ...] = ()

    @classmethod
    def of(cls, numeric: bool, column: Sequence[str]) -> "Scale":
        """The scale that tells every cell of this column from the others."""
        if not numeric:
            words = {word for cell in column for word in cell.split()} - {"any", UNKNOWN}
            return cls(words=tuple(sorted(words)))
        bounds = {edge for cell in column for part in cells(cell) if part != UNKNOWN for edge in _edges(part)}
        return cls(cuts=tuple(sorted(bounds)))

    @property
    def known(self) -> tuple[str, ...]:
        """Every band that a known value can fall into."""
        return self.words or tuple(str(index) for index in range(len(self.cuts) + 1))

    def band(self, value: str) -> str:
        """The band of a case's value; `unknown` for "", for text that is no number, and for a word not in the table."""
        if self.words:
            return value if value in self.words else UNKNOWN
        try:
            return str(bisect_right(self.cuts, float(value)))
        except ValueError:
            return UNKNOWN

    def band_all(self, values: tuple[str, ...]) -> tuple[str, ...]:
        """The bands of every value that is possible; () where none is known."""
        if not values:
            return ()
        if len(values) == 1 or values[0] in self.words:
            return (self.band(values[0]),)
        return tuple(dict.fromkeys(map(self.band, values)))

    def bands(self, cell: str) -> frozenset[str]:
        """The bands that a cell stands for."""
        if cell == "any":
            return frozenset((*self.known, UNKNOWN))
        if self.words:
            return frozenset(cell.split())
        return frozenset(band for part in cells(cell) for band in self._numeric(part))

    def _numeric(self, part: str) -> list[str]:
        if part == UNKNOWN:
            return [UNKNOWN]
        edges = _edges(part)
        first = 0 if part.startswith("under") else bisect_right(self.cuts, edges[0])
        last = len(self.cuts) if part.endswith("up") else bisect_right(self.cuts, edges[-1]) - 1
        return [str(index) for index in range(first, last + 1)]


def _edges(part: str) -> list[float]:
    """Where a part begins and ends: `10 to 20` is [10, 20); a whole number alone is itself only."""
    if re.fullmatch(r"\d+", part):
        return [float(part), float(part) + 1]
    if re.fullmatch(r"\d+( \d+)+", part):
        numbers = [float(number) for number in part.split()]
        return [numbers[0], numbers[-1] + 1]
    found = re.fullmatch(r"(?:under )?([\d.]+)(?: to ([\d.]+))?(?: up)?", part)
    if not found:
        raise ValueError(f"not a cell for a number: {part}")
    return [float(edge) for edge in found.groups() if edge]

"""Tables of counts in which no small cell shows, and none can be worked out from what is left.

Counts of 1 to 4 are hidden; a nought is shown, for it tells of nobody. A hidden cell that could be worked out from the
total of its line, or of its column, takes another one with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consilium.outcomes.intervals import Rate, wilson

SMALLEST = 5
"""The smallest number of people that a figure may tell of."""

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One count of a table; `rate` is None where it is hidden."""

    name: str
    rate: Rate | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `total` is None where all of it is hidden."""

    name: str
    total: int | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Lines with the same columns. Lines without any case are left out."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def table(counts: Mapping[str, Mapping[str, int]], columns: Sequence[str], *, adds_up: bool = False) -> Table:
    """The counts (line -> column -> count) as rates of their line.

    `adds_up`: the first line is the sum of the others, so that a column can give a cell away too.
    """
    known = {line: row for line, row in counts.items() if sum(row.get(name, 0) for name in columns)}
    hidden = _hidden(known, columns, adds_up=adds_up)
    return Table(tuple(columns), tuple(_line(name, row, columns, hidden) for name, row in known.items()))


def _hidden(counts: Mapping[str, Mapping[str, int]], columns: Sequence[str], *, adds_up: bool) -> set[Place]:
    """Every cell that must not show."""
    sizes = {(line, name): row.get(name, 0) for line, row in counts.items() for name in columns}
    hidden = {place for place, size in sizes.items() if 0 < size < SMALLEST}
    rows = [[(line, name) for name in columns] for line in counts]
    groups = rows + ([[(line, name) for line in counts] for name in columns] if adds_up else [])
    while more := next(_given_away(groups, sizes, hidden), None):
        hidden.add(more)
    return hidden


def _given_away(groups: Sequence[Sequence[Place]], sizes: Mapping[Place, int], hidden: set[Place]) -> Iterator[Place]:
    """The next cell to hide in a group whose hidden cells can be worked out from its total."""
    for group in groups:
        out = [place for place in group if place in hidden]
        left = sorted((place for place in group if place not in hidden and sizes[place]), key=lambda one: sizes[one])
        if out and left and (len(out) == 1 or sum(sizes[place] for place in out) < SMALLEST):
            yield left[0]


def _line(name: str, row: Mapping[str, int], columns: Sequence[str], hidden: set[Place]) -> Line:
    total = sum(row.get(column, 0) for column in columns)
    if total < SMALLEST:
        return Line(name, None, tuple(Cell(column, None) for column in columns))
    rates = ((column, None if (name, column) in hidden else wilson(row.get(column, 0), total)) for column in columns)
    return Line(name, total, tuple(Cell(column, rate) for column, rate in rates))

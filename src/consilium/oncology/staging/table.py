"""A CSV of cases to a CSV of groups, as `consilium stage --table` does.

Registries repeat the same few thousand combinations: what follows from codes and categories is worked out once, and
what further depends on an age or a PSA once per value.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from io import StringIO
from itertools import islice
from operator import itemgetter
from typing import Any, TextIO

from consilium.errors import Invalid
from consilium.oncology.staging.cases import StageResult, StagingCase
from consilium.oncology.staging.inputs import fields_read
from consilium.oncology.staging.stager import Plan, Stager, ours
from consilium.oncology.staging.tables import Schema

HEADER = ("id", "edition", "group", "why")
MOST_REMEMBERED = 100_000
_FIELDS = tuple(field.name for field in fields(StagingCase))
_TOGETHER = 1000
_ALWAYS = ("site", "histology", "edition", "basis", "t", "n", "m")

Pick = Callable[[list[str]], Any]


def stage_table(
    source: TextIO, out: TextIO, *, schemas: Sequence[Schema] | None = None, spelling: Callable[[str], str] = str
) -> int:
    """Stage every row of `source` (columns named as the fields of `StagingCase`, and `id`); returns how many rows.

    Groups are written in Roman numbers, or by `spelling` (`notation.registry`).

    Columns of other names are ignored; missing ones are unknown. Raises Invalid where there is no header with `id`.
    """
    rows = csv.reader(source)
    header = [name.strip().lower() for name in next(rows, [])]
    if "id" not in header:
        raise Invalid("The table needs a header with a column `id`.", {"id": "name the column that identifies a case"})
    stager = Stager(schemas) if schemas is not None else ours()
    table = _Table(stager, {name: header.index(name) for name in _FIELDS if name in header}, spelling)
    out.write(",".join(HEADER) + "\n")
    lines = table.lines(rows, header.index("id"), len(header))
    while some := list(islice(lines, _TOGETHER)):
        out.write("".join(some))
        table.count += len(some)
    return table.count


@dataclass(slots=True)
class _Remembered:
    """What is known of one combination: its plan or result, what of a row decides further, and ends of lines so far."""

    plan: Plan | StageResult
    pick: Pick
    ends: dict[Any, str] = field(default_factory=dict)


class _Table:
    """Rows of one header to lines of the answer."""

    def __init__(self, stager: Stager, places: dict[str, int], spelling: Callable[[str], str]) -> None:
        self._stager = stager
        self._spelling = spelling
        self._places = places
        self._known: dict[Any, _Remembered] = {}
        self.count = 0

    def lines(self, rows: Iterator[list[str]], id_: int, width: int) -> Iterator[str]:
        """One line per row that is not blank; a short row is one with unknown ends."""
        pick = self._picker(_ALWAYS)
        for row in rows:
            if not row:
                continue
            if len(row) < width:
                row += [""] * (width - len(row))
            key = pick(row)
            known = self._known.get(key) or self._remember(key, row)
            more = known.pick(row)
            name = row[id_]
            yield (name if name.isalnum() else _quoted(name)) + (
                known.ends.get(more) or self._work_out(known, more, row)
            )

    def _picker(self, names: Sequence[str]) -> Pick:
        """What takes the values of these columns from a row, for those that the table has."""
        places = [self._places[name] for name in names if name in self._places]
        return itemgetter(*places) if places else _nothing

    def _case(self, row: list[str]) -> StagingCase:
        return StagingCase(**{name: row[place] for name, place in self._places.items()})

    def _remember(self, key: Any, row: list[str]) -> _Remembered:
        plan = self._stager.plan(self._case(row))
        names = fields_read(tuple(name for name, _ in plan.reads)) if isinstance(plan, Plan) else ()
        pick = self._picker([name for name in names if name not in _ALWAYS])
        _make_room(self._known)
        self._known[key] = found = _Remembered(plan, pick)
        return found

    def _work_out(self, known: _Remembered, more: Any, row: list[str]) -> str:
        """Edition, group and why as the end of a line."""
        result = known.plan.result(self._case(row)) if isinstance(known.plan, Plan) else known.plan
        _make_room(known.ends)
        known.ends[more] = end = f",{_quoted(result.edition)},{self._spelling(result.group)},{_quoted(result.why)}\n"
        return end


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    """One cell as CSV has it: in quotes where it needs them."""
    line = StringIO()
    csv.writer(line, lineterminator="").writerow(["", text])
    return line.getvalue()[1:]


def _nothing(row: list[str]) -> str:
    return ""


def _make_room(memory: dict[Any, Any]) -> None:
    if len(memory) >= MOST_REMEMBERED:
        memory.clear()

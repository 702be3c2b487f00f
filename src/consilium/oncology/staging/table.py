"""A CSV of cases to a CSV of groups, as `consilium stage --table` does.

Registries repeat the same few thousand combinations: what follows from codes and categories is worked out once, and
what further depends on an age or a PSA once per value.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import TextIO, TypeVar

from consilium.errors import Invalid
from consilium.oncology.staging.cases import StageResult, StagingCase
from consilium.oncology.staging.inputs import fields_read
from consilium.oncology.staging.stager import Plan, Stager, ours
from consilium.oncology.staging.tables import Schema

HEADER = ("id", "edition", "group", "why")
MOST_REMEMBERED = 100_000
_FIELDS = tuple(field.name for field in fields(StagingCase))
_ALWAYS = ("site", "histology", "edition", "basis", "t", "n", "m")

Key = tuple[str, ...]
_Value = TypeVar("_Value")


def stage_table(source: TextIO, out: TextIO, *, schemas: Sequence[Schema] | None = None) -> int:
    """Stage every row of `source` (columns named as the fields of `StagingCase`, and `id`); returns how many rows.

    Columns of other names are ignored; missing ones are unknown. Raises Invalid where there is no header with `id`.
    """
    rows = csv.reader(source)
    header = [name.strip().lower() for name in next(rows, [])]
    if "id" not in header:
        raise Invalid("The table needs a header with a column `id`.", {"id": "name the column that identifies a case"})
    stager = Stager(schemas) if schemas is not None else ours()
    table = _Table(stager, {name: header.index(name) for name in _FIELDS if name in header})
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(table.lines(rows, header.index("id"), len(header)))
    return table.count


@dataclass(slots=True)
class _Remembered:
    """What is known of one combination: its result, or the columns that decide and the results so far."""

    plan: Plan | StageResult
    columns: tuple[int, ...]
    results: dict[Key, StageResult] = field(default_factory=dict)


class _Table:
    """Rows of one header to lines of the answer."""

    def __init__(self, stager: Stager, places: dict[str, int]) -> None:
        self._stager = stager
        self._places = places
        self._known: dict[Key, _Remembered] = {}
        self.count = 0

    def lines(self, rows: Iterator[list[str]], id_: int, width: int) -> Iterator[Key]:
        """One line per row that is not blank; a short row is one with unknown ends."""
        always = [self._places[name] for name in _ALWAYS if name in self._places]
        known_by_key = self._known
        for row in rows:
            if not row:
                continue
            if len(row) < width:
                row += [""] * (width - len(row))
            key = tuple([row[place] for place in always])
            known = known_by_key.get(key) or self._remember(key, row)
            more = tuple([row[place] for place in known.columns])
            self.count += 1
            result = known.results.get(more) or self._work_out(known, more, row)
            yield row[id_], result.edition, result.group, result.why

    def _case(self, row: list[str]) -> StagingCase:
        return StagingCase(**{name: row[place] for name, place in self._places.items()})

    def _remember(self, key: Key, row: list[str]) -> _Remembered:
        plan = self._stager.plan(self._case(row))
        names = fields_read(tuple(name for name, _ in plan.reads)) if isinstance(plan, Plan) else ()
        columns = tuple(self._places[name] for name in names if name in self._places and name not in _ALWAYS)
        return _put(self._known, key, _Remembered(plan, columns))

    def _work_out(self, known: _Remembered, more: Key, row: list[str]) -> StageResult:
        plan = known.plan
        return _put(known.results, more, plan.result(self._case(row)) if isinstance(plan, Plan) else plan)


def _put(memory: dict[Key, _Value], key: Key, value: _Value) -> _Value:
    if len(memory) >= MOST_REMEMBERED:
        memory.clear()
    memory[key] = value
    return value

"""A CSV of cases to a CSV of groups, as `consilium stage --table` does."""

import csv
from collections.abc import Sequence
from dataclasses import fields
from typing import TextIO

from consilium.errors import Invalid
from consilium.oncology.staging.cases import StageResult, StagingCase
from consilium.oncology.staging.stager import Stager, ours
from consilium.oncology.staging.tables import Schema

HEADER = ("id", "edition", "group", "why")
MOST_REMEMBERED = 100_000
_FIELDS = tuple(field.name for field in fields(StagingCase))


def stage_table(source: TextIO, out: TextIO, *, schemas: Sequence[Schema] | None = None) -> int:
    """Stage every row of `source` (columns named as the fields of `StagingCase`, and `id`); returns how many rows.

    Columns of other names are ignored; missing ones are unknown. Raises Invalid where there is no header with `id`.
    """
    stager = Stager(schemas) if schemas is not None else ours()
    rows = csv.reader(source)
    header = [name.strip().lower() for name in next(rows, [])]
    if "id" not in header:
        raise Invalid("The table needs a header with a column `id`.", {"id": "name the column that identifies a case"})
    places = [(name, header.index(name)) for name in _FIELDS if name in header]
    write = csv.writer(out, lineterminator="\n").writerow
    write(HEADER)
    return _stage_rows(rows, header.index("id"), places, stager, write)


def _stage_rows(rows, id_, places, stager, write) -> int:  # type: ignore[no-untyped-def]
    """Equal rows are staged once: registries repeat the same few thousand combinations."""
    remembered: dict[tuple[str, ...], StageResult] = {}
    count = 0
    columns = [place for _, place in places]
    width = max(columns, default=0)
    for row in rows:
        if not row:
            continue
        row += [""] * (width + 1 - len(row))
        key = tuple([row[place] for place in columns])
        result = remembered.get(key)
        if result is None:
            if len(remembered) >= MOST_REMEMBERED:
                remembered.clear()
            result = remembered[key] = stager.stage(StagingCase(**dict(zip([n for n, _ in places], key, strict=True))))
        write((row[id_], result.edition, result.group, result.why))
        count += 1
    return count

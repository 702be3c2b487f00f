"""Staging tables of one's own, in the format of the SEER staging algorithms (`schemas/*.json` and `tables/*.json`).

In: a folder that an institution downloaded. Out: schemas for `stage(..., schemas=)` and `consilium stage --seer`.

Read is: which sites and histologies a schema is for (its selection table), and every table of its mappings that takes
T, N and M and gives a stage. A table that asks for more than T, N and M, or a selection that asks for more than site,
histology and year, is left out and named in `left_out`. The content of the AJCC's manuals is the AJCC's: commercial use
needs its licence. Format: github.com/imsweb/staging-client-java (BSD).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from consilium.errors import Invalid, Malformed
from consilium.oncology.staging import notation
from consilium.oncology.staging.tables import Edition, Row, Schema

_SELECTS = {"site", "hist", "year_dx", "behavior", "sex"}
_Kind = TypeVar("_Kind")
_LARGEST = 64 * 1024 * 1024


class Column(msgspec.Struct):
    """One column of a table: `INPUT`, `DESCRIPTION` or `ENDPOINT`."""

    key: str
    type: str = "INPUT"


class Table(msgspec.Struct):
    """A table of conditions and endpoints; cells are text, `*`, `a,b` or `000-080`."""

    id: str
    definition: list[Column] = []
    rows: list[list[str]] = []
    title: str = ""

    def column(self, key: str) -> int | None:
        """The place of a column, or None."""
        return next((place for place, column in enumerate(self.definition) if column.key == key), None)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder gave, and what of it could not be used, with the reason."""

    schemas: tuple[Schema, ...]
    left_out: tuple[str, ...]


def load(folder: Path) -> tuple[Schema, ...]:
    """The schemas of a folder. Raises Invalid where it is none, Malformed where a file is not of the format."""
    return read(folder).schemas


def read(folder: Path) -> Loaded:
    """As `load`, with what had to be left out."""
    tables = {table.id: table for table in (_decode(path, Table) for path in _files(folder, "tables"))}
    raw = [_decode(path, dict[str, Any]) for path in _files(folder, "schemas")]
    left_out: list[str] = []
    schemas = [schema for entry in raw for schema in _schemas(entry, tables, left_out)]
    return Loaded(tuple(schemas), tuple(dict.fromkeys(left_out)))


def _files(folder: Path, kind: str) -> list[Path]:
    found = sorted((folder / kind).glob("*.json"))
    if not found:
        raise Invalid("This is no folder of SEER staging tables.", {"folder": f"it needs {kind}/*.json"})
    return found


def _decode(path: Path, kind: type[_Kind]) -> _Kind:
    if path.stat().st_size > _LARGEST:
        raise Malformed(f"{path.name} is too large for a staging table.")
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError) as error:
        raise Malformed(f"{path.name} is not a SEER staging file.") from error


def _schemas(entry: Mapping[str, Any], tables: Mapping[str, Table], left_out: list[str]) -> Iterator[Schema]:
    name = str(entry.get("id", ""))
    editions = {edition.edition: edition for edition in _editions(entry, tables, left_out)}
    selection = tables.get(str(entry.get("schema_selection_table", "")))
    if not editions or selection is None:
        left_out.append(f"{name}: no table of T, N and M to a stage" if not editions else f"{name}: no selection table")
        return
    for number, (sites, histologies) in enumerate(_selected(selection, left_out)):
        yield Schema(f"{name}.{number}", str(entry.get("title", name)), sites, histologies, editions)


def _selected(table: Table, left_out: list[str]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    site, histology = table.column("site"), table.column("hist")
    if site is None or histology is None:
        left_out.append(f"{table.id}: no columns for site and histology")
        return
    inputs = [(place, column.key) for place, column in enumerate(table.definition) if column.type == "INPUT"]
    asked = [place for place, key in inputs if key not in _SELECTS]
    for row in table.rows:
        if any(row[place] not in {"*", ""} for place in asked):
            left_out.append(f"{table.id}: it asks for more than site and histology")
        else:
            sites = _parts(row[site]) if row[site] != "*" else ["C00-C99"]
            histologies = _parts(row[histology]) if row[histology] != "*" else ["8000-9999"]
            yield tuple(_dotted(part) for part in sites), tuple(histologies)


def _dotted(part: str) -> str:
    """`C340-C349` as `C34.0-C34.9`."""
    return re.sub(r"C(\d\d)(\d)", r"C\1.\2", part)


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(",") if part.strip()]


def _editions(entry: Mapping[str, Any], tables: Mapping[str, Table], left_out: list[str]) -> Iterator[Edition]:
    for mapping in entry.get("mappings", ()):
        for step in mapping.get("tables", ()):
            table = tables.get(str(step.get("id", "")))
            number = _edition_number(f"{step.get('id', '')} {table.title}") if table else ""
            if table is None or not number or any(table.column(letter) is None for letter in "tnm"):
                continue
            needs = [c.key for c in table.definition if c.type == "INPUT" and c.key not in {"t", "n", "m"}]
            if needs:
                left_out.append(f"{table.id}: it also asks for {', '.join(needs)}")
            else:
                yield _edition(table, number)


def _edition_number(text: str) -> str:
    found = re.search(r"(?:ajcc|tnm)\D{0,5}([5-9])", text, re.IGNORECASE)
    return found[1] if found else ""


def _edition(table: Table, number: str) -> Edition:
    known = [_known(table, letter) for letter in "tnm"]
    stage = next(place for place, column in enumerate(table.definition) if column.type == "ENDPOINT")
    rows = tuple(_row(table, cells, stage, known) for cells in table.rows)
    return Edition(number, f"SEER staging table {table.id}", known[0], known[1], known[2], rows)


def _known(table: Table, letter: str) -> tuple[str, ...]:
    place = table.column(letter) or 0
    cells = (part for row in table.rows for part in row[place].split(","))
    found = (notation.category(cell.strip(), letter.upper()) for cell in cells)
    return tuple(dict.fromkeys(category.value for category in found if category))


def _row(table: Table, cells: list[str], stage: int, known: list[tuple[str, ...]]) -> Row:
    """A row; one that says unknown or error keeps its place, and gives no group."""
    said = cells[stage]
    group = notation.group(said.removeprefix("VALUE:")) if said.startswith("VALUE:") else ""
    sets = [_set(cells[table.column(letter) or 0], letter, values) for letter, values in zip("tnm", known, strict=True)]
    return Row(group, sets[0], sets[1], sets[2])


def _set(cell: str, letter: str, known: tuple[str, ...]) -> frozenset[str]:
    if cell.strip() == "*":
        return frozenset(known)
    found = (notation.category(part.strip(), letter.upper()) for part in cell.split(","))
    return frozenset(category.value for category in found if category)

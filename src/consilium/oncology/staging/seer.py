"""Staging tables of one's own, in the format of the SEER staging algorithms (`schemas/*.json` and `tables/*.json`).

In: a folder that an institution downloaded. Out: schemas for `stage(..., schemas=)` and `consilium stage --seer`.

Read is: which sites and histologies a schema is for (its selection table), and every table of its mappings that takes
T, N and M and gives a stage, for the histologies that its mapping includes. What asks for more (another input, several
tables for one edition, a selection by more than site, histology and year) is left out and named in `left_out`.

The content of the AJCC's manuals is the AJCC's: commercial use needs its licence. Format:
github.com/imsweb/staging-client-java (BSD).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from consilium.errors import Invalid, Malformed
from consilium.oncology.staging import notation
from consilium.oncology.staging.tables import Edition, Row, Schema

_SELECTS = {"site", "hist", "year_dx", "behavior", "sex"}
_Kind = TypeVar("_Kind")
Span = tuple[int, int]
Staged = tuple[Edition, list[Span]]
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
    """One schema per row of the selection and edition, for the histologies that the edition stages."""
    name, title = str(entry.get("id", "")), str(entry.get("title", entry.get("id", "")))
    editions = _single(list(_editions(entry, tables, left_out)), name, left_out)
    selection = tables.get(str(entry.get("schema_selection_table", "")))
    if not editions or selection is None:
        left_out.append(f"{name}: no table of T, N and M to a stage" if not editions else f"{name}: no selection table")
        return
    for number, (sites, histologies) in enumerate(_selected(selection, left_out)):
        for edition, staged in editions:
            both = tuple(_text(span) for span in _shared(_spans(histologies), staged))
            if both:
                yield Schema(f"{name}.{number}.{edition.edition}", title, sites, both, {edition.edition: edition})


def _single(found: list[Staged], name: str, left_out: list[str]) -> list[Staged]:
    """Editions with one table only: which of several holds is decided by more than T, N and M."""
    counts = Counter(edition.edition for edition, _ in found)
    left_out += [f"{name}: several tables for edition {number}" for number, count in counts.items() if count > 1]
    return [(edition, staged) for edition, staged in found if counts[edition.edition] == 1]


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


def _editions(entry: Mapping[str, Any], tables: Mapping[str, Table], left_out: list[str]) -> Iterator[Staged]:
    for mapping in entry.get("mappings", ()):
        for step in mapping.get("tables", ()):
            table = tables.get(str(step.get("id", "")))
            number = _edition_number(f"{step.get('id', '')} {table.title}") if table else ""
            if table is None or not number or any(table.column(letter) is None for letter in "tnm"):
                continue
            needs = [c.key for c in table.definition if c.type == "INPUT" and c.key not in {"t", "n", "m"}]
            staged = _staged(mapping, tables)
            if needs or staged is None:
                left_out.append(f"{table.id}: it also asks for {', '.join(needs) or 'more than the histology'}")
            else:
                yield _edition(table, number), staged


def _staged(mapping: Mapping[str, Any], tables: Mapping[str, Table]) -> list[Span] | None:
    """The histologies that a mapping is for, by its inclusion and exclusion tables; None where they ask for more."""
    spans: list[Span] = [(0, 9999)]
    for kind in ("inclusion_tables", "exclusion_tables"):
        for step in mapping.get(kind, ()):
            table = tables.get(str(step.get("id", "")))
            if table is None or [column.key for column in table.definition if column.type == "INPUT"] != ["hist"]:
                return None
            listed = _spans(tuple(part for row in table.rows for part in _parts(row[table.column("hist") or 0])))
            spans = _shared(spans, listed if kind == "inclusion_tables" else _rest(listed))
    return spans


def _spans(cells: tuple[str, ...]) -> list[Span]:
    """`8000-8010` as (8000, 8010), in order."""
    numbers = ([int(edge) for edge in re.findall(r"\d{4}", cell)] for cell in cells)
    return sorted((found[0], found[-1]) for found in numbers if found)


def _shared(first: list[Span], second: list[Span]) -> list[Span]:
    pairs = ((max(a[0], b[0]), min(a[1], b[1])) for a in first for b in second)
    return sorted(span for span in pairs if span[0] <= span[1])


def _rest(spans: list[Span]) -> list[Span]:
    """What is between and around these spans."""
    edges = [(-1, -1), *spans, (10000, 10000)]
    return [(before[1] + 1, after[0] - 1) for before, after in pairwise(edges) if before[1] + 1 <= after[0] - 1]


def _text(span: Span) -> str:
    return f"{span[0]:04d}-{span[1]:04d}"


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

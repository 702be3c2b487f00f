"""`consilium facts`: files or a table of reports in, one JSON object per fact out, one a line, best first."""

import argparse
import csv
import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from consilium import reading
from consilium.cli import options as shared
from consilium.cli import sources
from consilium.errors import Invalid
from consilium.reading import Reading

HELP = "print every fact as JSON, one a line"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command and its options."""
    command = commands.add_parser("facts", help=HELP, description=f"{HELP.capitalize()}.")
    command.add_argument("files", nargs="*", type=Path, metavar="FILE", help="files or folders")
    command.add_argument("--table", type=Path, metavar="FILE.csv", help="a CSV table with one report a row")
    command.add_argument("--id", metavar="COLUMN", help="the table's column that names the report")
    command.add_argument("--text", metavar="COLUMN", help="the table's column that holds the report")
    shared.workers(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print facts. Raises Invalid where the command line or the table cannot be used."""
    if bool(options.files) == bool(options.table):
        raise Invalid("Name either files or one --table.")
    if options.files:
        files = sources.Files(options.files)
        read, refused = _print(reading.read(files, workers=options.workers))
        return sources.exit_code(read, refused + files.missed)
    if not (options.id and options.text):
        raise Invalid("--table needs --id and --text, the names of two of its columns.")
    with options.table.open(encoding="utf-8-sig", errors="replace", newline="") as table:
        texts = rows(table, options.id, options.text)
        return sources.exit_code(*_print(reading.read_texts(texts, workers=options.workers)))


def rows(table: Iterable[str], name: str, text: str) -> Iterator[tuple[str, str]]:
    """`(id, report)` of each row, as they are drawn. Raises Invalid where a column is missing."""
    csv.field_size_limit(reading.Limits().size)
    reader = csv.DictReader(table)
    missing = [column for column in (name, text) if column not in (reader.fieldnames or ())]
    if missing:
        raise Invalid(f"The table has no column named {' or '.join(missing)}.")
    try:
        for row in reader:
            yield row[name] or "", row[text] or ""
    except csv.Error as error:
        raise Invalid(f"Line {reader.line_num} of the table is broken: {error}.") from error


def _print(readings: Iterable[Reading]) -> tuple[int, int]:
    """Print the facts; how many files were read, and how many were refused or not understood."""
    encode = msgspec.json.Encoder().encode_lines
    out = sys.stdout.buffer if hasattr(sys.stdout, "buffer") else io.BytesIO()
    read = refused = 0
    for one in readings:
        if one.refused:
            refused += 1
            fault = f" ({one.notes[0]})" if one.refusal == "crashed" and one.notes else ""
            print(f"consilium: {sources.shown(one)}: {one.refused}{fault}", file=sys.stderr)
            continue
        faults = [note for note in one.notes if note.startswith(reading.NOT_UNDERSTOOD)]
        for fault in faults:
            print(f"consilium: {sources.shown(one)}: {fault}", file=sys.stderr)
        refused += bool(faults)
        read += not faults
        out.write(encode([fact.as_json(one.name) for fact in one.facts]))
    out.flush()
    return read, refused

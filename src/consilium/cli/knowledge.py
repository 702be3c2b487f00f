"""`consilium knowledge`: the clinical tables with source and date, the rows of one, what changed since an edition."""

import argparse
from collections.abc import Iterator

from consilium import knowledge
from consilium.cli import layout
from consilium.errors import Unknown

HELP = "list the clinical tables with their sources and dates, or what changed in them"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command and its options."""
    command = commands.add_parser("knowledge", help=HELP, description=f"{HELP.capitalize()}.")
    command.add_argument("table", nargs="?", default="", metavar="TABLE", help="show every row of this table")
    command.add_argument(
        "--changes",
        nargs="?",
        const="latest",
        default="",
        metavar="EDITION",
        help="what changed since this published edition (default: the latest)",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print; 0."""
    if options.changes:
        lines = _changes(options.changes)
    elif options.table:
        lines = _rows(options.table)
    else:
        lines = _tables()
    for line in lines:
        print(line)
    return 0


def _tables() -> Iterator[str]:
    yield f"Knowledge {knowledge.edition()}: {len(knowledge.tables())} tables"
    for one in knowledge.tables():
        newest = f", newest source {one.year}" if one.year else ""
        yield f"{one.name}  edition {one.edition or 'not stated'}, {len(one.rows)} rows{newest}"
        if not one.checked:
            yield "    Not yet checked by a clinician."
        yield from layout.wrapped(one.about, "    ")
        yield from layout.wrapped(_cited(one.sources), "    ")


def _cited(sources: tuple[str, ...]) -> str:
    if len(sources) < 3:
        return f"Source: {'; '.join(sources) or 'this project'}"
    return f"Sources: {sources[0]}; and {len(sources) - 1} more"


def _rows(name: str) -> Iterator[str]:
    for row in knowledge.table(name).rows:
        yield row.title
        for cell, value in row.cells:
            yield from layout.wrapped(f"{cell}: {value}", "    ")
        yield from layout.wrapped(f"Source: {row.source or 'this project'}", "    ")


def _changes(name: str) -> Iterator[str]:
    editions = knowledge.published()
    wanted = editions[-1:] if name == "latest" else [one for one in editions if one.name == name]
    if not wanted:
        raise Unknown(f"There is no edition {name!r}. Published: {', '.join(one.name for one in editions) or 'none'}.")
    before = wanted[0]
    found = knowledge.changes(before, knowledge.present())
    yield f"Since edition {before.name} of {before.on}: {len(found)} rows differ"
    yield from (f"{one.what}  {one.table}  {one.row}" for one in found)

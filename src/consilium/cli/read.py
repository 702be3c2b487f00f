"""`consilium read`: a person's records in, a summary for that person out; with `--out`, a packet to take along."""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from consilium import reading
from consilium.cli import layout, sources
from consilium.cli import options as shared
from consilium.delivery import wording
from consilium.reading import Reading

HELP = "read records and say what they show, what is missing and what does not fit together"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", *, today: date) -> None:
    """The command and its options."""
    command = commands.add_parser("read", help=HELP, description=f"{HELP.capitalize()}.")
    command.add_argument("places", nargs="+", type=Path, metavar="FILE", help="files or folders")
    command.add_argument("--out", type=Path, metavar="DIR", help="also write the packet to take along into DIR")
    command.add_argument(
        "--cache", type=Path, metavar="DIR", help="keep what was read in DIR, and find it there next time"
    )
    command.add_argument("--today", type=date.fromisoformat, default=today, metavar="DAY", help="YYYY-MM-DD")
    command.add_argument(
        "--language", choices=wording.languages(), default="en", help="language of the packet (default: en)"
    )
    command.add_argument("--explain", metavar="CODE", help="show every fact of this code, such as biomarker.HER2")
    shared.workers(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read, assess, print; write the packet where a folder is named."""
    files = sources.Files(options.places)
    readings = tuple(_progress(reading.read(files, workers=options.workers, cache=options.cache)))
    for line in _lines(readings, options):
        print(line)
    refused = sum(1 for one in readings if one.refused)
    return sources.exit_code(len(readings) - refused, refused + files.missed)


def _lines(readings: Sequence[Reading], options: argparse.Namespace) -> Iterator[str]:
    # Imported here because they cost a third of a second, which the other commands need not pay.
    from consilium.assessment import assess
    from consilium.cli import noticed, summary
    from consilium.delivery import packet

    if options.explain:
        yield from summary.explain(readings, options.explain)
        return
    assessed = assess(readings, today=options.today)
    yield from summary.files(readings)
    yield from summary.facts(readings)
    yield from summary.over_time(readings)
    yield from summary.images(readings)
    yield from noticed.sections(assessed, readings)
    if options.out:
        yield from layout.heading("Written to take along")
        for path in packet.write(options.out, assessed, readings, language=options.language):
            yield f"  {path}"


def _progress(readings: Iterator[Reading]) -> Iterator[Reading]:
    """Say on a terminal, after two seconds and then once a second, how many files were read."""
    start = said = time.monotonic()
    count = 0
    for count, one in enumerate(readings, 1):
        yield one
        now = time.monotonic()
        if sys.stderr.isatty() and now - start > 2 and now - said > 1:
            said = now
            print(f"\r{count} files read", end="", file=sys.stderr, flush=True)
    if said != start:
        print(f"\r{count} files read", file=sys.stderr)

"""`consilium experts`: directories and files from PubMed in, people and houses that could be asked out."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from consilium import experts, reading
from consilium.delivery import wording
from consilium.errors import Invalid
from consilium.experts import Expert, Match, Place, Wish
from consilium.oncology import cancers
from consilium.records import Page

HELP = "find people and houses that could give a second opinion"
MOST_AUTHORS = 200


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", *, today: date) -> None:
    """The command and its options."""
    command = commands.add_parser("experts", help=HELP, description=f"{HELP.capitalize()}.")
    command.add_argument("--cancer", required=True, help='for example "breast cancer"')
    command.add_argument(
        "--directory", type=Path, action="append", default=[], metavar="FILE.csv",
        help=f"people or houses, one a row; columns: {', '.join(experts.COLUMNS)}",
    )  # fmt: skip
    command.add_argument(
        "--literature", type=Path, action="append", default=[], metavar="FILE",
        help="what you saved from a search in PubMed: XML, PubMed text or CSV",
    )  # fmt: skip
    command.add_argument("--place", default="", help="part of a city, region, country or house")
    command.add_argument("--near", type=_degrees, metavar="LAT,LON", help="where you live, in degrees")
    command.add_argument("--within", type=float, metavar="KM", help="no farther than this from --near")
    command.add_argument("--field", default="", help='for example "surgical oncology"')
    command.add_argument("--language", default="", help="a language they speak")
    command.add_argument("--tumor-board", action="store_true", help="only where doctors of several fields meet")
    command.add_argument("--remote", action="store_true", help="only those who look at records from far away")
    command.add_argument("--number", type=int, default=20, help="how many are shown (20)")
    command.set_defaults(run=lambda options: run(options, today))


def _degrees(text: str) -> Place:
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError("write latitude and longitude in degrees, such as 46.9,-96.8") from None
    return Place(latitude=latitude, longitude=longitude)


def run(options: argparse.Namespace, today: date) -> int:
    """Print who could be asked, with the reasons and the source of each."""
    if not options.directory and not options.literature:
        raise Invalid("Name a directory, a file from PubMed, or both: --directory, --literature.", {})
    found = cancers.named(options.cancer)
    cancer = found.key if found else options.cancer.lower()
    known = [*_directories(options.directory), *_authors(options.literature, cancer, today.year)]
    wish = Wish(
        cancer=cancer, place=options.place, near=options.near, within_km=options.within, field=options.field,
        language=options.language, tumor_board=options.tumor_board, remote=options.remote,
    )  # fmt: skip
    matches = experts.search(known, wish)
    for match in matches[: max(options.number, 1)]:
        print("\n".join(_lines(match)), end="\n\n")
    print(f"{len(matches)} found; the order says who works on this cancer, not who is a better doctor.")
    if options.near and (larger := experts.larger_places(known, wish)):
        print("\nLarger houses, and reviewers from afar, the nearest first:")
        print("\n".join(f"  {one.expert.label}{_distance(one)}" for one in larger))
    return 0


def _directories(paths: Iterable[Path]) -> Iterator[Expert]:
    for path in paths:
        yield from experts.from_table(path.read_text("utf-8-sig", errors="replace"))


def _authors(paths: Iterable[Path], cancer: str, year: int) -> Iterator[Expert]:
    files = [(path.name, path.read_bytes()) for path in paths]
    pages: list[Page] = []
    for one in reading.read(files):
        if one.kind != "literature":
            print(f"{one.name}: {one.refused or 'This is no file from PubMed.'}", file=sys.stderr)
        pages += one.pages if one.kind == "literature" else ()
    for author in experts.authors(experts.articles(pages), cancer, year=year)[:MOST_AUTHORS]:
        yield author.as_expert()


def _lines(match: Match) -> Iterator[str]:
    one = match.expert
    where = ", ".join(part for part in (one.institution if one.name else "", one.place.name) if part)
    yield f"{one.label}{_distance(match)}"
    if where:
        yield f"  {where}"
    yield from (f"  - {wording.expert_reason(reason)}" for reason in match.reasons)
    if match.not_known:
        yield f"  Not known: {'; '.join(wording.expert_unknown(match.not_known))}."
    if one.rating:
        yield f"  {wording.rating(one.rating)}"
    yield f"  {'; '.join(wording.expert_source(source) for source in one.sources)}."


def _distance(match: Match) -> str:
    return "" if match.km is None else f" ({match.km:,.0f} km)"

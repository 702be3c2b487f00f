"""What `consilium read` shows: readings in, calm lines of at most 96 columns out. No colour, no opinion."""

import textwrap
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TextIO

from consilium.cli.sources import plain, shown
from consilium.facts import Assertion, Fact, FactSheet, Status
from consilium.reading import Reading
from consilium.values import RecordId

WIDTH = 96
GROUPS = (
    ("Diagnosis", ("diagnosis.", "tumor.", "specimen")),
    ("Stage", ("stage.",)),
    ("Grade", ("diagnosis.grade", "gleason.", "nottingham.")),
    ("Tumor markers and genes", ("biomarker.", "variant")),
    ("Lymph nodes, edges, vessels", ("nodes.", "margin.", "invasion.")),
    ("Treatment so far", ("treatment.", "procedure", "response.")),
    ("Plan", ("plan.",)),
    ("General health", ("performance.", "comorbidity", "allergy", "medication", "history.")),
)
ASSERTED = {
    Assertion.UNCERTAIN: " (uncertain)",
    Assertion.HISTORICAL: " (earlier)",
    Assertion.FAMILY: " (in the family)",
    Assertion.PLANNED: " (planned)",
}


def show(readings: Sequence[Reading], out: TextIO) -> None:
    """The whole summary."""
    names = {one.record: shown(one) for one in readings}
    sheet = FactSheet.of(fact for one in readings for fact in one.facts)
    for line in (*_files(readings), *_facts(sheet, names)):
        print(line, file=out)


def explain(readings: Sequence[Reading], code: str, out: TextIO) -> None:
    """Every fact of one code, with its words and how it was read."""
    names = {one.record: shown(one) for one in readings}
    for fact in (fact for one in readings for fact in one.facts if fact.code == code):
        print(f"{label(code)}: {said(fact)}", file=out)
        for line in (_source(fact, names), f"read by {fact.source.reader}", fact.rule and f"rule: {fact.rule}"):
            if line:
                print(textwrap.indent(textwrap.fill(line, WIDTH - 4), "    "), file=out)


@cache
def _labels() -> dict[str, str]:
    table = resources.files("consilium.oncology").joinpath("tables/codes.toml").read_text("utf-8")
    return {row["code"]: row["label"] for row in tomllib.loads(table)["code"]}


def label(code: str) -> str:
    """How a person reads a code: `biomarker.HER2` is HER2, `diagnosis.site` is where the cancer began."""
    labels = _labels()
    if code in labels:
        return labels[code]
    family, _, last = code.rpartition(".")
    match family, last:
        case "stage.clin" | "stage.path", "group":
            return "Stage group before surgery" if family == "stage.clin" else "Stage group after surgery"
        case "stage.clin" | "stage.path", _:
            return f"{last.upper()} {'before surgery' if family == 'stage.clin' else 'after surgery'}"
        case _:
            return code.removeprefix("biomarker.").removeprefix("lab.").removeprefix("stage.other.").replace("_", " ")


def said(fact: Fact) -> str:
    """The value, with the letters c or p of staging, and what the words say about it."""
    if fact.assertion is Assertion.ABSENT:
        return f"{fact.text} (not found)" if fact.text != "absent" else fact.text
    basis = {"stage.clin": "c", "stage.path": "p"}.get(fact.code.rpartition(".")[0], "")
    prefix = basis if fact.code.rpartition(".")[2] in ("t", "n", "m") else ""
    return f"{prefix}{fact.text}{ASSERTED.get(fact.assertion, '')}"


def _files(readings: Sequence[Reading]) -> Iterator[str]:
    read = [one for one in readings if not one.refused]
    yield from _heading(f"What was read: {len(read)} of {len(readings)} files")
    for one in read:
        pages = f"{len(one.pages)} page{'s' if len(one.pages) != 1 else ''}"
        yield f"  {shown(one)[-60:]:<60}  {one.kind:<10} {pages:>10}  {len(one.facts):>4} facts"
        yield from _wrapped((plain(note) for note in one.notes), "      note: ")
    for one in readings:
        if one.refused:
            yield f"  {shown(one)[-60:]:<60}  not read"
            yield from _wrapped([one.refused], "      why: ")


def _facts(sheet: FactSheet, names: Mapping[RecordId, str]) -> Iterator[str]:
    for title, _ in GROUPS:
        facts = [fact for fact in sheet if _group(fact.code) == title]
        if facts:
            yield from _heading(title)
            for same in _same(facts):
                yield from _fact(same, names)


def _group(code: str) -> str:
    """The group whose prefix fits the code most closely."""
    fitting = [(len(one), title) for title, prefixes in GROUPS for one in prefixes if code.startswith(one)]
    return max(fitting)[1] if fitting else ""


def _same(facts: Iterable[Fact]) -> list[list[Fact]]:
    """Facts that say the same, together."""
    groups: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in facts:
        groups.setdefault((fact.code, fact.text, fact.assertion), []).append(fact)
    return list(groups.values())


def _fact(same: Sequence[Fact], names: Mapping[RecordId, str]) -> Iterator[str]:
    best = same[0]
    worked_out = " (worked out)" if best.status is Status.INFERRED else ""
    yield from textwrap.wrap(
        f"{label(best.code):<34} {plain(said(best))}{worked_out}",
        WIDTH - 2,
        initial_indent="  ",
        subsequent_indent=" " * 37,
    )
    more = f" and {len(same) - 1} more place{'s' if len(same) > 2 else ''}" if len(same) > 1 else ""
    yield from _wrapped([_source(best, names) + more], "      ")


def _source(fact: Fact, names: Mapping[RecordId, str]) -> str:
    source = fact.source
    if source.record is None:
        return f"said by {source.said_by}"
    page = f", page {source.page}" if source.page else ""
    quote = " ".join(plain(source.quote.replace("\n", " ")).split())
    words = f": “{quote[:200]}{'…' if len(quote) > 200 else ''}”" if quote else ""
    return f"{names.get(source.record, source.record[:12])}{page}{words}"


def _heading(title: str) -> Iterator[str]:
    yield ""
    yield title
    yield "-" * len(title)


def _wrapped(lines: Iterable[str], indent: str) -> Iterator[str]:
    for line in lines:
        yield from textwrap.wrap(line, WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent))

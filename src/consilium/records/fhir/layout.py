"""Entries → pages a person can read, facts with their words on a page, and the list of what was kept."""

from dataclasses import dataclass

from consilium.facts import Fact, Provenance
from consilium.records import Kept, Page
from consilium.records.fhir.entries import TITLES, Entry, Line, Part, day
from consilium.values import RecordId

ENTRIES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class LaidOut:
    pages: tuple[Page, ...]
    facts: tuple[Fact, ...]
    kept: tuple[Kept, ...]
    narrative: tuple[int, ...]


def lay_out(entries: list[Entry], record: RecordId, reader: str) -> LaidOut:
    """About fifty entries a page under headings, in order of part and date; letters follow on pages of their own."""
    ordered = sorted(entries, key=lambda entry: (entry.part, entry.on))
    shown = [entry for entry in ordered if entry.lines]
    pages: list[Page] = []
    facts: list[Fact] = []
    for first in range(0, len(shown), ENTRIES_A_PAGE):
        pages.append(_page(len(pages) + 1, shown[first : first + ENTRIES_A_PAGE], record, reader, facts))
    narrative = []
    for entry in ordered:
        for label, text in entry.letters:
            if text:
                pages.append(Page(number=len(pages) + 1, text=text, label=label[:80], on=entry.on))
                narrative.append(len(pages))
    facts.sort(key=lambda fact: str(fact.on or ""), reverse=True)
    facts.sort(key=lambda fact: fact.subject != "")
    return LaidOut(tuple(pages), tuple(facts), _kept(ordered), tuple(narrative))


def _page(number: int, entries: list[Entry], record: RecordId, reader: str, facts: list[Fact]) -> Page:
    lines: list[str] = []
    length = 0
    part: Part | None = None
    for entry in entries:
        if entry.part is not part:
            part = entry.part
            heading = f"{chr(10) if lines else ''}{TITLES[part].upper()}"
            lines.append(heading)
            length += len(heading) + 1
        on = day(entry.on) if entry.on else None
        for line in entry.lines:
            for said in line.facts:
                facts.append(
                    Fact(
                        code=said.code,
                        value=said.value,
                        source=_source(record, reader, number, length, line, f"{entry.path}.{said.element}"),
                        on=on,
                        status=said.status,
                        assertion=said.assertion,
                        subject=entry.subject,
                        rule=said.rule,
                    )
                )
            lines.append(line.text)
            length += len(line.text) + 1
    titles = dict.fromkeys(TITLES[entry.part] for entry in entries)
    return Page(number=number, text="\n".join(lines), label=", ".join(titles))


def _source(record: RecordId, reader: str, page: int, start: int, line: Line, path: str) -> Provenance:
    end = start + len(line.text)
    return Provenance(record=record, reader=reader, page=page, start=start, end=end, quote=line.text, path=path)


def _kept(entries: list[Entry]) -> tuple[Kept, ...]:
    kept = []
    for entry in entries:
        if entry.kept:
            words = entry.lines[0].text if entry.lines else entry.kind
            kept.append(Kept(path=entry.path, kind=entry.kind, label=f"{words[:200]} — {entry.kept}"))
    return tuple(kept)

"""Passages that state the first opinion: proposed by reading, and what people said about them."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from consilium.cases import Actor
from consilium.errors import Denied, Invalid
from consilium.policy import Mark, proposed_marks
from consilium.policy.permissions import Permission
from consilium.records import Page
from consilium_web.queries import cases, charts, records
from consilium_web.queries.cases import CaseView
from consilium_web.queries.charts import Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkLine:
    """One passage; `state` is proposed, confirmed or rejected."""

    id: str
    record: UUID
    name: str
    mark: Mark
    words: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """Every passage of a case, in the order of the records; and id and name of each record that has a page."""

    it: CaseView
    lines: tuple[MarkLine, ...]
    records: tuple[tuple[str, str], ...]


def listing(case_id: UUID, actor: Actor) -> Passages:
    """What is marked, and where more can be. Denied for whoever may not decide on it."""
    chart = charts.load(case_id, actor, Permission.MARK_FIRST_OPINION)
    said = {_span(mark): mark for mark in charts.marks_of(case_id, chart.key)}
    proposed = {_span(mark): mark for reading in chart.readings for mark in proposed_marks(reading.facts)}
    return Passages(
        it=cases.of(chart),
        lines=tuple(_lines(chart, proposed | said, set(said))),
        records=tuple((str(line.id), line.name) for line in records.of(chart) if line.pages),
    )


def _span(mark: Mark) -> tuple[str, int, int, int]:
    return (mark.record, mark.page, mark.start, mark.end)


def _lines(
    chart: Chart, marks: dict[tuple[str, int, int, int], Mark], decided: set[tuple[str, int, int, int]]
) -> Iterator[MarkLine]:
    pages: dict[UUID, tuple[Page, ...]] = {}
    for span, mark in marks.items():
        record = chart.rows.get(mark.record)
        if record is None:
            continue
        if record not in pages:
            pages[record] = chart.pages(record)
        yield MarkLine(
            id=chart.key.fingerprint("/".join(map(str, span)))[:24],
            record=record,
            name=chart.reading(record).name,
            mark=mark,
            words=_words(pages[record], mark),
            state="proposed" if span not in decided else "confirmed" if mark.stands else "rejected",
        )


def _words(pages: tuple[Page, ...], mark: Mark) -> str:
    page = next((page for page in pages if page.number == mark.page), None)
    return page.text[mark.start : mark.end] if page else ""


def drawn(case_id: UUID, record: UUID, number: int, words: str, what: str, actor: Actor) -> Mark:
    """A mark on these words of a page. Invalid where the words do not stand there."""
    chart = charts.load(case_id, actor, Permission.MARK_FIRST_OPINION)
    page = next((page for page in chart.pages(record) if page.number == number), None)
    if page is None:
        raise Denied("There is no such page.")
    start = page.text.find(words)
    if not words or start < 0:
        raise Invalid("These words are not on the page.", {"words": "Copy the words as they stand on the page."})
    reading = chart.reading(record)
    return Mark(record=reading.record, page=number, start=start, end=start + len(words), what=what)

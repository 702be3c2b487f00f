"""What the viewer of one record shows: which viewer it is, the page to begin with, and the facts of the record."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from consilium import imaging, reading
from consilium.cases import Actor
from consilium.errors import Denied
from consilium.policy.permissions import Permission
from consilium.reading import Box, Span
from consilium.records import Page
from consilium_web.queries import cases, charts, facts, records
from consilium_web.queries.cases import CaseView
from consilium_web.queries.charts import Chart
from consilium_web.queries.facts import FactLine
from consilium_web.queries.records import RecordPage
from consilium_web.storage import files

MOST_FRAMES = 5_000
"""Of one file; one that claims more is shown so far."""


class Viewer(StrEnum):
    """What a record is looked at with. `WORDS`: its text, page by page, where nothing else can be or may be shown."""

    PDF = "pdf"
    PICTURES = "pictures"
    SLIDE = "slide"
    WORDS = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """One series of pictures in the order of their pile: of each its record, and which frame of it, from 1.

    `middle` shows best what the series is of; `shown` says that the record that was asked for is part of it.
    """

    name: str
    on: str
    study: str
    pictures: tuple[tuple[UUID, int], ...]
    shown: bool

    @property
    def middle(self) -> tuple[UUID, int]:
        return self.pictures[len(self.pictures) // 2]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One record to look at. `fact`: the one that was asked for; `facts`: all that stand on a page of the record."""

    it: CaseView
    viewer: Viewer
    page: RecordPage
    facts: tuple[FactLine, ...]
    fact: FactLine | None
    stacks: tuple[Stack, ...] = ()

    @property
    def stack(self) -> Stack:
        """The series that is shown."""
        return next(stack for stack in self.stacks if stack.shown)

    @property
    def here(self) -> tuple[FactLine, ...]:
        """The facts of the page that is shown."""
        return tuple(line for line in self.facts if line.fact.source.page == self.page.number)


def view(case_id: UUID, record: UUID, actor: Actor, *, number: int = 1, fact: str = "") -> View:
    """The record at a page, or at the page of a fact. Denied where there is none that the actor may see."""
    chart = charts.load(case_id, actor, Permission.SEE_RECORD)
    found = _facts(chart, record)
    asked = next((line for line in found if line.id == fact), None)
    at = asked.fact.source if asked else None
    first = 1 if chart.reading(record).kind == "dicom" else number  # there the number is that of a frame
    shown = records.page_of(
        chart,
        record,
        (at.page if at else None) or first,
        start=(at.start if at else None) or 0,
        end=(at.end if at else None) or 0,
    )
    viewer = viewer_of(chart, record, shown)
    stacks = tuple(_stacks(chart, record)) if viewer is Viewer.PICTURES else ()
    return View(it=cases.of(chart), viewer=viewer, page=shown, facts=found, fact=asked, stacks=stacks)


def _facts(chart: Chart, record: UUID) -> tuple[FactLine, ...]:
    """In the order in which they stand in the record."""
    lines = (line for line in facts.lines_of(chart) if line.record == record and line.fact.source.page)
    return tuple(sorted(lines, key=lambda line: (line.fact.source.page or 0, line.fact.source.start or 0)))


def viewer_of(chart: Chart, record: UUID, page: RecordPage) -> Viewer:
    """With what this actor looks at a record, of which they may see this page."""
    read = chart.reading(record)
    if read.kind == "pdf" and page.whole:
        return Viewer.PDF
    if read.kind == "slide" and chart.may_open(record):
        return Viewer.SLIDE
    pictured = any(fact.code == "imaging.modality" for fact in read.facts)
    return Viewer.PICTURES if read.kind == "dicom" and pictured and page.picture else Viewer.WORDS


def _stacks(chart: Chart, record: UUID) -> Iterator[Stack]:
    """Every series of the case whose pictures the actor may see, oldest first."""
    said = (fact for reading in chart.readings for fact in chart.sight.visible_facts(reading.facts))
    for study in imaging.studies(said):
        for series in study.series:
            pictures = tuple(
                (chart.rows[id], number)
                for id, frames in zip(series.records, series.frames, strict=True)
                if chart.sight.record_visible(id)
                for number in range(1, min(frames, MOST_FRAMES) + 1)
            )
            if pictures:
                shown = any(row == record for row, _ in pictures)
                yield Stack(
                    name=series.name, on=str(study.on or ""), study=study.description, pictures=pictures, shown=shown
                )


def places(case_id: UUID, record: UUID, actor: Actor) -> dict[str, tuple[Box, ...]]:
    """Fact id -> where its words stand on its page: left, top, width, height, as shares of the page.

    Denied where any of the record is withheld from the actor.
    """
    chart = charts.load(case_id, actor, Permission.SEE_RECORD)
    row, read = charts.record_row(case_id, record), chart.reading(record)
    if read.kind != "pdf" or row.parent_id is not None or not chart.may_open(record):
        raise Denied("There is no PDF to open, or it is withheld until the first read is sealed.")
    pages = {page.number: page for page in chart.pages(record)}
    spans = {line.id: span for line in _facts(chart, record) if (span := _span(line))}
    typed = {id: span for id, span in spans.items() if not pages[span[0]].spots}
    found = reading.boxes(files.read(str(case_id), row.opener), typed.values(), owner=str(case_id)) if typed else ()
    drawn = dict(zip(typed, found, strict=True))
    return {id: records.sized(drawn.get(id) or _recognised(pages[span[0]], span)) for id, span in spans.items()}


def _span(line: FactLine) -> Span | None:
    at = line.fact.source
    return (at.page, at.start, at.end) if at.page and at.start is not None and at.end is not None else None


def _recognised(page: Page, span: Span) -> tuple[Box, ...]:
    return tuple(spot.box for spot in page.spots if spot.start < span[2] and span[1] < spot.end)

"""What lies on a reviewer's desk: one case, opened once, as its reviewer may see it."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from consilium import policy
from consilium.cases import Action, Actor, Status
from consilium.policy.permissions import Permission
from consilium_web.queries import (
    assessments,
    cases,
    charts,
    facts,
    findings,
    imaging,
    opinions,
    records,
    timeline,
    viewers,
)
from consilium_web.queries.cases import CaseView
from consilium_web.queries.charts import Chart
from consilium_web.queries.facts import FactPage, FactRow
from consilium_web.queries.findings import Noticed
from consilium_web.queries.imaging import SeriesLine
from consilium_web.queries.opinions import Draft, Unsealed
from consilium_web.queries.records import RecordLine, RecordPage
from consilium_web.queries.timeline import TimeRow
from consilium_web.queries.viewers import Viewer


class Show(StrEnum):
    """What the first pane shows."""

    CASE = "case"
    FACTS = "facts"
    TIME = "time"
    RECORDS = "records"
    NOTICED = "noticed"


FIRST = ("The diagnosis", "The stage", "The tumor", "Lymph nodes", "Tumor markers and genes", "Health and daily life")
"""Headings of the facts that stand on the first view of a case."""
FEW = 4
"""So many facts of a heading stand there; the others are one click away."""
SOME = 12
"""So many stand under each heading of the list of all facts."""
MANY = 10_000
"""So many under a heading that was chosen."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Facts under one heading; `rest` counts those that are not shown."""

    heading: str
    rows: tuple[FactRow, ...]
    rest: int


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a record, and the words on it that are marked."""

    record: UUID
    number: int
    start: int = 0
    end: int = 0
    fact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The two panes beside the form: what is known, of which only what `show` needs is filled; and where it stands."""

    it: CaseView
    show: Show | None
    place: Place | None = None
    page: RecordPage | None = None
    framed: bool = False
    """Whether the page is shown in a viewer, and its words below."""
    topics: tuple[Topic, ...] = ()
    listed: FactPage | None = None
    over_time: tuple[TimeRow, ...] = ()
    lines: tuple[RecordLine, ...] = ()
    series: tuple[SeriesLine, ...] = ()
    noticed: Noticed | None = None
    first_read: Unsealed | None = None
    draft: Draft | None = None
    """What its reviewer writes now: the first read while blinded, then the opinion; neither once it is signed."""


def pane(
    case_id: UUID, actor: Actor, *, show: Show | None, heading: str = "", place: Place | None = None, today: date
) -> Desk:
    """One pane of the desk: what is known, or where `show` is None a page. Denied for all who do not review the
    case."""
    chart = charts.load(case_id, actor, Permission.READ_FOR_REVIEW)
    return _laid(chart, _shown(chart, show, heading, today), place)


def whole(
    case_id: UUID, actor: Actor, *, show: Show, heading: str = "", place: Place | None = None, today: date
) -> Desk:
    """The whole desk, with what its reviewer has written; without a place it opens at the one to begin with.

    Denied for all who do not review the case.
    """
    chart = charts.load(case_id, actor, Permission.READ_FOR_REVIEW)
    laid = _laid(chart, _shown(chart, show, heading, today), place or _first_place(chart))
    if chart.case.status not in (Status.BLINDED, Status.OPEN) or actor.id in chart.case.signed_by:
        return laid
    if chart.blinded:
        policy.check_can(Action.SEAL, actor, chart.case)
        return replace(laid, first_read=opinions.first_read_of(chart))
    if policy.may(Permission.WRITE_OPINION, actor, chart.case):  # a member of a board writes none: its chair does
        return laid
    return replace(laid, draft=opinions.draft_of(chart, today=today))


def _laid(chart: Chart, shown: Desk, place: Place | None) -> Desk:
    if place is None:
        return shown
    page = records.page_of(chart, place.record, place.number, start=place.start, end=place.end, drawn=False)
    framed = viewers.viewer_of(chart, place.record, page) is not Viewer.WORDS
    return replace(shown, page=page, framed=framed, place=place)


def _first_place(chart: Chart) -> Place | None:
    """Where a reviewer begins to read: the report on the tissue, else the first record of which a page can be read."""
    readable = [line for line in records.of(chart) if line.pages and not line.wholly_withheld]
    readable.sort(key=lambda line: line.kind != "pathology")
    return Place(readable[0].id, 1) if readable else None


def _shown(chart: Chart, show: Show | None, heading: str, today: date) -> Desk:
    it = cases.of(chart)
    match show:
        case Show.CASE:
            found = assessments.of(chart, today=today)
            topics = _topics(facts.of(chart, found), FIRST, FEW)
            return Desk(it=it, show=show, topics=topics, noticed=findings.of(chart, found))
        case Show.FACTS:
            listed = facts.of(chart, assessments.of(chart, today=today), heading=heading)
            topics = _topics(listed, tuple(listed.groups), MANY if heading else SOME)
            return Desk(it=it, show=show, listed=listed, topics=topics)
        case Show.TIME:
            return Desk(it=it, show=show, over_time=timeline.of(chart))
        case Show.RECORDS:
            return Desk(it=it, show=show, lines=records.of(chart), series=imaging.of(chart))
        case Show.NOTICED:
            return Desk(it=it, show=show, noticed=findings.of(chart, assessments.of(chart, today=today)))
    return Desk(it=it, show=None)


def _topics(listed: FactPage, headings: tuple[str, ...], most: int) -> tuple[Topic, ...]:
    found = ((heading, listed.groups.get(heading, ())) for heading in headings)
    return tuple(Topic(heading, _first(rows, most), max(0, len(rows) - most)) for heading, rows in found if rows)


def _first(rows: tuple[FactRow, ...], most: int) -> tuple[FactRow, ...]:
    """The first few, those that the records disagree about before all others."""
    return rows if len(rows) <= most else tuple(sorted(rows, key=lambda row: not row.disputed))[:most]

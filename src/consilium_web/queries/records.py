"""Records, their pages and their originals, as an actor may see them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from consilium import reading
from consilium.cases import Actor
from consilium.errors import Denied
from consilium.policy.permissions import Permission
from consilium.reading import Drawn, Framed
from consilium.records import Page
from consilium_web.models import RecordRow, State
from consilium_web.queries import cases, charts, imaging
from consilium_web.queries.cases import CaseView
from consilium_web.queries.charts import Chart
from consilium_web.queries.imaging import SeriesLine
from consilium_web.storage import files

Box = tuple[float, float, float, float]
MOST_PAGES = 1_000_000
"""No file has more pages than this, and a number that a computer cannot count to is not sent to the one that draws."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """One record in a list. `name` is "Record 3" to a blinded reviewer; `whole` says the original may be opened."""

    id: UUID
    name: str
    size: int
    state: State
    refused: str
    kind: str
    pages: int
    facts: int
    at: datetime
    withheld: bool
    wholly_withheld: bool
    whole: bool
    inside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """One page of a record, cut around the highlighted words: `before`, `words`, `after`."""

    id: UUID
    name: str
    number: int
    numbers: tuple[int, ...]
    label: str
    before: str
    words: str
    after: str
    withheld: bool
    whole: bool
    picture: bool
    boxes: tuple[Box, ...]

    @property
    def previous(self) -> int | None:
        """The number of the page before this one."""
        return max((number for number in self.numbers if number < self.number), default=None)

    @property
    def next(self) -> int | None:
        """The number of the page after this one."""
        return min((number for number in self.numbers if number > self.number), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """All records of a case, and the series of pictures among them."""

    it: CaseView
    lines: tuple[RecordLine, ...]
    series: tuple[SeriesLine, ...]


def shelf(case_id: UUID, actor: Actor) -> Shelf:
    """All records of a case. Denied for whoever may not see them."""
    chart = charts.load(case_id, actor, Permission.SEE_RECORD)
    return Shelf(it=cases.of(chart), lines=of(chart), series=imaging.of(chart))


def of(chart: Chart) -> tuple[RecordLine, ...]:
    """All records of a chart, in the order they came."""
    found = RecordRow.objects.filter(case_id=chart.id, removed_at=None)
    return tuple(_line(chart, row) for row in found.order_by("at", "pk"))


def _line(chart: Chart, row: RecordRow) -> RecordLine:
    read = chart.by_row.get(row.id)
    return RecordLine(
        id=row.id,
        name=_name(chart, row),
        size=row.size,
        state=State(row.state),
        refused=read.refused if read else "",
        kind=chart.kind(read) if read else "",
        pages=chart.page_counts[read.record] if read else 0,
        facts=len(chart.sight.visible_facts(read.facts)) if read else 0,
        at=row.at,
        withheld=chart.sight.something_withheld(read.record) if read else chart.blinded,
        wholly_withheld=read.record in chart.sight.whole if read else chart.blinded,
        whole=chart.may_open(row.id),
        inside=row.parent_id is not None,
    )


def _name(chart: Chart, row: RecordRow) -> str:
    if not chart.blinded:
        return row.value(chart.key, str)
    read = chart.by_row.get(row.id)
    return chart.sight.record_name(read.record, "") if read else "A record that is not read yet"


def page(
    case_id: UUID, record: UUID, number: int, actor: Actor, *, start: int = 0, end: int = 0
) -> tuple[CaseView, RecordPage]:
    """The case, and one page with the words from `start` to `end` marked. Denied where there is no such page."""
    chart = charts.load(case_id, actor, Permission.SEE_RECORD)
    return cases.of(chart), page_of(chart, record, number, start=start, end=end)


def page_of(chart: Chart, record: UUID, number: int, *, start: int = 0, end: int = 0, drawn: bool = True) -> RecordPage:
    """One page of a chart, as its actor may see it; `drawn`: with the place of the words on its picture.

    Denied where there is no such page.
    """
    case_id = chart.id
    row, read = charts.record_row(case_id, record), chart.reading(record)
    pages = chart.pages(record)
    found = next((one for one in pages if one.number == number), None)
    if found is None:
        raise Denied("There is no such page.")
    start, end = (start, end) if 0 <= start < end <= len(found.text) else (0, 0)
    whole = chart.may_open(record)
    scanned = any(fact.code == "imaging.modality" for fact in read.facts)
    picture = whole and ((row.parent_id is None and read.kind in ("pdf", "image")) or scanned)
    return RecordPage(
        id=record,
        name=_name(chart, row),
        number=number,
        numbers=tuple(one.number for one in pages),
        label=found.label,
        before=found.text[:start],
        words=found.text[start:end],
        after=found.text[end:],
        withheld=chart.sight.something_withheld(read.record),
        whole=whole and row.parent_id is None,
        picture=picture,
        boxes=_boxes(case_id, row, found, start, end) if drawn and picture and end and not scanned else (),
    )


def _boxes(case_id: UUID, row: RecordRow, page: Page, start: int, end: int) -> tuple[Box, ...]:
    """Where the words stand on the picture of the page: left, top, width, height, as shares of the page."""
    found = tuple(spot.box for spot in page.spots if spot.start < end and start < spot.end)
    if not page.spots:
        data = files.read(str(case_id), row.opener)
        (found,) = reading.boxes(data, [(page.number, start, end)], owner=str(case_id))
    return sized(found)


def sized(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """From corners to left, top, width, height."""
    return tuple((left, top, right - left, bottom - top) for left, top, right, bottom in boxes)


def original(case_id: UUID, record: UUID, actor: Actor) -> tuple[str, int, Iterator[bytes]]:
    """Name, size and bytes of a record as it came. Denied where any of it is withheld from the actor."""
    chart = charts.load(case_id, actor, Permission.SEE_RECORD)
    row = charts.record_row(case_id, record)
    if not chart.may_open(record) or row.parent_id is not None:
        raise Denied("This original is withheld until the first read is sealed.")
    pieces = files.pieces(str(case_id), row.opener)
    first = next(pieces)  # a file that is gone or damaged is found out before the answer begins
    return _name(chart, row), row.size, chain((first,), pieces)


def picture(case_id: UUID, record: UUID, number: int, actor: Actor) -> Drawn:
    """A page of a PDF, a photograph or a scan as PNG, drawn in the limited child process.

    Denied where any of the record is withheld from the actor. A file inside an archive is drawn from the archive.
    """
    data, inside = opened(case_id, record, actor)
    if number > MOST_PAGES:
        return Drawn(refused="There is no such page.")
    return reading.render(data, number, inside=inside, owner=str(case_id))


def frame(case_id: UUID, record: UUID, number: int, actor: Actor) -> Framed:
    """A frame of a scanner's file as values, unpacked in the limited child process. Denied as for `picture`."""
    data, inside = opened(case_id, record, actor)
    if not 1 <= number <= MOST_PAGES:
        return Framed(refused="There is no such picture.")
    return reading.frame(data, number, inside=inside, owner=str(case_id))


def opened(case_id: UUID, record: UUID, actor: Actor) -> tuple[bytes, str]:
    """The bytes of a record, or of the archive it came in and the way to it there. Denied where any is withheld."""
    chart = charts.load(case_id, actor, Permission.SEE_RECORD)
    row = charts.record_row(case_id, record)
    if not chart.may_open(record):
        raise Denied("This original is withheld until the first read is sealed.")
    return files.read(str(case_id), (row.parent or row).opener), row.name if row.parent else ""


def left_unread() -> tuple[tuple[UUID, datetime | None], ...]:
    """Records that are not read yet, each with the moment at which its reading began, if it did."""
    waiting = RecordRow.objects.filter(state__in=[State.QUEUED, State.READING], removed_at=None)
    return tuple(waiting.order_by("at").values_list("pk", "reading_since"))


def known_files() -> frozenset[tuple[str, str]]:
    """(case, record) of every record that has a file."""
    found = RecordRow.objects.exclude(file_key=None).values_list("case_id", "pk")
    return frozenset((str(case), str(record)) for case, record in found)

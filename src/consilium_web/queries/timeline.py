"""The time line of a case, as an actor may see it: each event with the place where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from consilium.delivery import timeline as telling
from consilium.delivery.timeline import Line
from consilium.delivery.words import words
from consilium.facts import FactSheet
from consilium.timeline import timeline
from consilium_web.queries.charts import Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRow:
    """One event. `since` and `until` are days as data; `record`, `page`, `start` and `end` lead to its first words."""

    since: str
    until: str
    about: str
    said: str
    record: UUID | None
    page: int
    start: int
    end: int


def of(chart: Chart) -> tuple[TimeRow, ...]:
    """All events of a chart, oldest first, as its actor may see them."""
    return tuple(_rows(chart))


def _rows(chart: Chart) -> Iterator[TimeRow]:
    read = (fact for reading in chart.readings for fact in reading.facts)
    sheet = FactSheet.of(chart.sight.visible_facts((*read, *chart.stated)))
    yield from (_row(chart, line) for line in telling.lines(timeline(sheet), words()))


def _row(chart: Chart, line: Line) -> TimeRow:
    event, at = line.event, line.event.facts[0].source
    return TimeRow(
        since=str(event.on),
        until="" if event.until == event.on else str(event.until),
        about=line.about,
        said=line.said,
        record=chart.rows.get(at.record) if at.record else None,
        page=at.page or 0,
        start=at.start or 0,
        end=at.end or 0,
    )

"""What the meetings of a board hold of one case: its place on an agenda, and the record of its board (R26)."""

from uuid import UUID

from consilium import boards
from consilium.boards import Outcome, Standing
from consilium.opinions import BlindedRead, Board
from consilium_web.models import AgendaRow, BlindedReadRow
from consilium_web.queries.charts import Chart


def live(case_id: UUID) -> AgendaRow | None:
    """The case's place on the agenda of a meeting that is still to take it up or is at it; None where there is none."""
    rows = AgendaRow.objects.filter(case_id=case_id, outcome=Outcome.WAITING.value)
    return rows.exclude(meeting__standing=Standing.CANCELLED.value).select_related("meeting", "case").last()


def reads(chart: Chart) -> tuple[BlindedRead, ...]:
    """Every first read sealed in this round, whole: show them through `policy.visible_reads` only."""
    rows = BlindedReadRow.objects.filter(case_id=chart.id).order_by("at", "pk")
    given = (row.value(chart.key, BlindedRead) for row in rows)
    return tuple(one for one in given if one.by in chart.case.sealed_by)


def record(chart: Chart, said: Board | None) -> Board | None:
    """The record of the board of this case; None while no meeting takes it up."""
    placed = live(chart.id)
    return boards.recorded(placed.meeting.meeting, placed.item, reads(chart), said) if placed else None

"""What is taken along from a meeting of a board: its calendar file and its minutes, as their people may see them."""

from datetime import datetime
from uuid import UUID

from consilium import policy
from consilium.boards import Outcome, Standing
from consilium.cases import Actor
from consilium.delivery import calendar, minutes, pdf
from consilium.delivery.calendar import Appointment
from consilium.delivery.minutes import Discussed
from consilium.errors import WrongState
from consilium.opinions import Opinion
from consilium_web.queries import boards, charts, opinions

TITLE = "Tumor board"


def as_calendar(meeting_id: UUID, by: Actor, *, at: datetime) -> bytes:
    """The meeting as a calendar file: when and where, and nothing of a patient."""
    meeting = boards.get(meeting_id, by).meeting
    return calendar.calendar(
        [
            Appointment(
                id=meeting.id,
                title=TITLE,
                begins=meeting.begins,
                lasts=meeting.lasts,
                where=meeting.where,
                change=len(meeting.changes),
                cancelled=meeting.standing is Standing.CANCELLED,
            )
        ],
        at=at,
    )


def as_minutes(meeting_id: UUID, by: Actor, *, at: datetime) -> bytes:
    """The minutes as PDF, as far as this person may see them. WrongState before the meeting was held."""
    found = boards.get(meeting_id, by)
    if found.meeting.standing is not Standing.HELD:
        raise WrongState("There are minutes once the meeting was held.")
    acting = boards.actor(meeting_id, by)
    told = [_discussed(one, acting) for one in found.items]
    return pdf.of(minutes.minutes(found.meeting, told), at=at.replace(microsecond=0))


def _discussed(one: boards.ItemView, by: Actor) -> Discussed:
    views = tuple((f"{view.name}, {view.discipline}", view.text) for view in one.views)
    return Discussed(
        reference=one.reference,
        shown=one.shown,
        presenter=one.presenter,
        quorum=one.quorum,
        recused=one.recused,
        outcome=one.outcome,
        reason=one.reason,
        views=views,
        among=one.among,
        opinion=_opinion(one, by) if one.shown and one.outcome is Outcome.DECIDED else None,
    )


def _opinion(one: boards.ItemView, by: Actor) -> Opinion | None:
    chart = charts.load(one.case, by)
    shown = policy.visible_opinions(by, chart.case, tuple(opinions.signed(chart)))
    by_a_board = [given for given in shown if given.form.board]
    return by_a_board[-1] if by_a_board else None

"""The days of a case as an actor may see them, and the same as a calendar file without a clinical word."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from consilium.cases import Actor, Role
from consilium.delivery import calendar
from consilium.policy.permissions import Permission
from consilium_web.models import AppointmentRow
from consilium_web.models.appointments import Appointment
from consilium_web.queries import charts, reviewers
from consilium_web.queries.charts import Chart

KINDS = {"video": "Video call", "call": "Telephone call", "visit": "Visit"}
HAVE_APPOINTMENTS = frozenset({Role.PATIENT, Role.PROXY, Role.COORDINATOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One appointment."""

    id: UUID
    kind: str
    starts: datetime
    minutes: int
    where: str
    off: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The planned start of treatment, the day by which a reviewer is asked to be done, appointments."""

    planned_start: date | None
    due_on: date | None
    meetings: tuple[Meeting, ...]


def get(case_id: UUID, actor: Actor, *, today: date) -> Dates:
    """The days that concern this actor: a reviewer's own day, the patient's side their start and appointments."""
    return _of(charts.load(case_id, actor, Permission.SEE_DATES), today)


def _of(chart: Chart, today: date) -> Dates:
    mine = chart.actor.role in HAVE_APPOINTMENTS
    return Dates(
        planned_start=chart.case.planned_start if mine else None,
        due_on=reviewers.due(chart.case, chart.actor, today=today),
        meetings=tuple(_meetings(chart)) if mine else (),
    )


def _meetings(chart: Chart) -> list[Meeting]:
    found = []
    for row in AppointmentRow.objects.filter(case_id=chart.id):
        said = row.value(chart.key, Appointment)
        meeting = Meeting(
            id=row.pk,
            kind=KINDS.get(said.kind, KINDS["visit"]),
            starts=said.starts,
            minutes=said.minutes,
            where=said.where,
            off=row.ended_at is not None,
        )
        found.append(meeting)
    return sorted(found, key=lambda one: (one.starts, str(one.id)))


def as_calendar(case_id: UUID, actor: Actor, *, at: datetime) -> bytes:
    """A calendar file of them. Its ids are of the appointments and days, never of the case."""
    chart = charts.load(case_id, actor, Permission.SEE_DATES)
    found, key = _of(chart, at.date()), chart.key
    days = [("start", "A planned day", found.planned_start), ("due", "A review is due", found.due_on)]
    entries = [
        calendar.Appointment(
            id=key.fingerprint(f"{name}/{actor.id}")[:32],
            title=title,
            begins=datetime.combine(day, time(), tzinfo=UTC),
            lasts=timedelta(days=1),
            whole_day=True,
        )
        for name, title, day in days
        if day
    ]
    entries += [
        calendar.Appointment(
            id=str(one.id),
            title="Appointment",
            begins=one.starts,
            lasts=timedelta(minutes=one.minutes),
            where=one.where,
            change=int(one.off),
            cancelled=one.off,
        )
        for one in found.meetings
    ]
    return calendar.calendar(entries, at=at)

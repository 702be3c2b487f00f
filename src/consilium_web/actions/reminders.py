"""Reminders that come by themselves: before the day of a review, and before an appointment.

A job is planned in the transaction that sets the day. When it runs, it looks at how things stand then.
"""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from consilium_web.actions import notices
from consilium_web.models import AppointmentRow, AssignmentRow
from consilium_web.models.appointments import Appointment
from consilium_web.queries import reviewers

BEFORE_DUE = timedelta(days=2)
BEFORE_APPOINTMENT = timedelta(days=1)


def plan_due(assignment: AssignmentRow, due: date, at: datetime) -> None:
    """Remind the reviewer two days before the day by which they are asked to be done."""
    when = datetime.combine(due - BEFORE_DUE, time(9), tzinfo=UTC)
    if when > at and remind_of_review.get_backend().supports_defer:
        remind_of_review.using(run_after=when).enqueue(assignment.pk)


@task()
def remind_of_review(assignment: int) -> None:
    """Tell the reviewer that the day is near, where their signature is still to come."""
    review_is_near(assignment, timezone.now())


@transaction.atomic
def review_is_near(assignment: int, at: datetime) -> bool:
    """Whether the reviewer was told: they still take part, have not signed, and the day is near.

    Where it moved, because they waited for something, they are reminded later.
    """
    row = AssignmentRow.objects.select_related("case").get(pk=assignment)
    case, person = row.case.case, str(row.reviewer_id)
    if person not in case.reviewers or person in case.signed_by:
        return False
    due = reviewers.due_day(row, case, at.date())
    if not _is_near(due, at):
        plan_due(row, due, at)
        return False
    notices.tell(row.reviewer_id, "review.due_soon", row.case_id, at)
    return True


def _is_near(day: date, at: datetime) -> bool:
    return day - at.date() <= BEFORE_DUE


def plan_appointment(row: AppointmentRow, appointment: Appointment, at: datetime) -> None:
    """Remind everybody whom it concerns on the day before."""
    when = appointment.starts - BEFORE_APPOINTMENT
    if when > at and remind_of_appointment.get_backend().supports_defer:
        remind_of_appointment.using(run_after=when).enqueue(str(row.pk))


@task()
def remind_of_appointment(appointment: str) -> None:
    """Tell everybody whom it concerns that an appointment is near, where it still stands."""
    appointment_is_near(UUID(appointment), timezone.now())


@transaction.atomic
def appointment_is_near(appointment: UUID, at: datetime) -> bool:
    """Whether anybody was told: it was not called off and has not begun."""
    row = AppointmentRow.objects.select_related("case").get(pk=appointment)
    if row.ended_at is not None or row.value(row.case.key, Appointment).starts <= at:
        return False
    notices.tell_all("appointment.soon", row.case.case, at, by=None)
    return True

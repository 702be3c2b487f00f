"""Making an appointment of a case, and calling it off."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from consilium.cases import Actor
from consilium.errors import Invalid
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.actions import audit, conflicts, notices, reminders, saving
from consilium_web.models import AppointmentRow
from consilium_web.models.appointments import Appointment


@transaction.atomic
def make(*, case_id: UUID, appointment: Appointment, by: Actor, at: datetime, token: UUID | None = None) -> UUID:
    """Make an appointment with the patient's side; its id."""
    row, case = saving.load(case_id)
    check_can(Permission.MAKE_APPOINTMENT, by, case)
    if appointment.starts <= at:
        raise Invalid("This time is over.", {"day": "Choose a time that is still to come."})
    kept = AppointmentRow(id=conflicts.once(token, by=by, at=at), case=row, by_id=UUID(by.id), at=at)
    kept.put(row.key, appointment)
    kept.save(force_insert=True)
    audit.record("appointment.set", case=case_id, by=by, at=at)
    notices.tell_all("appointment.set", case, at, by=by)
    reminders.plan_appointment(kept, appointment, at)
    return kept.id


@transaction.atomic
def call_off(*, case_id: UUID, appointment: UUID, by: Actor, at: datetime) -> None:
    """Call an appointment off. Doing it again changes nothing."""
    _, case = saving.load(case_id)
    check_can(Permission.MAKE_APPOINTMENT, by, case)
    found = AppointmentRow.objects.filter(pk=appointment, case_id=case_id, ended_at=None)
    if found.update(ended_at=at):
        audit.record("appointment.ended", case=case_id, by=by, at=at)
        notices.tell_all("appointment.set", case, at, by=by)

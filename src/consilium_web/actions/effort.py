"""Counting the time that reviewers spend, and putting it right."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from consilium import effort
from consilium.cases import Actor, Status
from consilium.errors import Invalid, WrongState
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.actions import audit, saving
from consilium_web.models import CaseRow, WorkClock, WorkCorrection, WorkRow
from consilium_web.queries import effort as queries

REVIEWED = (Status.BLINDED.value, Status.OPEN.value)
LONGEST = 24 * 60
"""Minutes that can be said for one case."""


@transaction.atomic
def beat(*, case_id: UUID, by: Actor, at: datetime) -> None:
    """A sign of work: the time since the last one belongs to the case of that one. Two windows count once."""
    if not CaseRow.objects.filter(pk=case_id, status__in=REVIEWED).exists():
        return
    clock = WorkClock.objects.select_for_update().filter(user_id=UUID(by.id)).first()
    spent = round(effort.credited(clock.at if clock else None, at).total_seconds())
    if clock is not None and spent:
        row, _ = WorkRow.objects.get_or_create(case_id=clock.case_id, user_id=UUID(by.id), day=at.date())
        row.seconds += spent
        row.save(update_fields=["seconds"])
    if clock is None or at > clock.at:
        WorkClock.objects.update_or_create(user_id=UUID(by.id), defaults={"case_id": case_id, "at": at})


@transaction.atomic
def correct(*, case_id: UUID, minutes: int, reason: str, by: Actor, at: datetime) -> None:
    """Put one's own time on a case right, before signing and with a reason. What was measured stays beside it."""
    row, case = saving.load(case_id)
    check_can(Permission.READ_FOR_REVIEW, by, case)
    if by.id in case.signed_by:
        raise WrongState("Your opinion is signed, and so is your time.")
    missing = {}
    if not 0 <= minutes <= LONGEST:
        missing["minutes"] = f"Give minutes from 0 to {LONGEST}."
    if not reason.strip():
        missing["reason"] = "Write why it was more or less. Write nothing about the patient."
    if missing:
        raise Invalid("Something is missing.", missing)
    _, known = queries.seconds(case_id, UUID(by.id))
    kept = WorkCorrection(id=uuid4(), case=row, user_id=UUID(by.id), at=at, seconds=minutes * 60 - known)
    kept.put(row.key, reason.strip())
    kept.save(force_insert=True)
    audit.record("time.corrected", case=case_id, by=by, at=at, minutes=minutes)

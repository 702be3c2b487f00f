"""Asking for more before a review goes on, answering that, and giving a case back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from consilium import asking
from consilium.cases import Action, Actor, Case
from consilium.policy import check_can
from consilium.waiting import Ask, AskAnswer, AskKind, DeclineReason
from consilium_web.actions import audit, conflicts, notices, saving


@transaction.atomic
def ask_for_more(
    *,
    case_id: UUID,
    kind: AskKind,
    what: str,
    why: str,
    for_doctor: str,
    by: Actor,
    at: datetime,
    token: UUID | None = None,
) -> Case:
    """The case waits for what a reviewer needs; the patient's side, their doctor and the coordinators are told."""
    row, case = saving.load(case_id)
    check_can(Action.ASK_MORE, by, case)
    made = conflicts.once(token, by=by, at=at)
    wanted = Ask(id=made.hex[:12], kind=kind, what=what, why=why, for_doctor=for_doctor, by=by.id, at=at)
    moved = asking.ask(case, wanted, by=by)
    saving.save(row, moved, at=at)
    audit.record("more.asked", case=case_id, by=by, at=at, kind=kind.value)
    notices.tell_all("more.asked", moved, at, by=by)
    return moved


@transaction.atomic
def answer(*, case_id: UUID, ask: str, said: AskAnswer, note: str, by: Actor, at: datetime) -> Case:
    """What was asked for is here, cannot be had, or is not waited for any more; whoever asked is told."""
    row, case = saving.load(case_id)
    check_can(Action.ANSWER, by, case)
    moved = asking.answer(case, ask, said, note=note, by=by, at=at)
    saving.save(row, moved, at=at)
    audit.record("more.answered", case=case_id, by=by, at=at, answer=said.value)
    asked_by = next(one.by for one in moved.asks if one.id == ask)
    if asked_by != by.id:
        notices.tell(UUID(asked_by), "more.answered", case_id, at)
    return moved


@transaction.atomic
def decline(*, case_id: UUID, reason: DeclineReason, note: str, by: Actor, at: datetime) -> Case:
    """Give the case back before signing. From the next request on, whoever declined does not see it any more."""
    row, case = saving.load(case_id)
    check_can(Action.DECLINE, by, case)
    moved = asking.decline(case, reason, note=note, by=by, at=at)
    saving.save(row, moved, at=at)
    audit.record("case.declined", case=case_id, by=by, at=at, reason=reason.value)
    notices.tell_all("reviewer.declined", moved, at, by=by)
    return moved

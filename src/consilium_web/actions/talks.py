"""The private talk of two doctors, and what they record of it (R41). Who talks is decided by the policy alone."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from consilium.cases import Actor
from consilium.concordance.reconciling import Point, Result, check_result
from consilium.errors import Denied, Invalid, WrongState
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.actions import audit, conflicts, notices, saving
from consilium_web.models import CaseRow, ResultRow, TalkRow
from consilium_web.queries import charts, talks


@transaction.atomic
def say(*, case_id: UUID, text: str, by: Actor, at: datetime, token: UUID | None = None) -> None:
    """Write to the other doctor. WrongState where there is no major difference to talk about."""
    row, case = saving.load(case_id)
    check_can(Permission.TALK, by, case)
    _check_open(case_id, by, at)
    if not text.strip():
        raise Invalid("There is nothing written.", {"text": "Write something to the other doctor."})
    kept = TalkRow(id=conflicts.once(token, by=by, at=at), case=row, by_id=UUID(by.id), at=at)
    kept.put(row.key, text.strip())
    kept.save(force_insert=True)
    audit.record("talk.said", case=case_id, by=by, at=at)
    notices.tell_all("talk.said", case, at, by=by)


@transaction.atomic
def note(*, case_id: UUID, points: Iterable[Point], by: Actor, at: datetime, token: UUID | None = None) -> Result:
    """Write down what the talk came to; it stands once the other side confirms it."""
    row, case = saving.load(case_id)
    check_can(Permission.TALK, by, case)
    _check_open(case_id, by, at)
    result = check_result(points, talks.expected(case_id, by, today=at.date()))
    kept = ResultRow(id=conflicts.once(token, by=by, at=at), case=row, by_id=UUID(by.id), at=at)
    kept.put(row.key, result)
    kept.save(force_insert=True)
    audit.record("talk.noted", case=case_id, by=by, at=at)
    notices.tell_all("talk.noted", case, at, by=by)
    return result


def _check_open(case_id: UUID, by: Actor, at: datetime) -> None:
    if not talks.expected(case_id, by, today=at.date()):
        raise WrongState("The opinions do not differ in anything important, so there is nothing to settle here.")


@transaction.atomic
def confirm(*, case_id: UUID, result: UUID, by: Actor, at: datetime) -> None:
    """Agree to what the other side wrote down. WrongState where it was replaced or confirmed meanwhile."""
    row, case = saving.load(case_id)
    check_can(Permission.TALK, by, case)
    waiting = _waiting(row)
    if waiting is None or waiting.pk != result:
        raise WrongState("This was changed meanwhile. Look at what stands there now.")
    if talks.camp_of(waiting, case) is talks.camp(by):
        raise Denied("Only the other doctor confirms this.")
    waiting.confirmed_by_id, waiting.confirmed_at = UUID(by.id), at
    waiting.save(update_fields=["confirmed_by", "confirmed_at"])
    audit.record("talk.agreed", case=case_id, by=by, at=at)
    notices.tell_all("talk.agreed", case, at, by=by)


def _waiting(row: CaseRow) -> ResultRow | None:
    return talks.results(charts.whole(row))[1]

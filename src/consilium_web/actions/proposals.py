"""Confirming a proposal: the reviewers of many cases are asked in one transaction (B6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from consilium.assignment import Candidate
from consilium.cases import Actor, Route, Status
from consilium.errors import ConsiliumError, Denied
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.actions import audit, conflicts, queue, saving
from consilium_web.actions.conflicts import Stale
from consilium_web.queries import reviewers

CHANGED = "This case was changed after the proposal was made. Look at it again."


@dataclass(frozen=True, slots=True)
class Chosen:
    """A reviewer chosen for a case, as the case stood when it was shown (`version`)."""

    case: UUID
    reviewer: UUID
    version: int


@transaction.atomic
def confirm(*, chosen: Sequence[Chosen], by: Actor, at: datetime, token: UUID | None = None) -> dict[UUID, str]:
    """Ask each of them, in one transaction. Gives why not, for each case that has changed meanwhile or is refused."""
    check_can(Permission.SEE_QUEUE, by, None)
    conflicts.once(token, by=by, at=at)
    room = {UUID(one.reviewer.id): one for one in reviewers.candidates(by.organisation)}
    refused = {}
    for one in chosen:
        try:
            with transaction.atomic():
                _check_room(room.get(one.reviewer), at)
                _ask(one, by, at)
        except ConsiliumError as reason:
            refused[one.case] = CHANGED if isinstance(reason, Stale) else str(reason)
        else:
            room[one.reviewer] = replace(room[one.reviewer], open=room[one.reviewer].open + 1)
    audit.record("queue.assigned", by=by, at=at, asked=len(chosen) - len(refused), refused=len(refused))
    return refused


def _check_room(one: Candidate | None, at: datetime) -> None:
    if one is None:
        raise Denied("There is no such reviewer.")
    if one.is_away(at.date()):
        raise Denied("This reviewer is away.")
    if not one.room:
        raise Denied("This reviewer has no room for another case.")


def _ask(one: Chosen, by: Actor, at: datetime) -> None:
    row, case = saving.load(one.case, version=one.version)
    if case.status is not Status.SENT:
        raise Stale(row.version)
    queue.assign(case_id=one.case, reviewers=[one.reviewer], route=case.route or Route.SPECIALIST, by=by, at=at)

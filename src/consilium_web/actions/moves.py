"""Moving care to another place, step by step: arranged, sent, acknowledged; closing is a move of the case (R5)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from consilium.cases import Actor, Status
from consilium.errors import Invalid, WrongState
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.actions import audit, conflicts, notices, saving
from consilium_web.models import ReferralRow
from consilium_web.models.after import Referral
from consilium_web.queries import moves


@transaction.atomic
def go_on(*, case_id: UUID, step: str, said: Referral, by: Actor, at: datetime, token: UUID | None = None) -> None:
    """Write down the next step. WrongState where it is not the next one, or where the case is closed."""
    row, case = saving.load(case_id)
    check_can(Permission.ARRANGE_MOVE, by, case)
    if case.status is not Status.REFERRED:
        raise WrongState("This case is closed.")
    if step != moves.next_step(moves.steps_of(row)):
        raise WrongState("This step was written down meanwhile.")
    _check(step, said)
    kept = ReferralRow(id=conflicts.once(token, by=by, at=at), case=row, by_id=UUID(by.id), at=at, step=step)
    kept.put(row.key, said)
    kept.save(force_insert=True)
    audit.record(f"move.{step}", case=case_id, by=by, at=at)
    notices.tell_all("move.step", case, at, by=by)


def _check(step: str, said: Referral) -> None:
    missing = {}
    if step == "arranged":
        missing = {name: "This is needed." for name in ("place", "reason") if not getattr(said, name).strip()}
    elif said.on is None:
        missing = {"on": "Give the day."}
    if missing:
        raise Invalid("Something is missing.", missing)

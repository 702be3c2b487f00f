"""Keeping how somebody feels, before and after (R46, R48)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from consilium.cases import Actor
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.actions import audit, conflicts, saving
from consilium_web.models.outcomes import Feeling, FeelingRow


@transaction.atomic
def tell(*, case_id: UUID, feeling: Feeling, by: Actor, at: datetime, token: UUID | None = None) -> None:
    """Keep an answer; earlier ones stay."""
    row, case = saving.load(case_id)
    check_can(Permission.GIVE_FEEDBACK, by, case)
    kept = FeelingRow(id=conflicts.once(token, by=by, at=at), case=row, by_id=UUID(by.id), at=at)
    kept.put(row.key, feeling)
    kept.save(force_insert=True)
    audit.record("feedback.given", case=case_id, by=by, at=at, after=feeling.after)

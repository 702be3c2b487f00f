"""The link by which an expert from outside came to a case."""

from datetime import datetime
from typing import Any
from uuid import UUID

from consilium.cases import Actor, Role
from consilium.errors import Denied
from consilium_web.models import Invitation, User

PROFILE = ("name", "credentials", "field", "institution")


def opened(case_id: UUID, by: Actor, at: datetime) -> Invitation:
    """The invitation to review this case that this person opened, while it lasts. Denied for everybody else."""
    found = Invitation.objects.filter(
        case_id=case_id, role=Role.REVIEWER.value, used_by_id=UUID(by.id), used_at__isnull=False, ends_at__gt=at
    ).last()
    if found is None:
        raise Denied("There is no such case.")
    return found


def profile(case_id: UUID, by: Actor, at: datetime) -> dict[str, Any]:
    """What is known of the person who opened the invitation. Denied for everybody else."""
    opened(case_id, by, at)
    user = User.objects.get(pk=UUID(by.id))
    return {name: getattr(user, name) for name in PROFILE}

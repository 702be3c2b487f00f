"""Choosing the role to act in."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from consilium.cases import Actor, Role
from consilium.errors import Denied
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.actions import audit
from consilium_web.models import Membership


@transaction.atomic
def choose(*, membership: UUID, by: Actor, at: datetime) -> Membership:
    """One of the person's own memberships in force, to act in from now on. Denied for any other."""
    check_can(Permission.CHOOSE_ROLE, by, None)
    mine = Membership.objects.filter(user_id=UUID(by.id), ended_at=None)
    chosen = mine.filter(pk=membership).select_related("organisation").first()
    if chosen is None:
        raise Denied("This role is not yours.")
    place = str(chosen.organisation_id or "")
    acting = replace(by, role=Role(chosen.role), organisation=place)
    audit.record("role.chosen", by=acting, at=at, organisation=place or None)
    return chosen

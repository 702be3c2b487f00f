"""Invitations that are still open."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consilium.cases import Actor
from consilium.errors import Denied
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.models import Invitation, Role, StaffInvitation
from consilium_web.queries import charts, people

TRIES = 5
"""Wrong codes after which a link is dead."""
Link = Invitation | StaffInvitation


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invitation that nobody has used yet. `name` is what the one who invites wrote down."""

    id: UUID
    name: str
    role: Role
    ends_at: datetime


def hashed(text: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(text.encode()).hexdigest()


def pending(secret: str, at: datetime) -> Link:
    """The invitation that this secret belongs to; Denied where it is unknown, used, over, or tried too often."""
    wanted = {"secret_hash": hashed(secret), "used_at": None, "ends_at__gt": at, "tries__lt": TRIES}
    found = Invitation.objects.filter(**wanted).first() or StaffInvitation.objects.filter(**wanted).first()
    if found is None:
        raise Denied("This invitation is not valid any more.")
    return found


def to_case(case_id: UUID, actor: Actor, at: datetime) -> tuple[Waiting, ...]:
    """The open invitations to a case. Denied for all but the patient's side."""
    row = charts.row(case_id)
    check_can(Permission.GIVE_CONSENT, actor, row.case)
    found = Invitation.objects.filter(case=row, used_at=None, ends_at__gt=at, tries__lt=TRIES).order_by("at", "pk")
    return tuple(Waiting(one.pk, one.value(row.key, str), Role(one.role), one.ends_at) for one in found)


def to_staff(actor: Actor, at: datetime) -> tuple[Waiting, ...]:
    """The open invitations to the staff of one's own organisation. Denied for all but its administrators."""
    check_can(Permission.MANAGE_PEOPLE, actor, None)
    return tuple(_to_staff(actor, at))


def _to_staff(actor: Actor, at: datetime) -> Iterator[Waiting]:
    ours = StaffInvitation.objects.filter(organisation=people.place(actor.organisation))
    for one in ours.filter(used_at=None, ends_at__gt=at, tries__lt=TRIES).order_by("at", "pk"):
        yield Waiting(one.pk, f"{one.name}, {one.address}", Role(one.role), one.ends_at)


def expected(address: str, at: datetime) -> StaffInvitation | None:
    """The open invitation to work here that waits for this e-mail address."""
    found = StaffInvitation.objects.filter(address__iexact=address, used_at=None, ends_at__gt=at, tries__lt=TRIES)
    return found.order_by("-at").first()

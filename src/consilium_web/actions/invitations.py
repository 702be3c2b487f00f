"""Inviting somebody to a case or to the staff: by a link used once, and a code that is told apart from it."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from consilium.cases import Actor, Case, Role
from consilium.errors import Denied, Invalid
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium.values import PersonId
from consilium_web.actions import audit, notices, saving
from consilium_web.actions.organisations import STAFF
from consilium_web.models import CasePerson, Invitation, Membership, StaffInvitation, User
from consilium_web.models import Role as AccountRole
from consilium_web.queries import invitations

LASTS = timedelta(days=14)
INVITED = (Role.PATIENT, Role.PROXY, Role.FIRST_DOCTOR)
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Of which codes are made: none of them is taken for another when it is said on the telephone."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What the one who invites passes on by two ways: the secret of the link, and the code. Neither is kept."""

    secret: str
    code: str


@dataclass(frozen=True, slots=True)
class Joined:
    """What an invitation led to: the role, and the case where it was to one."""

    membership: Membership
    case: UUID | None = None


def made(role: Role, by: Actor, at: datetime) -> tuple[Handed, dict[str, Any]]:
    """A new link with its code, and the columns that keep their hashes. A step of an action that invites."""
    handed = Handed(secrets.token_urlsafe(32), "".join(secrets.choice(LETTERS) for _ in range(8)))
    return handed, {
        "id": uuid4(),
        "role": role.value,
        "secret_hash": invitations.hashed(handed.secret),
        "code_hash": _hash_of(handed.secret, handed.code),
        "by_id": UUID(by.id),
        "at": at,
        "ends_at": at + LASTS,
    }


def _hash_of(secret: str, code: str) -> str:
    """Bound to the secret, which nobody finds in the database: so short a code could be guessed from its hash alone."""
    return invitations.hashed(f"{secret} {''.join(letter for letter in code.upper() if letter.isalnum())}")


@transaction.atomic
def invite(*, case_id: UUID, role: Role, address: str, by: Actor, at: datetime, as_parent: bool = False) -> Handed:
    """A new invitation to a case; `address` is what the one who invites calls the person."""
    row, case = saving.load(case_id)
    check_can(Permission.EDIT_CASE, by, case)
    if role not in INVITED or (by.role is Role.FIRST_DOCTOR and role is not Role.PATIENT):
        raise Denied("This role cannot be invited.")
    handed, fields = made(role, by, at)
    invitation = Invitation(case=row, as_parent=as_parent and role is Role.PROXY, **fields)
    invitation.put(row.key, address)
    invitation.save(force_insert=True)
    audit.record("person.invited", case=case_id, by=by, at=at, role=role.value)
    return handed


@transaction.atomic
def invite_staff(*, role: AccountRole, address: str, name: str, by: Actor, at: datetime) -> Handed:
    """A new invitation to work for one's own organisation."""
    check_can(Permission.MANAGE_PEOPLE, by, None)
    if role not in STAFF:
        raise Denied("This role cannot be invited.")
    handed, fields = made(Role(role.value), by, at)
    invitation = StaffInvitation(organisation_id=UUID(by.organisation), address=address.lower(), name=name, **fields)
    invitation.save(force_insert=True)
    audit.record("staff.invited", by=by, at=at, role=role.value, organisation=by.organisation)
    return handed


@transaction.atomic
def take_back(*, case_id: UUID, invitation: UUID, by: Actor, at: datetime) -> None:
    """An open invitation to a case opens nothing any more."""
    row, case = saving.load(case_id)
    check_can(Permission.GIVE_CONSENT, by, case)
    if Invitation.objects.filter(pk=invitation, case=row, used_at=None).update(ends_at=at):
        audit.record("invitation.taken_back", case=case_id, by=by, at=at)


@transaction.atomic
def take_back_staff(*, invitation: UUID, by: Actor, at: datetime) -> None:
    """An open invitation to one's own staff opens nothing any more."""
    check_can(Permission.MANAGE_PEOPLE, by, None)
    ours = StaffInvitation.objects.filter(pk=invitation, organisation_id=UUID(by.organisation), used_at=None)
    if ours.update(ends_at=at):
        audit.record("invitation.taken_back", by=by, at=at, organisation=by.organisation)


@transaction.atomic
def accept(*, secret: str, code: str, by: Actor, at: datetime) -> Joined | None:
    """Take part, by the link and its code; None for a wrong code, which is counted."""
    found = invitations.pending(secret, at)
    link = type(found).objects.select_for_update().get(pk=found.pk)
    case = link.case_id if isinstance(link, Invitation) else None
    if not secrets.compare_digest(link.code_hash, _hash_of(secret, code)):
        link.tries += 1
        link.save(update_fields=["tries"])
        audit.record("invitation.wrong_code", case=case, by=by, at=at, tries=link.tries)
        return None
    joined = _join_case(link, by, at) if isinstance(link, Invitation) else _join_staff(link, by, at)
    link.used_by_id, link.used_at = UUID(by.id), at
    link.save(update_fields=["used_by", "used_at"])
    acting = replace(by, role=Role(link.role), organisation=str(joined.membership.organisation_id or ""))
    audit.record("person.joined", case=case, by=acting, at=at)
    return joined


def _join_case(link: Invitation, by: Actor, at: datetime) -> Joined:
    row, case = saving.load(link.case_id)
    if CasePerson.objects.filter(case=row, user_id=UUID(by.id), ended_at=None).exists():
        raise Invalid("You already take part in this case.")
    if Role(link.role) is Role.REVIEWER:
        return Joined(_outside(by, at), row.id)
    joined = _joined(case, Role(link.role), PersonId(by.id), as_parent=link.as_parent)
    saving.save(row, joined, at=at)
    notices.tell_all("person.joined", joined, at, by=by)
    membership = User.objects.get(pk=UUID(by.id)).take_role(AccountRole(link.role), at=at)
    return Joined(membership, row.id)


def _outside(by: Actor, at: datetime) -> Membership:
    """The part of an expert from outside: for no organisation, so that nobody here asks more of them."""
    membership, _ = Membership.objects.get_or_create(
        user_id=UUID(by.id), role=AccountRole.REVIEWER, organisation=None, ended_at=None, defaults={"since": at}
    )
    return membership


def _join_staff(link: StaffInvitation, by: Actor, at: datetime) -> Joined:
    user = User.objects.get(pk=UUID(by.id))
    if not user.name:
        user.name = link.name
        user.save(update_fields=["name"])
    return Joined(user.take_role(AccountRole(link.role), organisation=link.organisation, at=at))


def _joined(case: Case, role: Role, person: PersonId, *, as_parent: bool) -> Case:
    match role:
        case Role.PROXY:
            parents = (*case.parents, person) if as_parent else case.parents
            return replace(case, proxies=(*case.proxies, person), parents=parents)
        case Role.FIRST_DOCTOR if case.first_doctor is None:
            return replace(case, first_doctor=person)
        case Role.FIRST_DOCTOR:
            return replace(case, clinicians=(*case.clinicians, person))
        case Role.PATIENT if not _has_patient(case):
            return replace(case, patient=person)
    raise Denied("This case has its patient already.")


def _has_patient(case: Case) -> bool:
    """Whether the patient has an account. Until then another person's case holds a place for them (R7)."""
    return User.objects.filter(pk=UUID(case.patient)).exists()

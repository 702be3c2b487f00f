"""Inviting the patient, a proxy or the first doctor to a case, by a link that is used once."""

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from consilium.cases import Actor, Case, Role
from consilium.errors import Denied, Invalid
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium.values import PersonId
from consilium_web.actions import audit, notices, saving
from consilium_web.models import CasePerson, Invitation, User
from consilium_web.queries import invitations

LASTS = timedelta(days=14)
INVITED = (Role.PATIENT, Role.PROXY, Role.FIRST_DOCTOR)
LAY = (Role.PATIENT, Role.PROXY)
"""Kinds of accounts that need no second factor, and so see no records of other people."""


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def invite(*, case_id: UUID, role: Role, address: str, by: Actor, at: datetime) -> str:
    """A new invitation; the secret that its link holds. The site keeps only the secret's hash."""
    row, case = saving.load(case_id)
    check_can(Permission.EDIT_CASE, by, case)
    if role not in INVITED or (by.role is Role.FIRST_DOCTOR and role is not Role.PATIENT):
        raise Denied("This role cannot be invited.")
    secret = secrets.token_urlsafe(32)
    invitation = Invitation(
        id=uuid4(), case=row, role=role.value, secret_hash=_hash(secret), by_id=UUID(by.id), at=at, ends_at=at + LASTS
    )
    invitation.put(row.key, address)
    invitation.save(force_insert=True)
    audit.record("person.invited", case=case_id, by=by, at=at, role=role.value)
    return secret


@transaction.atomic
def accept(*, secret: str, by: Actor, at: datetime) -> UUID:
    """Take part in a case; its id."""
    invitation = invitations.pending(secret, at)
    row, case = saving.load(invitation.case_id)
    if CasePerson.objects.filter(case=row, user_id=UUID(by.id), ended_at=None).exists():
        raise Invalid("You already take part in this case.")
    if invitation.role == Role.FIRST_DOCTOR and by.role in LAY:
        raise Invalid("This invitation is for a doctor. Sign in with the account of a doctor, or make one.")
    joined = _joined(case, Role(invitation.role), PersonId(by.id))
    invitation.used_by_id, invitation.used_at = UUID(by.id), at
    invitation.save(update_fields=["used_by", "used_at"])
    saving.save(row, joined, at=at)
    audit.record("person.joined", case=row.id, by=replace(by, role=Role(invitation.role)), at=at)
    notices.tell_all("person.joined", joined, at, by=by)
    return row.id


def _joined(case: Case, role: Role, person: PersonId) -> Case:
    match role:
        case Role.PROXY:
            return replace(case, proxies=(*case.proxies, person))
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

"""Who somebody is, in general and in one case."""

from uuid import UUID

from consilium.cases import INVITED_TO_LOOK, Actor, Role
from consilium.opinions import Reviewer
from consilium.values import PersonId
from consilium_web.models import CasePerson, User

IN_CASES = (Role.PATIENT, Role.PROXY, Role.FIRST_DOCTOR, *sorted(INVITED_TO_LOOK))
"""Roles that a person has through a link to the case, the first that fits; the others come with the account."""
OF_THE_CENTRE = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR, Role.AUDITOR})
ASKED_ALONE = (Role.REVIEWER, Role.PATHOLOGIST)
"""Roles of accounts that a coordinator can ask by themselves; the others sit on a board."""


def actor(user: User) -> Actor:
    """The person, in the role of their account."""
    return Actor(id=PersonId(str(user.pk)), role=Role(user.role), name=user.name, institution=user.institution)


def actor_in(user: User, case_id: UUID) -> Actor | None:
    """The person in their role in this case; None for a stranger."""
    roles = set(CasePerson.objects.filter(case_id=case_id, user=user, ended_at=None).values_list("role", flat=True))
    role = next((role for role in IN_CASES if role.value in roles), None)
    if role is None and Role(user.role) in OF_THE_CENTRE:
        role = Role(user.role)
    if role is None:
        return None
    return Actor(id=PersonId(str(user.pk)), role=role, name=user.name, institution=user.institution)


def reviewer(user: User) -> Reviewer:
    """The professional's profile, as an opinion is signed with it."""
    return Reviewer(
        id=PersonId(str(user.pk)),
        name=user.name,
        credentials=user.credentials,
        field=user.field,
        team=user.team,
        practice=user.practice,
        institution=user.institution,
    )


def reviewer_by_id(person: str) -> Reviewer:
    """The profile of a reviewer."""
    return reviewer(User.objects.get(pk=UUID(person)))


def coordinators() -> tuple[UUID, ...]:
    """The accounts of those who work through the queue."""
    found = User.objects.filter(role=Role.COORDINATOR.value, is_active=True)
    return tuple(found.values_list("pk", flat=True))


def reviewers() -> tuple[Reviewer, ...]:
    """Everybody who reviews here, by name."""
    found = User.objects.filter(role__in=ASKED_ALONE, is_active=True).order_by("name", "pk")
    return tuple(reviewer(user) for user in found)

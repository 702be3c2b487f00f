"""Who somebody is, in general and in one case."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Q

from consilium.cases import INVITED_TO_LOOK, Actor, Role, Route
from consilium.opinions import Reviewer
from consilium.values import PersonId
from consilium_web.models import LAY, CasePerson, Kind, Membership, User

IN_CASES = (Role.PATIENT, Role.PROXY, Role.FIRST_DOCTOR, *sorted(INVITED_TO_LOOK))
"""Roles that a person has through a link to the case, the first that fits; the others come with the account."""
OF_THE_CENTRE = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR, Role.AUDITOR})
ROLES_ON: Mapping[Route, tuple[Role, ...]] = {
    Route.SPECIALIST: (Role.REVIEWER,),
    Route.EXPERT: (Role.REVIEWER,),
    Route.PATHOLOGIST: (Role.PATHOLOGIST,),
    Route.MODALITIES: (Role.REVIEWER, Role.PATHOLOGIST),
    Route.BOARD: (),
}
"""Roles of accounts that a coordinator can ask by themselves, by route; a board is asked by its meeting."""


def actor(user: User) -> Actor:
    """The person, in the role that they act in now."""
    return _as(user, Role(user.role))


def actor_in(user: User, case_id: UUID) -> Actor | None:
    """The person in their role in this case, where they act in that role now; None for everybody else."""
    links = CasePerson.objects.filter(case_id=case_id, user=user, ended_at=None)
    roles = set(links.values_list("role", flat=True)) & set(user.roles)
    role = next((role for role in IN_CASES if role.value in roles), None)
    if role is None and Role(user.role) in OF_THE_CENTRE:
        role = Role(user.role)
    return None if role is None else _as(user, role)


def could_act_in(user: User, case_id: UUID) -> Membership | None:
    """The membership in which this person would meet the case, where they act in another one now."""
    links = set(CasePerson.objects.filter(case_id=case_id, user=user, ended_at=None).values_list("role", flat=True))
    if links & set(user.roles):
        return None
    wanted = {role for link in links for role in (LAY if link in LAY else (link,))}
    return next((one for one in user.held if one.role in wanted and one.role not in user.roles), None)


def place(organisation: str) -> UUID | None:
    """The id of an organisation, as rows hold it."""
    return UUID(organisation) if organisation else None


def _as(user: User, role: Role) -> Actor:
    acting_for = user.acting.organisation_id if user.acting else None
    return Actor(
        id=PersonId(str(user.pk)),
        role=role,
        name=user.name,
        institution=user.institution,
        organisation=str(acting_for or ""),
    )


def holds(*roles: Role, organisation: str) -> Q:
    """Those who hold one of these roles for this organisation now: for a filter on accounts."""
    held = Membership.objects.filter(role__in=roles, organisation=place(organisation), ended_at=None)
    return Q(pk__in=held.values("user"), is_active=True)


def reviewer(user: User) -> Reviewer:
    """The professional's profile, as an opinion is signed with it."""
    centres = [one.organisation.name for one in user.held if one.organisation and one.organisation.kind == Kind.CENTRE]
    institution = user.institution or next(iter(centres), "")
    return Reviewer(
        id=PersonId(str(user.pk)),
        name=user.name,
        credentials=user.credentials,
        field=user.field,
        team=user.team,
        practice=user.practice,
        institution=institution,
        other_places=tuple(place for place in centres if place != institution),
    )


def asked_as(user: User, roles: Iterable[Role], organisation: str) -> Role:
    """As what this person is asked to review for this organisation: the first of these roles that they hold."""
    return next(iter(seats(user, roles, organisation)))


def seats(user: User, roles: Iterable[Role], organisation: str) -> tuple[Role, ...]:
    """Those of these roles that a person holds for this organisation."""
    held = {one.role for one in user.held if str(one.organisation_id or "") == organisation}
    return tuple(role for role in roles if role.value in held)


def reviewer_by_id(person: str) -> Reviewer:
    """The profile of a reviewer."""
    return reviewer(User.objects.get(pk=UUID(person)))


def coordinators(organisation: str) -> tuple[UUID, ...]:
    """The accounts of those who work through the queue of this organisation."""
    held = Membership.objects.filter(role=Role.COORDINATOR, ended_at=None, user__is_active=True)
    return tuple(held.filter(organisation=place(organisation)).values_list("user", flat=True))


def reviewers(route: Route, organisation: str) -> tuple[Reviewer, ...]:
    """Everybody who can be asked by themselves on this route for this organisation, by name."""
    found = User.objects.filter(holds(*ROLES_ON[route], organisation=organisation)).order_by("name", "pk")
    return tuple(reviewer(user) for user in found)

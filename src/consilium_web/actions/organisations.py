"""An organisation's name and colours, and the roles of its staff."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from consilium.cases import Actor
from consilium.errors import Denied, Invalid, WrongState
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.actions import audit, notices
from consilium_web.models import PERSONAL, CasePerson, Kind, Membership, Organisation, Role, User
from consilium_web.models.colours import ENOUGH, contrast, is_colour
from consilium_web.queries.reviewers import UNDER_REVIEW

STAFF = tuple(role for role in Role if role not in PERSONAL)
"""Roles that an administrator gives."""


@transaction.atomic
def describe(*, name: str, kind: Kind, colour: str, ink: str, by: Actor, at: datetime) -> Organisation:
    """The name, kind and colours of one's own organisation. Invalid for colours in which nobody could read."""
    check_can(Permission.MANAGE_PEOPLE, by, None)
    place = _own(by)
    if colour or ink:
        _check_readable(colour, ink)
    if Organisation.objects.exclude(pk=place.pk).filter(name__iexact=name.strip()).exists():
        raise Invalid("This name is taken.", {"name": "Another organisation here has this name."})
    place.name, place.kind, place.colour, place.ink = name.strip(), kind, colour, ink
    place.save()
    audit.record("organisation.changed", by=by, at=at, organisation=str(place.pk))
    return place


def _check_readable(colour: str, ink: str) -> None:
    for field, value in (("colour", colour), ("ink", ink)):
        if not is_colour(value):
            raise Invalid("Not a colour.", {field: "Write both colours as # and six digits, for example #1b5e6b."})
    found = contrast(colour, ink)
    if found < ENOUGH:
        how = f"These words are hard to read on this bar: their contrast is {found:.1f}, and {ENOUGH} is needed."
        raise Invalid("The contrast is too small.", {"ink": how})


@transaction.atomic
def give_role(*, person: UUID, role: Role, by: Actor, at: datetime) -> Membership:
    """One more role for somebody on one's own staff."""
    check_can(Permission.MANAGE_PEOPLE, by, None)
    place = _own(by)
    user = User.objects.filter(pk=person, memberships__organisation=place).distinct().first()
    if user is None or role not in STAFF:
        raise Denied("There is nobody like this on the staff.")
    given = user.take_role(role, organisation=place, at=at)
    audit.record("role.given", by=by, at=at, person=str(person), role=role.value, organisation=str(place.pk))
    return given


@transaction.atomic
def end_role(*, membership: UUID, by: Actor, at: datetime) -> None:
    """Somebody on one's own staff holds this role no more, from their next click on."""
    check_can(Permission.MANAGE_PEOPLE, by, None)
    held = Membership.objects.select_for_update().filter(organisation=_own(by), ended_at=None)
    ending = held.filter(pk=membership).first()
    if ending is None:
        raise Denied("There is no such role.")
    if ending.role == Role.ADMINISTRATOR and held.filter(role=Role.ADMINISTRATOR).count() == 1:
        raise WrongState("The last administrator stays. Make somebody else administrator first.")
    ending.ended_at = at
    ending.save(update_fields=["ended_at"])
    audit.record("role.ended", by=by, at=at, person=str(ending.user_id), role=ending.role)
    _tell_who_waits(ending, by, at)


def _tell_who_waits(ended: Membership, by: Actor, at: datetime) -> None:
    """The coordinators hear of each review that is waited for from somebody who does not work here any more."""
    links = CasePerson.objects.filter(user=ended.user, role=ended.role, ended_at=None, case__status__in=UNDER_REVIEW)
    for link in links.select_related("case"):
        case = link.case.case
        waited = str(ended.user_id) in case.reviewers and str(ended.user_id) not in case.signed_by
        if waited and case.organisation == by.organisation:
            notices.tell_all("reviewer.gone", case, at, by=by)


@transaction.atomic
def describe_person(*, person: UUID, profile: dict[str, str], by: Actor, at: datetime) -> User:
    """What decides whose opinion is independent: set for one's own staff, and by nobody for themselves (R3, R4)."""
    check_can(Permission.MANAGE_PEOPLE, by, None)
    user = User.objects.filter(pk=person, memberships__organisation=_own(by), memberships__ended_at=None).first()
    if user is None:
        raise Denied("There is nobody like this on the staff.")
    for name in ("credentials", "field", "team", "practice", "institution"):
        setattr(user, name, profile[name])
    user.save()
    audit.record("profile.changed", by=by, at=at, person=str(person))
    return user


def _own(by: Actor) -> Organisation:
    found = Organisation.objects.filter(pk=UUID(by.organisation)).first() if by.organisation else None
    if found is None:
        raise Denied("There is no such organisation.")
    return found

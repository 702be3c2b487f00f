"""A renowned expert from outside (R25): invited to one case by a link, and let in where independent (R3)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from consilium import cases
from consilium.cases import Action, Actor, Case, Role, Route, Seat
from consilium.errors import Denied, Invalid
from consilium.policy import check_can, check_independent
from consilium.values import PersonId
from consilium_web.actions import audit, invitations, notices, queue, saving
from consilium_web.actions.invitations import Handed
from consilium_web.models import Invitation, User
from consilium_web.queries import experts, people


@transaction.atomic
def invite(*, case_id: UUID, name: str, by: Actor, at: datetime) -> Handed:
    """A link to this one case, and its code; `name` is what the coordinator calls the expert. Both are used once."""
    row, case = saving.load(case_id)
    check_can(Action.ASSIGN, by, case)
    cases.route_with(case, Route.EXPERT)
    handed, fields = invitations.made(Role.REVIEWER, by, at)
    link = Invitation(case=row, **fields)
    link.put(row.key, name)
    link.save(force_insert=True)
    audit.record("expert.invited", case=case_id, by=by, at=at)
    return handed


@transaction.atomic
def take_seat(*, case_id: UUID, profile: dict[str, str], by: Actor, at: datetime) -> Case:
    """The expert says who they are (R6) and reads the case from now on, blinded.

    Denied without an invitation that they opened; NotIndependent for one of the first doctor's place (R3).
    """
    link = experts.opened(case_id, by, at)
    row, case = saving.load(case_id)
    missing = {
        name: "This is signed with your opinion." for name in ("name", "credentials", "field") if not profile[name]
    }
    if not profile["institution"]:
        missing["institution"] = "We ask so that nobody from the first doctor’s place reviews the case."
    if missing:
        raise Invalid("Who you are is not complete.", missing)
    User.objects.filter(pk=UUID(by.id)).update(**profile)
    queue.check_apart(by.id, case)
    if by.id in {*case.reviewers, *case.earlier_reviewers}:
        raise Denied("This person was asked before.")
    if case.first_opinion:
        check_independent(people.reviewer_by_id(by.id), case.first_opinion)
    inviter = Actor(id=PersonId(str(link.by_id)), role=Role.COORDINATOR, organisation=case.organisation)
    check_can(Action.ASSIGN, inviter, case)
    on_route = replace(case, route=cases.route_with(case, Route.EXPERT))
    seat = Seat(person=PersonId(by.id), role=Role.REVIEWER)
    moved = cases.advance(on_route, Action.ASSIGN, inviter, at, seats=[seat])
    saving.save(row, moved, at=at)
    audit.record("expert.joined", case=case_id, by=by, at=at, invitation=str(link.pk))
    notices.tell_all("reviewer.found", moved, at, by=by)
    return moved

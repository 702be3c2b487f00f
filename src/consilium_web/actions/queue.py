"""Asking reviewers, with the refusal of those who are not independent (R3)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from consilium import assignment, cases
from consilium.cases import Action, Actor, Case, Role, Route, Seat, Status, seat_of
from consilium.errors import Denied, Invalid
from consilium.opinions import Override, Reviewer
from consilium.policy import check_can, check_independent, not_independent_because
from consilium.policy.independence import field_of
from consilium.policy.permissions import Permission
from consilium.values import PersonId
from consilium_web.actions import audit, notices, reminders, saving
from consilium_web.models import AssignmentRow, CaseRow, OverrideRow, User
from consilium_web.queries import people


@transaction.atomic
def assign(
    *,
    case_id: UUID,
    reviewers: Sequence[UUID],
    route: Route,
    by: Actor,
    at: datetime,
    reason: str = "",
    override: bool = False,
    testing: bool = False,
) -> Case:
    """Ask reviewers on a route. `testing`: a pathologist is asked about testing for treatment targets too (R27).

    Raises NotIndependent for one from the first doctor's place, unless it is overridden by name; Invalid where two
    would read for one field, or nobody may be asked beside those who are.
    """
    row, case = saving.load(case_id)
    check_can(Action.ASSIGN, by, case)
    if route is Route.BOARD:
        raise Invalid(
            "A board is asked by putting the case on the agenda of a meeting.", {"route": "Choose a meeting."}
        )
    asked = [_reviewer(person, route, case) for person in reviewers]
    allowed = {one.id: _allowed(one, case, by, reason if override else None, at) for one, _ in asked}
    seats = [_seat(one, role, route, testing=testing) for one, role in asked]
    _check_fields(case, seats)
    on_route = replace(case, route=cases.route_with(case, route))
    moved = cases.advance(on_route, Action.ASSIGN, by, at, seats=seats)
    saving.save(row, moved, at=at)
    for one, _ in asked:
        if given := allowed[one.id]:
            _keep(row, UUID(one.id), given, by, at)
        audit.record("reviewer.asked", case=case_id, by=by, at=at, reviewer=one.id, override=bool(given), route=route)
        _keep_day(row, case, UUID(one.id), at)
        notices.tell(UUID(one.id), "reviewer.asked", case_id, at)
    notices.tell_all("reviewer.found", moved, at, by=by)
    return moved


def _keep_day(row: CaseRow, case: Case, person: UUID, at: datetime) -> None:
    """By when the review is asked for, with a reminder before it."""
    said = {"at": at, "due_on": assignment.due_day(at.date(), case.planned_start), "reminded_at": None}
    kept, _ = AssignmentRow.objects.update_or_create(case=row, reviewer_id=person, defaults=said)
    reminders.plan_due(kept, kept.due_on, at)


@transaction.atomic
def let_go(*, case_id: UUID, person: PersonId, by: Actor, at: datetime) -> Case:
    """One of those asked reads the case no more; what the others did stays (R28, R35)."""
    row, case = saving.load(case_id)
    check_can(Action.LET_GO, by, case)
    moved = cases.advance(case, Action.LET_GO, by, at, reviewers=[person])
    saving.save(row, moved, at=at)
    audit.record("reviewer.let_go", case=case_id, by=by, at=at, reviewer=person)
    if moved.status is Status.SIGNED:
        notices.tell_all("opinion.signed", moved, at, by=by)
    return moved


def _reviewer(person: UUID, route: Route, case: Case) -> tuple[Reviewer, Role]:
    roles = people.ROLES_ON[route]
    user = User.objects.filter(people.holds(*roles, organisation=case.organisation), pk=person).first()
    if user is None:
        raise Denied("There is no such reviewer.")
    check_apart(str(person), case)
    if str(person) in {one.by for one in case.declined}:
        raise Invalid("This reviewer gave the case back.", {"reviewer": "Choose somebody else."})
    if str(person) in {*case.reviewers, *case.earlier_reviewers}:
        raise Invalid("This reviewer was asked before.", {"reviewer": "Choose somebody else."})
    return people.reviewer(user), people.asked_as(user, roles, case.organisation)


def check_apart(person: str, case: Case) -> None:
    """Raises Denied for somebody who takes part in the case in another way than for its review."""
    if person in {case.patient, case.starter, case.first_doctor, *case.proxies, *case.clinicians}:
        raise Denied("Somebody who takes part in the case in another way does not review it.")


def _seat(one: Reviewer, role: Role, route: Route, *, testing: bool) -> Seat:
    field = field_of(one.field) if route is Route.MODALITIES else ""
    return Seat(person=one.id, role=role, field=field, testing=testing and role is Role.PATHOLOGIST)


def _check_fields(case: Case, asked: Sequence[Seat]) -> None:
    """One specialist for each field (R28)."""
    taken = [seat_of(person, case).field for person in case.reviewers] + [seat.field for seat in asked]
    twice = sorted({field for field in taken if field and taken.count(field) > 1})
    if twice:
        raise Invalid("One for each field.", {"reviewer": f"Two would read for {twice[0]}. Choose one of them."})


def _allowed(asked: Reviewer, case: Case, by: Actor, reason: str | None, at: datetime) -> Override | None:
    allowed = _override(case, by, reason, at) if reason is not None and _not_independent(asked, case) else None
    if case.first_opinion:
        check_independent(asked, case.first_opinion, allowed)
    return allowed


def _not_independent(asked: Reviewer, case: Case) -> bool:
    return case.first_opinion is not None and bool(not_independent_because(asked, case.first_opinion))


def _override(case: Case, by: Actor, reason: str, at: datetime) -> Override:
    check_can(Permission.ALLOW_NOT_INDEPENDENT, by, case)
    if not reason.strip():
        raise Invalid("A reason is needed.", {"reason": "Write why this reviewer is asked all the same."})
    return Override(by=PersonId(by.id), name=by.name, reason=reason.strip(), at=at)


def _keep(row: CaseRow, reviewer: UUID, allowed: Override, by: Actor, at: datetime) -> None:
    kept = OverrideRow(id=uuid4(), case=row, reviewer_id=reviewer, by_id=UUID(by.id), at=at)
    kept.put(row.key, allowed)
    kept.save(force_insert=True)

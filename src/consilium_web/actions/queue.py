"""Asking reviewers, with the refusal of those who are not independent (R3)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from consilium import cases
from consilium.cases import Action, Actor, Case, Role, Route
from consilium.errors import Denied, Invalid
from consilium.opinions import Override, Reviewer
from consilium.policy import check_can, check_independent, not_independent_because
from consilium.policy.permissions import Permission
from consilium.values import PersonId
from consilium_web.actions import audit, notices, saving
from consilium_web.models import CaseRow, OverrideRow, User
from consilium_web.queries import people


@transaction.atomic
def assign(
    *, case_id: UUID, reviewer: UUID, route: Route, by: Actor, at: datetime, reason: str = "", override: bool = False
) -> Case:
    """Ask a reviewer. Raises NotIndependent for one from the first doctor's place, unless it is overridden by name."""
    row, case = saving.load(case_id)
    check_can(Action.ASSIGN, by, case)
    asked, role = _reviewer(reviewer, case)
    allowed = _override(case, by, reason, at) if override and _not_independent(asked, case) else None
    if case.first_opinion:
        check_independent(asked, case.first_opinion, allowed)
    moved = cases.advance(replace(case, route=route), Action.ASSIGN, by, at, reviewers=[asked.id], role=role)
    saving.save(row, moved, at=at)
    if allowed:
        _keep(row, reviewer, allowed, by, at)
    audit.record("reviewer.asked", case=case_id, by=by, at=at, reviewer=str(reviewer), override=bool(allowed))
    notices.tell(reviewer, "reviewer.asked", case_id, at)
    notices.tell_all("reviewer.found", moved, at, by=by)
    return moved


def _reviewer(person: UUID, case: Case) -> tuple[Reviewer, Role]:
    user = User.objects.filter(people.holds(*people.ASKED_ALONE, organisation=case.organisation), pk=person).first()
    if user is None:
        raise Denied("There is no such reviewer.")
    if str(person) in {case.patient, case.starter, case.first_doctor, *case.proxies, *case.clinicians}:
        raise Denied("Somebody who takes part in the case in another way does not review it.")
    if str(person) in {one.by for one in case.declined}:
        raise Invalid("This reviewer gave the case back.", {"reviewer": "Choose somebody else."})
    if str(person) in {*case.reviewers, *case.earlier_reviewers}:
        raise Invalid("This reviewer was asked before.", {"reviewer": "Choose somebody else."})
    return people.reviewer(user), people.asked_as(user, case.organisation)


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

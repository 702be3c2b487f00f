"""Who may see and do what: deny by default, and the relation to the case counts, not the role alone."""

from dataclasses import replace
from datetime import timedelta

import case_for_tests as made
import pytest

from consilium import cases
from consilium.cases import Action, Actor, Case, Purpose, Role, Route
from consilium.errors import Denied
from consilium.policy import ALLOWED, Permission, check_can, may, phase, visible_opinions
from consilium.values import PersonId

CLINICAL = [Permission.SEE_RECORD, Permission.SEE_OPINION, Permission.SEE_CASE, Permission.EXPORT_CASE]
OWN = {Permission.CHOOSE_ROLE}
"""What everybody may: it concerns nobody else."""
LATER = made.AT + timedelta(days=1)


def shared(case: Case, *, given: bool = True) -> Case:
    return cases.consent(case, Purpose.SHARE_WITH_FIRST_DOCTOR, given=given, by=made.PATIENT, at=LATER)


def test_every_permission_has_a_row() -> None:
    assert set(ALLOWED) == set(Permission)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", CLINICAL)
def test_a_stranger_in_any_role_but_the_coordinators_sees_nothing_clinical(role: Role, permission: Permission) -> None:
    stranger = Actor(id=PersonId("stranger"), role=role)
    if role is not Role.COORDINATOR:
        assert may(permission, stranger, made.released())
    assert may(permission, stranger, made.draft())


@pytest.mark.parametrize("wish", [*Permission, *Action])
def test_an_administrator_touches_no_case(wish: Permission | Action) -> None:
    allowed = {
        Permission.SEE_AUDIT,
        Permission.SEE_CHAIN,
        Permission.SEE_FIGURES,
        Permission.MANAGE_PEOPLE,
        Permission.KEEP_DIRECTORY,
    } | OWN
    assert bool(may(wish, made.ADMINISTRATOR, made.released())) == (wish not in allowed)


@pytest.mark.parametrize("wish", [*Permission, *Action])
def test_an_auditor_sees_the_audit_and_nothing_else(wish: Permission | Action) -> None:
    allowed = {Permission.SEE_AUDIT, Permission.SEE_CHAIN} | OWN
    assert bool(may(wish, made.AUDITOR, made.released())) == (wish not in allowed)


@pytest.mark.parametrize("actor", made.ASKED, ids=lambda actor: actor.role.value)
def test_whoever_is_asked_acts_in_the_role_they_were_asked_in_and_in_no_other(actor: Actor) -> None:
    case = made.asked(actor)
    assert not may(Permission.SEE_RECORD, actor, case)
    others = [replace(actor, role=role) for role in Role if role not in (actor.role, Role.COORDINATOR)]
    assert all(may(Permission.SEE_RECORD, other, case) for other in others)


@pytest.mark.parametrize("actor", made.ASKED, ids=lambda actor: actor.role.value)
@pytest.mark.requirement("B5")
def test_whoever_is_asked_is_blinded_until_their_own_first_read_is_sealed(actor: Actor) -> None:
    case = made.asked(actor)
    assert phase(actor, case).value == "blinded"
    if actor is made.GUEST:
        with pytest.raises(Denied):
            cases.advance(case, Action.SEAL, actor, made.AT)
    else:
        assert phase(actor, cases.advance(case, Action.SEAL, actor, made.AT)).value == "open"


@pytest.mark.parametrize("wish", [*Permission, *Action])
def test_a_guest_looks_and_does_nothing(wish: Permission | Action) -> None:
    allowed = {Permission.SEE_CASE, Permission.SEE_RECORD, Permission.SEE_BOARDS} | OWN
    assert bool(may(wish, made.GUEST, made.asked(made.GUEST))) == (wish not in allowed)


@pytest.mark.requirement("R26")
@pytest.mark.parametrize("actor", [made.CHAIR, made.MEMBER], ids=lambda actor: actor.role.value)
def test_a_board_reviews_on_the_route_of_a_board_only(actor: Actor) -> None:
    assert may(Action.SEAL, actor, made.asked(actor, route=Route.SPECIALIST))
    assert not may(Action.SEAL, actor, made.asked(actor, route=Route.BOARD))


@pytest.mark.requirement("R27")
def test_a_pathologist_reviews_as_a_reviewer_does() -> None:
    case = made.asked(made.PATHOLOGIST, route=Route.PATHOLOGIST)
    case = cases.advance(case, Action.SEAL, made.PATHOLOGIST, LATER)
    assert not may(Permission.WRITE_OPINION, made.PATHOLOGIST, case)
    assert cases.advance(case, Action.SIGN, made.PATHOLOGIST, LATER).signed_by == (made.PATHOLOGIST.id,)


def test_nobody_is_asked_to_review_in_a_role_that_does_not_review() -> None:
    for role in (Role.PATIENT, Role.COORDINATOR, Role.ADMINISTRATOR, Role.AUDITOR):
        with pytest.raises(Denied):
            cases.advance(made.sent(), Action.ASSIGN, made.COORDINATOR, made.AT, reviewers=[made.GUEST.id], role=role)


def test_a_coordinator_sees_the_cases_sent_to_their_organisation_and_no_other() -> None:
    case = replace(made.sent(), organisation="north")
    for place, seen in (("north", True), ("south", False), ("", False)):
        desk = replace(made.COORDINATOR, organisation=place)
        for wish in (Permission.SEE_CASE, Permission.SEE_RECORD, Action.WITHDRAW):
            assert bool(may(wish, desk, case)) == (not seen or wish is Action.WITHDRAW)
        assert bool(may(Permission.SEE_AUDIT, replace(made.AUDITOR, organisation=place), case)) != seen


@pytest.mark.parametrize("actor", [made.PATIENT, made.PROXY, made.FIRST_DOCTOR], ids=lambda actor: actor.role.value)
def test_a_coordinator_does_not_handle_a_case_in_which_they_take_part(actor: Actor) -> None:
    assert may(Permission.SEE_CASE, replace(actor, role=Role.COORDINATOR), made.sent())


def test_a_role_that_somebody_only_claims_opens_nothing() -> None:
    assert may(Permission.SEE_RECORD, replace(made.REVIEWER, role=Role.PATIENT), made.opened())
    assert may(Permission.SEE_RECORD, replace(made.PATIENT, role=Role.REVIEWER), made.opened())


def test_a_reviewer_sees_a_case_only_while_asked() -> None:
    assert may(Permission.SEE_RECORD, made.REVIEWER, made.sent())
    assert not may(Permission.SEE_RECORD, made.REVIEWER, made.blinded())
    assert may(Permission.SEE_RECORD, made.OTHER_REVIEWER, made.blinded())
    changed = cases.advance(made.opened(), Action.CHANGE_REVIEWER, made.PATIENT, made.AT)
    assert may(Permission.SEE_RECORD, made.REVIEWER, changed)


@pytest.mark.parametrize("actor", [made.REVIEWER, made.COORDINATOR], ids=lambda actor: actor.role.value)
def test_when_consent_is_withdrawn_the_records_close(actor: Actor) -> None:
    case = cases.consent(made.opened(), Purpose.REVIEW, given=False, by=made.PATIENT, at=LATER)
    assert not may(Permission.SEE_RECORD, actor, made.opened())
    assert may(Permission.SEE_RECORD, actor, case)
    assert not may(Permission.SEE_RECORD, made.PATIENT, case)


@pytest.mark.parametrize("case", [made.draft(), made.ready()])
def test_a_coordinator_sees_no_draft(case: Case) -> None:
    assert may(Permission.SEE_CASE, made.COORDINATOR, case)


@pytest.mark.requirement("R37")
@pytest.mark.requirement("R38")
def test_the_first_doctor_sees_records_and_opinion_only_if_the_patient_wishes() -> None:
    case = made.released()
    for permission in (Permission.SEE_CASE, Permission.SEE_RECORD, Permission.SEE_OPINION, Permission.ADD_RECORD):
        assert may(permission, made.FIRST_DOCTOR, case)
        assert not may(permission, made.FIRST_DOCTOR, shared(case))
        assert may(permission, made.FIRST_DOCTOR, shared(case, given=False))


@pytest.mark.requirement("R38")
def test_another_clinician_whom_the_patient_named_sees_it_too() -> None:
    clinician = Actor(id=PersonId("clinician"), role=Role.FIRST_DOCTOR)
    case = shared(made.released())
    assert may(Permission.SEE_RECORD, clinician, case)
    assert not may(Permission.SEE_RECORD, clinician, replace(case, clinicians=(clinician.id,)))


@pytest.mark.requirement("R37")
def test_the_patient_reads_the_opinion_once_it_is_released_and_never_before() -> None:
    opinions = [made.opinion()]
    assert visible_opinions(made.PATIENT, made.signed(), opinions) == ()
    assert visible_opinions(made.PATIENT, made.released(), opinions) == tuple(opinions)
    assert visible_opinions(made.FIRST_DOCTOR, shared(made.released()), opinions) == tuple(opinions)
    assert visible_opinions(made.FIRST_DOCTOR, made.released(), opinions) == ()


@pytest.mark.requirement("R37")
@pytest.mark.parametrize("hours", [-48, 0, 48])
def test_an_opinion_is_released_by_the_order_of_the_steps_whatever_the_clock_said(hours: int) -> None:
    signed = cases.advance(made.opened(), Action.SIGN, made.REVIEWER, made.AT + timedelta(hours=hours))
    assert visible_opinions(made.PATIENT, signed, [made.opinion()]) == ()
    released = cases.advance(signed, Action.RELEASE, made.COORDINATOR, made.AT)
    assert len(visible_opinions(made.PATIENT, released, [made.opinion()])) == 1


@pytest.mark.requirement("R43")
def test_a_third_opinion_is_not_released_by_the_release_of_the_second() -> None:
    case = cases.advance(made.released(), Action.ASK_THIRD, made.PATIENT, made.AT)
    case = cases.advance(case, Action.ASSIGN, made.COORDINATOR, made.AT, reviewers=[made.OTHER_REVIEWER.id])
    case = cases.advance(case, Action.SEAL, made.OTHER_REVIEWER, made.AT)
    earlier = made.AT - timedelta(days=9)
    case = cases.advance(case, Action.SIGN, made.OTHER_REVIEWER, earlier)
    third = replace(made.opinion(), reviewer=replace(made.WHO, id=made.OTHER_REVIEWER.id), signed_at=earlier)
    assert visible_opinions(made.PATIENT, case, [made.opinion(), third]) == (made.opinion(),)


@pytest.mark.requirement("B5")
@pytest.mark.requirement("R43")
def test_a_third_reviewer_sees_no_opinion_before_their_own_first_read() -> None:
    opinions = [made.opinion()]
    case = cases.advance(made.released(), Action.ASK_THIRD, made.PATIENT, made.AT)
    case = cases.advance(case, Action.ASSIGN, made.COORDINATOR, made.AT, reviewers=[made.OTHER_REVIEWER.id])
    assert visible_opinions(made.OTHER_REVIEWER, case, opinions) == ()
    assert visible_opinions(made.PATIENT, case, opinions) == tuple(opinions)
    case = cases.advance(case, Action.SEAL, made.OTHER_REVIEWER, made.AT)
    assert visible_opinions(made.OTHER_REVIEWER, case, opinions) == tuple(opinions)


@pytest.mark.requirement("B5")
def test_a_reviewer_is_blinded_until_their_own_read_is_sealed() -> None:
    assert phase(made.REVIEWER, made.blinded()).value == "blinded"
    assert phase(made.REVIEWER, made.opened()).value == "open"
    assert phase(made.OTHER_REVIEWER, made.opened()).value == "blinded"
    assert phase(made.PATIENT, made.blinded()).value == "open"


def test_a_denial_tells_nothing_about_the_case() -> None:
    with pytest.raises(Denied) as refused:
        check_can(Permission.SEE_RECORD, made.OTHER_REVIEWER, made.opened())
    assert str(refused.value) == "You are not allowed to do this."

"""A case goes its way by one table; whatever the table does not hold is refused."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import case_for_tests as made
import msgspec
import pytest

from consilium import cases
from consilium.cases import TRANSITIONS, Action, Case, FirstOpinion, Intent, Purpose, Role, Status, TreatmentStatus
from consilium.errors import Denied, Invalid, WrongState
from consilium.values import CaseId, PersonId

ROLES = {actor.role: actor for actor in made.EVERYBODY if actor is not made.OTHER_REVIEWER}


@pytest.mark.requirement("R1")
def test_a_first_opinion_without_diagnosis_and_plan_is_refused() -> None:
    with pytest.raises(Invalid):
        FirstOpinion(diagnosis="  ", plan="")
    assert FirstOpinion(plan="surgery").plan == "surgery"
    assert FirstOpinion(diagnosis="a cancer").diagnosis == "a cancer"


@pytest.mark.requirement("R1")
@pytest.mark.requirement("R2")
@pytest.mark.requirement("R5")
@pytest.mark.requirement("R9")
@pytest.mark.parametrize("field", ["first_opinion", "scope", "intent", "treatment_status"])
def test_a_case_is_not_sent_while_something_is_unsaid(field: str) -> None:
    with pytest.raises(Invalid) as refused:
        cases.advance(replace(made.ready(), **{field: None}), Action.SEND, made.PATIENT, made.AT)
    assert list(refused.value.fields) == [field]


def test_a_case_is_not_sent_without_consent_to_the_review() -> None:
    with pytest.raises(Invalid) as refused:
        cases.advance(made.draft(), Action.SEND, made.PATIENT, made.AT)
    assert list(refused.value.fields) == ["consent"]


@pytest.mark.requirement("R5")
def test_moving_care_is_a_referral_and_returning_is_a_second_opinion() -> None:
    moving = replace(made.ready(), intent=Intent.TRANSFER)
    with pytest.raises(Invalid):
        cases.advance(moving, Action.SEND, made.PATIENT, made.AT)
    assert cases.advance(moving, Action.REFER, made.PATIENT, made.AT).status is Status.REFERRED
    with pytest.raises(Invalid):
        cases.advance(made.ready(), Action.REFER, made.PATIENT, made.AT)


@pytest.mark.requirement("R7")
@pytest.mark.parametrize("starter", [made.PATIENT, made.PROXY, made.FIRST_DOCTOR], ids=lambda actor: actor.role.value)
def test_patient_proxy_and_first_doctor_can_start(starter: cases.Actor) -> None:
    case = cases.start(id=CaseId("x"), patient=made.PATIENT.id, by=starter)
    assert (case.starter, case.starter_role.value) == (starter.id, starter.role.value)


@pytest.mark.requirement("R7")
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PATIENT, Role.PROXY, Role.FIRST_DOCTOR}))
def test_nobody_else_can_start(role: Role) -> None:
    with pytest.raises(Denied):
        cases.start(id=CaseId("x"), patient=made.PATIENT.id, by=ROLES[role])


def test_a_patient_cannot_start_a_case_for_another() -> None:
    with pytest.raises(Denied):
        cases.start(id=CaseId("x"), patient=PersonId("another"), by=made.PATIENT)


@pytest.mark.requirement("R8")
def test_the_first_doctors_consent_is_no_gate() -> None:
    case = made.ready()
    assert not case.consents_to(Purpose.SHARE_WITH_FIRST_DOCTOR)
    assert cases.missing_to_send(case) == {}


@pytest.mark.requirement("R9")
@pytest.mark.parametrize("status", TreatmentStatus)
def test_a_case_can_start_before_during_and_after_treatment(status: TreatmentStatus) -> None:
    case = replace(made.ready(), treatment_status=status)
    assert cases.advance(case, Action.SEND, made.PATIENT, made.AT).treatment_status is status


def test_a_consent_is_for_one_purpose_and_can_be_withdrawn() -> None:
    given = made.ready()
    later = made.AT + timedelta(days=1)
    withdrawn = cases.consent(given, Purpose.REVIEW, given=False, by=made.PROXY, at=later)
    assert given.consents_to(Purpose.REVIEW)
    assert not given.consents_to(Purpose.RESEARCH)
    assert not withdrawn.consents_to(Purpose.REVIEW)
    assert len(withdrawn.consents) == 2


def test_a_clock_that_goes_backwards_does_not_bring_a_withdrawn_consent_back() -> None:
    earlier = made.AT - timedelta(days=1)
    withdrawn = cases.consent(made.ready(), Purpose.REVIEW, given=False, by=made.PATIENT, at=earlier)
    assert not withdrawn.consents_to(Purpose.REVIEW)


@pytest.mark.parametrize("actor", [made.COORDINATOR, made.REVIEWER, made.FIRST_DOCTOR, made.ADMINISTRATOR])
def test_only_the_patients_side_gives_consent(actor: cases.Actor) -> None:
    with pytest.raises(Denied):
        cases.consent(made.draft(), Purpose.REVIEW, given=True, by=actor, at=made.AT)


def is_refused(status: Status, action: Action, role: Role) -> bool:
    move = TRANSITIONS.get((status, action))
    return move is None or role not in move[1]


@pytest.mark.parametrize(
    ("status", "action", "role"), [move for move in product(Status, Action, Role) if is_refused(*move)]
)
def test_a_move_that_is_not_in_the_table_is_refused(status: Status, action: Action, role: Role) -> None:
    case = replace(made.opened(), status=status)
    with pytest.raises(Denied if (status, action) in TRANSITIONS else WrongState):
        cases.check_move(case, action, ROLES[role])


def test_the_way_of_a_case_from_draft_to_close() -> None:
    case = cases.advance(made.released(), Action.CLOSE, made.PATIENT, made.AT)
    assert [step.action.value for step in case.history] == ["send", "assign", "seal", "sign", "release", "close"]
    assert case.status is Status.CLOSED


@pytest.mark.requirement("B5")
def test_nobody_signs_before_their_first_read_is_sealed() -> None:
    two = cases.advance(made.opened(), Action.ASSIGN, made.COORDINATOR, made.AT, reviewers=[made.OTHER_REVIEWER.id])
    with pytest.raises(WrongState):
        cases.advance(two, Action.SIGN, made.OTHER_REVIEWER, made.AT)


def test_a_first_read_is_sealed_once() -> None:
    with pytest.raises(WrongState):
        cases.advance(made.opened(), Action.SEAL, made.REVIEWER, made.AT)


def test_a_stranger_to_the_case_seals_nothing() -> None:
    with pytest.raises(Denied):
        cases.advance(made.blinded(), Action.SEAL, made.OTHER_REVIEWER, made.AT)


@pytest.mark.requirement("R28")
def test_with_two_specialists_the_case_waits_for_both() -> None:
    case = cases.advance(made.opened(), Action.ASSIGN, made.COORDINATOR, made.AT, reviewers=[made.OTHER_REVIEWER.id])
    case = cases.advance(case, Action.SEAL, made.OTHER_REVIEWER, made.AT)
    case = cases.advance(case, Action.SIGN, made.REVIEWER, made.AT)
    assert case.status is Status.OPEN
    assert cases.advance(case, Action.SIGN, made.OTHER_REVIEWER, made.AT).status is Status.SIGNED


@pytest.mark.requirement("R35")
def test_changing_the_reviewer_sends_the_case_back_and_keeps_who_it_was() -> None:
    case = cases.advance(made.opened(), Action.CHANGE_REVIEWER, made.PATIENT, made.AT)
    assert (case.status, case.reviewers, case.sealed_by) == (Status.SENT, (), ())
    assert case.earlier_reviewers == (made.REVIEWER.id,)


@pytest.mark.requirement("R43")
def test_a_third_opinion_starts_blinded_again() -> None:
    case = cases.advance(made.released(), Action.ASK_THIRD, made.PATIENT, made.AT)
    case = cases.advance(case, Action.ASSIGN, made.COORDINATOR, made.AT, reviewers=[made.OTHER_REVIEWER.id])
    assert cases.phase_of(made.OTHER_REVIEWER.id, case) is cases.Phase.BLINDED


@pytest.mark.parametrize("case", [made.draft(), made.released()])
def test_a_case_goes_to_json_and_back(case: Case) -> None:
    assert msgspec.json.decode(msgspec.json.encode(case), type=Case) == case


def test_the_diagram_in_the_docs_is_the_table() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "case.md").read_text(encoding="utf-8")
    assert cases.diagram() in page

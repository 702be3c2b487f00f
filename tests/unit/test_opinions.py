"""A first read is sealed, an opinion is signed whole, and neither is ever edited."""

from dataclasses import replace

import case_for_tests as made
import msgspec
import pytest

from consilium import cases, opinions
from consilium.cases import Action, Role, Route, Scope, Seat
from consilium.errors import Invalid
from consilium.facts import Assertion, Fact, FactSheet, Provenance
from consilium.opinions import BlindedRead, Board, Judgement, Opinion, OpinionForm, Override, Part, PartOpinion, Verdict
from consilium.values import PersonId


def refusal(form: OpinionForm, **change: object) -> dict[str, str]:
    case = replace(made.opened(), **change)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refused:
        opinions.sign(case, form, by=made.WHO, sealed=made.sealed(), at=made.AT)
    return refused.value.fields


def with_part(opinion: PartOpinion) -> OpinionForm:
    others = tuple(one for one in made.FORM.parts if one.part is not opinion.part)
    return replace(made.FORM, parts=(*others, opinion))


@pytest.mark.requirement("B5")
def test_a_sealed_read_that_was_touched_is_noticed() -> None:
    read = made.sealed()
    assert opinions.is_intact(read)
    assert not opinions.is_intact(replace(read, reasons="It is large."))
    assert not opinions.is_intact(replace(read, judgement=replace(read.judgement, grade="G3")))


@pytest.mark.requirement("B5")
def test_the_seal_survives_storage() -> None:
    assert opinions.is_intact(msgspec.json.decode(msgspec.json.encode(made.sealed()), type=BlindedRead))


@pytest.mark.parametrize(("judgement", "reasons"), [(Judgement(), "why"), (made.FINDING, " ")])
def test_an_empty_first_read_is_not_sealed(judgement: Judgement, reasons: str) -> None:
    draft = opinions.ReadDraft(judgement=judgement, reasons=reasons)
    with pytest.raises(Invalid):
        opinions.seal(made.blinded(), draft, by=made.REVIEWER.id, at=made.AT)


@pytest.mark.requirement("R21")
@pytest.mark.parametrize("part", Part)
def test_nothing_is_signed_over_an_empty_part(part: Part) -> None:
    form = replace(made.FORM, parts=tuple(one for one in made.FORM.parts if one.part is not part))
    assert list(refusal(form)) == [f"part.{part.value}"]


@pytest.mark.requirement("R21")
@pytest.mark.requirement("R24")
@pytest.mark.parametrize(
    "part",
    [
        PartOpinion(part=Part.PLAN, verdict=Verdict.DIFFERS, what="No surgery", why=""),
        PartOpinion(part=Part.PLAN, verdict=Verdict.DIFFERS, what="", why="Trials"),
        PartOpinion(part=Part.PLAN, verdict=Verdict.CANNOT_JUDGE, why=" "),
    ],
)
def test_a_part_that_differs_or_cannot_be_judged_says_why(part: PartOpinion) -> None:
    assert list(refusal(with_part(part))) == ["part.plan"]


@pytest.mark.requirement("R24")
def test_what_a_form_asks_for_are_reasons_and_never_faults() -> None:
    asked = " ".join(
        opinions.missing_to_sign(replace(made.opened(), route=Route.BOARD), OpinionForm(), made.REVIEWER.id).values()
    )
    asked += " ".join(refusal(with_part(PartOpinion(part=Part.PLAN, verdict=Verdict.DIFFERS))).values())
    assert "reasons" in asked
    assert not {"fault", "error", "mistake", "wrong"} & set(asked.lower().split())


@pytest.mark.requirement("R18")
def test_every_question_is_answered_before_signing() -> None:
    assert list(refusal(replace(made.FORM, answers=()))) == ["answers.q1"]


@pytest.mark.requirement("R20")
def test_each_recommendation_refers_to_the_goals() -> None:
    advice = replace(made.FORM.recommendations[0], goals="")
    assert list(refusal(replace(made.FORM, recommendations=(advice,)))) == ["recommendations.0.goals"]


@pytest.mark.requirement("R22")
@pytest.mark.parametrize("name", ["chance", "side_effects", "quality_of_life", "trials"])
def test_an_option_states_chance_side_effects_daily_life_and_trials(name: str) -> None:
    option = replace(made.FORM.options[0], **{name: ""})
    assert list(refusal(replace(made.FORM, options=(option,)))) == [f"options.0.{name}"]


@pytest.mark.requirement("R27")
def test_a_pathologist_who_is_asked_for_the_diagnosis_only_names_no_options() -> None:
    case = made.asked(made.PATHOLOGIST, Scope.BOTH, Route.PATHOLOGIST)
    pathology = tuple(part for part in made.FORM.parts if part.part is Part.PATHOLOGY)
    form = replace(made.FORM, parts=pathology, options=(), recommendations=())
    assert opinions.parts_asked(case, made.PATHOLOGIST.id) == (Part.PATHOLOGY,)
    assert opinions.missing_to_sign(case, form, made.PATHOLOGIST.id) == {}
    assert list(opinions.missing_to_sign(case, replace(form, parts=()), made.PATHOLOGIST.id)) == ["part.pathology"]


@pytest.mark.requirement("R27")
def test_a_pathologist_judges_testing_where_it_is_asked_and_nothing_else() -> None:
    seat = Seat(person=made.PATHOLOGIST.id, role=Role.PATHOLOGIST, testing=True)
    case = cases.advance(made.sent(), Action.ASSIGN, made.COORDINATOR, made.AT, seats=[seat])
    missing = opinions.missing_to_sign(case, OpinionForm(), made.PATHOLOGIST.id)
    assert {name for name in missing if name.startswith("part.")} == {"part.pathology", "part.testing"}


@pytest.mark.requirement("R18", "R28")
def test_beside_a_specialist_a_pathologist_may_leave_the_questions_to_the_specialist() -> None:
    alone = made.asked(made.PATHOLOGIST, route=Route.PATHOLOGIST)
    beside = cases.advance(alone, Action.ASSIGN, made.COORDINATOR, made.AT, reviewers=[made.REVIEWER.id])
    form = replace(made.FORM, answers=())
    assert "answers.q1" in opinions.missing_to_sign(alone, form, made.PATHOLOGIST.id)
    assert "answers.q1" not in opinions.missing_to_sign(beside, form, made.PATHOLOGIST.id)
    assert "answers.q1" in opinions.missing_to_sign(beside, form, made.REVIEWER.id)


@pytest.mark.requirement("R17")
def test_what_was_missing_is_stated_or_said_to_be_nothing() -> None:
    assert list(refusal(replace(made.FORM, nothing_missing=False))) == ["missing_information"]


@pytest.mark.requirement("R23")
def test_the_date_of_the_evidence_is_given() -> None:
    assert list(refusal(replace(made.FORM, evidence_date=None))) == ["evidence_date"]


@pytest.mark.requirement("R6")
@pytest.mark.parametrize("name", ["name", "credentials"])
def test_an_opinion_is_signed_by_a_named_and_credentialed_person(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        opinions.sign(made.opened(), made.FORM, by=replace(made.WHO, **{name: ""}), sealed=made.sealed(), at=made.AT)
    assert list(refused.value.fields) == [f"reviewer.{name}"]


@pytest.mark.requirement("B5")
def test_nobody_signs_upon_another_reviewers_first_read() -> None:
    other = replace(made.WHO, id=PersonId("another"))
    with pytest.raises(Invalid):
        opinions.sign(made.opened(), made.FORM, by=other, sealed=made.sealed(), at=made.AT)


@pytest.mark.requirement("B5")
def test_what_changed_after_unblinding_is_kept() -> None:
    form = replace(made.FORM, judgement=replace(made.FINDING, grade="G2", stage_t="cT3"))
    opinion = opinions.sign(made.opened(), form, by=made.WHO, sealed=made.sealed(), at=made.AT)
    assert opinion.changed_after_unblinding == ("grade", "stage_t")
    assert made.opinion().changed_after_unblinding == ()


@pytest.mark.requirement("R26")
def test_a_board_names_presenter_disciplines_and_every_view() -> None:
    board = Board(presenter="", disciplines=(), views=(("Dr. A", ""),))
    missing = refusal(replace(made.FORM, board=board), route=Route.BOARD)
    assert set(missing) == {"board.presenter", "board.disciplines", "board.views"}


@pytest.mark.requirement("R26")
def test_a_board_without_a_discipline_says_why_it_speaks_all_the_same() -> None:
    board = Board(presenter="Dr. A", disciplines=("Surgery",), views=(("Dr. A", "Agrees"),), missing=("Pathology",))
    assert set(refusal(replace(made.FORM, board=board), route=Route.BOARD)) == {"board.without"}
    told = replace(board, without="The tissue was read twice before.")
    case = replace(made.opened(), route=Route.BOARD)
    assert opinions.missing_to_sign(case, replace(made.FORM, board=told), made.REVIEWER.id) == {}


@pytest.mark.requirement("R3")
def test_an_opinion_that_is_not_independent_says_so() -> None:
    allowed = Override(by=made.COORDINATOR.id, name="Maria Koch", reason="None else knows it", at=made.AT)
    opinion = replace(made.opinion(), override=allowed)
    assert (opinion.independent, opinion.label) == (False, "Not independent (allowed by Maria Koch)")
    assert (made.opinion().independent, made.opinion().label) == (True, "")


@pytest.mark.requirement("B9")
def test_an_addendum_leaves_what_was_signed_untouched() -> None:
    signed = made.opinion()
    amended = opinions.amend(signed, "One more result came.", by=made.WHO, at=made.AT)
    assert replace(amended, addenda=()) == signed
    assert [one.text for one in amended.addenda] == ["One more result came."]
    with pytest.raises(Invalid):
        opinions.amend(signed, " ", by=made.WHO, at=made.AT)


def test_an_opinion_goes_to_json_and_back() -> None:
    opinion = made.opinion()
    assert msgspec.json.decode(msgspec.json.encode(opinion), type=Opinion) == opinion


def fact(code: str, value: str, assertion: Assertion = Assertion.PRESENT) -> Fact:
    return Fact(code=code, value=value, assertion=assertion, source=Provenance(record=None, reader="test"))


@pytest.mark.requirement("R39")
def test_the_first_opinion_takes_the_shape_of_a_judgement_and_unknown_stays_unknown() -> None:
    sheet = FactSheet.of(
        [
            fact("stage.clin.t", "T2"),
            fact("stage.path.t", "T1c"),
            fact("biomarker.ER", "positive"),
            fact("biomarker.ER.percent", "90 %"),
            fact("plan.drug", "letrozole"),
            fact("treatment.surgery", "lumpectomy", Assertion.PLANNED),
            fact("plan.radiation", "radiation", Assertion.ABSENT),
        ]
    )
    first = opinions.first_judgement(sheet, made.FIRST)
    assert first.diagnosis == "Invasive ductal carcinoma"
    assert first.stage_t == "pT1c"
    assert first.biomarkers == (("ER", "positive"),)
    assert first.treatments == ("letrozole", "lumpectomy")
    assert first.grade == first.stage_m == first.prognosis == ""


def test_without_facts_the_plan_is_taken_from_the_statement() -> None:
    assert opinions.first_judgement(FactSheet.of([]), made.FIRST).treatments == ("Mastectomy", "FOLFOX")

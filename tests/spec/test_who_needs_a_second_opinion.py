"""Who needs a second opinion, how strongly, and from whom: one test for each situation of the articles (R10 to R15)."""

from dataclasses import replace
from datetime import date

import case_for_tests
import pytest
import sheet_for_tests as made
from sheet_for_tests import Assertion, answer, fact, sheet

from consilium.assessment import assess
from consilium.cases import Coverage, Route
from consilium.facts import Fact
from consilium.triage import Advice, Strength, rules

TODAY = date(2026, 11, 20)

# situation, requirement, strength, articles: as the requirements state them.
SITUATIONS = (
    ("uncertain_diagnosis", "R10", "strong", "MD PR"),
    ("disputed_pathology", "R10", "strong", "PR"),
    ("poorly_understood", "R10", "recommended", "BW"),
    ("not_a_cancer_specialist", "R10", "recommended", "BW"),
    ("sub_specialist", "R10", "recommended", "BW"),
    ("small_hospital", "R10", "recommended", "BW PR"),
    ("recurrence", "R10", "recommended", "BW"),
    ("rare_cancer", "R11", "strong", "MD BW PR WM"),
    ("uncommon_presentation", "R11", "strong", "PR"),
    ("complex_case", "R11", "recommended", "MD"),
    ("metastatic", "R11", "recommended", "PR"),
    ("too_aggressive", "R12", "recommended", "MD"),
    ("too_conservative", "R12", "recommended", "MD"),
    ("against_goals", "R12", "recommended", "MD"),
    ("clinical_trial", "R12", "recommended", "BW"),
    ("surgery_first", "R12", "recommended", "BW"),
    ("specialised_treatment", "R12", "recommended", "BW PR"),
    ("several_options", "R12", "recommended", "CP PR"),
    ("no_options", "R12", "strong", "BW WM"),
    ("costly", "R12", "recommended", "BW"),
    ("doubt", "R13", "strong", "MD WM"),
    ("poor_rapport", "R13", "strong", "WM"),
    ("inexperienced", "R13", "strong", "WM"),
    ("bothered", "R13", "recommended", "WM"),
    ("information_gaps", "R13", "recommended", "CP PR"),
    ("hear_alternatives", "R13", "recommended", "MD"),
    ("insurer_requires", "R13", "recommended", "BW WM"),
)

# What a record can show without asking, and a record that looks alike but does not show it.
SHOWN = (
    (
        "uncertain_diagnosis",
        [fact("diagnosis.histology", "8140/3", assertion=Assertion.UNCERTAIN)],
        [fact("diagnosis.histology", "8140/3")],
    ),
    (
        "disputed_pathology",
        [fact("diagnosis.histology", "8140/3", "a"), fact("diagnosis.histology", "8070/3", "b")],
        [fact("diagnosis.histology", "8140/3", "a"), fact("diagnosis.histology", "8500/3", "b")],
    ),
    (
        "recurrence",
        [fact("diagnosis.recurrence", "local")],
        [fact("diagnosis.recurrence", "local", assertion=Assertion.ABSENT)],
    ),
    ("rare_cancer", [fact("diagnosis.site", "C49.2"), fact("diagnosis.histology", "8858/3")], [*made.breast()]),
    (
        "uncommon_presentation",
        [*made.breast(), fact("patient.sex", "male")],
        [*made.breast(), fact("patient.sex", "female")],
    ),
    (
        "complex_case",
        [fact("comorbidity", illness) for illness in ("diabetes", "heart failure", "COPD")],
        [fact("comorbidity", "diabetes")],
    ),
    ("metastatic", [fact("stage.clin.m", "M1b")], [fact("stage.clin.m", "M0")]),
    ("metastatic", [fact("diagnosis.metastasis_site", "liver")], [fact("stage.clin.group", "IIIB")]),
    ("clinical_trial", [fact("plan.trial", "KEYNOTE")], [fact("plan.trial", "KEYNOTE", assertion=Assertion.ABSENT)]),
    (
        "surgery_first",
        [fact("plan.surgery", "mastectomy")],
        [fact("plan.surgery", "mastectomy"), fact("treatment.drug", "paclitaxel")],
    ),
    ("specialised_treatment", [fact("plan.surgery", "Whipple procedure")], [fact("plan.surgery", "lumpectomy")]),
    (
        "several_options",
        [fact("plan.surgery", "lumpectomy"), fact("plan.radiation", "whole breast")],
        [fact("plan.surgery", "lumpectomy")],
    ),
    ("no_options", [fact("plan.text", "Best supportive care was discussed.")], [fact("plan.text", "FOLFOX")]),
)


def advice(*facts: Fact) -> Advice:
    return assess([], corrections=facts, today=TODAY).advice


def fired(*facts: Fact) -> set[str]:
    return {one.rule for one in advice(*facts).fired}


@pytest.mark.parametrize(
    ("situation", "strength", "articles"),
    [
        pytest.param(situation, strength, articles, id=situation, marks=pytest.mark.requirement(requirement))
        for situation, requirement, strength, articles in SITUATIONS
    ],
)
def test_the_patients_yes_fires_the_rule_and_a_no_does_not(situation: str, strength: str, articles: str) -> None:
    said = answer(situation)
    only = advice(said).fired
    assert [(one.rule, one.strength, one.article, one.evidence) for one in only] == [
        (situation, strength, articles, (said,))
    ]
    assert situation not in fired(answer(situation, "no"))
    assert situation not in fired(answer(situation, "unknown"))


@pytest.mark.parametrize(
    ("situation", "shows", "does_not"),
    [
        pytest.param(situation, shows, does_not, id=f"{situation}-{number}", marks=pytest.mark.requirement(requirement))
        for number, (situation, shows, does_not) in enumerate(SHOWN)
        for known, requirement, _, _ in SITUATIONS
        if known == situation
    ],
)
def test_a_record_fires_the_rule_with_its_evidence(situation: str, shows: list[Fact], does_not: list[Fact]) -> None:
    found = {one.rule: one for one in advice(*shows).fired}
    assert set(found[situation].evidence) <= set(shows)
    assert found[situation].evidence
    assert situation not in fired(*does_not)


@pytest.mark.requirement("R10")
@pytest.mark.requirement("R11")
@pytest.mark.requirement("R12")
@pytest.mark.requirement("R13")
def test_every_situation_has_one_rule() -> None:
    assert [(rule.id, rule.requirement) for rule in rules()] == [(name, number) for name, number, _, _ in SITUATIONS]


@pytest.mark.requirement("R14")
def test_webmds_four_and_patient_resources_three_rank_strong() -> None:
    webmd = {"doubt", "poor_rapport", "inexperienced", "rare_cancer", "no_options"}
    patient_resource = {"uncertain_diagnosis", "disputed_pathology", "rare_cancer", "uncommon_presentation"}
    assert {rule.id for rule in rules() if rule.strength is Strength.STRONG} == webmd | patient_resource


@pytest.mark.requirement("R14")
def test_one_strong_rule_among_others_makes_the_advice_strong() -> None:
    assert advice(answer("costly")).strength is Strength.RECOMMENDED
    assert advice(answer("costly"), answer("doubt")).strength is Strength.STRONG


@pytest.mark.requirement("R14")
def test_with_nothing_matched_it_is_still_never_a_bad_idea() -> None:
    assert advice().strength is Strength.NEVER_A_BAD_IDEA
    assert advice().fired == ()


@pytest.mark.requirement("R15")
@pytest.mark.parametrize("situation", ["uncertain_diagnosis", "disputed_pathology", "uncommon_presentation"])
def test_a_pathology_trigger_proposes_the_pathologist_even_among_others(situation: str) -> None:
    assert advice(answer(situation), answer("rare_cancer"), answer("doubt")).route is Route.PATHOLOGIST


@pytest.mark.requirement("R25")
def test_other_situations_propose_the_other_routes() -> None:
    assert advice(answer("doubt")).route is Route.SPECIALIST
    assert advice(answer("metastatic")).route is Route.BOARD
    assert advice(answer("rare_cancer")).route is Route.EXPERT


def test_only_what_no_record_and_no_answer_tells_is_still_asked() -> None:
    open_ones = advice(answer("doubt", "no"), answer("costly", "unknown"), fact("stage.clin.m", "M1")).unanswered
    assert "doubt" not in open_ones
    assert "metastatic" not in open_ones
    assert "costly" in open_ones
    assert len(advice().unanswered) == len(rules())


def test_a_no_of_the_patient_does_not_silence_a_record() -> None:
    assert "metastatic" in fired(answer("metastatic", "no"), fact("diagnosis.metastasis_site", "bone"))


def test_family_history_shows_nothing_of_the_patient() -> None:
    family = fact("diagnosis.metastasis_site", "liver", assertion=Assertion.FAMILY)
    assert "metastatic" not in fired(family)
    assert sheet(family).best("diagnosis.metastasis_site") is None


@pytest.mark.requirement("R13")
def test_a_case_whose_insurer_requires_it_says_so_itself() -> None:
    required = replace(case_for_tests.draft(), coverage=Coverage.REQUIRED)
    covered = replace(case_for_tests.draft(), coverage=Coverage.COVERED)
    assert [one.rule for one in assess([], case=required, today=TODAY).advice.fired] == ["insurer_requires"]
    assert assess([], case=covered, today=TODAY).advice.fired == ()

"""What the plan holds, and the usual treatments it does not name (B4, R12)."""

import pytest
from sheet_for_tests import Assertion, about, breast, codes, fact, sheet

from consilium.checks import plan
from consilium.facts import Fact


def found(*facts: Fact) -> set[str]:
    everything = sheet(*facts)
    return codes(plan.findings(everything, about(everything)))


def rectum(stage: str) -> list[Fact]:
    return [fact("diagnosis.site", "C20.9"), fact("diagnosis.histology", "8140/3"), fact("stage.clin.group", stage)]


@pytest.mark.requirement("B4")
@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ([*breast(), fact("plan.surgery", "lumpectomy")], False),
        ([*breast(), fact("plan.surgery", "lumpectomy"), fact("plan.radiation", "whole breast")], True),
        ([*breast(), fact("plan.surgery", "mastectomy")], True),
        ([*rectum("IIIB"), fact("plan.surgery", "abdominoperineal resection")], False),
        ([*rectum("IIIB"), fact("plan.surgery", "resection"), fact("plan.radiation", "short course")], True),
        ([*rectum("I"), fact("plan.surgery", "resection")], True),
        ([*rectum("IIIB"), fact("stage.clin.m", "M1"), fact("plan.surgery", "resection")], True),
        (rectum("IIIB"), True),
    ],
)
def test_a_usual_treatment_that_a_plan_does_not_name(facts: list[Fact], named: bool) -> None:
    assert ("plan.usual_not_named" not in found(*facts)) is named


@pytest.mark.requirement("R12")
@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ([fact("plan.trial", "phase 3")], "plan.trial"),
        ([fact("plan.surgery", "colectomy")], "plan.surgery_first"),
        ([fact("treatment.surgery", "colectomy", assertion=Assertion.PLANNED)], "plan.surgery_first"),
        ([fact("plan.surgery", "Whipple procedure")], "plan.specialised"),
        ([fact("plan.drug", "FOLFOX"), fact("plan.radiation", "pelvis")], "plan.several_modalities"),
        ([fact("plan.text", "Referred to hospice.")], "plan.comfort_only"),
    ],
)
def test_the_shape_of_the_plan(facts: list[Fact], code: str) -> None:
    assert code in found(*facts)


@pytest.mark.requirement("R12")
@pytest.mark.parametrize(
    "facts",
    [
        [fact("plan.trial", "phase 3", assertion=Assertion.ABSENT)],
        [fact("plan.drug", "letrozole")],
        [fact("treatment.surgery", "colectomy")],
        [fact("plan.text", "Follow-up in three months.")],
        [],
    ],
)
def test_a_simple_plan_brings_nothing_up(facts: list[Fact]) -> None:
    assert found(*facts) == set()


def test_a_treatment_on_the_day_of_the_planned_start_is_a_plan() -> None:
    start, drug = fact("plan.start", "2026-12-02"), fact("treatment.drug", "docetaxel", on="2026-12-02")
    everything = sheet(start, drug, fact("plan.radiation", "breast"))
    assert "plan.several_modalities" in codes(plan.findings(everything, about(everything)))

"""Questions worth asking: of the second doctor, of the first, of the insurer."""

import pytest
from sheet_for_tests import about, breast, fact, sheet

from consilium.checks import Finding, Severity
from consilium.facts import Fact
from consilium.questions import Asked, Prompt, prompts


def offered(*facts: Fact, findings: tuple[Finding, ...] = ()) -> dict[str, Prompt]:
    return {one.id: one for one in prompts(about(sheet(*facts)), findings)}


@pytest.mark.requirement("R18")
def test_the_five_that_are_always_offered() -> None:
    always = [one.id for one in offered().values() if one.asked is Asked.SECOND_DOCTOR]
    assert always == ["options", "benefits_and_risks", "trials", "difference", "prognosis"]
    assert dict(offered(*breast())["options"].params)["cancer"] == "breast cancer"


@pytest.mark.requirement("R18")
def test_what_was_noticed_brings_a_question_up_with_its_names() -> None:
    missing = Finding(code="testing.missing", severity=Severity.IMPORTANT, params=(("test", "EGFR gene"),))
    found = offered(findings=(missing,))["tests"]
    assert found.because == ("testing.missing",)
    assert dict(found.params)["missing"] == "EGFR gene"
    assert "tests" not in offered()


@pytest.mark.requirement("R18")
def test_some_cancers_have_questions_of_their_own() -> None:
    assert "keep_breast" in offered(*breast())
    assert "keep_breast" not in offered(fact("diagnosis.site", "C61.9"))
    assert "watching" in offered(fact("diagnosis.site", "C61.9"))


@pytest.mark.requirement("R19")
def test_the_first_doctor_is_asked_how_experienced_they_are() -> None:
    asked = {one.id for one in offered().values() if one.asked is Asked.FIRST_DOCTOR}
    assert {"how_many", "how_long"} <= asked
    assert all(one.requirement == "R19" for one in offered().values() if one.asked is Asked.FIRST_DOCTOR)


@pytest.mark.requirement("R36")
def test_the_insurer_is_asked_what_is_covered() -> None:
    assert {one.id for one in offered().values() if one.asked is Asked.INSURER} >= {"covered", "required", "permission"}

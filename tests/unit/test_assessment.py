"""One call assesses a case; the same input gives the same assessment."""

from dataclasses import replace
from datetime import date

import case_for_tests
import pytest
from sheet_for_tests import TODAY, breast, fact, record

from consilium.assessment import Assessment, assess, knowledge_edition, news
from consilium.checks import Finding, Severity
from consilium.checks.timing import Pace
from consilium.facts import Fact, Status
from consilium.reading import Reading


def reading(where: str, *facts: Fact, refused: str = "") -> Reading:
    return Reading(record=record(where), name=f"{where}.txt", size=1, facts=facts, refused=refused)


def two_reports() -> Assessment:
    first = reading("a", *breast("a"), fact("biomarker.HER2", "positive", "a"), fact("plan.drug", "trastuzumab", "a"))
    second = reading("b", *breast("b"), fact("biomarker.HER2", "negative", "b"))
    return assess([first, second], today=TODAY)


@pytest.mark.requirement("B4")
@pytest.mark.requirement("B2")
def test_every_floor_speaks_in_one_call() -> None:
    found = two_reports()
    codes = {one.code for one in found.findings}
    assert {"contradiction.biomarker", "plan.marker_disputed", "testing.missing", "completeness.missing"} <= codes
    assert found.disease.key == "breast"
    assert {"options", "marker", "tests"} <= {one.id for one in found.questions}
    assert "disputed_pathology" in {one.rule for one in found.advice.fired}
    assert found.checklist and found.tests and found.clock.pace is Pace.UNKNOWN


def test_the_most_severe_comes_first() -> None:
    ranks = [list(Severity).index(one.severity) for one in two_reports().findings]
    assert ranks == sorted(ranks)


def test_the_same_records_give_the_same_assessment() -> None:
    assert two_reports() == two_reports()


@pytest.mark.requirement("B1")
def test_what_a_finding_rests_on_is_in_the_sheet() -> None:
    found = two_reports()
    assert all(evidence in found.sheet.facts for one in found.findings for evidence in one.because)


def test_a_correction_settles_a_contradiction() -> None:
    right = fact("biomarker.HER2", "negative", "b", status=Status.CORRECTED)
    readings = [
        reading("a", *breast("a"), fact("biomarker.HER2", "positive", "a"), fact("plan.drug", "trastuzumab", "a")),
        reading("b", *breast("b"), fact("biomarker.HER2", "negative", "b")),
    ]
    codes = {one.code for one in assess(readings, corrections=[right], today=TODAY).findings}
    assert "contradiction.biomarker" not in codes
    assert "plan.marker_conflict" in codes


def test_a_file_that_could_not_be_read_is_said() -> None:
    found = assess([reading("a", refused="This file needs a password.")], today=TODAY)
    assert "record.unread" in {one.code for one in found.findings}


def test_the_case_gives_the_start_and_the_name_of_the_cancer() -> None:
    case = replace(case_for_tests.draft(), planned_start=date(2026, 11, 25), cancer="Breast cancer")
    found = assess([], case=case, today=TODAY)
    assert (found.clock.days, found.disease.key) == (5, "breast")


@pytest.mark.requirement("R23")
def test_the_edition_of_the_knowledge_is_kept() -> None:
    assert two_reports().knowledge == knowledge_edition()
    assert len(knowledge_edition()) == 12


@pytest.mark.requirement("R23")
def test_a_later_rule_or_day_that_changes_a_finding_is_news() -> None:
    before = two_reports()
    later = Finding(code="plan.target_without_drug", severity=Severity.NOTE, params=(("marker", "HER2"),))
    after = replace(before, findings=(*before.findings, later), knowledge="another")
    assert news(before, after) == (later,)
    assert news(before, before) == ()
    other = assess([reading("a", *breast("a"))], today=TODAY)
    assert news(before, other) == ()

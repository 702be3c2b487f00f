"""The record checklist for this cancer (R16)."""

import pytest
from sheet_for_tests import about, breast, codes, fact, record, sheet

from consilium.checks import completeness
from consilium.checks.completeness import Held, checklist
from consilium.facts import Fact, Provenance

pytestmark = pytest.mark.requirement("R16")


def states(*facts: Fact, requested: tuple[str, ...] = ()) -> dict[str, Held]:
    everything = sheet(*facts)
    return {one.id: one.state for one in checklist(everything, about(everything), requested=requested)}


def test_with_no_records_everything_is_missing() -> None:
    assert set(states(*breast()).values()) == {Held.MISSING}
    assert set(states()) == {
        "pathology_report", "slides", "imaging_report", "images",
        "test_results", "treatment_history", "genetic_results", "proposed_plan",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "item"),
    [
        (fact("record.kind", "pathology"), "pathology_report"),
        (fact("record.kind", "imaging"), "imaging_report"),
        (fact("record.kind", "genomics"), "genetic_results"),
        (fact("biomarker.ER", "positive"), "test_results"),
        (fact("treatment.drug", "paclitaxel"), "treatment_history"),
        (fact("variant", "EGFR p.L858R"), "genetic_results"),
        (fact("plan.drug", "paclitaxel"), "proposed_plan"),
    ],
)
def test_a_record_that_is_here_is_held(shown: Fact, item: str) -> None:
    assert states(*breast(), shown)[item] is Held.HELD
    assert states(*breast())[item] is Held.MISSING


def test_images_are_held_only_where_the_images_themselves_are() -> None:
    source = Provenance(record=record("b"), reader="dicom/1")
    images = Fact(code="imaging.study", value="CT chest", source=source)
    assert states(images)["images"] is Held.HELD
    assert states(fact("imaging.study", "CT chest"))["images"] is Held.MISSING


def test_what_was_asked_for_is_requested_until_it_comes() -> None:
    assert states(requested=("imaging_report",))["imaging_report"] is Held.REQUESTED
    here = fact("record.kind", "imaging")
    assert states(here, requested=("imaging_report",))["imaging_report"] is Held.HELD


def test_what_this_cancer_does_not_need_is_not_applicable() -> None:
    leukemia = fact("diagnosis.histology", "9823/3")
    assert states(leukemia)["slides"] is Held.NOT_APPLICABLE
    skin = [fact("diagnosis.site", "C44.3"), fact("diagnosis.histology", "8090/3")]
    assert states(*skin)["genetic_results"] is Held.NOT_APPLICABLE
    assert states(*breast())["genetic_results"] is Held.MISSING


def test_an_answer_of_the_patient_is_no_record() -> None:
    said = Fact(code="plan.drug", value="paclitaxel", source=Provenance(record=None, reader="person/1"))
    assert states(said)["proposed_plan"] is Held.MISSING


def test_reports_that_no_reviewer_can_do_without_are_findings() -> None:
    everything = sheet(*breast(), fact("record.kind", "pathology"))
    found = list(completeness.findings(checklist(everything, about(everything))))
    assert codes(found) == {"completeness.missing"}
    assert {one.param("item") for one in found} == {"imaging_report", "test_results", "proposed_plan"}

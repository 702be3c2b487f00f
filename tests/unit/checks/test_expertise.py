"""Cancers that call for people who see many of their kind (R11)."""

import pytest
from sheet_for_tests import Assertion, about, breast, codes, fact, sheet

from consilium.checks import expertise
from consilium.facts import Fact

pytestmark = pytest.mark.requirement("R11")


def found(*facts: Fact) -> set[str]:
    everything = sheet(*facts)
    return {one.removeprefix("expertise.") for one in codes(expertise.findings(everything, about(everything)))}


def cancer(site: str, histology: str) -> list[Fact]:
    return [fact("diagnosis.site", site), fact("diagnosis.histology", histology)]


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        (cancer("C49.2", "8858/3"), {"rare", "sarcoma"}),
        (cancer("C25.1", "8150/3"), {"rare", "neuroendocrine"}),
        (cancer("C69.3", "8720/3"), {"rare"}),
        (cancer("C50.4", "8575/3"), {"rare"}),
        (cancer("C80.9", "8140/3"), {"rare", "unknown_primary"}),
        (cancer("C64.9", "8960/3"), {"rare", "child"}),
        ([*cancer("C41.0", "9180/3"), fact("patient.birth_date", "2012-01-01")], {"rare", "sarcoma", "child"}),
        ([*breast(), fact("patient.sex", "male")], {"uncommon"}),
        ([*cancer("C61.9", "8140/3"), fact("patient.birth_date", "1990-01-01")], {"uncommon"}),
        ([*breast(), fact("performance.ecog", 3)], {"complex"}),
        ([*breast(), *(fact("comorbidity", name) for name in ("diabetes", "COPD", "heart failure"))], {"complex"}),
        ([*breast(), fact("diagnosis.site", "C18.7", "b")], {"complex"}),
        (cancer("C34.1", "8010/3"), {"difficult_pathology"}),
    ],
)
def test_it_is_noticed(facts: list[Fact], wanted: set[str]) -> None:
    assert found(*facts) == wanted


@pytest.mark.parametrize(
    "facts",
    [
        [*breast(), fact("patient.sex", "female"), fact("patient.birth_date", "1960-01-01")],
        [*cancer("C61.9", "8140/3"), fact("patient.birth_date", "1955-01-17")],
        [*cancer("C44.5", "8720/3")],
        [*breast(), fact("comorbidity", "diabetes"), fact("performance.ecog", 1)],
        [*breast(), fact("comorbidity", "COPD", assertion=Assertion.FAMILY)],
        [fact("patient.birth_date", "1960-01-01")],
    ],
)
def test_a_common_cancer_in_a_usual_patient_brings_nothing_up(facts: list[Fact]) -> None:
    assert found(*facts) == set()


@pytest.mark.requirement("R10")
def test_a_diagnosis_put_with_doubt_is_noticed_until_a_record_is_sure() -> None:
    unsure = fact("diagnosis.histology", "8140/3", "a", assertion=Assertion.UNCERTAIN)
    assert found(unsure) == {"no_definite_diagnosis"}
    assert found(unsure, fact("diagnosis.histology", "8140/3", "b")) == set()


@pytest.mark.requirement("R10")
def test_a_suspicion_that_a_record_confirms_is_no_doubt() -> None:
    suspected = fact("diagnosis.statement", "suspected cancer of the prostate", assertion=Assertion.UNCERTAIN)
    assert found(suspected) == {"no_definite_diagnosis"}
    assert found(suspected, fact("diagnosis.statement", "cancer of the prostate")) == set()

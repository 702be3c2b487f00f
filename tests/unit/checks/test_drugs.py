"""Each drug of the plan and the history against markers, cancer and stage (B4)."""

import pytest
from sheet_for_tests import Assertion, about, breast, codes, fact, sheet

from consilium.checks import drugs
from consilium.facts import Fact

pytestmark = pytest.mark.requirement("B4")
LUNG = (fact("diagnosis.site", "C34.1"), fact("diagnosis.histology", "8140/3"), fact("stage.clin.m", "M1"))
COLON = (fact("diagnosis.site", "C18.7"), fact("diagnosis.histology", "8140/3"), fact("stage.clin.m", "M1"))


def found(*facts: Fact) -> set[str]:
    everything = sheet(*facts)
    return codes(drugs.findings(everything, about(everything)))


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ([*breast(), fact("plan.drug", "trastuzumab"), fact("biomarker.HER2", "negative")], "marker_conflict"),
        ([*breast(), fact("plan.drug", "Herceptin"), fact("biomarker.HER2", "negative")], "marker_conflict"),
        ([*breast(), fact("treatment.drug", "pertuzumab"), fact("biomarker.HER2.score", "1+")], "marker_conflict"),
        (
            [
                *breast(),
                fact("plan.drug", "tamoxifen"),
                fact("biomarker.ER", "negative"),
                fact("biomarker.PR", "negative"),
            ],
            "marker_conflict",
        ),
        ([*LUNG, fact("plan.drug", "osimertinib"), fact("biomarker.EGFR", "negative")], "marker_conflict"),
        ([*LUNG, fact("plan.drug", "osimertinib")], "untested"),
        ([*LUNG, fact("plan.drug", "pembrolizumab"), fact("biomarker.EGFR", "exon 19 deletion")], "marker_against"),
        ([*COLON, fact("plan.drug", "cetuximab"), fact("biomarker.KRAS", "G12D")], "marker_against"),
        ([*COLON, fact("plan.drug", "panitumumab")], "untested_against"),
        ([*COLON, fact("plan.drug", "palbociclib")], "other_cancer"),
        (
            [
                *breast("a"),
                fact("plan.drug", "trastuzumab"),
                fact("biomarker.HER2", "positive", "a"),
                fact("biomarker.HER2", "negative", "b"),
            ],
            "marker_disputed",
        ),
        ([*breast(), fact("plan.drug", "trastuzumab"), fact("biomarker.HER2", "equivocal")], "marker_unsettled"),
        (
            [
                *breast(),
                fact("plan.drug", "trastuzumab"),
                fact("biomarker.HER2", "equivocal"),
                fact("biomarker.HER2.ish", "negative"),
            ],
            "marker_conflict",
        ),
        (
            [
                *breast(),
                fact("stage.path.m", "M0"),
                fact("plan.drug", "palbociclib"),
                fact("biomarker.ER", "positive"),
                fact("biomarker.HER2", "negative"),
            ],
            "early_use",
        ),
        (
            [*LUNG, fact("plan.drug", "carboplatin"), fact("biomarker.EGFR", "p.L858R")],
            "target_without_drug",
        ),
    ],
)
def test_a_drug_that_does_not_fit_is_found(facts: list[Fact], code: str) -> None:
    assert f"plan.{code}" in found(*facts)


@pytest.mark.parametrize(
    "facts",
    [
        [*breast(), fact("plan.drug", "trastuzumab"), fact("biomarker.HER2", "positive")],
        [*breast(), fact("plan.drug", "tamoxifen"), fact("biomarker.ER", "positive")],
        [*breast(), fact("plan.drug", "docetaxel"), fact("biomarker.HER2", "negative")],
        [
            *breast(),
            fact("plan.drug", "trastuzumab", assertion=Assertion.ABSENT),
            fact("biomarker.HER2", "negative"),
        ],
        [*LUNG, fact("plan.drug", "osimertinib"), fact("biomarker.EGFR", "p.L858R")],
        [
            *COLON,
            fact("plan.drug", "cetuximab"),
            fact("biomarker.KRAS", "wild type"),
            fact("biomarker.NRAS", "negative"),
        ],
        [
            *COLON,
            fact("plan.drug", "panitumumab"),
            fact("plan.drug", "sotorasib"),
            fact("biomarker.KRAS", "p.G12C"),
        ],
        [*breast(stage="IV"), fact("plan.drug", "trastuzumab deruxtecan"), fact("biomarker.HER2", "low")],
        [fact("plan.drug", "trastuzumab"), fact("biomarker.HER2", "negative")],
    ],
    ids=["her2", "er", "chemo", "not given", "egfr", "ras", "g12c pair", "her2 low", "cancer unknown"],
)
def test_a_drug_that_fits_is_left_alone(facts: list[Fact]) -> None:
    assert found(*facts) == set()


def test_a_drug_that_was_given_is_not_asked_for_a_test_again() -> None:
    assert found(*LUNG, fact("treatment.drug", "osimertinib")) == set()


def test_an_approval_for_another_change_of_the_gene_is_not_offered() -> None:
    plan = fact("plan.drug", "carboplatin")
    found_g12d = [one for one in _all(*LUNG, plan, fact("biomarker.KRAS", "p.G12D")) if one.startswith("KRAS")]
    found_g12c = [one for one in _all(*LUNG, plan, fact("biomarker.KRAS", "p.G12C")) if one.startswith("KRAS")]
    assert (found_g12d, found_g12c) == ([], ["KRAS gene: adagrasib, sotorasib"])


def _all(*facts: Fact) -> list[str]:
    everything = sheet(*facts)
    return [f"{one.param('marker')}: {one.param('drugs')}" for one in drugs.findings(everything, about(everything))]


def test_a_pathology_report_names_drugs_that_its_test_is_for() -> None:
    drug, negative = fact("treatment.drug", "trastuzumab"), fact("biomarker.HER2", "negative")
    assert found(*breast(), drug, negative) == {"plan.marker_conflict"}
    assert found(*breast(), drug, negative, fact("record.kind", "pathology")) == set()

"""Tests that the cancer calls for: missing ones are named, done ones are not (B4)."""

import pytest
from sheet_for_tests import TODAY, about, breast, fact, sheet

from consilium.checks import Finding, testing
from consilium.facts import Fact
from consilium.values import Quantity

pytestmark = pytest.mark.requirement("B4")
LUNG = (fact("diagnosis.site", "C34.1"), fact("diagnosis.histology", "8140/3"))


def findings(*facts: Fact) -> list[Finding]:
    everything = sheet(*facts)
    return list(testing.findings(everything, about(everything), today=TODAY))


def missing(*facts: Fact, code: str = "testing.missing") -> set[str]:
    return {key for one in findings(*facts) if one.code == code for key in one.param("keys").split()}


@pytest.mark.parametrize(
    ("site", "histology", "more", "wanted"),
    [
        ("C50.4", "8500/3", [], {"ER", "PR", "HER2"}),
        ("C50.4", "8500/2", [], {"ER"}),
        (
            "C34.1",
            "8140/3",
            [fact("stage.clin.m", "M1")],
            {"EGFR", "ALK", "ROS1", "BRAF", "KRAS", "MET", "PDL1"},
        ),
        ("C34.1", "8070/3", [fact("stage.clin.m", "M1")], {"PDL1"}),
        ("C18.7", "8140/3", [], {"MMR", "CEA"}),
        ("C18.7", "8140/3", [fact("stage.clin.m", "M1")], {"MMR", "CEA", "KRAS", "NRAS", "BRAF", "HER2"}),
        ("C20.9", "8140/3", [], {"MMR", "CEA"}),
        ("C61.9", "8140/3", [fact("stage.clin.m", "M0")], {"PSA"}),
        ("C61.9", "8140/3", [fact("stage.clin.m", "M1")], {"PSA", "HRR", "MMR"}),
        ("C44.5", "8720/3", [fact("stage.path.group", "IIIB")], {"BRAF"}),
        ("C62.9", "9070/3", [], {"AFP", "HCG", "LDH"}),
        ("C71.9", "9440/3", [], {"IDH1", "MGMT"}),
        ("C42.1", "9861/3", [], {"FLT3", "NPM1", "IDH1", "IDH2", "cytogenetics"}),
        ("C16.9", "8140/3", [fact("stage.clin.m", "M1")], {"HER2", "MMR", "PDL1", "CLDN18"}),
        ("C56.9", "8441/3", [fact("stage.path.group", "IIIC")], {"germline", "HRD", "CA125"}),
    ],
)
def test_missing_tests_are_named_with_their_guideline(
    site: str, histology: str, more: list[Fact], wanted: set[str]
) -> None:
    facts = [fact("diagnosis.site", site), fact("diagnosis.histology", histology), *more]
    assert wanted <= missing(*facts)
    assert all(one.source for one in findings(*facts))


def test_a_test_that_was_done_is_not_missing_whatever_it_said() -> None:
    done = [fact("biomarker.ER", "positive"), fact("biomarker.PR", "negative"), fact("biomarker.HER2", "equivocal")]
    assert missing(*breast(), *done) == set()


def test_a_test_that_is_only_pending_is_missing() -> None:
    assert "HER2" in missing(*breast(), fact("biomarker.HER2", "pending"))


def test_one_kind_of_result_may_answer_another_question() -> None:
    colon = [fact("diagnosis.site", "C18.7"), fact("diagnosis.histology", "8140/3")]
    assert "MMR" not in missing(*colon, fact("biomarker.MSI", "stable"))
    assert "MMR" not in missing(*colon, fact("biomarker.MLH1", "lost"))
    assert "CEA" not in missing(*colon, fact("lab.CEA", Quantity(4, "ng/mL")))
    assert "EGFR" not in missing(*LUNG, fact("stage.clin.m", "M1"), fact("variant", "EGFR p.L858R"))


def test_where_the_stage_is_not_known_a_test_may_be_missing() -> None:
    assert missing(*LUNG) == set()
    assert {"EGFR", "ALK"} <= missing(*LUNG, code="testing.maybe_missing")


def test_tests_of_advanced_cancer_are_not_called_for_early() -> None:
    early = [fact("stage.path.group", "IB"), fact("stage.path.m", "M0")]
    assert missing(*LUNG, *early) == {"EGFR"}


def test_triple_negative_cancer_that_spread_calls_for_pd_l1() -> None:
    negative = [fact(f"biomarker.{key}", "negative") for key in ("ER", "PR", "HER2")]
    spread = fact("stage.clin.m", "M1")
    assert "PDL1" in missing(*breast(), *negative, spread)
    assert "PDL1" not in missing(*breast(), *negative[1:], fact("biomarker.ER", "positive"), spread)


def test_an_old_blood_marker_is_said_a_new_one_is_not() -> None:
    prostate = fact("diagnosis.site", "C61.9")
    old = fact("lab.PSA", Quantity(6.8, "ng/mL"), on="2026-03-01")
    new = fact("lab.PSA", Quantity(7.1, "ng/mL"), on="2026-10-20")
    assert [one.code for one in findings(prostate, old) if one.code == "testing.old"] == ["testing.old"]
    assert [one.code for one in findings(prostate, old, new) if one.code == "testing.old"] == []


def test_an_unknown_cancer_calls_for_nothing() -> None:
    assert findings(fact("biomarker.ER", "positive")) == []

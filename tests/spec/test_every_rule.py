"""Rows of the rule tables that hang on several conditions, by assessments that fire them and that do not."""

from itertools import product
from typing import Any

import pytest
from rules_for_tests import STAGES, assessed, codes_of, disease, noticed, result, rows
from sheet_for_tests import fact

from consilium.facts import Fact
from consilium.oncology import biomarkers, cancers, drugs
from consilium.oncology.drugs import Rule
from consilium.oncology.staging import figo, tables
from consilium.oncology.staging.tables import schemas
from consilium.values import Answer

YES, NO = Answer.YES, Answer.NO


@pytest.mark.requirement("R12")
@pytest.mark.parametrize("row", rows("plan", "usual"), ids=lambda row: row["id"])
def test_every_usual_treatment_is_pointed_out_in_its_stages_unless_the_plan_names_it(row: dict[str, Any]) -> None:
    def told(cancer: str, stage: int, *more: Fact, m: str = "M0") -> bool:
        said = [] if any(one.code == "plan.surgery" for one in more) else [fact("plan.text", "Follow up in a month.")]
        about = disease(cancer, stage=STAGES[stage], m=m)
        return row["id"] in noticed("plan.usual_not_named", "usual", *about, *said, *more)

    inside = row["stages"] or [2]
    operation = [fact("plan.surgery", row["after"][0])] if row["after"] else []
    for cancer in row["cancers"]:
        assert all(told(cancer, stage, *operation) for stage in inside)
        for kind in row["any_of"]:
            assert not told(cancer, inside[0], *operation, fact(f"plan.{kind}", "planned"))
        assert not told(cancer, inside[0], *operation, m="M1")
        assert not any(told(cancer, stage, *operation) for stage in (1, 2, 3) if row["stages"] and stage not in inside)
        assert not (row["after"] and told(cancer, inside[0]))
    assert not told("apl", inside[0], *operation)


@pytest.mark.parametrize("row", rows("timing", "urgent"), ids=lambda row: row["id"])
def test_every_urgent_cancer_and_state_acts_first(row: dict[str, Any]) -> None:
    def told(*facts: Fact) -> bool:
        return row["id"] in noticed("timing.urgent", "urgent", *facts)

    for cancer in row.get("cancers", ()):
        assert told(*disease(cancer, m="M1"))
        assert told(*disease(cancer, m="M0")) is not row.get("metastatic", False)
    for word in row.get("words", ()):
        assert told(*disease("breast"), fact("diagnosis.statement", f"Signs of {word}."))
        assert not told(*disease("breast"), fact("diagnosis.statement", f"No signs of {word}."))
    assert not told(*disease("breast", m="M1"), fact("diagnosis.statement", "Breast cancer."))


@pytest.mark.requirement("R11")
@pytest.mark.parametrize("row", rows("cancers", "seldom_below"), ids=lambda row: str(row["age"]))
def test_every_age_that_is_unusual_is_told_below_it_and_not_from_it_on(row: dict[str, Any]) -> None:
    for cancer in row["cancers"]:
        for age, told in ((row["age"] - 1, ["young"]), (row["age"], [])):
            assert noticed("expertise.uncommon", "why", *disease(cancer), fact("patient.age", age)) == told
    assert not noticed("expertise.uncommon", "why", *disease("thyroid"), fact("patient.age", row["age"] - 1))


@pytest.mark.requirement("R11")
@pytest.mark.parametrize("row", rows("cancers", "rare_kind"), ids=lambda row: row["name"])
def test_every_rare_kind_is_told_in_its_organs(row: dict[str, Any]) -> None:
    for site in row.get("sites", ["C50"]):
        about = [fact("diagnosis.site", f"{site}.9"), fact("diagnosis.histology", f"{row['kinds'][0][:4]}/3")]
        assert noticed("expertise.rare", "kind", *about) == [row["name"]]
    common = [fact("diagnosis.site", "C50.9"), fact("diagnosis.histology", "8500/3")]
    assert not noticed("expertise.rare", "kind", *common)


def figo_table(row: dict[str, Any]) -> tables.Edition:
    """The T, N and M that a FIGO row groups: its own, or those of the edition that it shares."""
    if "groups" in row:
        return tables.edition({**row, "edition": str(row["year"])})
    kind = int(row["same_as"]["histology"][:4])
    fits = (one for one in schemas() if any(site.startswith(row["sites"]) for site in one.sites))
    schema = next(
        one for one in fits if any(int(s.split("-")[0]) <= kind <= int(s.split("-")[-1]) for s in one.histologies)
    )
    return schema.editions[row["same_as"]["edition"]]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("row", rows("staging_systems", "figo"), ids=lambda row: f"{row['sites']}-{row['year']}")
def test_every_figo_stage_that_follows_is_quiet_and_another_is_told(row: dict[str, Any]) -> None:
    site, edition = f"{row['sites']}.9", figo_table(row)
    histology = row.get("same_as", {}).get("histology", "8070/3" if row["sites"] != "C56" else "8441/3")
    for group in {line.group for line in edition.rows} - {"0"}:
        ways = product(edition.t[2:], edition.n, edition.m)
        t, n, m = next(way for way in ways if figo.figo(site, row["year"], *way).group == group)
        about = [
            fact("diagnosis.site", site),
            fact("diagnosis.histology", histology),
            fact("record.date", "2020-05-01"),
        ]
        about += [fact(f"stage.clin.{letter}", value) for letter, value in (("t", t), ("n", n), ("m", m))]
        other = "IA" if group.startswith("IV") else "IVB"
        assert not noticed("restaging.group", "stated", *about, fact("stage.figo", group)), group
        assert noticed("restaging.group", "stated", *about, fact("stage.figo", other)) == [other], group


@pytest.mark.requirement("B3")
def test_a_figo_stage_by_rules_that_are_not_known_here_is_left_alone() -> None:
    """FIGO 2023 of the corpus; and FIGO of the cervix, set by examination, beside the T of a specimen."""
    corpus = [fact("diagnosis.site", "C54.1"), fact("diagnosis.histology", "8380/3"), fact("stage.path.t", "T1a")]
    later = [*corpus, fact("stage.path.n", "N0"), fact("stage.figo", "IIC"), fact("record.date", "2024-05-01")]
    assert not noticed("restaging.group", "stated", *later)
    cervix = [fact("diagnosis.site", "C53.9"), fact("diagnosis.histology", "8070/3"), fact("stage.path.t", "T2b")]
    assert not noticed("restaging.group", "stated", *cervix, fact("stage.path.n", "N0"), fact("stage.figo", "IB1"))


def settled(rule: Rule, needs: Answer, against: Answer) -> list[Fact]:
    """Results of all markers of a class of drugs."""
    found = [result(key, needs) for key in rule.needs] + [result(key, against) for key in rule.against]
    low = rule.low_counts and needs is NO  # where low amounts count, only none at all speaks against the drug
    return [*found, fact("biomarker.HER2.score", "0")] if low else found


@pytest.mark.requirement("B4")
@pytest.mark.parametrize("rule", drugs.rules(), ids=lambda rule: rule.id)
def test_every_class_of_drugs_is_held_against_markers_cancer_and_stage(rule: Rule) -> None:
    fits = (one.key for one in cancers.cancers() if one.key and ("*" in rule.cancers or one.key in rule.cancers))
    cancer = next(key for key in fits if not rule.only_in or key in rule.only_in)
    drug = min(rule.drugs)

    def told(*more: Fact, cancer: str = cancer, m: str = "M1") -> set[str]:
        """Findings that this class brings about."""
        about = [*disease(cancer, stage="IV" if m == "M1" else "IIA", m=m), fact("plan.drug", drug), *more]
        return {one.code for one in assessed(*about).findings if one.param("class") == rule.id}

    fitting = settled(rule, YES, NO)
    assert not told(*fitting)
    if rule.against:
        assert "plan.marker_against" in told(*settled(rule, YES, YES))
    if rule.needs:
        assert "plan.marker_conflict" in told(*settled(rule, NO, NO))
        assert ("plan.untested" in told()) is rule.must_test
    if rule.only_in:
        elsewhere = next(one.key for one in cancers.cancers() if one.key and one.key not in rule.only_in)
        assert "plan.other_cancer" in told(*fitting, cancer=elsewhere)
    assert ("plan.early_use" in told(*fitting, m="M0")) is rule.advanced_only
    for beside in sorted(rule.unless_with)[:1]:
        assert not told(*settled(rule, NO, YES), fact("plan.drug", beside))
    assert rule.needs or rule.against or rule.only_in or rule.advanced_only
    assert all(key in biomarkers.markers() for key in (*rule.needs, *rule.against)) and codes_of(cancer)

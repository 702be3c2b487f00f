"""Each row of the rule tables, by an assessment of facts that its condition asks for, and of facts that it excludes.

Rows that hang on several conditions (drug classes, usual treatments, urgent states, FIGO) are in test_every_rule.py.
The last test names every table of rules with the test that holds it, and fails for a row that this test does not run.
"""

from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from rules_for_tests import STAGES, TABLES, assessed, codes_of, disease, noticed, result, rows, table
from sheet_for_tests import TODAY, fact

from consilium.checks.completeness import Held
from consilium.facts import Fact
from consilium.oncology import biomarkers, cancers, drugs
from consilium.oncology.staging.tables import Edition, Measure, Schema, schemas
from consilium.oncology.testing import Requirement, requirements
from consilium.values import Answer, Quantity

pytestmark = pytest.mark.requirement("B4")
APPROVALS = [(row, key) for row in drugs.approvals() for key in sorted(row.targets())]
BROAD = {"ER", "PR", "HER2", "PDL1", "CD20", "CD19", "CD22", "CD30", "CD33", "CD117", "HRD"}
NEVER_GIVEN = "floxuridine"


@pytest.mark.parametrize(("row", "key"), APPROVALS, ids=lambda it: getattr(it, "drug", it))
def test_every_approval_is_named_beside_its_marker_and_not_beside_its_absence(row: drugs.Approval, key: str) -> None:
    """Beside a plan that uses none of them. A marker bound to no one drug (HER2, PD-L1) brings nothing, on purpose."""
    exact = [
        marker.partition(" ")[2].removeprefix("p.")
        for marker in row.markers
        if marker.startswith((f"{key} p.", f"{key} Exon"))
    ]
    for cancer in (one for one in row.cancers if one != "solid"):
        about = [*disease(cancer), fact("stage.clin.m", "M1"), fact("plan.drug", NEVER_GIVEN)]
        told = noticed("plan.target_without_drug", "drugs", *about, result(key, Answer.YES, exact))
        names = {name for text in told for name in text.split(", ")}
        assert (row.drug in names) is (key not in BROAD), cancer
        absent = noticed("plan.target_without_drug", "marker", *about, result(key, Answer.NO))
        assert biomarkers.name(key) not in absent
        early = [*disease(cancer), fact("stage.clin.m", "M0"), fact("plan.drug", NEVER_GIVEN)]
        assert not noticed("plan.target_without_drug", "drugs", *early, result(key, Answer.YES, exact))
    elsewhere = next(one.key for one in cancers.cancers() if one.key and one.key not in row.cancers)
    assert ("solid" in row.cancers) is (row in drugs.approved(row.drug, elsewhere))


def reached(row: Requirement, cancer: str) -> list[Fact]:
    """Facts of a patient whom this row is about."""
    kind = next((f"{one}/3" if len(one) == 4 else f"{codes_of(cancer)[1][:4]}{one}" for one in row.kinds), "")
    advanced = row.when == "advanced" or row.min_stage > 3
    stage = "IV" if advanced else ("I", "I", "II", "III")[row.min_stage]
    found = [*disease(cancer, stage=stage, kind=kind), fact("stage.path.m", "M1" if advanced else "M0")]
    found.append(fact("patient.age", row.below_age - 1 if row.below_age else 50))
    found += [result(row.only_if, Answer.YES)] if row.only_if else []
    return found + [result(marker, Answer.NO) for marker in row.unless]


@pytest.mark.parametrize("row", requirements(), ids=lambda row: f"{row.cancers[0]}-{row.tests[0]}-{row.when}")
def test_every_test_that_is_called_for_is_missed_until_its_result_is_here(row: Requirement) -> None:
    for cancer in row.cancers:
        about = reached(row, cancer)
        called = [line for line in assessed(*about).tests if line.tests == row.tests]
        assert called, cancer
        known = result(row.tests[0], Answer.YES)
        done = [line for line in assessed(*about, known).tests if line.tests == row.tests]
        assert all(line.facts for line in done)
        if not any(line.facts for line in called):
            missed = " ".join(
                noticed("testing.missing", "keys", *about) + noticed("testing.maybe_missing", "keys", *about)
            )
            after = noticed("testing.missing", "keys", *about, known)
            assert row.tests[0] in missed.split()
            assert row.tests[0] not in " ".join(after).split()
    other = next(one.key for one in cancers.cancers() if one.key and one.key not in row.cancers)
    same = {one.source for one in requirements() if other in one.cancers and one.tests == row.tests}
    elsewhere = assessed(*disease(other, stage="IV", m="M1"), *reached(row, row.cancers[0])[3:])
    assert not any(line.tests == row.tests and line.source not in same for line in elsewhere.tests)


@pytest.mark.parametrize("row", rows("completeness", "item"), ids=lambda row: row["id"])
def test_every_record_of_the_checklist_is_missed_until_it_is_here(row: dict[str, Any]) -> None:
    def state(*facts: Fact) -> Held:
        return next(item.state for item in assessed(*facts).checklist if item.id == row["id"])

    about = disease("lung", stage="IV")
    assert state(*about) is Held.MISSING
    shown = [fact("record.kind", kind, "b") for kind in row["kinds"]]
    shown += [
        fact(code.replace("*", "PSA" if code.startswith(("lab", "bio")) else "drug"), "12", "b")
        for code in row["facts"]
    ]
    for one in shown:
        assert state(*about, one) is Held.HELD, one.code
    assert shown or row["readers"]


@pytest.mark.parametrize("row", [one for one in cancers.cancers() if one.key], ids=lambda row: row.key)
def test_every_rare_cancer_is_told_as_rare_and_no_other(row: cancers.Cancer) -> None:
    site, histology = codes_of(row.key)
    told = "expertise.rare" in {one.code for one in assessed(*disease(row.key)).findings}
    assert told is (row.rare or bool(cancers.rare_kind(site, histology)))


@pytest.mark.parametrize("row", rows("testing", "ages"), ids=lambda row: row["tests"][0])
def test_every_result_grows_old_after_its_days_and_not_before(row: dict[str, Any]) -> None:
    for test in row["tests"]:
        marker = biomarkers.markers()[test]
        code = f"lab.{marker.labs[0]}" if marker.labs else marker.codes[0]
        for days, old in ((row["days"] + 1, True), (row["days"], False)):
            on = (TODAY - timedelta(days=days)).isoformat()
            told = noticed("testing.old", "test", *disease("breast"), fact(code, "positive", on=on))
            assert bool(told) is old, (test, days)


@pytest.mark.parametrize("word", rows("timing", "image")[0]["words"])
def test_every_kind_of_image_grows_old_after_its_days_and_not_before(word: str) -> None:
    limit = rows("timing", "image")[0]["days"]
    for days, old in ((limit + 1, True), (limit, False)):
        on = (TODAY - timedelta(days=days)).isoformat()
        study = fact("imaging.study", f"{word} of the chest", on=on)
        assert bool(noticed("timing.old_image", "study", *disease("lung"), study)) is old


@pytest.mark.parametrize("row", rows("timing", "delay"), ids=lambda row: f"{row['cancers'][0]}-{row['stages'][0]}")
def test_every_harm_of_delay_is_told_in_its_stages_and_in_no_other(row: dict[str, Any]) -> None:
    for cancer in row["cancers"]:
        for stage, group in STAGES.items():
            told = noticed("timing.delay_matters", "harm", *disease(cancer, stage=group))
            assert (row["harm"] in told) is (stage in row["stages"]), (cancer, stage)
            assert not noticed("timing.delay_matters", "harm", *disease(cancer, stage=group, m="M1"))
    assert row["harm"] not in noticed("timing.delay_matters", "harm", *disease("thyroid", stage="IIA"))


def sized() -> list[tuple[Schema, Edition, Measure]]:
    return [(one, ed, it) for one in schemas() for ed in one.editions.values() for it in ed.size.measures]


def inside(measure: Measure) -> float:
    return (
        min(max(measure.low, 0) + 1.5, (max(measure.low, 0) + measure.high) / 2)
        if measure.high < 1e9
        else measure.low + 30
    )


@pytest.mark.parametrize(
    ("schema", "edition", "measure"), sized(), ids=lambda it: getattr(it, "id", getattr(it, "category", ""))
)
def test_every_size_goes_with_its_t_and_not_with_a_smaller_one(
    schema: Schema, edition: Edition, measure: Measure
) -> None:
    site = schema.sites[0].split("-")[0]
    about = [
        fact("diagnosis.site", site if "." in site else f"{site}.9"),
        fact("diagnosis.histology", f"{schema.histologies[0].split('-')[0]}/3"),
        fact("stage.edition", edition.edition),
        fact("tumor.size", Quantity(inside(measure), "mm")),
    ]
    assert not noticed("restaging.t_size", "stated", *about, fact("stage.path.t", measure.category))
    far = edition.size.measures[-1]
    smallest = edition.size.measures[0].category
    if measure is far and smallest[1:2] != far.category[1:2] and smallest not in edition.size.lower:
        assert noticed("restaging.t_size", "stated", *about, fact("stage.path.t", smallest)) == [smallest]


def held_elsewhere(file: str, name: str) -> Any:
    """A test of another file of this folder's suite."""
    path = Path(__file__).parents[1] / file
    spec = spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name)


def runs(test: Any) -> int:
    """How many rows a test runs: the values that it is parametrized over."""
    return max(len(mark.args[1]) for mark in test.pytestmark if mark.name == "parametrize")


HELD_BY = {
    "approvals.approval": test_every_approval_is_named_beside_its_marker_and_not_beside_its_absence,
    "testing.requires": test_every_test_that_is_called_for_is_missed_until_its_result_is_here,
    "testing.ages": test_every_result_grows_old_after_its_days_and_not_before,
    "timing.image": test_every_kind_of_image_grows_old_after_its_days_and_not_before,
    "timing.delay": test_every_harm_of_delay_is_told_in_its_stages_and_in_no_other,
    "completeness.item": test_every_record_of_the_checklist_is_missed_until_it_is_here,
    "cancers.cancer": test_every_rare_cancer_is_told_as_rare_and_no_other,
}
RULES, READING = "spec/test_every_rule.py", "unit/oncology/test_lexicons.py"
TRIAGE = "spec/test_who_needs_a_second_opinion.py"
ELSEWHERE = {
    "timing.urgent": (RULES, "test_every_urgent_cancer_and_state_acts_first"),
    "plan.usual": (RULES, "test_every_usual_treatment_is_pointed_out_in_its_stages_unless_the_plan_names_it"),
    "drugs.class": (RULES, "test_every_class_of_drugs_is_held_against_markers_cancer_and_stage"),
    "cancers.seldom_below": (RULES, "test_every_age_that_is_unusual_is_told_below_it_and_not_from_it_on"),
    "cancers.rare_kind": (RULES, "test_every_rare_kind_is_told_in_its_organs"),
    "staging_systems.figo": (RULES, "test_every_figo_stage_that_follows_is_quiet_and_another_is_told"),
    "triage.rule": (TRIAGE, "test_the_patients_yes_fires_the_rule_and_a_no_does_not"),
    "tnm_definitions.t": (READING, "test_every_row_of_t_holds_for_what_it_asks_and_for_nothing_else"),
}
NO_RULES = {
    "articles", "biomarkers", "coded_diseases", "coded_observations", "coded_stages", "coded_treatments", "codes",
    "drug_names", "education", "genes", "goals", "histology", "questions", "sites", "yardsticks",
}  # fmt: skip


def test_no_row_of_a_table_of_rules_is_without_its_test() -> None:
    names = [path.name.removesuffix(".toml") for path in TABLES.iterdir() if path.name.endswith(".toml")]
    written = {
        f"{name}.{kind}": len(group)
        for name in names
        if name not in NO_RULES
        for kind, group in table(name).items()
        if isinstance(group, list) and group and isinstance(group[0], dict)
    }
    held = HELD_BY | {rows_of: held_elsewhere(*where) for rows_of, where in ELSEWHERE.items()}
    assert written.keys() == held.keys()
    unnamed = sum(not one.key for one in cancers.cancers())
    assert {name: runs(held[name]) for name, count in written.items() if runs(held[name]) < count} in (
        {},
        {"cancers.cancer": written["cancers.cancer"] - unnamed},
    )

"""Each row of the rule tables, by an assessment of facts that its condition asks for, and of facts that it excludes.

Rows of drug classes, usual treatments and urgent states have their cases in test_every_drug_class.py and
test_every_finding.py, situations of triage in test_who_needs_a_second_opinion.py. The last test names every table of
rules with the tests that hold it, and fails for one without.
"""

import tomllib
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from sheet_for_tests import TODAY, fact

from consilium.assessment import Assessment, assess
from consilium.checks.completeness import Held
from consilium.facts import Fact
from consilium.oncology import biomarkers, cancers, drugs
from consilium.oncology.staging.tables import Edition, Measure, Schema, schemas
from consilium.oncology.testing import Requirement, requirements
from consilium.values import Answer, Quantity

pytestmark = pytest.mark.requirement("B4")
TABLES = files("consilium.oncology") / "tables"
WORDS = ("positive", "negative", "high", "low", "deficient", "proficient", "mutated", "wild type")


def rows(table: str, kind: str) -> list[dict[str, Any]]:
    return list(tomllib.loads((TABLES / f"{table}.toml").read_text("utf-8"))[kind])


def assessed(*facts: Fact) -> Assessment:
    return assess([], answers=facts, today=TODAY)


def noticed(code: str, param: str, *facts: Fact) -> list[str]:
    return [one.param(param) for one in assessed(*facts).findings if one.code == code]


@cache
def codes_of(key: str) -> tuple[str, str]:
    """A topography and a morphology that this cancer is told by."""
    row = next(one for one in cancers.cancers() if one.key == key)
    sites = [
        f"{site}.9" if len(site) == 3 else site for site in row.sites or ("C80", "C42.1", "C50", "C34", "C71", "C49")
    ]
    kinds = [str(span[0]) for span in row.kinds] or ["8140", "8070", "8010", "8500", "8000"]
    found = ((site, f"{kind}/3") for site in sites for kind in kinds)
    return next(pair for pair in found if (it := cancers.classify(*pair)) and it.key == key)


def disease(key: str, *, stage: str = "", kind: str = "") -> list[Fact]:
    site, histology = codes_of(key)
    found = [fact("diagnosis.site", site), fact("diagnosis.histology", kind or histology)]
    return [*found, *([fact("stage.path.group", stage)] if stage else [])]


def result(key: str, answer: Answer, exact: Iterable[str] = ()) -> Fact:
    """A result of a marker that reads as this answer; `exact`: the change to name."""
    marker = biomarkers.markers()[key]
    named = [fact("variant", f"{gene.upper()} {change}") for gene in marker.genes[:1] for change in exact]
    tried = [*named, *(fact(code.replace("*", ""), word) for code in marker.codes for word in (*exact, *WORDS))]
    return next(one for one in tried if biomarkers.says(marker, one) is answer)


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


@pytest.mark.parametrize("row", rows("timing", "delay"), ids=lambda row: row["cancers"][0])
def test_every_harm_of_delay_is_told_in_its_stage(row: dict[str, Any]) -> None:
    every = rows("timing", "delay")
    groups = {1: "IA", 2: "IIA", 3: "IIIA", 4: "IV", 0: "0"}
    for cancer in row["cancers"]:
        for stage, group in groups.items():
            about = assessed(*disease(cancer, stage=group))
            first = next((one for one in every if cancer in one["cancers"] and stage in one["stages"]), None)
            if about.disease.stage == stage and row == first:
                assert row["harm"] in [
                    one.param("harm") for one in about.findings if one.code == "timing.delay_matters"
                ]
        assert not noticed("timing.delay_matters", "harm", *disease(cancer, stage="0"))


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


HELD_BY = {
    "approvals.approval": "test_every_approval",
    "testing.requires": "test_every_test_that_is_called_for",
    "testing.ages": "test_every_result_grows_old",
    "timing.image": "test_every_kind_of_image",
    "timing.delay": "test_every_harm_of_delay",
    "timing.urgent": "test_every_urgent_cancer",
    "plan.usual": "test_every_usual_treatment",
    "drugs.class": "test_markers_that_speak_against_the_class",
    "completeness.item": "test_every_record_of_the_checklist",
    "cancers.cancer": "test_every_rare_cancer",
    "cancers.rare_kind": "test_every_rare_cancer",
    "cancers.seldom_below": "uncommon_presentation",
    "triage.rule": "test_the_patients_yes_fires_the_rule",
    "tnm_definitions.t": "test_every_row_of_t_holds",
    "staging_systems.figo": "figo",
}
NO_RULES = {
    "articles", "biomarkers", "coded_diseases", "coded_observations", "coded_stages", "coded_treatments", "codes",
    "drug_names", "education", "genes", "goals", "histology", "questions", "sites", "yardsticks",
}  # fmt: skip


def test_no_table_of_rules_is_without_a_test_of_its_rows() -> None:
    tests = "\n".join(
        path.read_text("utf-8") for path in Path(__file__).parents[1].rglob("test_*.py") if path != Path(__file__)
    )
    own = Path(__file__).read_text("utf-8").split("HELD_BY")[0]
    kinds = {
        f"{path.name.removesuffix('.toml')}.{kind}"
        for path in TABLES.iterdir()
        if path.name.endswith(".toml") and path.name.removesuffix(".toml") not in NO_RULES
        for kind, group in tomllib.loads(path.read_text("utf-8")).items()
        if isinstance(group, list) and group and isinstance(group[0], dict)
    }
    assert kinds == set(HELD_BY)
    assert all(name in own or name in tests for name in HELD_BY.values())

"""Records that contradict each other are found; records that only look so are left alone (B2)."""

import pytest
from sheet_for_tests import Assertion, codes, fact, mm, sheet

from consilium.checks import addendum, contradiction
from consilium.facts import Fact, Status

pytestmark = pytest.mark.requirement("B2")
SITE = [fact("diagnosis.site", "C50.4", where) for where in "ab"]
LUNG = [fact("diagnosis.site", "C34.1", where) for where in "ab"]


def two(code: str, one: object, other: object, *more: Fact) -> set[str]:
    """Codes found where record a says `one` and record b says `other`."""
    return codes(contradiction.findings(sheet(fact(code, one, "a"), fact(code, other, "b"), *more)))  # type: ignore[arg-type]


def test_the_gene_test_tells_her2_where_the_stain_is_equivocal() -> None:
    stained = fact("biomarker.HER2", "equivocal", "a")
    other = fact("biomarker.HER2", "negative", "b")
    amplified, single = (fact("biomarker.HER2.ish", word, "a") for word in ("positive", "negative"))
    assert codes(contradiction.findings(sheet(stained, amplified, other))) == {"contradiction.biomarker"}
    assert codes(contradiction.findings(sheet(stained, single, other))) == set()


@pytest.mark.parametrize(
    ("code", "one", "other", "found"),
    [
        ("diagnosis.laterality", "left", "right", "laterality"),
        ("diagnosis.site", "C50.4", "C61.9", "site"),
        ("diagnosis.site", "C18.0", "C18.7", "site"),
        ("diagnosis.site", "C34.1", "C34.3", "site"),
        ("diagnosis.histology", "8140/3", "8070/3", "histology"),
        ("diagnosis.histology", "8041/3", "8140/3", "histology"),
        ("diagnosis.histology", "8500/3", "8520/3", "histology"),
        ("diagnosis.histology", "8140/3", "9680/3", "histology"),
        ("diagnosis.grade", "G1", "G3", "grade"),
        ("diagnosis.grade", "G2", "G3", "grade"),
        ("gleason.score", 7, 9, "gleason"),
        ("tumor.size", mm(24), mm(240), "size"),
        ("tumor.size", mm(12), mm(45), "size"),
        ("biomarker.ER", "positive", "negative", "biomarker"),
        ("biomarker.HER2", "negative", "positive", "biomarker"),
        ("biomarker.MMR", "deficient", "proficient", "biomarker"),
        ("biomarker.EGFR", "p.L858R", "negative", "biomarker"),
        ("stage.path.t", "T1c", "T3", "stage"),
        ("stage.path.n", "N0", "N1", "stage"),
        ("stage.clin.m", "M0", "M1b", "stage"),
        ("stage.path.group", "IIB", "IV", "stage"),
    ],
)
def test_two_records_that_disagree_are_found(code: str, one: object, other: object, found: str) -> None:
    assert two(code, one, other) == {f"contradiction.{found}"}


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("diagnosis.laterality", "left", "left"),
        ("diagnosis.laterality", "left", "bilateral"),
        ("diagnosis.site", "C50.4", "C50.9"),
        ("diagnosis.site", "C18.7", "C18.9"),
        ("diagnosis.site", "C19.9", "C20.9"),
        ("diagnosis.site", "C56.9", "C57.0"),
        ("diagnosis.site", "C61.9", "C80.9"),
        ("diagnosis.histology", "8140/3", "8500/3"),
        ("diagnosis.histology", "8010/3", "8070/3"),
        ("diagnosis.histology", "8000/3", "9680/3"),
        ("diagnosis.histology", "8140/3", "8255/3"),
        ("diagnosis.histology", "8500/2", "8500/3"),
        ("gleason.score", 7, 7),
        ("tumor.size", mm(20), mm(24)),
        ("tumor.size", mm(3), mm(11)),
        ("biomarker.HER2", "equivocal", "positive"),
        ("biomarker.EGFR", "p.L858R", "positive"),
        ("stage.path.t", "T2a", "T2"),
        ("stage.path.n", "NX", "N1"),
        ("stage.path.group", "IIA", "IIB"),
    ],
)
def test_what_may_stand_side_by_side_is_no_contradiction(code: str, one: object, other: object) -> None:
    assert two(code, one, other) == set()


def test_left_and_right_of_an_unpaired_organ_are_no_contradiction() -> None:
    rectum = [fact("diagnosis.site", "C20.9", where) for where in "ab"]
    assert two("diagnosis.laterality", "left", "right", *rectum) == set()
    assert two("diagnosis.laterality", "left", "right", *SITE) == {"contradiction.laterality"}


def test_a_biopsy_and_an_operation_may_differ_by_one_grade() -> None:
    pathology = [fact("record.kind", "pathology", where) for where in "ab"]
    assert two("diagnosis.grade", "G2", "G3", *pathology) == set()
    assert two("diagnosis.grade", "G1", "G3", *pathology) == {"contradiction.grade"}
    assert two("gleason.score", 6, 7, *pathology) == set()
    assert two("gleason.score", 6, 8, *pathology) == {"contradiction.gleason"}


@pytest.mark.parametrize("assertion", [Assertion.HISTORICAL, Assertion.FAMILY, Assertion.ABSENT, Assertion.UNCERTAIN])
def test_history_family_and_doubt_contradict_nothing(assertion: Assertion) -> None:
    facts = [fact("diagnosis.laterality", "left", "a"), fact("diagnosis.laterality", "right", "b", assertion=assertion)]
    assert codes(contradiction.findings(sheet(*facts))) == set()


def test_another_tumor_of_the_same_record_is_not_held_against_the_main_one() -> None:
    facts = [
        fact("biomarker.ER", "positive", "a"),
        fact("biomarker.ER", "negative", "b", subject="axillary node"),
        fact("biomarker.ER", "positive", "b"),
    ]
    assert codes(contradiction.findings(sheet(*facts))) == set()


def test_after_treatment_a_smaller_tumor_and_a_lower_stage_are_expected() -> None:
    after = fact("stage.prefix", "y", "b")
    assert two("stage.path.t", "T3", "T1", after) == set()
    assert two("tumor.size", mm(60), mm(6), after) == set()


def test_two_cancers_of_one_person_are_not_compared_with_each_other() -> None:
    two_sites = [fact("diagnosis.site", "C50.4", "a"), fact("diagnosis.site", "C18.7", "b")]
    assert two("diagnosis.grade", "G1", "G3", *two_sites) == {"contradiction.site"}


def test_a_biopsy_of_the_spread_is_no_second_place_of_origin() -> None:
    spread = fact("diagnosis.metastasis_site", "liver", "b")
    assert two("diagnosis.site", "C18.7", "C22.0", spread) == set()


def test_what_a_person_put_right_is_not_held_against_the_record() -> None:
    right = fact("diagnosis.laterality", "left", "c", status=Status.CORRECTED)
    assert two("diagnosis.laterality", "left", "right", right) == set()


def test_m0_and_a_named_spread_do_not_go_together_but_a_node_does() -> None:
    none = fact("stage.clin.m", "M0", "a")
    assert codes(contradiction.findings(sheet(none, fact("diagnosis.metastasis_site", "liver", "b")))) == {
        "contradiction.spread"
    }
    assert codes(contradiction.findings(sheet(none, fact("diagnosis.metastasis_site", "axillary node", "b")))) == set()


def test_clinical_stages_a_year_apart_are_two_states_of_one_disease() -> None:
    dates = [fact("record.date", "2024-01-10", "a"), fact("record.date", "2025-03-01", "b")]
    assert two("stage.clin.m", "M0", "M1", *dates) == set()


def test_positive_nodes_that_differ_for_one_count_examined() -> None:
    examined = [fact("nodes.examined", 12, where) for where in "ab"]
    assert two("nodes.positive", 2, 3, *examined) == {"contradiction.nodes"}
    assert two("nodes.positive", 2, 3) == set()


def test_a_diagnosis_that_grew_certain_without_new_tissue() -> None:
    unsure = fact("diagnosis.histology", "8140/3", "a", assertion=Assertion.UNCERTAIN)
    sure = fact("diagnosis.histology", "8140/3", "b")
    first = fact("record.kind", "pathology", "a")
    assert codes(contradiction.findings(sheet(first, unsure, sure))) == {"contradiction.certainty"}
    new_tissue = fact("record.kind", "pathology", "b")
    assert codes(contradiction.findings(sheet(first, unsure, sure, new_tissue))) == set()


def test_an_addendum_that_changes_a_result_and_a_record_that_missed_it() -> None:
    before = fact("biomarker.HER2", "equivocal", "a", span=(10, 20))
    note = fact("record.addendum", "HER2 by FISH: amplified, positive.", "a", span=(100, 160))
    after = fact("biomarker.HER2", "positive", "a", span=(120, 130))
    assert codes(addendum.findings(sheet(before, note, after))) == {"contradiction.addendum"}
    late = fact("biomarker.HER2", "equivocal", "b")
    assert codes(addendum.findings(sheet(before, note, after, late))) == {"contradiction.addendum_ignored"}
    told = fact("biomarker.HER2", "positive", "b")
    assert codes(addendum.findings(sheet(before, note, after, told))) == {"contradiction.addendum"}


def test_an_addendum_that_is_a_record_of_its_own_changes_an_earlier_report() -> None:
    def report(where: str, n: str, day: str) -> list[Fact]:
        about = [fact("record.kind", "pathology", where), fact("record.date", day, where)]
        return [*about, fact("stage.path.n", n, where, span=(110, 112))]

    whole = fact("record.addendum", "Two of thirteen nodes hold cancer: pN1b.", "b", span=(100, 160))
    old, new = report("a", "N0", "2026-09-14"), report("b", "N1b", "2026-09-21")
    assert codes(addendum.findings(sheet(*old, *new, whole))) == {"contradiction.addendum"}
    letter = [fact("record.kind", "clinic_note", "c"), fact("stage.path.n", "N0", "c")]
    assert codes(addendum.findings(sheet(*old, *new, whole, *letter))) == {"contradiction.addendum_ignored"}
    told_once = sheet(*old, *new, whole, *letter)
    assert codes(contradiction.findings(told_once)) == set()
    assert codes(contradiction.findings(sheet(*old, *new, *letter))) == {"contradiction.stage"}
    assert codes(addendum.findings(sheet(*report("a", "N0", "2026-10-02"), *new, whole, *letter))) == set()
    assert codes(addendum.findings(sheet(*report("a", "N1", "2026-09-14"), *new, whole))) == set()
    assert codes(addendum.findings(sheet(*old, *new))) == set()


def test_an_addendum_that_repeats_a_result_changes_nothing() -> None:
    facts = [
        fact("biomarker.HER2", "positive", "a", span=(10, 20)),
        fact("record.addendum", "HER2 positive.", "a", span=(100, 160)),
        fact("biomarker.HER2", "positive", "a", span=(120, 130)),
    ]
    assert codes(addendum.findings(sheet(*facts))) == set()


def test_two_records_of_one_return_of_the_cancer_are_compared() -> None:
    back = [fact("diagnosis.recurrence", "local", where) for where in "ab"]
    assert two("stage.path.t", "T3", "T1", *back) == {"contradiction.stage"}
    assert two("stage.path.t", "T3", "T1", back[0]) == set()


def test_a_looser_name_in_an_addendum_changes_nothing() -> None:
    facts = [
        fact("diagnosis.histology", "8500/3", "a", span=(10, 20)),
        fact("record.addendum", "Carcinoma, see above.", "a", span=(100, 160)),
        fact("diagnosis.histology", "8010/3", "a", span=(120, 130)),
    ]
    assert codes(addendum.findings(sheet(*facts))) == set()


def test_an_organ_that_a_scan_names_in_passing_is_no_place_of_origin() -> None:
    scan = fact("record.kind", "imaging", "b")
    assert two("diagnosis.site", "C34.1", "C50.9", scan) == set()
    assert two("diagnosis.site", "C34.1", "C50.9", scan, fact("diagnosis.histology", "8500/3", "b")) == {
        "contradiction.site"
    }


def test_sizes_on_scans_follow_the_tumor_but_a_slipped_unit_is_found() -> None:
    scan = fact("record.kind", "imaging", "b")
    assert two("tumor.size", mm(41), mm(8), scan) == set()
    assert two("tumor.size", mm(24), mm(2.4), scan) == {"contradiction.size"}

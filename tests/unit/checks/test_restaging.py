"""Stated stages that do not follow from what the same record says, and those that do."""

import pytest

from consilium.checks import Severity, restaging
from consilium.facts import Fact, FactSheet, Provenance, Status
from consilium.values import Quantity, RecordId, Value


def fact(code: str, value: Value, record: str = "a", status: Status = Status.STATED) -> Fact:
    return Fact(code=code, value=value, status=status, source=Provenance(record=RecordId(record), reader="test/1"))


def breast(*more: Fact, t: str = "T2", n: str = "N1a", edition: str = "7") -> FactSheet:
    facts = [
        fact("diagnosis.site", "C50.9"),
        fact("diagnosis.histology", "8500/3"),
        fact("stage.edition", edition),
        fact("stage.path.t", t),
        fact("stage.path.n", n),
    ]
    return FactSheet.of([*facts, *more])


def codes(sheet: FactSheet) -> list[str]:
    return [finding.code for finding in restaging.findings(sheet)]


@pytest.mark.requirement("B3")
def test_a_group_that_does_not_follow_is_found_with_its_evidence() -> None:
    stated = fact("stage.path.group", "IIIC")
    (finding,) = restaging.findings(breast(stated))
    assert finding.code == "restaging.group"
    assert finding.severity is Severity.IMPORTANT
    assert finding.because[0] == stated
    assert (finding.param("stated"), finding.param("expected"), finding.param("edition")) == ("IIIC", "IIB", "7")


@pytest.mark.parametrize("group", ["IIB", "stage iib", "2B", "II"])
def test_a_group_that_follows_or_is_only_less_fine_gives_nothing(group: str) -> None:
    assert codes(breast(fact("stage.path.group", group))) == []


@pytest.mark.requirement("B3")
def test_a_group_of_another_edition_is_a_note_that_names_both() -> None:
    (finding,) = restaging.findings(breast(fact("stage.path.group", "IIA"), t="T1c", n="N1mi"))
    assert finding.code == "restaging.edition"
    assert finding.severity is Severity.NOTE
    assert (finding.param("edition"), finding.param("other_edition")) == ("7", "6")


@pytest.mark.requirement("B3")
def test_t2_beside_62_mm_is_found() -> None:
    (finding,) = restaging.findings(breast(fact("tumor.size", Quantity(62, "mm"))))
    assert finding.code == "restaging.t_size"
    assert (finding.param("stated"), finding.param("expected"), finding.param("measure")) == ("T2", "T3", "62 mm")


def test_a_size_in_another_record_is_not_held_against_t() -> None:
    assert codes(breast(fact("tumor.size", Quantity(62, "mm"), record="b"))) == []


def test_a_t_that_was_worked_out_from_the_size_is_not_checked_against_it() -> None:
    facts = [one for one in breast() if one.code != "stage.path.t"]
    sheet = FactSheet.of(
        [*facts, fact("stage.path.t", "T2", status=Status.INFERRED), fact("tumor.size", Quantity(62, "mm"))]
    )
    assert codes(sheet) == []


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(("positive", "found"), [(0, True), (1, False), (3, False), (4, True), (12, True)])
def test_n_against_the_count_of_nodes(positive: int, found: bool) -> None:
    assert codes(breast(fact("nodes.positive", positive))) == (["restaging.n_count"] if found else [])


def test_a_correction_of_the_person_counts_before_what_was_read() -> None:
    corrected = fact("stage.path.t", "T3", record="", status=Status.CORRECTED)
    assert codes(breast(fact("tumor.size", Quantity(62, "mm")), corrected)) == []


def test_without_an_edition_the_year_of_the_record_tells() -> None:
    facts = [one for one in breast(t="T1c", n="N1mi") if one.code != "stage.edition"]
    in_2012 = FactSheet.of([*facts, fact("record.date", "2012-03-01"), fact("stage.path.group", "IB")])
    assert codes(in_2012) == []
    (finding,) = restaging.findings(FactSheet.of([*facts, fact("record.date", "2005"), fact("stage.path.group", "IB")]))
    assert (finding.code, finding.param("edition"), finding.param("edition_stated")) == ("restaging.edition", "6", "no")


def test_a_record_without_t_or_without_a_site_gives_nothing() -> None:
    assert codes(FactSheet.of([fact("stage.path.group", "IIIC")])) == []
    assert codes(FactSheet.of([fact("stage.path.t", "T2"), fact("tumor.size", Quantity(62, "mm"))])) == []


def test_a_breast_group_of_the_8th_edition_may_be_the_prognostic_stage() -> None:
    (finding,) = restaging.findings(breast(fact("stage.path.group", "IA"), edition="8"))
    assert (finding.code, finding.severity) == ("restaging.prognostic", Severity.NOTE)


def test_a_clinical_prognostic_stage_that_follows_gives_nothing() -> None:
    markers = [fact(f"biomarker.{name}", value) for name, value in (("ER", "positive"), ("PR", "positive"))]
    clinical = [fact("stage.clin.t", "T2"), fact("stage.clin.n", "N1"), fact("stage.clin.group", "IB")]
    known = [one for one in breast(edition="8") if not one.code.startswith("stage.path")]
    more = [fact("biomarker.HER2", "positive"), fact("diagnosis.grade", "G3")]
    assert codes(FactSheet.of([*known, *clinical, *markers, *more])) == []


def test_the_gene_test_counts_for_the_prognostic_stage_where_the_stain_is_equivocal() -> None:
    markers = [fact(f"biomarker.{name}", value) for name, value in (("ER", "positive"), ("PR", "positive"))]
    clinical = [fact("stage.clin.t", "T2"), fact("stage.clin.n", "N1"), fact("stage.clin.group", "IB")]
    known = [one for one in breast(edition="8") if not one.code.startswith("stage.path")]
    more = [fact("biomarker.HER2", "equivocal"), fact("diagnosis.grade", "G3")]
    amplified = fact("biomarker.HER2.ish", "positive")
    assert codes(FactSheet.of([*known, *clinical, *markers, *more, amplified])) == []


def undated(*more: Fact, t: str, n: str) -> FactSheet:
    return FactSheet.of([*(one for one in breast(t=t, n=n) if one.code != "stage.edition"), *more])


def test_without_edition_and_date_a_group_that_some_edition_gives_is_left_alone() -> None:
    assert codes(undated(fact("stage.path.group", "IB"), t="T1c", n="N1mi")) == []
    assert codes(undated(fact("stage.path.group", "IIIC"), t="T1c", n="N0")) != []


@pytest.mark.parametrize(("mm", "found"), [(20, []), (20.4, []), (18, ["restaging.t_size"])])
def test_a_size_at_the_limit_is_taken_as_rounded(mm: float, found: list[str]) -> None:
    assert codes(breast(fact("tumor.size", Quantity(mm, "mm")))) == found


def test_without_a_stated_edition_t_need_fit_only_one() -> None:
    facts = [
        fact("diagnosis.site", "C34.1"),
        fact("diagnosis.histology", "8140/3"),
        fact("stage.path.t", "T1a"),
        fact("tumor.size", Quantity(15, "mm")),
    ]
    assert codes(FactSheet.of(facts)) == []
    assert codes(FactSheet.of([*facts, fact("stage.edition", "8")])) == ["restaging.t_size"]


def test_a_tumor_of_the_junction_may_be_staged_as_oesophagus() -> None:
    facts = [
        fact("diagnosis.site", "C16.0"),
        fact("diagnosis.histology", "8140/3"),
        fact("stage.edition", "8"),
        fact("stage.path.t", "T1b"),
        fact("stage.path.n", "N1"),
    ]
    assert codes(FactSheet.of([*facts, fact("stage.path.group", "IIB")])) == []
    assert codes(FactSheet.of([*facts, fact("stage.path.group", "IIIC")])) == ["restaging.group"]

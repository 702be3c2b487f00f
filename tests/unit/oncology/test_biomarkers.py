"""What a fact says of a marker: yes, no, or nothing that decides."""

import pytest
from sheet_for_tests import Assertion, fact, sheet

from consilium.facts import Status
from consilium.oncology.biomarkers import look_up, markers, says
from consilium.values import Answer, Quantity, Value


@pytest.mark.parametrize(
    ("key", "value", "answer"),
    [
        ("ER", "positive", Answer.YES),
        ("ER", "negative", Answer.NO),
        ("HER2", "equivocal", Answer.UNKNOWN),
        ("HER2", "low", Answer.NO),
        ("MMR", "deficient", Answer.YES),
        ("MMR", "proficient", Answer.NO),
        ("MSI", "high", Answer.YES),
        ("MSI", "stable", Answer.NO),
        ("EGFR", "p.L858R", Answer.YES),
        ("EGFR", "exon 19 deletion", Answer.YES),
        ("EGFR", "wild type", Answer.NO),
        ("EGFR", "no mutation detected", Answer.NO),
        ("ALK", "EML4::ALK", Answer.YES),
        ("KRAS", "G12C", Answer.YES),
        ("MGMT", "unmethylated", Answer.NO),
        ("1p19q", "not codeleted", Answer.NO),
        ("PDL1", Quantity(60, "%"), Answer.YES),
        ("PDL1", Quantity(0, "%"), Answer.NO),
        ("PSA", Quantity(6, "ng/mL"), Answer.UNKNOWN),
        ("ER", "see comment", Answer.UNKNOWN),
    ],
)
def test_words_and_changes(key: str, value: Value, answer: Answer) -> None:
    assert says(markers()[key], fact(f"biomarker.{key}", value)) is answer


@pytest.mark.parametrize(("gene", "answer"), [("positive", Answer.YES), ("negative", Answer.NO)])
def test_the_gene_test_decides_an_equivocal_stain(gene: str, answer: Answer) -> None:
    known = look_up(sheet(fact("biomarker.HER2", "equivocal"), fact("biomarker.HER2.ish", gene)), "HER2")
    assert known.answer is answer


def test_a_stain_and_a_gene_test_that_differ_decide_nothing() -> None:
    known = look_up(sheet(fact("biomarker.HER2", "negative"), fact("biomarker.HER2.ish", "positive")), "HER2")
    assert known.answer is Answer.UNKNOWN


def test_doubt_decides_nothing_and_absence_turns_a_change_round() -> None:
    assert says(markers()["EGFR"], fact("biomarker.EGFR", "p.L858R", assertion=Assertion.UNCERTAIN)) is Answer.UNKNOWN
    assert says(markers()["EGFR"], fact("biomarker.EGFR", "p.L858R", assertion=Assertion.ABSENT)) is Answer.NO


def test_records_that_disagree_leave_the_answer_open() -> None:
    known = look_up(sheet(fact("biomarker.ER", "positive", "a"), fact("biomarker.ER", "negative", "b")), "ER")
    assert (known.answer, len(known.facts)) == (Answer.UNKNOWN, 2)


def test_a_correction_counts_before_all_records() -> None:
    right = fact("biomarker.ER", "negative", "b", status=Status.CORRECTED)
    assert look_up(sheet(fact("biomarker.ER", "positive", "a"), right), "ER").answer is Answer.NO


def test_missing_is_not_negative() -> None:
    known = look_up(sheet(), "HER2")
    assert (known.answer, known.tested) == (Answer.UNKNOWN, False)


def test_a_family_members_gene_is_not_the_patients() -> None:
    assert not look_up(sheet(fact("biomarker.BRCA1", "positive", assertion=Assertion.FAMILY)), "BRCA1").tested


@pytest.mark.parametrize(
    ("key", "code", "value"),
    [
        ("HER2", "biomarker.ERBB2", "exon 20 insertion"),
        ("MYC", "variant", "MYCN amplification"),
        ("p16", "biomarker.CDKN2A", "deleted"),
    ],
)
def test_a_change_of_another_kind_or_gene_is_no_answer(key: str, code: str, value: str) -> None:
    assert look_up(sheet(fact(code, value)), key).answer is Answer.UNKNOWN

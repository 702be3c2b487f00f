"""Counts, sums and dates that cannot be (B2)."""

from datetime import date

import pytest
from sheet_for_tests import TODAY, Assertion, codes, fact, sheet

from consilium.checks import impossible
from consilium.facts import Fact
from consilium.values import Quantity

pytestmark = pytest.mark.requirement("B2")


def found(*facts: Fact, today: date = TODAY) -> set[str]:
    return codes(impossible.findings(sheet(*facts), today=today))


BORN = fact("patient.birth_date", "1960-02-03")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ([fact("nodes.positive", 5), fact("nodes.examined", 3)], "nodes"),
        ([fact("gleason.primary", 3), fact("gleason.secondary", 4), fact("gleason.score", 8)], "gleason_sum"),
        ([fact("gleason.score", 9), fact("gleason.grade_group", 2)], "grade_group"),
        ([fact("biomarker.ER", "negative"), fact("biomarker.ER.percent", Quantity(90, "%"))], "percent"),
        ([fact("biomarker.PR", "positive"), fact("biomarker.PR.percent", Quantity(0, "%"))], "percent"),
        ([fact("biomarker.HER2", "negative"), fact("biomarker.HER2.score", "3+")], "her2_score"),
        ([BORN, fact("patient.age", 40), fact("record.date", "2026-01-05")], "age"),
        ([fact("patient.sex", "female"), fact("diagnosis.site", "C61.9")], "sex"),
        ([BORN, fact("treatment.surgery", "lumpectomy", on="1906-02-03")], "before_birth"),
        ([BORN, fact("diagnosis.date", "1959-12-01")], "before_birth"),
        ([fact("record.date", "2027-03-01")], "future"),
        ([fact("specimen", "left breast", on="2026-05-05"), fact("record.date", "2026-04-30")], "collected_later"),
        (
            [fact("treatment.drug", "letrozole", on="2020-01-01"), fact("diagnosis.date", "2025-06-01")],
            "treated_first",
        ),
    ],
)
def test_it_is_found(facts: list[Fact], code: str) -> None:
    assert found(*facts) == {f"impossible.{code}"}


@pytest.mark.parametrize(
    "facts",
    [
        [fact("nodes.positive", 3), fact("nodes.examined", 3)],
        [fact("nodes.positive", 5, subject="A"), fact("nodes.examined", 3, subject="B")],
        [fact("nodes.positive", 5, "a"), fact("nodes.examined", 3, "b")],
        [fact("gleason.primary", 3), fact("gleason.secondary", 4), fact("gleason.score", 7)],
        [fact("gleason.score", 7), fact("gleason.grade_group", 3)],
        [fact("biomarker.ER", "positive"), fact("biomarker.ER.percent", Quantity(1, "%"))],
        [fact("biomarker.HER2", "equivocal"), fact("biomarker.HER2.score", "2+")],
        [BORN, fact("patient.age", 65), fact("record.date", "2026-01-05")],
        [fact("patient.sex", "male"), fact("diagnosis.site", "C50.9")],
        [BORN, fact("diagnosis.date", "2025-12-01")],
        [fact("record.date", "2026-11-20")],
        [fact("treatment.drug", "paclitaxel", on="2027-01-01", assertion=Assertion.PLANNED)],
        [fact("specimen", "left breast", on="2026-04-30"), fact("record.date", "2026-05-05")],
        [fact("treatment.surgery", "biopsy", on="2025-05-10"), fact("diagnosis.date", "2025-06-01")],
    ],
)
def test_what_can_be_is_left_alone(facts: list[Fact]) -> None:
    assert found(*facts) == set()


def test_a_slip_that_a_note_repeats_is_said_once() -> None:
    facts = [one for where in "ab" for one in (fact("nodes.positive", 5, where), fact("nodes.examined", 3, where))]
    assert len(list(impossible.findings(sheet(*facts), today=TODAY))) == 1

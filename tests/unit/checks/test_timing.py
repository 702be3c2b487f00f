"""The safe-to-wait clock, cancers that act first, and old images."""

from datetime import date

import pytest
from sheet_for_tests import TODAY, Assertion, about, breast, codes, fact, sheet

from consilium.checks import timing
from consilium.checks.timing import Pace
from consilium.facts import Fact


def clock(*facts: Fact, start: date | None = None) -> timing.Clock:
    everything = sheet(*facts)
    return timing.clock(everything, about(everything), today=TODAY, planned_start=start)


def found(*facts: Fact, start: date | None = None) -> set[str]:
    everything = sheet(*facts)
    return codes(timing.findings(everything, about(everything), today=TODAY, planned_start=start))


@pytest.mark.parametrize(
    ("start", "pace", "days"),
    [
        (date(2026, 11, 29), Pace.SHORT, 9),
        (date(2026, 12, 4), Pace.ENOUGH, 14),
        (date(2026, 11, 10), Pace.OVERDUE, -10),
        (None, Pace.UNKNOWN, None),
    ],
)
def test_the_clock_counts_from_today_to_the_planned_start(start: date | None, pace: Pace, days: int | None) -> None:
    told = clock(start=start)
    assert (told.pace, told.days) == (pace, days)
    stated = clock(*([fact("plan.start", start.isoformat())] if start else []))
    assert (stated.pace, stated.days) == (pace, days)


def test_what_a_person_says_counts_before_a_record() -> None:
    assert clock(fact("plan.start", "2027-03-01"), start=date(2026, 11, 25)).days == 5


@pytest.mark.parametrize(
    ("facts", "urgent"),
    [
        ([fact("diagnosis.histology", "9861/3")], True),
        ([fact("diagnosis.histology", "9687/3")], True),
        ([fact("diagnosis.site", "C34.1"), fact("diagnosis.histology", "8041/3")], True),
        ([fact("diagnosis.site", "C62.9"), fact("diagnosis.histology", "9070/3"), fact("stage.clin.m", "M1")], True),
        ([fact("diagnosis.site", "C62.9"), fact("diagnosis.histology", "9061/3"), fact("stage.clin.m", "M0")], False),
        ([fact("diagnosis.statement", "Metastasis with spinal cord compression at T8")], True),
        ([fact("diagnosis.statement", "No spinal cord compression")], False),
        ([fact("diagnosis.statement", "cord compression", assertion=Assertion.ABSENT)], False),
        ([*breast()], False),
    ],
)
def test_urgent_cancers_and_states_act_first(facts: list[Fact], urgent: bool) -> None:
    assert ("timing.urgent" in found(*facts)) is urgent
    assert (clock(*facts).pace is Pace.ACT_FIRST) is urgent


def test_delay_is_said_to_matter_only_where_a_study_found_so() -> None:
    assert "timing.delay_matters" in found(*breast(stage="IIA"))
    assert "Khorana" in clock(*breast(stage="IIA")).source
    assert "timing.delay_matters" not in found(*breast(stage="IV"))
    assert "timing.delay_matters" not in found(fact("diagnosis.site", "C61.9"), fact("stage.path.group", "IIA"))


def test_little_time_and_a_start_that_passed_are_findings() -> None:
    assert "timing.short" in found(start=date(2026, 11, 22))
    assert "timing.overdue" in found(start=date(2026, 11, 10))
    assert found(start=date(2027, 1, 10)) == set()


def test_an_old_scan_is_said_unless_a_newer_one_is_there() -> None:
    old, new = fact("imaging.study", "CT chest", on="2026-05-01"), fact("imaging.study", "MRI pelvis", on="2026-11-01")
    assert found(old) == {"timing.old_image"}
    assert found(old, new) == set()

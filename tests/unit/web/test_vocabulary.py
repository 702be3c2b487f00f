"""Coded values in words: every value of a case has some, and every finding stands under a heading."""

from dataclasses import replace

import pytest

from consilium.cases import Coverage, Intent, Role, Route, Scope, Status, TreatmentStatus
from consilium.checks import Severity
from consilium.delivery import wording
from consilium_web.queries import vocabulary
from consilium_web.queries.findings import FindingLine
from consilium_web.templatetags.components import COLOURS
from consilium_web.views.finding_groups import grouped


@pytest.mark.parametrize("kind", [Status, Scope, Intent, TreatmentStatus, Route, Coverage, Role])
def test_every_value_has_words_of_its_own(kind: type) -> None:
    words = [vocabulary.words(value) for value in kind]  # type: ignore[attr-defined]
    assert all(text[0].isupper() and "_" not in text for text in words)
    assert len(set(words)) == len(words)


def test_every_state_has_a_colour_that_a_tag_knows() -> None:
    assert set(vocabulary.STATUS) == set(Status)
    assert {colour for _, colour in vocabulary.STATUS.values()} <= COLOURS


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-12-10", "10 December 2026"),
        ("2026-12", "December 2026"),
        ("2026", "2026"),
        ("T2", "T2"),
        ("2026-12-10 or later", "2026-12-10 or later"),
        ("2026-99-10", "2026-99-10"),
    ],
)
def test_a_date_is_read_alike_in_any_country(written: str, read: str) -> None:
    assert vocabulary.day(written) == read


def _line(code: str) -> FindingLine:
    return FindingLine(id=code, code=code, text="", severity=Severity.NOTE, evidence=(), source="")


def test_every_finding_stands_under_one_heading_and_none_under_other_things() -> None:
    codes = sorted(wording.table("en")["finding"])
    groups = grouped(_line(code) for code in codes)
    assert sorted(line.code for group in groups for line in group.lines) == codes
    assert "Other things" not in [group.heading for group in groups]


def test_a_record_of_somebody_else_comes_before_everything() -> None:
    groups = grouped(map(_line, ("plan.trial", "contradiction.grade", "identity.other_patient")))
    assert groups[0].heading == "Perhaps not your record"
    assert groups[1].lines == (_line("contradiction.grade"),)


def test_what_rests_on_a_record_of_perhaps_another_person_stands_apart_at_the_end() -> None:
    doubted = replace(_line("contradiction.grade"), doubted=True)
    groups = grouped([doubted, _line("contradiction.site"), _line("identity.other_patient")])
    assert [group.heading for group in groups] == [
        "Perhaps not your record",
        "Where the records do not agree",
        "From a record that may be another person’s",
    ]
    assert groups[-1].lines == (doubted,)
    assert groups[-1].page == "records"

"""A centre's figures: counted right, and silent on small cells."""

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from consilium.concordance import Grade
from consilium.outcomes import ALL, OTHER, Figures, Outcome, Table, _sure, figures, table, yardsticks


def outcome(cancer: str = "breast", overall: Grade = Grade.SAME, **changes: Any) -> Outcome:
    codes = ("treatment_changed",) if overall is Grade.MAJOR else ("confirmed",)
    told = {
        "days": 4.0,
        "items": (("treatments", overall),),
        "codes": codes,
        "verdicts": (("confirmed",) * 4 + ("differs",),),
    }
    return Outcome(cancer=cancer, overall=overall, **(told | changes))


def of(*outcomes: Outcome) -> Figures:
    found = figures(outcomes)
    assert found
    return found


def counts(shown: Table, line: str) -> dict[str, int | None]:
    """Column -> count, None where it is hidden."""
    row = next(one for one in shown.lines if one.name == line)
    return {cell.name: cell.rate.count if cell.rate else None for cell in row.cells}


@pytest.mark.requirement("B7")
def test_concordance_is_counted_over_all_and_by_cancer() -> None:
    found = of(*[outcome()] * 12, *[outcome(overall=Grade.MAJOR)] * 8, *[outcome("lung", Grade.MINOR)] * 7)
    assert found.cases == 27
    assert counts(found.by_cancer, ALL) == {"same": 12, "minor": 7, "major": 8, "not_comparable": 0}
    assert counts(found.by_cancer, "breast") == {"same": 12, "minor": 0, "major": 8, "not_comparable": 0}
    assert counts(found.by_field, "treatments") == {"same": 12, "minor": 7, "major": 8, "not_comparable": 0}
    assert [line.name for line in found.by_field.lines] == ["treatments"]
    assert counts(found.by_part, "plan") == {"confirmed": 0, "differs": 27, "cannot_judge": 0}


@pytest.mark.requirement("R45")
def test_the_codes_of_outcomes_are_counted_where_something_could_be_compared() -> None:
    nothing = outcome(overall=Grade.NOT_COMPARABLE, codes=())
    found = of(*[outcome()] * 6, *[outcome(overall=Grade.MAJOR)] * 14, *[nothing] * 5)
    assert counts(found.codes, "confirmed") == {"yes": 6, "no": 14}
    assert counts(found.codes, "treatment_changed") == {"yes": 14, "no": 6}
    assert counts(found.codes, "trial_found") == {"yes": 0, "no": 20}


@pytest.mark.requirement("R46")
def test_reassurance_is_a_result() -> None:
    calmer = [outcome(confidence=(3, 8), worry=(9, 4))] * 6
    found = of(*calmer, *[outcome(confidence=(5, 5), worry=(5, 7))] * 6, outcome())
    assert found.confidence and found.worry
    assert (found.confidence.n, found.confidence.before, found.confidence.after) == (12, 4.0, 6.5)
    assert found.worry.mean.value == -1.5
    assert found.worry.mean.low < -1.5 < found.worry.mean.high
    assert found.worry.better.rate and found.worry.better.rate.count == 6


@pytest.mark.requirement("R46")
def test_the_answers_of_a_few_are_not_told() -> None:
    assert of(*[outcome(worry=(9, 4))] * 4, *[outcome()] * 6).worry is None


def test_turnaround_is_a_median_with_quartiles() -> None:
    found = of(*[outcome(days=float(day)) for day in range(1, 10)])
    assert found.turnaround
    assert (found.turnaround.median.value, found.turnaround.lower, found.turnaround.upper) == (5, 3, 7)


def test_reviewers_of_the_same_case_are_compared_part_by_part() -> None:
    agree = ("confirmed",) * 5
    differ = ("confirmed",) * 4 + ("differs",)
    found = of(*[outcome(verdicts=(agree, agree))] * 5, *[outcome(verdicts=(agree, differ))] * 5).reviewers
    assert found
    assert (found.things, found.pairwise, found.unanimous.count) == (50, 0.9, 45)
    assert of(*[outcome()] * 9).reviewers is None


def test_four_cases_are_too_few_for_any_figure() -> None:
    assert figures([outcome()] * 4) is None
    assert figures([]) is None


def test_cancers_of_few_people_stand_together() -> None:
    found = of(*[outcome()] * 20, *[outcome("lung")] * 9, *[outcome("bone")] * 2)
    assert [(line.name, line.total) for line in found.by_cancer.lines] == [(ALL, 31), ("breast", 20), (OTHER, 11)]


def test_a_small_cell_takes_the_next_one_with_it() -> None:
    shown = table({"one": {"a": 20, "b": 7, "c": 2}}, "abc")
    assert counts(shown, "one") == {"a": 20, "b": None, "c": None}


def test_two_hidden_cells_that_add_up_to_few_take_a_third() -> None:
    shown = table({"one": {"a": 20, "b": 9, "c": 1, "d": 1}}, "abcd")
    assert counts(shown, "one") == {"a": 20, "b": None, "c": None, "d": None}


def test_a_cell_cannot_be_worked_out_from_the_line_of_all() -> None:
    lines = {"all": {"a": 40, "b": 19}, "one": {"a": 30, "b": 3}, "two": {"a": 10, "b": 16}}
    shown = table(lines, "ab", adds_up=True)
    assert [count for line in ("one", "two") for count in counts(shown, line).values()] == [None] * 4


def test_a_line_of_few_people_is_hidden_whole() -> None:
    (line,) = table({"one": {"a": 3, "b": 1}, "two": {}}, "ab").lines
    assert line.total is None
    assert {cell.rate for cell in line.cells} == {None}


@pytest.mark.requirement("B7")
def test_every_published_figure_has_its_source() -> None:
    text = (files("consilium.oncology") / "tables" / "yardsticks.toml").read_text("utf-8")
    assert len(yardsticks()) == len(tomllib.loads(text)["yardstick"]) > 10
    for row in yardsticks():
        assert row.year or "provider’s own figure" in row.cited.replace("'", "’")
        assert row.topic in {"grades", "codes", "turnaround", "feelings", "reviewers", "sure"}


def test_the_sure_test_is_counted_before_and_after_and_not_for_few() -> None:
    pairs = [(3, 4)] * 6 + [(2, 3)] * 5
    shown = table(_sure(pairs), ["conflict", "none"]).lines
    lines = {one.name: [cell.rate and cell.rate.count for cell in one.cells] for one in shown}
    assert lines == {"before": [11, 0], "after": [5, 6]}
    assert _sure([(3, 4)] * 4) == {}

"""Each finding has records that bring it up and records that do not; so has each row of a table of rules."""

import re
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from sheet_for_tests import TODAY, Assertion, breast, codes, fact, sheet

from consilium.assessment import assess
from consilium.checks import plan, testing, timing
from consilium.checks.disease import Disease
from consilium.delivery import wording
from consilium.facts import Fact
from consilium.oncology.cancers import cancers
from consilium.oncology.testing import Requirement, requirements
from consilium.values import Answer, Quantity, Value

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "findings.toml").read_text("utf-8"))["finding"]
TABLES = files("consilium.oncology") / "tables"
WRITTEN = re.compile(r"(\w) ([\w.]+) (.+?)(?: @([\d-]+))?(?: ~(\w+))?(?: #(\d+)-(\d+))?")


def facts(lines: list[str]) -> list[Fact]:
    return [one for line in lines for one in (breast() if line == "breast" else (written(line),))]


def written(line: str) -> Fact:
    """One fact as findings.toml writes it."""
    found = WRITTEN.fullmatch(line)
    assert found, line
    where, code, value, on, said, start, end = found.groups()
    span = (int(start), int(end)) if start else (0, 1)
    return fact(code, _value(value), where, on=on or "", span=span, assertion=Assertion(said or "present"))


def _value(text: str) -> Value:
    if text.isdecimal():
        return int(text)
    amount = re.fullmatch(r"([\d.]+) (mm|%|ng/mL)", text)
    return Quantity(float(amount[1]), amount[2]) if amount else text


def found(lines: list[str]) -> set[str]:
    return codes(assess([], answers=facts(lines), today=TODAY).findings)


@pytest.mark.parametrize("case", CASES, ids=[case["code"] for case in CASES])
def test_a_finding_is_brought_up_by_what_shows_it(case: dict[str, Any]) -> None:
    assert case["code"] in found(case["fires"]), case["rule"]


@pytest.mark.parametrize("case", [one for one in CASES if one["quiet"]], ids=lambda case: case["code"])
def test_a_finding_is_left_out_where_nothing_shows_it(case: dict[str, Any]) -> None:
    assert case["code"] not in found(case["quiet"]), case["rule"]


def test_no_finding_is_without_its_cases() -> None:
    """`record.unread` comes from a file and no fact: tests/unit/test_assessment.py shows it."""
    assert {case["code"] for case in CASES} == set(wording.table("en")["finding"]) - {"record.unread"}
    assert all(case["quiet"] or case["code"] == "completeness.missing" for case in CASES)


def of(cancer: str, **more: Any) -> Disease:
    return Disease(cancer=next(one for one in cancers() if one.key == cancer), **more)


def reached(row: Requirement) -> Disease:
    """A disease that this row is about."""
    kind = next((f"{one}/3" if len(one) == 4 else f"8000{one}" for one in row.kinds), "")
    advanced = row.when == "advanced" or row.min_stage > 3
    return of(
        row.cancers[0],
        histology=kind,
        stage=4 if advanced else max(row.min_stage, 1),
        metastatic=Answer.YES if advanced else Answer.NO,
        age=row.below_age - 1 if row.below_age else 50,
    )


def beside(row: Requirement) -> list[Fact]:
    """Results that the row asks for beside its own."""
    before = [fact(f"biomarker.{row.only_if}", "positive")] if row.only_if else []
    return before + [fact(f"biomarker.{marker}", "negative") for marker in row.unless]


@pytest.mark.requirement("B4")
@pytest.mark.parametrize("row", requirements(), ids=lambda row: f"{row.cancers[0]}-{row.tests[0]}-{row.when}")
def test_every_row_of_tests_calls_for_its_test_and_only_in_its_cancers(row: Requirement) -> None:
    called = testing.lines(sheet(*beside(row)), reached(row))
    assert any((line.tests, line.source) == (row.tests, row.source) for line in called)
    other = next(one.key for one in cancers() if one.key not in row.cancers)
    elsewhere = testing.lines(sheet(*beside(row)), of(other, stage=4, metastatic=Answer.YES, age=10))
    same = {one.source for one in requirements() if other in one.cancers and one.tests == row.tests}
    assert not any(line.tests == row.tests and line.source not in same for line in elsewhere)


def rows(table: str, kind: str) -> list[dict[str, Any]]:
    return list(tomllib.loads((TABLES / f"{table}.toml").read_text("utf-8"))[kind])


@pytest.mark.parametrize("row", rows("plan", "usual"), ids=lambda row: row["id"])
def test_every_usual_treatment_is_pointed_out_unless_the_plan_names_it(row: dict[str, Any]) -> None:
    about = of(row["cancers"][0], stage=(row["stages"] or [2])[0], metastatic=Answer.NO)
    named = [fact("plan.surgery", row["after"][0])] if row["after"] else [fact("plan.text", "Follow up in a month.")]
    assert row["id"] in usual(about, *named)
    for kind in row["any_of"]:
        assert row["id"] not in usual(about, *named, fact(f"plan.{kind}", "planned"))
    assert row["id"] not in usual(of("apl", stage=2, metastatic=Answer.NO), *named)


def usual(about: Disease, *said: Fact) -> set[str]:
    return {one.param("usual") for one in plan.findings(sheet(*said), about) if one.code == "plan.usual_not_named"}


@pytest.mark.parametrize("row", rows("timing", "delay"), ids=lambda row: row["cancers"][0])
def test_every_known_harm_of_delay_is_said_in_its_cancer_and_stage(row: dict[str, Any]) -> None:
    for cancer in row["cancers"]:
        assert all(timing.clock(sheet(), of(cancer, stage=stage), today=TODAY).harm for stage in row["stages"])
        assert not timing.clock(sheet(), of(cancer, stage=0), today=TODAY).harm


@pytest.mark.parametrize("row", rows("timing", "urgent"), ids=lambda row: row["id"])
def test_every_urgent_cancer_and_state_acts_first(row: dict[str, Any]) -> None:
    for cancer in row.get("cancers", ()):
        about = of(cancer, metastatic=Answer.YES)
        assert row["id"] in urgent(about)
        if row.get("metastatic"):
            assert row["id"] not in urgent(of(cancer, metastatic=Answer.NO))
    for word in row.get("words", ()):
        assert row["id"] in urgent(Disease(), fact("diagnosis.statement", f"Signs of {word}."))
        assert row["id"] not in urgent(Disease(), fact("diagnosis.statement", f"No signs of {word}."))
    assert row["id"] not in urgent(of("breast", metastatic=Answer.NO))


def urgent(about: Disease, *said: Fact, today: date = TODAY) -> set[str]:
    return {one.param("urgent") for one in timing.findings(sheet(*said), about, today=today)}

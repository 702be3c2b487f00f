"""Each finding has records that bring it up and records that do not; the rows of tables are in test_every_row.py."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from sheet_for_tests import TODAY, Assertion, breast, codes, fact

from consilium.assessment import assess
from consilium.delivery import wording
from consilium.facts import Fact
from consilium.values import Quantity, Value

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

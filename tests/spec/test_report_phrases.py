"""What is read from phrases of reports; the table beside this file is also its documentation."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from consilium.facts import Assertion, Fact, Status
from consilium.records import report
from consilium.values import RecordId

RULES = tomllib.loads((Path(__file__).parent / "report.toml").read_text(encoding="utf-8"))["rule"]
CASES = [
    pytest.param(case["text"], case["gives"], id=f"{rule['says'][:40]}-{number}")
    for rule in RULES
    for number, case in enumerate(rule["cases"])
]
MARKS = {"?": Assertion.UNCERTAIN, "-": Assertion.HISTORICAL, ">": Assertion.PLANNED, "f": Assertion.FAMILY}


def expected(words: str) -> tuple[str, Assertion, Status]:
    value, _, mark = words.rpartition(" ")
    if value and mark == "~":
        return value, Assertion.PRESENT, Status.INFERRED
    if value and mark in MARKS:
        return value, MARKS[mark], Status.STATED
    return words, Assertion.PRESENT, Status.STATED


def first(facts: tuple[Fact, ...], code: str) -> Fact | None:
    return next((fact for fact in facts if fact.code == code), None)


@pytest.mark.requirement("B1")
@pytest.mark.parametrize(("text", "gives"), CASES)
def test_a_phrase_gives_its_facts(text: str, gives: dict[str, Any]) -> None:
    facts = report.read_text(text, RecordId("r"))
    for code, words in gives.items():
        fact = first(facts, code)
        if not words:
            present = [fact for fact in facts if fact.code == code and fact.assertion is Assertion.PRESENT]
            assert present == []
            continue
        value, assertion, status = expected(words)
        assert fact is not None, f"no {code}"
        assert (fact.text, fact.assertion, fact.status) == (value, assertion, status)


@pytest.mark.requirement("B1")
@pytest.mark.parametrize(("text", "gives"), CASES)
def test_every_fact_has_its_words_where_it_says(text: str, gives: dict[str, Any]) -> None:
    facts = report.read_text(text, RecordId("r"))
    for fact in facts:
        assert fact.source.quote
        assert text[fact.source.start : fact.source.end] == fact.source.quote
        assert fact.source.reader == report.READER
        assert bool(fact.rule) == (fact.status is Status.INFERRED)

"""Every code has a sentence for patients and for clinicians, and patients' sentences are easy to read."""

import re
import string
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import pytest
import textstat
from sheet_for_tests import TODAY, breast, fact, sheet

import consilium.checks
from consilium.assessment import assess
from consilium.checks import Finding, Severity
from consilium.checks.completeness import ChecklistItem, Held, item_ids
from consilium.checks.timing import Clock, Pace
from consilium.delivery import wording
from consilium.errors import Unknown
from consilium.questions import Prompt, _rows
from consilium.triage import Strength, rules

SECTIONS = ("finding", "test_why", "item", "situation", "strength", "route", "clock", "question", "education")
# What stands in a gap while reading level is measured: short and common, as most values are.
PLAIN = {
    "one": "left", "other": "right", "marker": "HER2", "test": "HER2", "cancer": "breast cancer", "drug": "this drug",
    "drugs": "this drug", "treatment": "an operation", "item": "the scan reports", "days": "9", "day": "May 2",
    "start": "May 2", "on": "May 2", "part": "stage", "stated": "stage two", "expected": "stage three",
    "measure": "24 mm", "why": "It shows if some drugs can help.", "missing": "HER2", "weighed": "an operation",
    "reason": "Ask for a new copy.",
}  # fmt: skip

CODE = re.compile(r'"(plan|testing|completeness|restaging|contradiction|identity|timing|expertise)\.([a-z_]+)"')


def codes_in_source() -> set[str]:
    """Every code that a check can give, read from the checks themselves."""
    found: set[str] = set()
    for path in Path(consilium.checks.__file__).parent.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= {f"{family}.{name}" for family, name in CODE.findall(text)}
        if path.stem in ("contradiction", "impossible", "expertise"):
            found |= {f"{path.stem}.{name}" for name in re.findall(r'_finding\("([a-z_0-9]+)"', text)}
    # Codes that start like a fact's, which `plan.` and `contradiction.` share with the vocabulary of facts.
    found = {code for code in found if not code.endswith(".toml")}
    facts = {"plan.text", "plan.drug", "plan.surgery", "plan.radiation", "plan.observation", "plan.start"}
    from_fields = {f"identity.{field}" for field in ("name", "birth_date", "sex", "mrn")}
    from_paces = {f"timing.{pace.value}" for pace in (Pace.SHORT, Pace.OVERDUE)}
    return (found - facts) | from_fields | from_paces


def patient_sentences() -> Iterator[tuple[str, str]]:
    table = wording.table("en")
    for section in SECTIONS:
        for key, entry in table[section].items():
            for audience in ("patient", "ask", "title"):
                if audience in entry and section != "item":
                    yield f"{section}.{key}", entry[audience].format_map(PLAIN)
    for section in ("learn", "goal", "sure"):
        for key, entry in table[section].items():
            yield from ((f"{section}.{key}.{name}", text) for name, text in entry.items())


def test_every_code_that_a_check_gives_has_its_sentences() -> None:
    known = wording.table("en")["finding"]
    assert len(codes_in_source()) > 55
    assert codes_in_source() - set(known) == set()
    assert set(known) - codes_in_source() <= {"record.unread"}


def test_every_rule_item_and_question_has_its_sentences() -> None:
    table = wording.table("en")
    assert set(table["situation"]) == {rule.id for rule in rules()}
    assert set(table["item"]) == set(item_ids())
    assert set(table["question"]) == {row["id"] for row in _rows()}
    assert set(table["strength"]) == {strength.value for strength in Strength}
    assert set(table["clock"]) == {pace.value for pace in Pace}
    assert all(entry["patient"] and entry["clinician"] for section in SECTIONS for entry in table[section].values())
    assert all(wording.situation(rule.id).endswith("?") for rule in rules())


def test_patients_sentences_are_read_at_the_age_of_twelve() -> None:
    # This index counts letters; Flesch-Kincaid of the same package fetches a dictionary from the network.
    grades = {key: textstat.automated_readability_index(text) for key, text in patient_sentences()}
    assert mean(grades.values()) <= 7
    assert sorted(key for key, grade in grades.items() if grade > 9) == []


def test_no_sentence_for_a_patient_is_long() -> None:
    for key, text in patient_sentences():
        for sentence in re.split(r"(?<=[.?!])\s+", text):
            assert len(sentence.split()) <= 25, key


def test_no_sentence_blames_the_first_doctor() -> None:
    blame = re.compile(r"\b(?:mistake|failed|careless|negligen|fault|incompetent|should have|overlooked)", re.I)
    table = wording.table("en")
    said = [text for section in SECTIONS for entry in table[section].values() for text in entry.values()]
    assert [text for text in said if blame.search(text)] == []


@pytest.mark.requirement("B4")
def test_a_whole_case_is_said_without_a_gap_left_open() -> None:
    facts = sheet(
        *breast("a"),
        fact("biomarker.HER2", "negative"),
        fact("plan.drug", "trastuzumab"),
        fact("plan.surgery", "lumpectomy"),
        fact("diagnosis.site", "C61.9", "b"),
        fact("diagnosis.histology", "8140/3", "b"),
    )
    found = assess([], corrections=(), answers=facts, today=TODAY)
    for audience in ("patient", "clinician"):
        said = [wording.finding(one, audience) for one in found.findings]  # type: ignore[arg-type]
        said += [wording.fired(one, audience) for one in found.advice.fired]  # type: ignore[arg-type]
        said += [wording.prompt(one, audience) for one in found.questions]  # type: ignore[arg-type]
        said += [wording.item(one, audience) for one in found.checklist]  # type: ignore[arg-type]
        said += [wording.advice(found.advice), wording.clock(found.clock)]
        assert all(text and "{" not in text and "  " not in text for text in said)
    assert any("upper-outer" in text or "breast" in text for text in said)


def test_codes_are_said_as_names_and_words_as_words() -> None:
    site = Finding(code="contradiction.site", severity=Severity.NOTE, params=(("one", "C50.9"), ("other", "C61.9")))
    assert "breast" in wording.finding(site)
    assert "prostate" in wording.finding(site)
    held = ChecklistItem(id="slides", state=Held.MISSING)
    assert wording.item(held) != wording.item(held, "clinician")


def test_a_value_from_a_record_is_never_read_as_a_pattern() -> None:
    odd = Finding(code="contradiction.grade", severity=Severity.NOTE, params=(("one", "{other}"), ("other", "G3")))
    assert "{other}" in wording.finding(odd)


def test_the_sign_of_the_days_is_put_into_words() -> None:
    assert "10 days ago" in wording.clock(Clock(pace=Pace.OVERDUE, days=-10))


@pytest.mark.requirement("R47")
def test_the_myths_are_answered() -> None:
    text = " ".join(title + body for title, body in wording.education())
    for word in ("right", "hurt", "trust", "rude", "time", "weeks count", "same field", "Most often two", "pay"):
        assert word in text


def test_a_language_that_is_not_there_is_said() -> None:
    with pytest.raises(Unknown):
        wording.finding(Finding(code="testing.old", severity=Severity.NOTE), language="xx")
    with pytest.raises(Unknown):
        wording.prompt(Prompt(id="none", asked=next(iter(assess([], today=TODAY).questions)).asked, requirement="R18"))


def test_every_gap_is_filled_by_a_parameter_that_we_know() -> None:
    gaps = {
        name
        for section in SECTIONS
        for entry in wording.table("en")[section].values()
        for text in (entry["patient"],)
        for _, name, _, _ in string.Formatter().parse(text)
        if name
    }
    assert gaps <= set(PLAIN)

"""A whole synthetic chart read note by note, scored against what a careful person reads in it."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from consilium.facts import Assertion, Fact
from consilium.records import Page, report
from consilium.values import RecordId

GOLD = tomllib.loads((Path(__file__).parent / "chart_patient_4.toml").read_text(encoding="utf-8"))
PRECISION, RECALL = 0.95, 0.95


def code(fact: Fact) -> str:
    """The chart's stages name no basis, so a T read as clinical or pathological is the same T here."""
    return re.sub(r"^stage\.(?:clin|path)\.", "stage.", fact.code)


def said(notes: Path) -> Iterator[tuple[str, str, str]]:
    """(note, code, value) for every scored fact that is true of the patient now, or planned."""
    for path in sorted(notes.glob("*.json")):
        page = Page(number=1, text=json.loads(path.read_text(encoding="utf-8"))["text"])
        for fact in report.read_pages((page,), RecordId(path.stem)):
            now = fact.assertion in (Assertion.PRESENT, Assertion.PLANNED)
            family = fact.code == "history.family" and fact.assertion is Assertion.FAMILY
            if code(fact) in GOLD["scored"] and (now or family):
                yield path.stem[:8], code(fact), fact.text


def agrees(value: str, gold: str) -> bool:
    return gold.casefold() in value.casefold()


@pytest.mark.shared
@pytest.mark.requirement("B1")
def test_the_chart_is_read_as_a_careful_person_reads_it(shared: Path) -> None:
    read = set(said(shared / "data/chart/patient_4/clinical_notes"))
    gold = {
        (note, name, value)
        for note, said_there in GOLD.items()
        if note != "scored"
        for name, values in said_there["facts"].items()
        for value in values
    }
    right = {fact for fact in read if any(fact[:2] == one[:2] and agrees(fact[2], one[2]) for one in gold)}
    found = {one for one in gold if any(fact[:2] == one[:2] and agrees(fact[2], one[2]) for fact in read)}
    wrong, missed = Counter(fact[1:] for fact in read - right), Counter(one[1:] for one in gold - found)
    print(f"precision {len(right) / len(read):.3f}, recall {len(found) / len(gold):.3f}")
    assert len(right) >= PRECISION * len(read), f"read and not there: {wrong}"
    assert len(found) >= RECALL * len(gold), f"there and not read: {missed}"

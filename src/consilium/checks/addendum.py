"""An addendum that changes a result, and records that still go by the old one (B2).

It stands below the report that it changes, or is a record of its own, which then changes an earlier pathology report.
"""

from collections.abc import Iterator

from consilium.checks import Finding, Severity
from consilium.checks.disease import by_record
from consilium.checks.tumors import one_kind
from consilium.facts import Assertion, Fact, FactSheet

_CHANGED = (
    "biomarker.",
    "diagnosis.histology",
    "diagnosis.grade",
    "gleason.",
    "nodes.",
    "stage.path.",
    "margin.residual",
)

_DETAILS = (".percent", ".HER2.score")
"""What stands beside a result and changes with it."""


def findings(sheet: FactSheet) -> Iterator[Finding]:
    """One finding per result that an addendum changes; more severe where another record goes by the old one."""
    yield from (_finding(sheet, old, new) for old, new in changes(sheet))


def changes(sheet: FactSheet) -> Iterator[tuple[Fact, Fact]]:
    """Each result that an addendum changes: what was said before, and what is said now."""
    seen: set[tuple[str, str]] = set()
    for addendum in sheet.all("record.addendum"):
        facts = [fact for fact in sheet if fact.source.record == addendum.source.record and _may_change(fact)]
        new = [fact for fact in facts if _within(fact, addendum)]
        alone = len(new) == len(facts)
        for later in new:
            earlier = _earlier(sheet, later) if alone else (one for one in facts if _replaced(one, later, addendum))
            old = next(iter(earlier), None)
            again = old and any(fact.value == old.value and fact.code == old.code for fact in new)
            if old and not again and (old.source.record or "", old.code) not in seen:
                seen.add((old.source.record or "", old.code))
                yield old, later


def _may_change(fact: Fact) -> bool:
    if fact.code.endswith(_DETAILS) or (fact.code == "diagnosis.histology" and not fact.text[:4].isdecimal()):
        return False
    return fact.code.startswith(_CHANGED) and fact.assertion in (Assertion.PRESENT, Assertion.ABSENT)


def _within(fact: Fact, addendum: Fact) -> bool:
    place, edge = fact.source, addendum.source
    if None in (place.page, place.start, edge.page, edge.start, edge.end):
        return False
    return place.page == edge.page and (edge.start or 0) <= (place.start or 0) < (edge.end or 0)


def _replaced(fact: Fact, later: Fact, addendum: Fact) -> bool:
    same = fact.code == later.code and fact.subject == later.subject and _before(fact, later)
    return same and not _agree(fact, later) and not _within(fact, addendum)


def _earlier(sheet: FactSheet, later: Fact) -> Iterator[Fact]:
    """What pathology reports of an earlier or an unknown day say otherwise."""
    day, record = _day(sheet, later), later.source.record
    pathology = {one.source.record for one in sheet.all("record.kind") if one.text == "pathology"} - {record}
    for fact in sheet.all(later.code):
        known = _may_change(fact) and fact.source.record in pathology and fact.subject == later.subject
        if known and not _agree(fact, later) and not (day and _day(sheet, fact) > day):
            yield fact


def _day(sheet: FactSheet, fact: Fact) -> str:
    """The last day that the fact's record names for itself, "" where it names none."""
    days = (one.text for one in sheet.all("record.date") if one.source.record == fact.source.record)
    return max(days, default="")


def _before(fact: Fact, later: Fact) -> bool:
    return (fact.source.page or 0, fact.source.start or 0) < (later.source.page or 0, later.source.start or 0)


def _agree(fact: Fact, later: Fact) -> bool:
    """Whether both say the same; a kind of cancer, a T or an N also where one is the looser name of the other."""
    if fact.code == "diagnosis.histology":
        return one_kind(fact.text, later.text)
    if fact.code in ("stage.path.t", "stage.path.n", "stage.path.m"):
        return fact.text.startswith(later.text) or later.text.startswith(fact.text)
    return fact.value == later.value


def _finding(sheet: FactSheet, old: Fact, new: Fact) -> Finding:
    others = by_record(fact for fact in sheet.current(old.code) if fact.source.record != old.source.record)
    still = next((facts[0] for facts in others.values() if facts[0].value == old.value), None)
    return Finding(
        code="contradiction.addendum_ignored" if still else "contradiction.addendum",
        severity=Severity.IMPORTANT if still else Severity.NOTE,
        because=(old, new, still) if still else (old, new),
        params=(("code", old.code), ("one", old.text), ("other", new.text)),
    )

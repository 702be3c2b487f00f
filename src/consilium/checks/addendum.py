"""An addendum that changes a result, and records that still go by the old one (B2)."""

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


def findings(sheet: FactSheet) -> Iterator[Finding]:
    """One finding per result that an addendum changes; more severe where another record goes by the old one."""
    seen: set[tuple[str, str]] = set()
    for addendum in sheet.all("record.addendum"):
        facts = [fact for fact in sheet if fact.source.record == addendum.source.record and _may_change(fact)]
        new = [fact for fact in facts if _within(fact, addendum)]
        for later in new:
            old = next((fact for fact in facts if _replaced(fact, later, addendum)), None)
            again = old and any(fact.value == old.value and fact.code == old.code for fact in new)
            if old and not again and (old.source.record or "", old.code) not in seen:
                seen.add((old.source.record or "", old.code))
                yield _finding(sheet, old, later)


def _may_change(fact: Fact) -> bool:
    if fact.code.endswith(".percent") or (fact.code == "diagnosis.histology" and not fact.text[:4].isdecimal()):
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


def _before(fact: Fact, later: Fact) -> bool:
    return (fact.source.page or 0, fact.source.start or 0) < (later.source.page or 0, later.source.start or 0)


def _agree(fact: Fact, later: Fact) -> bool:
    """Whether both say the same; a kind of cancer also where one name is the looser one."""
    if fact.code == "diagnosis.histology":
        return one_kind(fact.text, later.text)
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

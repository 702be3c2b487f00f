"""Records in, everything the library notices out, in one call: facts, findings, checklist, advice, questions.

Pure: the same readings, answers and day give the same assessment. `knowledge` names the edition of every clinical table
that was used, so that a later edition can be told apart (R23).
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from consilium import knowledge
from consilium.cases import Case
from consilium.checks import (
    Finding,
    Severity,
    addendum,
    completeness,
    contradiction,
    drugs,
    expertise,
    identity,
    impossible,
    plan,
    restaging,
    testing,
    timing,
)
from consilium.checks.completeness import ChecklistItem
from consilium.checks.disease import Disease, disease
from consilium.checks.testing import TestLine
from consilium.checks.timing import Clock
from consilium.facts import Fact, FactSheet
from consilium.questions import Prompt, prompts
from consilium.reading import Reading
from consilium.triage import Advice, advise


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What is known of a case on one day. `knowledge`: edition of the tables; `today`: the day it was made for.

    `findings`: most severe first. `tests`: every test this cancer calls for, done or not. `clock`: how long it is safe
    to wait. `checklist`: the records a reviewer needs.
    """

    sheet: FactSheet
    disease: Disease
    findings: tuple[Finding, ...]
    checklist: tuple[ChecklistItem, ...]
    tests: tuple[TestLine, ...]
    clock: Clock
    advice: Advice
    questions: tuple[Prompt, ...]
    knowledge: str
    today: date


def assess(
    readings: Iterable[Reading],
    *,
    case: Case | None = None,
    answers: Iterable[Fact] = (),
    corrections: Iterable[Fact] = (),
    requested: Collection[str] = (),
    today: date,
) -> Assessment:
    """Assess these readings together with what people answered and corrected.

    `requested`: ids of checklist lines that were asked for and have not come yet.
    """
    read = tuple(readings)
    sheet = FactSheet.of([fact for one in read for fact in one.facts] + [*answers, *corrections])
    called = case.cancer if case else ""
    about = disease(sheet, today=today, called=called)
    start = case.planned_start if case else None
    items = completeness.checklist(sheet, about, case, requested=requested)
    noticed = _doubting(list(_noticed(sheet, about, today, start)), sheet, called, today, start)
    found = [*_refused(read), *noticed, *completeness.findings(items)]
    findings = tuple(sorted(found, key=lambda finding: list(Severity).index(finding.severity)))
    sure = tuple(one for one in findings if not one.doubted)
    return Assessment(
        sheet=sheet,
        disease=about,
        findings=findings,
        checklist=items,
        tests=tuple(testing.lines(sheet, about)),
        clock=timing.clock(sheet, about, today=today, planned_start=start),
        advice=advise(sheet, sure, case, today=today),
        questions=prompts(about, sure),
        knowledge=knowledge_edition(),
        today=today,
    )


def _noticed(sheet: FactSheet, about: Disease, today: date, start: date | None) -> Iterator[Finding]:
    yield from identity.findings(sheet)
    yield from contradiction.findings(sheet)
    yield from addendum.findings(sheet)
    yield from impossible.findings(sheet, today=today)
    yield from restaging.findings(sheet)
    yield from testing.findings(sheet, about, today=today)
    yield from drugs.findings(sheet, about)
    yield from plan.findings(sheet, about)
    yield from timing.findings(sheet, about, today=today, planned_start=start)
    yield from expertise.findings(sheet, about)


def _doubting(
    found: list[Finding], sheet: FactSheet, called: str, today: date, start: date | None
) -> Iterator[Finding]:
    """The findings, those marked that fall away with a record of perhaps another person; and those that it had hidden.

    Nothing is left out: which record is wrong is for a person to say, and until then each finding may be true.
    """
    odd = identity.others(found)
    if not odd:
        yield from found
        return
    rest = FactSheet.of(fact for fact in sheet if fact.source.record not in odd)
    alone = list(_noticed(rest, disease(rest, today=today, called=called), today, start))
    known, stands = {(one.code, one.params) for one in found}, {(one.code, one.params) for one in alone}
    for one in found:
        own = one.code.startswith("identity.") or (one.code, one.params) in stands
        yield one if own else replace(one, doubted=True)
    yield from (one for one in alone if (one.code, one.params) not in known)


def _refused(readings: Iterable[Reading]) -> Iterator[Finding]:
    """A file that could not be read: kept, and said."""
    for one in readings:
        if one.refused:
            params = (("record", one.record), ("refusal", one.refusal), ("reason", one.refused))
            yield Finding(code="record.unread", severity=Severity.IMPORTANT, params=params)


def news(before: Assessment, after: Assessment) -> tuple[Finding, ...]:
    """Findings that a later edition of the knowledge, or a later day, brings to the same facts (R23).

    Two assessments of different facts have no news: what changed is then the records.
    """
    if before.sheet != after.sheet:
        return ()
    known = {(one.code, one.params) for one in before.findings}
    return tuple(one for one in after.findings if (one.code, one.params) not in known)


@cache
def knowledge_edition() -> str:
    """The edition of the tables that an assessment made now rests on."""
    return knowledge.edition()

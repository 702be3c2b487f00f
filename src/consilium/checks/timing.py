"""The safe-to-wait clock, cancers that act first, and images that have grown old. In: facts, today; out: findings.

A second opinion rarely harms by delay, but weeks matter in some cancers that can be cured (Khorana 2019; Hanna 2020).
The clock counts from `today` to the planned start of treatment; nothing here knows the time by itself.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from consilium import tables
from consilium.checks import Finding, Severity
from consilium.checks.disease import Disease, day_of
from consilium.facts import Assertion, Fact, FactSheet
from consilium.values import Answer

_READ = (
    "diagnosis.statement",
    "diagnosis.metastasis_site",
    "plan.text",
    "imaging.study",
    "comorbidity",
    "response.status",
)


class Pace(StrEnum):
    """What the clock says."""

    ACT_FIRST = "act_first"
    """Treatment comes before the second opinion."""
    OVERDUE = "overdue"
    """The planned start has passed."""
    SHORT = "short"
    """Fewer days are left than a second opinion needs."""
    ENOUGH = "enough"
    UNKNOWN = "unknown"
    """No start is planned, as far as the records and the case say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How long it is safe to wait. `days`: from today to the planned start; `harm`: what studies say of delay."""

    pace: Pace
    days: int | None = None
    start: date | None = None
    harm: str = ""
    source: str = ""
    because: tuple[Fact, ...] = ()


@cache
def _table() -> Mapping[str, Any]:
    return tables.load("oncology/tables/timing.toml")


def days_needed() -> int:
    """Days that a second opinion is counted to need."""
    return int(_table()["need"]["days"])


def clock(sheet: FactSheet, disease: Disease, *, today: date, planned_start: date | None = None) -> Clock:
    """The safe-to-wait clock of this case. A start that a person gave counts before one that a record states."""
    start, because = _start(sheet, planned_start, today)
    harm, source = _harm(disease)
    left = (start - today).days if start else None
    urgent = next(_urgent(sheet, disease), None)
    if urgent:
        return Clock(
            pace=Pace.ACT_FIRST, days=left, start=start, harm=harm, source=urgent.source, because=urgent.because
        )
    return Clock(pace=_pace(left), days=left, start=start, harm=harm, source=source, because=because)


def _pace(left: int | None) -> Pace:
    if left is None:
        return Pace.UNKNOWN
    if left < 0:
        return Pace.OVERDUE
    return Pace.SHORT if left < days_needed() else Pace.ENOUGH


def _start(sheet: FactSheet, planned: date | None, today: date) -> tuple[date | None, tuple[Fact, ...]]:
    if planned:
        return planned, ()
    stated = [
        (day, fact)
        for fact in sheet.all("plan.start")
        if fact.assertion is not Assertion.ABSENT
        if (day := day_of(fact))
    ]
    ahead = [pair for pair in stated if pair[0] >= today] or stated
    day, fact = min(ahead, key=lambda pair: abs((pair[0] - today).days), default=(None, None))
    return day, (fact,) if fact else ()


def _harm(disease: Disease) -> tuple[str, str]:
    """What is known of delay for this cancer and stage, with its source; empty where nothing is, or it has spread."""
    if disease.metastatic is Answer.YES:
        return "", ""
    for row in _table()["delay"]:
        if disease.key in row["cancers"] and disease.stage in row["stages"]:
            source = _table()["sources"][row["source"]]
            return row["harm"], f"{source['title']}, {source['year']}"
    return "", ""


def findings(
    sheet: FactSheet, disease: Disease, *, today: date, planned_start: date | None = None
) -> Iterator[Finding]:
    """Act-first cancers and states, too little time, and staging images that are old."""
    yield from _urgent(sheet, disease)
    found = clock(sheet, disease, today=today, planned_start=planned_start)
    if found.pace in (Pace.SHORT, Pace.OVERDUE) and found.start:
        yield Finding(
            code=f"timing.{found.pace.value}",
            severity=Severity.IMPORTANT,
            because=found.because,
            params=(("days", str(abs(found.days or 0))), ("start", found.start.isoformat())),
            source=found.source,
        )
    if found.harm:
        params = (("cancer", disease.name), ("harm", found.harm))
        yield Finding(
            code="timing.delay_matters",
            severity=Severity.NOTE,
            because=disease.because,
            params=params,
            source=found.source,
        )
    yield from _old_images(sheet, today)


def _urgent(sheet: FactSheet, disease: Disease) -> Iterator[Finding]:
    said = [fact for code in _READ for fact in sheet.current(code)]
    for row in _table()["urgent"]:
        because = _shown(row, said, disease)
        if because is not None:
            source = f"{row['source']['title']}, {row['source']['year']}"
            params = (("urgent", row["id"]), ("cancer", disease.name))
            yield Finding(code="timing.urgent", severity=Severity.URGENT, because=because, params=params, source=source)


def _shown(row: Mapping[str, Any], said: list[Fact], disease: Disease) -> tuple[Fact, ...] | None:
    if disease.key in row.get("cancers", ()):
        spread = not row.get("metastatic") or disease.metastatic is Answer.YES
        return disease.because if spread else None
    pattern = _pattern(tuple(row.get("words", ())))
    fact = next((fact for fact in said if pattern and pattern.search(fact.text)), None)
    return (fact,) if fact else None


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """The words, unless "no", "without" or the like stands before them in the same sentence."""
    if not words:
        return None
    return re.compile(rf"^(?:(?!\b(?:no|not|without|denies|negative)\b)[^.])*?\b(?:{'|'.join(words)})\b", re.I)


def _old_images(sheet: FactSheet, today: date) -> Iterator[Finding]:
    """The newest staging image is older than treatment can be planned on; said once."""
    row = _table()["image"][0]
    dated = [
        fact
        for fact in sheet.current("imaging.study")
        if fact.on and fact.on.day and any(word in fact.text.casefold().split() for word in row["words"])
    ]
    newest = max(dated, key=lambda fact: fact.on.earliest if fact.on else today, default=None)
    if newest and newest.on and (today - newest.on.earliest).days > row["days"]:
        params = (("on", str(newest.on)), ("days", str(row["days"])), ("study", newest.text))
        yield Finding(
            code="timing.old_image", severity=Severity.NOTE, because=(newest,), params=params, source=row["source"]
        )

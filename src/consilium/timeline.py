"""One time line of a disease from many notes. In: a sheet of facts; out: events, oldest first, each with its facts.

What was done (an operation, a drug, radiation) stands on the line only where a record gives its own day: a note also
tells what was done years before it. What was so (a stage, a response, how daily life goes, a plan) was so on the day of
the note that says it. Something said again, unchanged, lengthens its event and makes no new one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from consilium.facts import Assertion, Fact, FactSheet, Status
from consilium.values import PartialDate, RecordId


class Kind(StrEnum):
    """What an event is about; on one day they stand in this order."""

    DIAGNOSIS = "diagnosis"
    STAGE = "stage"
    OPERATION = "operation"
    DRUGS = "drugs"
    RADIATION = "radiation"
    RESPONSE = "response"
    PERFORMANCE = "performance"
    PLAN = "plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, or was found so, from `on` to `until` (the same day where it is known for one day only).

    `facts`: all that show it. `shown`: one fact for each thing said, such as one for each drug.
    """

    kind: Kind
    on: PartialDate
    until: PartialDate
    facts: tuple[Fact, ...]

    @property
    def shown(self) -> tuple[Fact, ...]:
        """The first fact of each code and value; T, N and M in this order, and before what follows from them."""
        first: dict[tuple[str, str], Fact] = {}
        for fact in sorted(self.facts, key=_place):
            first.setdefault((fact.code, fact.text), fact)
        return tuple(first.values())


PRESENT = frozenset({Assertion.PRESENT})
DONE = frozenset({Assertion.PRESENT, Assertion.HISTORICAL})
PLANNED = frozenset({Assertion.PLANNED, Assertion.PRESENT})
STAGES = ("stage.clin.", "stage.path.", "stage.group", "stage.figo", "stage.other.")
PLANS = ("plan.drug", "plan.surgery", "plan.radiation", "plan.trial", "plan.observation")
# Within an event: where it is before what it is, and T, N, M before the group that follows from them.
FIRST = {"site": 0, "t": 0, "n": 1, "m": 2}
# "Cancer", with no more said, is no kind of cancer.
UNSPECIFIED = ("8000/",)


def _place(fact: Fact) -> tuple[int, str]:
    return FIRST.get(fact.code.rpartition(".")[2], 3), fact.code


def timeline(sheet: FactSheet) -> tuple[Event, ...]:
    """The events that the sheet's facts show. Facts without any day are left out."""
    days = _Days(sheet)
    events = (
        *_diagnoses(days),
        *_changes(Kind.STAGE, days.noted(STAGES, PRESENT)),
        *_done(Kind.OPERATION, days.own("treatment.surgery", DONE)),
        *_lines(days.own("treatment.drug", PRESENT)),
        *_done(Kind.RADIATION, days.own("treatment.radiation", DONE)),
        *_changes(Kind.RESPONSE, _news(days.noted(("response.status",), PRESENT))),
        *_changes(Kind.PERFORMANCE, days.noted(("performance.",), PRESENT)),
        *_changes(Kind.PLAN, days.noted(PLANS, PLANNED)),
    )
    order = list(Kind)
    return tuple(sorted(events, key=lambda event: (event.on, order.index(event.kind))))


@dataclass(frozen=True, slots=True)
class _Day:
    """What the records say of one day."""

    on: PartialDate
    facts: tuple[Fact, ...]

    @property
    def said(self) -> frozenset[tuple[str, str]]:
        return frozenset((fact.code, fact.text) for fact in self.facts)


class _Days:
    """The facts of a sheet by day."""

    def __init__(self, sheet: FactSheet) -> None:
        self._sheet = sheet
        self._written: dict[RecordId, list[tuple[int, PartialDate]]] = {}
        for fact in sheet.all("record.date"):
            if fact.source.record and (on := _parsed(fact.text)):
                self._written.setdefault(fact.source.record, []).append((fact.source.page or 0, on))

    def own(self, code: str, assertions: frozenset[Assertion]) -> list[_Day]:
        """Facts of this code by the day they give themselves."""
        return _by_day((fact.on, fact) for fact in self._facts((code,), assertions))

    def noted(self, prefixes: tuple[str, ...], assertions: frozenset[Assertion]) -> list[_Day]:
        """Facts of these codes by their own day, or else by that of the note that says so."""
        return _by_day((fact.on or self._note(fact), fact) for fact in self._facts(prefixes, assertions))

    def _facts(self, prefixes: tuple[str, ...], assertions: frozenset[Assertion]) -> Iterator[Fact]:
        for code in sorted(code for code in self._sheet.codes if code.startswith(prefixes)):
            said = self._sheet.all(code)
            corrected = any(fact.status is Status.CORRECTED for fact in said)
            for fact in self._sheet.current(code) if corrected else said:
                if fact.assertion in assertions:
                    yield fact

    def _note(self, fact: Fact) -> PartialDate | None:
        """The day of the note: the latest date on the last dated page up to the fact; a note also looks back."""
        page = fact.source.page or 0
        known = self._written.get(fact.source.record, []) if fact.source.record else []
        return max(((at, on) for at, on in known if at <= page), default=(0, None))[1]


def _parsed(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text)
    except ValueError:
        return None


def _by_day(dated: Iterable[tuple[PartialDate | None, Fact]]) -> list[_Day]:
    found: dict[PartialDate, list[Fact]] = {}
    for on, fact in dated:
        if on:
            found.setdefault(on, []).append(fact)
    return [_Day(on, tuple(found[on])) for on in sorted(found)]


@dataclass(slots=True)
class _Growing:
    """An event to which more days may come."""

    days: list[_Day] = field(default_factory=list)

    @property
    def said(self) -> frozenset[tuple[str, str]]:
        return frozenset().union(*(day.said for day in self.days))

    def event(self, kind: Kind) -> Event:
        facts = tuple(fact for day in self.days for fact in day.facts)
        return Event(kind=kind, on=self.days[0].on, until=self.days[-1].on, facts=facts)


def _diagnoses(days: _Days) -> Iterator[Event]:
    """The first day on which each site was named, with the kinds of cancer named there that day."""
    dated = days.own("diagnosis.date", PRESENT)
    sites = days.noted(("diagnosis.site",), PRESENT)
    kinds = days.noted(("diagnosis.histology", "diagnosis.laterality", "diagnosis.date"), PRESENT)
    named: set[str] = set()
    for day in sites:
        if new := [fact for fact in day.facts if fact.text[:3] not in named]:
            named |= {fact.text[:3] for fact in new}
            records = {fact.source.record for fact in new}
            yield Event(kind=Kind.DIAGNOSIS, on=day.on, until=day.on, facts=(*new, *_beside(kinds, day.on, records)))
    if dated and not sites:
        yield _Growing(dated[:1]).event(Kind.DIAGNOSIS)


def _beside(kinds: Iterable[_Day], on: PartialDate, records: set[RecordId | None]) -> Iterator[Fact]:
    for day in kinds:
        for fact in day.facts:
            if day.on == on and fact.source.record in records and not fact.text.startswith(UNSPECIFIED):
                yield fact


def _changes(kind: Kind, days: Sequence[_Day]) -> Iterator[Event]:
    """A new event where a day says something that the last event did not."""
    growing: _Growing | None = None
    for day in days:
        if growing and day.said <= growing.said:
            growing.days.append(day)
            continue
        if growing:
            yield growing.event(kind)
        growing = _Growing([day])
    if growing:
        yield growing.event(kind)


def _news(days: Iterable[_Day]) -> list[_Day]:
    """Without what a note of several courses repeats from before: it tells their history."""
    known: frozenset[tuple[str, str]] = frozenset()
    news = []
    for day in days:
        fresh = tuple(fact for fact in day.facts if (fact.code, fact.text) not in known)
        if fresh or len(day.said) == 1:
            news.append(_Day(day.on, fresh or day.facts))
        known |= day.said
    return news


def _done(kind: Kind, days: Iterable[_Day]) -> Iterator[Event]:
    """One event a day."""
    return (_Growing([day]).event(kind) for day in days)


def _lines(days: Sequence[_Day]) -> Iterator[Event]:
    """Drugs given together, first day to last; another drug, or one that never comes again, ends a line."""
    growing: _Growing | None = None
    for place, day in enumerate(days):
        if growing and day.said <= growing.said and not _left(growing.said - day.said, days[place + 1 :]):
            growing.days.append(day)
            continue
        if growing:
            yield growing.event(Kind.DRUGS)
        growing = _Growing([day])
    if growing:
        yield growing.event(Kind.DRUGS)


def _left(missing: frozenset[tuple[str, str]], later: Iterable[_Day]) -> bool:
    """Whether some of these drugs are missing for good."""
    return bool(missing) and not any(missing & day.said for day in later)

"""Who needs a second opinion, how strongly, and on what evidence (R10 to R15).

In: facts, findings, the case. Out: advice. Every situation is one row of `oncology/tables/triage.toml`; a row fires on
a fact of a record, on a finding, or on the patient's own answer (a fact `answer.<id>`). A "no" of the patient does not
silence what a record shows.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from consilium import tables
from consilium.cases import Case, Route
from consilium.checks import Finding
from consilium.facts import Assertion, Fact, FactSheet


class Strength(StrEnum):
    """How strongly a second opinion is advised (R14)."""

    STRONG = "strong"
    RECOMMENDED = "recommended"
    NEVER_A_BAD_IDEA = "never_a_bad_idea"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One situation: what shows it (`facts`, `findings`, the case, the patient's answer) and what it advises."""

    id: str
    requirement: str
    articles: tuple[str, ...]
    strength: Strength
    route: Route
    ask: bool
    facts: tuple[Mapping[str, str], ...]
    findings: tuple[str, ...]
    case: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """A rule that holds, with its evidence. `article` holds the keys of the articles, `"MD PR"`."""

    rule: str
    requirement: str
    article: str
    strength: Strength
    route: Route
    evidence: tuple[Fact, ...] = ()
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Triage's answer. `route`: the one proposed; `unanswered`: ids of rules that only the patient can answer."""

    strength: Strength
    route: Route
    fired: tuple[Fired, ...] = ()
    unanswered: tuple[str, ...] = ()


@cache
def rules() -> tuple[Rule, ...]:
    """Every row of the table, in its order."""
    table = tables.load("oncology/tables/triage.toml")
    return tuple(_rule(row) for row in table["rule"])


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        id=row["id"],
        requirement=row["requirement"],
        articles=tuple(row["articles"]),
        strength=Strength(row["strength"]),
        route=Route(row["route"]),
        ask=row["ask"],
        facts=tuple(row.get("facts", ())),
        findings=tuple(row.get("findings", ())),
        case=tuple(row.get("case", {}).items()),
    )


def advise(sheet: FactSheet, findings: Iterable[Finding], case: Case | None = None, *, today: date) -> Advice:
    """The advice for these facts. `today` bounds the evidence: a fact dated later is not used."""
    known = tuple(findings)
    fired = tuple(result for rule in rules() if (result := _fire(rule, sheet, known, case, today)))
    answered = {fact.code.removeprefix("answer.") for fact in sheet.under("answer.") if fact.value != "unknown"}
    shown = {result.rule for result in fired}
    return Advice(
        strength=_strongest(fired),
        route=_route(fired),
        fired=fired,
        unanswered=tuple(rule.id for rule in rules() if rule.ask and rule.id not in answered | shown),
    )


def _fire(rule: Rule, sheet: FactSheet, findings: tuple[Finding, ...], case: Case | None, today: date) -> Fired | None:
    noticed = tuple(finding for finding in findings if any(fnmatchcase(finding.code, code) for code in rule.findings))
    evidence = list(_evidence(rule, sheet, today))
    evidence += [fact for finding in noticed for fact in finding.because]
    said = case is not None and any(getattr(case, name) == value for name, value in rule.case)
    if not (evidence or noticed or said):
        return None
    return Fired(
        rule=rule.id,
        requirement=rule.requirement,
        article=" ".join(rule.articles),
        strength=rule.strength,
        route=rule.route,
        evidence=tuple(dict.fromkeys(evidence)),
        findings=tuple(dict.fromkeys(finding.code for finding in noticed)),
    )


def _evidence(rule: Rule, sheet: FactSheet, today: date) -> Iterator[Fact]:
    answer = sheet.best(f"answer.{rule.id}")
    if answer and answer.value == "yes":
        yield answer
    for pattern in rule.facts:
        for code in sorted(code for code in sheet.codes if fnmatchcase(code, pattern["code"])):
            yield from (fact for fact in sheet.all(code) if _shows(fact, pattern) and not _later(fact, today))


def _shows(fact: Fact, pattern: Mapping[str, str]) -> bool:
    """Whether the fact has the pattern's assertion (`present` unless told) and one of its values (`A|B*`)."""
    wanted = pattern.get("assertion", "present|planned").split("|")
    if fact.assertion not in (Assertion(name) for name in wanted):
        return False
    return any(fnmatchcase(fact.text.casefold(), value.casefold()) for value in pattern.get("value", "*").split("|"))


def _later(fact: Fact, today: date) -> bool:
    return fact.assertion is Assertion.PRESENT and fact.on is not None and fact.on.earliest > today


def _strongest(fired: tuple[Fired, ...]) -> Strength:
    ranks = list(Strength)
    return min((result.strength for result in fired), key=ranks.index, default=Strength.NEVER_A_BAD_IDEA)


def _route(fired: tuple[Fired, ...]) -> Route:
    """Pathology first (R15): a plan rests on the diagnosis. Then the route of the strongest rule."""
    if any(result.route is Route.PATHOLOGIST for result in fired):
        return Route.PATHOLOGIST
    ranks = list(Strength)
    best = min(fired, key=lambda result: ranks.index(result.strength), default=None)
    return best.route if best else Route.SPECIALIST

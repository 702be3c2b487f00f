"""Tests that this cancer calls for: done, missing, in conflict, or too old (B4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from consilium.checks import Finding, Severity
from consilium.checks.disease import Disease
from consilium.facts import Fact, FactSheet
from consilium.oncology import biomarkers
from consilium.oncology.testing import Requirement, days_valid, required
from consilium.values import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class TestLine:
    """One test this cancer calls for. `called_for`: UNKNOWN where the stage does not tell; `facts`: its results."""

    __test__ = False  # Pytest takes a class named so for one of its own.

    tests: tuple[str, ...]
    called_for: Answer
    facts: tuple[Fact, ...]
    why: str
    source: str

    @property
    def names(self) -> str:
        """How a patient reads the tests, joined by "or"."""
        return " or ".join(biomarkers.name(test) for test in self.tests)


def lines(sheet: FactSheet, disease: Disease) -> Iterator[TestLine]:
    """Every test this cancer calls for, done or not; none where the cancer is not known."""
    for row in required(disease.key, disease.histology):
        applies = row.applies(stage=disease.stage, metastatic=disease.metastatic, age=disease.age)
        if applies is not Answer.NO and _markers_allow(row, sheet):
            facts = tuple(fact for test in row.tests for fact in biomarkers.look_up(sheet, test).facts)
            yield TestLine(tests=row.tests, called_for=applies, facts=facts, why=row.why, source=row.source)


def _markers_allow(row: Requirement, sheet: FactSheet) -> bool:
    if row.only_if and biomarkers.look_up(sheet, row.only_if).answer is not Answer.YES:
        return False
    return all(biomarkers.look_up(sheet, marker).answer is Answer.NO for marker in row.unless)


def findings(sheet: FactSheet, disease: Disease, *, today: date) -> Iterator[Finding]:
    """Missing tests, one finding for all that are wanted for one reason; and results too old to plan on."""
    groups: dict[tuple[bool, str], dict[tuple[str, ...], TestLine]] = {}
    seen: set[tuple[str, ...]] = set()
    for line in sorted(lines(sheet, disease), key=lambda line: line.called_for is not Answer.YES):
        if not line.facts and line.tests not in seen:
            seen.add(line.tests)
            groups.setdefault((line.called_for is Answer.YES, line.why), {})[line.tests] = line
    for (sure, _), missing in groups.items():
        yield _missing(tuple(missing.values()), disease, sure=sure)
    yield from _old(sheet, today)


def _missing(missing: tuple[TestLine, ...], disease: Disease, *, sure: bool) -> Finding:
    return Finding(
        code="testing.missing" if sure else "testing.maybe_missing",
        severity=Severity.IMPORTANT if sure else Severity.NOTE,
        because=disease.because,
        params=(
            ("test", ", ".join(line.names for line in missing)),
            ("keys", " ".join(line.tests[0] for line in missing)),
            ("cancer", disease.name),
            ("why", missing[0].why),
        ),
        source="; ".join(dict.fromkeys(line.source for line in missing)),
    )


def _old(sheet: FactSheet, today: date) -> Iterator[Finding]:
    for test, (days, source) in days_valid().items():
        dated = [fact for fact in biomarkers.look_up(sheet, test).facts if fact.on]
        newest = max(dated, key=lambda fact: fact.on.earliest if fact.on else today, default=None)
        if newest and newest.on and (today - newest.on.earliest).days > days:
            yield Finding(
                code="testing.old",
                severity=Severity.NOTE,
                because=(newest,),
                params=(("test", biomarkers.name(test)), ("on", str(newest.on)), ("days", str(days))),
                source=source,
            )

"""Records in, everything the library notices out, in one call: facts, findings, checklist, advice, questions.

Pure: the same readings, answers and day give the same assessment. `knowledge` names the edition of every clinical table
that was used, so that a later edition can be told apart (R23).
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from consilium.cases import Case
from consilium.checks import Finding
from consilium.checks.completeness import ChecklistItem
from consilium.facts import Fact, FactSheet
from consilium.questions import Prompt
from consilium.reading.shapes import Reading
from consilium.triage import Advice, advise


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What is known of a case on one day. `knowledge`: edition of the tables; `today`: the day it was made for."""

    sheet: FactSheet
    findings: tuple[Finding, ...]
    checklist: tuple[ChecklistItem, ...]
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
    today: date,
) -> Assessment:
    """Assess these readings together with what people answered and corrected."""
    read = tuple(readings)
    sheet = FactSheet.of([fact for one in read for fact in one.facts] + [*answers, *corrections])
    findings: tuple[Finding, ...] = ()
    return Assessment(
        sheet=sheet,
        findings=findings,
        checklist=(),
        advice=advise(sheet, findings, case, today=today),
        questions=(),
        knowledge=knowledge_edition(),
        today=today,
    )


@cache
def knowledge_edition() -> str:
    """The first 12 hex digits of SHA-256 over every clinical table, in the order of their names."""
    digest = hashlib.sha256()
    for path in _tables(files("consilium.oncology") / "tables"):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _tables(folder: Traversable) -> Iterator[Traversable]:
    for path in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if path.is_dir():
            yield from _tables(path)
        elif path.name.endswith(".toml"):
            yield path

"""The one shape that flows: the fact, and the sheet of all facts of a case.

Nothing downstream of a `Fact` re-reads a file; nothing upstream knows who will use it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from typing import Any

import msgspec

from consilium.values import PartialDate, Quantity, RecordId, Value


class Status(StrEnum):
    """How we know it."""

    STATED = "stated"
    """The record says so."""
    INFERRED = "inferred"
    """Computed from what the record says, by the rule named in `Fact.rule`."""
    CORRECTED = "corrected"
    """A person put it right beside what was read; the read fact stays."""
    ANSWERED = "answered"
    """A person answered a question of ours."""


class Assertion(StrEnum):
    """What the words say about it: part of the fact, never dropped."""

    PRESENT = "present"
    ABSENT = "absent"
    UNCERTAIN = "uncertain"
    HISTORICAL = "historical"
    FAMILY = "family"
    PLANNED = "planned"


class Provenance(msgspec.Struct, frozen=True, kw_only=True):
    """Where a fact was read.

    `pages[page - 1].text[start:end] == quote` holds for every fact read from a record.
    A correction or an answer has no record: `said_by` names who said it.
    `path` is the element inside a structured record (`Observation/tnm-1.valueCodeableConcept`).
    """

    record: RecordId | None
    reader: str
    page: int | None = None
    start: int | None = None
    end: int | None = None
    quote: str = ""
    path: str = ""
    said_by: str = ""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One statement read from a record: `code` in our vocabulary, `on` the day it was true.

    `subject` ties facts to one tumor or specimen of a record that names several ("" is the main one).
    `confidence` is below 1 only where reading itself was unsure (OCR), never a clinical probability.
    """

    code: str
    value: Value
    source: Provenance
    on: PartialDate | None = None
    status: Status = Status.STATED
    assertion: Assertion = Assertion.PRESENT
    subject: str = ""
    rule: str = ""
    confidence: float = 1.0

    @property
    def text(self) -> str:
        """The value as a person reads it."""
        return str(self.value)

    def as_json(self, record: str) -> dict[str, Any]:
        """The line that `consilium facts` prints: keys in the order of `docs/facts.md`."""
        value = {"value": self.value.value, "unit": self.value.unit} if isinstance(self.value, Quantity) else self.value
        line: dict[str, Any] = {
            "record": record,
            "code": self.code,
            "value": value,
            "status": self.status.value,
            "assertion": self.assertion.value,
            "on": str(self.on) if self.on else None,
            "page": self.source.page,
            "start": self.source.start,
            "end": self.source.end,
            "quote": self.source.quote,
        }
        for key, extra in (
            ("path", self.source.path),
            ("subject", self.subject),
            ("rule", self.rule),
            ("reader", self.source.reader),
        ):
            if extra:
                line[key] = extra
        if self.confidence < 1:
            line["confidence"] = round(self.confidence, 3)
        return line


@dataclass(frozen=True, slots=True)
class FactSheet:
    """All facts of a case, best first within a record, with the corrections that people made."""

    facts: tuple[Fact, ...]
    _by_code: dict[str, tuple[Fact, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[str, list[Fact]] = {}
        for fact in self.facts:
            index.setdefault(fact.code, []).append(fact)
        object.__setattr__(self, "_by_code", {code: tuple(facts) for code, facts in index.items()})

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "FactSheet":
        """A sheet of these facts in this order."""
        return cls(tuple(facts))

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)

    @property
    def codes(self) -> frozenset[str]:
        """Every code that some fact has."""
        return frozenset(self._by_code)

    def all(self, code: str) -> tuple[Fact, ...]:
        """Every fact of this code, whatever its assertion."""
        return self._by_code.get(code, ())

    def under(self, prefix: str) -> Iterator[Fact]:
        """Every fact whose code starts with `prefix` (`"biomarker."`), in order."""
        return (fact for fact in self.facts if fact.code.startswith(prefix))

    def current(self, code: str) -> tuple[Fact, ...]:
        """Facts of this code about the present disease: corrections first, then stated, then inferred.

        Uncertain, historical, family, planned and absent ones are left out. Where a person corrected a
        value, only corrections are returned.
        """
        present = [fact for fact in self.all(code) if fact.assertion is Assertion.PRESENT]
        corrected = [fact for fact in present if fact.status is Status.CORRECTED]
        if corrected:
            return tuple(reversed(corrected))
        rank = {Status.ANSWERED: 0, Status.STATED: 1, Status.INFERRED: 2, Status.CORRECTED: 0}
        return tuple(sorted(present, key=lambda fact: rank[fact.status]))

    def best(self, code: str) -> Fact | None:
        """The first of `current`, or None where nothing is known."""
        return next(iter(self.current(code)), None)

    def pairs(self, code: str) -> Iterator[tuple[Fact, Fact]]:
        """Every two current facts of this code, for checks that look for contradiction."""
        return combinations(self.current(code), 2)

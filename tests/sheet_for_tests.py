"""Facts and sheets in one line each, for the tests of checks, triage and assessment."""

from collections.abc import Iterable
from datetime import date

from consilium.checks import Finding
from consilium.checks.disease import Disease, disease
from consilium.facts import Assertion, Fact, FactSheet, Provenance, Status
from consilium.values import PartialDate, Quantity, RecordId, Value

TODAY = date(2026, 11, 20)


def record(name: str) -> RecordId:
    """A record id made from a short name, so that tests can speak of record "a" and "b"."""
    return RecordId(name.encode().hex().ljust(64, "0"))


def fact(
    code: str, value: Value, where: str = "a", *, on: str = "", span: tuple[int, int] = (0, 1), **more: object
) -> Fact:
    """A stated, present fact on page 1 of the record `where`."""
    source = Provenance(record=record(where), reader="report/1", page=1, start=span[0], end=span[1])
    return Fact(code=code, value=value, source=source, on=PartialDate.parse(on) if on else None, **more)  # type: ignore[arg-type]


def answer(situation: str, said: str = "yes") -> Fact:
    """What the patient answered."""
    source = Provenance(record=None, reader="person/1", said_by="patient")
    return Fact(code=f"answer.{situation}", value=said, source=source, status=Status.ANSWERED)


def mm(size: float) -> Quantity:
    return Quantity(size, "mm")


def sheet(*facts: Fact) -> FactSheet:
    return FactSheet.of(facts)


def breast(where: str = "a", stage: str = "IIA") -> tuple[Fact, ...]:
    """An invasive ductal cancer of the breast that has not spread."""
    return (
        fact("diagnosis.site", "C50.4", where),
        fact("diagnosis.histology", "8500/3", where),
        fact("stage.path.group", stage, where),
    )


def about(facts: FactSheet, called: str = "") -> Disease:
    return disease(facts, today=TODAY, called=called)


def codes(findings: Iterable[Finding]) -> set[str]:
    """The codes of these findings."""
    return {one.code for one in findings}


__all__ = ["TODAY", "Assertion", "about", "answer", "breast", "codes", "fact", "mm", "record", "sheet"]

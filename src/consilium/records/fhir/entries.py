"""What is said about one resource: lines a person can read, and the facts that each line gives."""

from enum import IntEnum
from functools import lru_cache

import msgspec

from consilium.facts import Assertion, Status
from consilium.records.fhir.elements import Concept, Period
from consilium.values import PartialDate, Value


class Part(IntEnum):
    """The parts of the page layout, in the order a person reads them."""

    PERSON = 0
    CANCER = 1
    TUMOR = 2
    TREATMENT = 3
    PLAN = 4
    HEALTH = 5
    PROCEDURES = 6
    MEASUREMENTS = 7
    DOCUMENTS = 8
    OTHER = 9


TITLES = {
    Part.PERSON: "About the person",
    Part.CANCER: "The cancer",
    Part.TUMOR: "Tests on the tumor",
    Part.TREATMENT: "Treatment",
    Part.PLAN: "Plan",
    Part.HEALTH: "Health, habits and family",
    Part.PROCEDURES: "Procedures and images",
    Part.MEASUREMENTS: "Measurements and laboratory",
    Part.DOCUMENTS: "Reports and documents",
    Part.OTHER: "Other entries",
}


class Said(msgspec.Struct, gc=False):
    """A fact in the making: its source is the line it stands on. `subject` None means the entry's own."""

    code: str
    value: Value
    element: str = ""
    assertion: Assertion = Assertion.PRESENT
    status: Status = Status.STATED
    rule: str = ""


class Line(msgspec.Struct, gc=False):
    text: str
    facts: tuple[Said, ...] = ()


class Entry(msgspec.Struct, gc=False):
    """One resource as read. `kept` says why it was not interpreted, "" where it gave facts or is administrative."""

    part: Part
    path: str
    kind: str
    on: str = ""
    lines: list[Line] = []
    kept: str = ""
    subject: str = ""
    letters: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()

    def say(self, text: str, *facts: Said) -> None:
        """Add a line, with the facts it gives."""
        self.lines.append(Line(one_line(text), facts))

    @property
    def gives_facts(self) -> bool:
        return any(line.facts for line in self.lines)


def one_line(text: str) -> str:
    """Without line breaks or runs of spaces, so that a line of a page stays one."""
    return " ".join(text.split())


@lru_cache(maxsize=16384)
def day(text: str) -> PartialDate | None:
    """The date of a FHIR date or dateTime, or None."""
    try:
        return PartialDate.parse(text)
    except ValueError:
        return None


def dated(*texts: str) -> str:
    """The first of these that is a date, to the day: `2018-04-01`; "" if none is."""
    return next((text[:10] for text in texts if text and day(text)), "")


def started(period: Period | None) -> str:
    """When a period begins, or ends where its begin is not known."""
    return (period.start or period.end) if period else ""


def number(value: float) -> str:
    """A number as a person writes it: `47`, `2.5`."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.4f}".rstrip("0")


def code_in(concept: Concept | str | None, *codes: str) -> bool:
    """Whether a status concept has one of these codes."""
    if isinstance(concept, str):
        return concept in codes
    return concept is not None and any(one.code in codes for one in concept.coding)

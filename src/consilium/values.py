"""Small frozen values that every floor above shares: ids, partial dates, quantities, answers."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

RecordId = NewType("RecordId", str)
"""SHA-256 of the record's bytes, 64 lower-case hex digits."""
CaseId = NewType("CaseId", str)
PersonId = NewType("PersonId", str)


class Answer(StrEnum):
    """A clinical truth. Missing is not negative: a bare bool never stands for one."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date known to the year, the month or the day. Order: a missing part sorts first."""

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        date(self.year, self.month or 1, self.day or 1)
        if self.day and not self.month:
            raise ValueError("a day needs a month")

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """`2018`, `2018-04`, `2018-04-22`, or a longer ISO timestamp of which the day is kept.

        Raises ValueError for anything else.
        """
        found = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T.*)?)?)?", text)
        if not found:
            raise ValueError("not an ISO date")
        return cls(*(int(part or 0) for part in found.groups()))

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        """The whole day."""
        return cls(day.year, day.month, day.day)

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month:
            parts.append(f"{self.month:02d}")
        if self.day:
            parts.append(f"{self.day:02d}")
        return "-".join(parts)

    @property
    def earliest(self) -> date:
        """The first day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit (UCUM where one exists: `mm`, `%`, `/mm2`, `ng/mL`, `10*3/uL`)."""

    value: float
    unit: str

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit}"


Value = str | int | float | Quantity
"""What a fact may say."""

"""What a reviewer asked for before they could go on, why somebody gave a case back, and how long a review waited.

Values only. The review's clock stands still while something that was asked for is open. The safe-to-wait clock of the
treatment does not: the disease does not wait.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from consilium.values import PersonId


class AskKind(StrEnum):
    """What is asked for."""

    RECORDS = "records"
    TESTS = "tests"


class AskAnswer(StrEnum):
    """How it ended. `without`: the reviewer goes on without it."""

    HERE = "here"
    CANNOT = "cannot"
    WITHOUT = "without"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """More records or tests that a reviewer asks for. `what` and `why` are for the patient, `for_doctor` for doctors.

    `note` is what was written with the answer; it may tell the first opinion.
    """

    id: str
    kind: AskKind
    what: str
    why: str
    for_doctor: str = ""
    by: PersonId
    at: datetime
    answer: AskAnswer | None = None
    note: str = ""
    answered_by: PersonId | None = None
    answered_at: datetime | None = None


class DeclineReason(StrEnum):
    """Why somebody gives a case back."""

    CONFLICT = "conflict"
    NOT_MY_FIELD = "not_my_field"
    NO_TIME = "no_time"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """Somebody gave the case back. For coordinators only."""

    by: PersonId
    reason: DeclineReason
    note: str
    at: datetime


def waits_for(asks: Iterable[Ask]) -> tuple[Ask, ...]:
    """What is still open."""
    return tuple(ask for ask in asks if ask.answer is None)


def due_now(due: date, asks: Iterable[Ask], *, by: PersonId, since: datetime, today: date) -> date:
    """The day by which a review is due, moved by the time in which its reviewer waited for what they asked for.

    `since`: when they were asked. A day that has begun counts as a whole one. It moves on while something is open.
    """
    until = datetime.combine(today, time.max, tzinfo=UTC)
    stood = waited((ask for ask in asks if ask.by == by), since=since, until=until)
    return due - timedelta(days=-stood // timedelta(days=1))


def waited(asks: Iterable[Ask], *, since: datetime, until: datetime) -> timedelta:
    """How long at least one ask was open between two moments. Asks that overlap count once."""
    spans = sorted((max(ask.at, since), min(ask.answered_at or until, until)) for ask in asks)
    total, reached = timedelta(), since
    for start, end in spans:
        begin = max(start, reached)
        if end > begin:
            total, reached = total + (end - begin), end
    return total

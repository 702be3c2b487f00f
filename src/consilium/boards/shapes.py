"""The values of a tumor board (R26): a meeting, who sits in it, its agenda. All frozen."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from consilium.cases import BOARD, Role
from consilium.values import CaseId, PersonId


class Standing(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """What came of a case on an agenda."""

    WAITING = "waiting"
    DECIDED = "decided"
    CARRIED_OVER = "carried_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody who is asked to a meeting. `discipline` is a code of `quorum.toml`; a guest stands for none."""

    person: PersonId
    name: str
    role: Role
    discipline: str = ""

    @property
    def has_view(self) -> bool:
        """Whether this person gives a view: chair and members do, a guest listens."""
        return self.role in BOARD


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A meeting was moved or cancelled: when it would have been, who did so, and why."""

    was: datetime
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting. `where` is a place, or the address of a call. `present` is empty until the chair records it."""

    id: str
    begins: datetime
    lasts: timedelta
    where: str
    attendees: tuple[Attendee, ...]
    standing: Standing = Standing.PLANNED
    present: tuple[PersonId, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def chair(self) -> Attendee:
        """Who leads it; there is always one."""
        return next(one for one in self.attendees if one.role is Role.BOARD_CHAIR)

    @property
    def there(self) -> tuple[Attendee, ...]:
        """Those who were present, in the order of the list."""
        return tuple(one for one in self.attendees if one.person in self.present)

    def attendee(self, person: PersonId) -> Attendee | None:
        """This person's place in the meeting, or None."""
        return next((one for one in self.attendees if one.person == person), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A case on the agenda. `recused` belong to the first doctor's place, and take no part in it (R3)."""

    case: CaseId
    presenter: PersonId
    recused: tuple[PersonId, ...] = ()
    outcome: Outcome = Outcome.WAITING
    reason: str = ""
    """Why it was carried over."""

"""How well one reviewer fits one case, and the hard rules by which they cannot be proposed for it.

What enters: a `Waiting` case and a `Candidate`. What leaves: a `Bar`, or points with their reasons. Points are a
convention of this project and no measure of anybody's skill.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from consilium.cases import FirstOpinion, Role, Route
from consilium.opinions import Reviewer
from consilium.policy import FieldMatch, field_match, independence, not_independent_because
from consilium.policy.independence import field_of
from consilium.values import Answer, CaseId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A case that waits for a reviewer. `apart`: who takes part in it in another way, was asked before or declined.

    `days_left`: until treatment is planned to start, None where no day is known; `age`: days since it was sent.
    """

    case: CaseId
    first: FirstOpinion | None = None
    route: Route | None = None
    cancers: frozenset[str] = frozenset()
    language: str = "en"
    age: int = 0
    days_left: int | None = None
    apart: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who could review. `roles`: as what they can be asked; `open`: cases they have now; `capacity`: how
    many they take at a time."""

    reviewer: Reviewer
    roles: frozenset[Role] = frozenset({Role.REVIEWER})
    cancers: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    capacity: int = 5
    open: int = 0
    away_from: date | None = None
    away_until: date | None = None

    @property
    def room(self) -> int:
        """How many more cases they take."""
        return max(0, self.capacity - self.open)

    def is_away(self, today: date) -> bool:
        """Whether today lies in the days that they are away, the last one among them."""
        return self.away_until is not None and (self.away_from or today) <= today <= self.away_until


class Bar(StrEnum):
    """Why somebody cannot be proposed for a case."""

    APART = "apart"
    NOT_INDEPENDENT = "not_independent"
    FIRST_UNKNOWN = "first_unknown"
    BY_HAND = "by_hand"
    AWAY = "away"
    FULL = "full"
    FIELD = "field"


class Reason(StrEnum):
    """What speaks for a pair, or is not known of it."""

    INTEREST = "interest"
    INTEREST_UNKNOWN = "interest_unknown"
    NO_INTEREST = "no_interest"
    SAME_FIELD = "same_field"
    FIELD_BY_ROUTE = "field_by_route"
    FIELD_UNKNOWN = "field_unknown"
    OTHER_FIELD = "other_field"
    LANGUAGE = "language"
    NO_LANGUAGE = "no_language"
    INDEPENDENT = "independent"
    INDEPENDENCE_UNKNOWN = "independence_unknown"


POINTS = {
    Reason.INTEREST: 40,
    Reason.INTEREST_UNKNOWN: 10,
    Reason.NO_INTEREST: 0,
    Reason.SAME_FIELD: 30,
    Reason.FIELD_BY_ROUTE: 30,
    Reason.FIELD_UNKNOWN: 10,
    Reason.OTHER_FIELD: 0,
    Reason.LANGUAGE: 10,
    Reason.NO_LANGUAGE: 0,
    Reason.INDEPENDENT: 10,
    Reason.INDEPENDENCE_UNKNOWN: 0,
}
BEST = 90
"""The most points that a pair can have."""


_BY_HAND = frozenset({Route.BOARD, Route.MODALITIES})
"""Routes on which several people are chosen to go together."""


def bar(case: Waiting, one: Candidate, *, today: date) -> Bar | None:
    """The hard rule that forbids this pair; None where none does."""
    if case.first is None:
        return Bar.FIRST_UNKNOWN
    if case.route in _BY_HAND:
        return Bar.BY_HAND
    if one.reviewer.id in case.apart:
        return Bar.APART
    if not_independent_because(one.reviewer, case.first):
        return Bar.NOT_INDEPENDENT
    if _wrong_field(case, case.first, one):
        return Bar.FIELD
    if one.is_away(today):
        return Bar.AWAY
    return Bar.FULL if not one.room else None


def _wrong_field(case: Waiting, first: FirstOpinion, one: Candidate) -> bool:
    """The pathologist's route is for pathologists, and the others are not, unless the first doctor is one (R4)."""
    if case.route is Route.PATHOLOGIST:
        return Role.PATHOLOGIST not in one.roles
    pathology = field_of("Pathology")
    only_tissue = field_of(one.reviewer.field) == pathology != field_of(first.field)
    return Role.REVIEWER not in one.roles or only_tissue


def reasons(case: Waiting, one: Candidate) -> tuple[Reason, ...]:
    """What speaks for the pair, in the order in which a desk reads it. Only for a pair that no rule forbids."""
    return (_interest(case, one), _field(case, one), _language(case, one), _independent(case, one))


def _interest(case: Waiting, one: Candidate) -> Reason:
    if not (case.cancers and one.cancers):
        return Reason.INTEREST_UNKNOWN
    return Reason.INTEREST if case.cancers & one.cancers else Reason.NO_INTEREST


def _field(case: Waiting, one: Candidate) -> Reason:
    if case.route is Route.PATHOLOGIST:
        return Reason.FIELD_BY_ROUTE
    match field_match(one.reviewer, case.first, case.route) if case.first else FieldMatch.UNKNOWN:
        case FieldMatch.SAME:
            return Reason.SAME_FIELD
        case FieldMatch.DIFFERENT_BY_ROUTE:
            return Reason.FIELD_BY_ROUTE
        case FieldMatch.UNKNOWN:
            return Reason.FIELD_UNKNOWN
    return Reason.OTHER_FIELD


def _language(case: Waiting, one: Candidate) -> Reason:
    return Reason.LANGUAGE if case.language in (one.languages or {"en"}) else Reason.NO_LANGUAGE


def _independent(case: Waiting, one: Candidate) -> Reason:
    known = case.first is not None and independence(one.reviewer, case.first) is Answer.YES
    return Reason.INDEPENDENT if known else Reason.INDEPENDENCE_UNKNOWN


def points(why: tuple[Reason, ...]) -> int:
    """The sum of the points of these reasons, 0 to `BEST`."""
    return sum(POINTS[one] for one in why)

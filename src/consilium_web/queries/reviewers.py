"""Who reviews for an organisation: what they say of their work, how much they have, and whom a proposal names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from consilium import policy
from consilium.assignment import Candidate
from consilium.cases import Actor, Case, Role, Route, Status
from consilium.errors import Denied
from consilium.policy.permissions import Permission
from consilium.values import PersonId
from consilium.waiting import due_now
from consilium_web.models import AssignmentRow, CaseRow, ReviewerProfile, User
from consilium_web.queries import people
from consilium_web.queries.cases import reference

UNDER_REVIEW = (Status.BLINDED.value, Status.OPEN.value)
USUAL_CAPACITY = 5
ANY_ROUTE = Route.MODALITIES
"""The route on which everybody can be asked who can be asked by themselves on any."""
ROLES = people.ROLES_ON[ANY_ROUTE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a reviewer says of their work: groups of cancers, languages, cases at a time, days away."""

    cancers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    capacity: int = USUAL_CAPACITY
    away_from: date | None = None
    away_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """A case that a reviewer has: since when, and by when they were asked to be done."""

    id: UUID
    reference: str
    asked_on: date | None
    due_on: date | None
    days: int
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One reviewer's work now."""

    id: str
    name: str
    field: str
    open: tuple[OpenCase, ...]
    capacity: int
    away_until: date | None

    @property
    def full(self) -> bool:
        """Whether they take no more now."""
        return len(self.open) >= self.capacity


def profile(person: UUID) -> Profile:
    """What this person said, or what is usual."""
    row = ReviewerProfile.objects.filter(user_id=person).first()
    return _profile(row) if row else Profile()


def _profile(row: ReviewerProfile) -> Profile:
    return Profile(
        cancers=tuple(row.cancers),
        languages=tuple(row.languages),
        capacity=row.capacity,
        away_from=row.away_from,
        away_until=row.away_until,
    )


def whose(person: str, actor: Actor) -> User:
    """The reviewer whose profile this actor may change: their own, or for administrators one of their organisation's.

    Denied for everybody else.
    """
    wanted = User.objects.filter(people.holds(*ROLES, organisation=actor.organisation))
    own = not person or person == actor.id
    if not own:
        policy.check_can(Permission.MANAGE_PEOPLE, actor, None)
    try:
        found = wanted.filter(pk=UUID(person or actor.id)).first()
    except ValueError:
        found = None
    if found is None:
        raise Denied("There is no such reviewer.")
    return found


def all_of(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Id and name of every reviewer of the actor's organisation."""
    return tuple((str(one.id), one.name) for one in people.reviewers(ANY_ROUTE, actor.organisation))


def open_cases() -> Iterator[tuple[CaseRow, Case]]:
    """Every case that somebody reviews now, of whatever organisation: whoever works for two has one capacity."""
    for row in CaseRow.objects.filter(status__in=UNDER_REVIEW).order_by("due_on", "pk"):
        yield row, row.case


def _at_work(found: Iterable[tuple[CaseRow, Case]]) -> dict[str, list[tuple[CaseRow, Case]]]:
    """Reviewer -> the cases in which their signature is still to come."""
    work: dict[str, list[tuple[CaseRow, Case]]] = {}
    for row, case in found:
        for person in case.reviewers:
            if person not in case.signed_by:
                work.setdefault(str(person), []).append((row, case))
    return work


def candidates(organisation: str) -> tuple[Candidate, ...]:
    """Everybody who could be asked by themselves, with the work that they have."""
    work = _at_work(open_cases())
    known = {str(row.user_id): _profile(row) for row in ReviewerProfile.objects.all()}
    holding = {role: _who(role, organisation) for role in ROLES}
    found = []
    for one in people.reviewers(ANY_ROUTE, organisation):
        said = known.get(str(one.id), Profile())
        found.append(
            Candidate(
                reviewer=one,
                roles=frozenset(role for role, who in holding.items() if one.id in who),
                cancers=frozenset(said.cancers),
                languages=frozenset(said.languages),
                capacity=said.capacity,
                open=len(work.get(str(one.id), ())),
                away_from=said.away_from,
                away_until=said.away_until,
            )
        )
    return tuple(found)


def _who(role: Role, organisation: str) -> frozenset[str]:
    found = User.objects.filter(people.holds(role, organisation=organisation))
    return frozenset(str(pk) for pk in found.values_list("pk", flat=True))


def loads(actor: Actor, *, today: date) -> tuple[Load, ...]:
    """The work of each reviewer of this organisation, the fullest first. Denied for all but coordinators."""
    policy.check_can(Permission.SEE_QUEUE, actor, None)
    ours = people.place(actor.organisation)
    work = _at_work((row, case) for row, case in open_cases() if row.organisation_id == ours)
    asked = {(row.case_id, str(row.reviewer_id)): row for row in AssignmentRow.objects.all()}
    found = []
    for one in people.reviewers(ANY_ROUTE, actor.organisation):
        said, theirs = profile(UUID(one.id)), work.get(str(one.id), [])
        away = said.away_until is not None and said.away_until >= today
        found.append(
            Load(
                id=str(one.id),
                name=one.name,
                field=one.field,
                open=tuple(_open(row, case, asked.get((row.pk, str(one.id))), today) for row, case in theirs),
                capacity=said.capacity,
                away_until=said.away_until if away else None,
            )
        )
    return tuple(sorted(found, key=lambda one: (-len(one.open), one.name)))


def _open(row: CaseRow, case: Case, asked: AssignmentRow | None, today: date) -> OpenCase:
    day = due_day(asked, case, today) if asked else None
    return OpenCase(
        id=row.pk,
        reference=reference(row.pk),
        asked_on=asked.at.date() if asked else None,
        due_on=day,
        days=(today - asked.at.date()).days if asked else 0,
        late=day is not None and day < today,
    )


def due_day(asked: AssignmentRow, case: Case, today: date) -> date:
    """By when this review is due: the day that was set, moved by the time in which the reviewer waited for more."""
    person = PersonId(str(asked.reviewer_id))
    return due_now(asked.due_on, case.asks, by=person, since=asked.at, today=today)


def due(case: Case, actor: Actor, *, today: date) -> date | None:
    """By when this actor is to have reviewed this case; None where they were not asked."""
    if actor.role not in ROLES:
        return None
    row = AssignmentRow.objects.filter(case_id=UUID(case.id), reviewer_id=UUID(actor.id)).first()
    return due_day(row, case, today) if row else None

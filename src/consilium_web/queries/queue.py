"""The coordinator's queue: what waits, filtered and sorted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.core.paginator import Page, Paginator

from consilium import policy
from consilium.assignment import interests
from consilium.cases import Actor, Case, Route, Scope, Status, refused
from consilium.checks.identity import Stated, likely_same
from consilium.policy.permissions import Permission
from consilium.waiting import waits_for
from consilium_web.models import AssignmentRow, CaseRow, IdentityRow, RecordAskRow, User
from consilium_web.models.appointments import Identity
from consilium_web.queries import people, receipts, reviewers
from consilium_web.queries.cases import reference

PAGE = 25
WAITING = (Status.SENT, Status.BLINDED, Status.OPEN, Status.SIGNED, Status.REFERRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """Another case whose patient may be the same person; `sure`: it is the same account."""

    id: UUID
    reference: str
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Records that were asked for and have not come."""

    on: date
    by: str
    count: int
    reminded_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """One case of the queue. `days_left`: until treatment is planned to start; None where no day is known."""

    id: UUID
    reference: str
    cancer: str
    scope: Scope | None
    route: Route | None
    status: Status
    sent_at: datetime | None
    age: int
    days_left: int | None
    news: bool
    """Whether later knowledge touches the case (R23); then it is in the queue even after its opinion was given."""
    reviewers: tuple[str, ...]
    refused: tuple[str, ...]
    """Those asked before whom the patient does not let read any more."""
    unseen: bool
    """Whether the opinion was released some days ago and the patient has not opened it."""
    due_on: date | None
    late: bool
    asked: Asked | None
    twins: tuple[Twin, ...]
    handled: bool
    waits: int
    """For how many things that a reviewer asked for the case waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What of the queue is shown; nothing set shows all that waits, the most urgent first."""

    status: Status | None = None
    route: Route | None = None
    cancer: str = ""
    reviewer: str = ""
    records: bool = False
    twins: bool = False
    oldest_first: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return any((self.status, self.route, self.cancer, self.reviewer, self.records, self.twins))


class Opened(NamedTuple):
    """A case that this coordinator knows of. `handled`: whether they may see its records."""

    row: CaseRow
    case: Case
    handled: bool


def listing(actor: Actor, filters: Filters, *, number: int, today: date) -> tuple[Page[Opened], list[QueueLine]]:
    """One page of the queue, and its lines. Denied for all but coordinators."""
    policy.check_can(Permission.SEE_QUEUE, actor, None)
    sent = CaseRow.objects.filter(organisation=people.place(actor.organisation)).exclude(status=Status.DRAFT.value)
    rows = receipts.unseen(sent, today=today)
    known = tuple(_known(rows, actor))
    same, awaited = _twins(actor, known), _awaited() if filters.records else frozenset()
    shown = [one for one in known if _is_listed(one.row, filters) and _is_wanted(one, filters, same, awaited)]
    shown.sort(key=_by_age if filters.oldest_first else _by_urgency)
    page = Paginator(shown, PAGE).get_page(number)
    return page, list(_lines(list(page.object_list), same, today))


def _known(rows: Iterable[CaseRow], actor: Actor) -> Iterator[Opened]:
    """Those that this actor may see; each is opened once, and asked twice only where its records are not theirs."""
    for row in rows:
        case = row.case
        handled = not policy.may(Permission.SEE_RECORD, actor, case)
        if handled or not policy.may(Permission.SEE_CASE, actor, case):
            yield Opened(row, case, handled)


def _by_age(one: Opened) -> tuple[float, str]:
    row = one.row
    return (row.sent_at.timestamp() if row.sent_at else 0.0, str(row.pk))


def _by_urgency(one: Opened) -> tuple[date, float, str]:
    return (one.row.due_on or date.max, *_by_age(one))


def _is_listed(row: CaseRow, filters: Filters) -> bool:
    """Whether the case stands where it is asked for; where nothing is asked, whether anything waits in it."""
    if filters.status:
        return row.status == filters.status.value
    return row.status in WAITING or row.news_at is not None or bool(getattr(row, "unseen", False))


def _awaited() -> frozenset[UUID]:
    """The cases of which records were asked for and have not come."""
    return frozenset(RecordAskRow.objects.filter(answered_at=None).values_list("case_id", flat=True))


def _is_wanted(one: Opened, filters: Filters, same: dict[UUID, tuple[Twin, ...]], awaited: frozenset[UUID]) -> bool:
    row, case, handled = one
    if filters.narrowed and not filters.status and not handled:
        return False  # what may not be seen of a case is not told by a filter either
    return bool(
        (not filters.route or case.route is filters.route)
        and (not filters.cancer or filters.cancer in groups(case))
        and (not filters.reviewer or filters.reviewer in case.reviewers)
        and (not filters.records or waits_for(case.asks) or row.pk in awaited)
        and (not filters.twins or row.pk in same)
    )


def groups(case: Case) -> frozenset[str]:
    """The groups of cancers that a case's own words tell."""
    return interests.of(case.cancer, case.first_opinion.diagnosis if case.first_opinion else "")


def _twins(actor: Actor, opened: Iterable[Opened]) -> dict[UUID, tuple[Twin, ...]]:
    """Case -> others of these whose patient may be the same person. Nothing is merged by it."""
    known = {row.pk: (row, case) for row, case, handled in opened if handled}
    kept = {one.case_id: one for one in IdentityRow.objects.filter(case__organisation=people.place(actor.organisation))}
    stated = [(pk, kept[pk].value(row.key, Identity)) for pk, (row, _) in known.items() if pk in kept]
    pairs = {(UUID(a), UUID(b)): False for a, b in likely_same(Stated(str(pk), i.names, i.births) for pk, i in stated)}
    accounts: dict[str, list[UUID]] = {}
    for pk, (_, case) in known.items():
        accounts.setdefault(str(case.patient), []).append(pk)
    pairs |= {(a, b): True for some in accounts.values() for a in some for b in some if a < b}
    found: dict[UUID, list[Twin]] = {}
    for (a, b), sure in sorted(pairs.items()):
        found.setdefault(a, []).append(Twin(id=b, reference=reference(b), sure=sure))
        found.setdefault(b, []).append(Twin(id=a, reference=reference(a), sure=sure))
    return {pk: tuple(some) for pk, some in found.items()}


def _lines(opened: Sequence[Opened], same: dict[UUID, tuple[Twin, ...]], today: date) -> Iterator[QueueLine]:
    people_in = {one for _, case, _ in opened for one in (*case.reviewers, *refused(case))}
    asked = User.objects.filter(pk__in=people_in)
    names = {str(user.pk): user.name for user in asked}
    for row, case, handled in opened:
        due = _due(row, case, today)
        yield QueueLine(
            id=row.id,
            reference=reference(row.id),
            cancer=case.cancer if handled else "",
            scope=case.scope if handled else None,
            route=case.route if handled else None,
            status=case.status,
            sent_at=row.sent_at,
            age=(today - row.sent_at.date()).days if row.sent_at else 0,
            days_left=(row.due_on - today).days if row.due_on else None,
            news=row.news_at is not None,
            unseen=bool(getattr(row, "unseen", False)),
            reviewers=tuple(names.get(str(one), "Someone") for one in case.reviewers),
            refused=tuple(names.get(str(one), "Someone") for one in refused(case)),
            due_on=due,
            late=due is not None and due < today,
            asked=_asked(row) if handled else None,
            twins=same.get(row.pk, ()) if handled else (),
            handled=handled,
            waits=len(waits_for(case.asks)),
        )


def _due(row: CaseRow, case: Case, today: date) -> date | None:
    """The next day by which a review of this case is asked for; None once all are signed."""
    waited_for = [UUID(one) for one in case.reviewers if one not in case.signed_by]
    asked = AssignmentRow.objects.filter(case=row, reviewer_id__in=waited_for)
    return min((reviewers.due_day(one, case, today) for one in asked), default=None)


def _asked(row: CaseRow) -> Asked | None:
    found = RecordAskRow.objects.filter(case=row, answered_at=None).select_related("by").order_by("at").last()
    if found is None:
        return None
    reminded = found.reminded_at.date() if found.reminded_at else None
    return Asked(on=found.at.date(), by=found.by.name or "Someone", count=found.count, reminded_on=reminded)

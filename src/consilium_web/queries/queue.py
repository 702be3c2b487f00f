"""The coordinator's queue."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F, Q

from consilium import policy
from consilium.cases import Actor, Scope, Status
from consilium.policy.permissions import Permission
from consilium.waiting import waits_for
from consilium_web.models import CaseRow
from consilium_web.queries import people, receipts
from consilium_web.queries.cases import reference

PAGE = 25
WAITING = (Status.SENT, Status.BLINDED, Status.OPEN, Status.SIGNED, Status.REFERRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """One case of the queue. `days_left`: until treatment is planned to start; None where no day is known."""

    id: UUID
    reference: str
    cancer: str
    scope: Scope | None
    status: Status
    sent_at: datetime | None
    age: int
    days_left: int | None
    news: bool
    """Whether later knowledge touches the case (R23); then it is in the queue even after its opinion was given."""
    reviewers: tuple[str, ...]
    unseen: bool
    """Whether the opinion was released some days ago and the patient has not opened it."""
    waits: int
    """For how many things that a reviewer asked for the case waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What of the queue is shown: one status or all that wait, the most urgent or the oldest first."""

    status: Status | None = None
    oldest_first: bool = False


def listing(actor: Actor, filters: Filters, *, number: int, today: date) -> tuple[Page[CaseRow], list[QueueLine]]:
    """One page of the queue, and its lines. Denied for all but coordinators."""
    policy.check_can(Permission.SEE_QUEUE, actor, None)
    wanted = [filters.status] if filters.status else WAITING
    listed = Q(status__in=[status.value for status in wanted])
    ours = receipts.unseen(CaseRow.objects.filter(organisation=people.place(actor.organisation)), today=today)
    rows = ours.filter(listed if filters.status else listed | Q(news_at__isnull=False) | Q(unseen=True))
    by_age = ("sent_at", "pk")
    rows = rows.order_by(*by_age) if filters.oldest_first else rows.order_by(F("due_on").asc(nulls_last=True), *by_age)
    page = Paginator(rows, PAGE).get_page(number)
    return page, list(_lines(page.object_list, actor, today))


def _lines(rows: Iterable[CaseRow], actor: Actor, today: date) -> Iterator[QueueLine]:
    for row in rows:
        case = row.case
        if policy.may(Permission.SEE_CASE, actor, case):
            continue
        handled = not policy.may(Permission.SEE_RECORD, actor, case)
        yield QueueLine(
            id=row.id,
            reference=reference(row.id),
            cancer=case.cancer if handled else "",
            scope=case.scope if handled else None,
            status=case.status,
            sent_at=row.sent_at,
            age=(today - row.sent_at.date()).days if row.sent_at else 0,
            days_left=(row.due_on - today).days if row.due_on else None,
            news=row.news_at is not None,
            unseen=bool(getattr(row, "unseen", False)),
            waits=len(waits_for(case.asks)),
            reviewers=tuple(people.reviewer_by_id(one).name for one in case.reviewers),
        )

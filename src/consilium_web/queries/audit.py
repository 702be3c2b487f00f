"""Reading the audit: who did and saw what in a case, and whether the chain is whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from consilium.cases import Actor, Role
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.models import LAY, PERSONAL, AuditEvent, AuditHead, Membership
from consilium_web.queries import charts, people
from consilium_web.queries.cases import reference

PAGE = 50
OVERSEERS = (Role.ADMINISTRATOR, Role.AUDITOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """One event of a case."""

    seq: int
    at: datetime
    who: str
    role: str
    action: str
    case: UUID | None
    reference: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What verifying the chain gave. `broken_at`: the first event that does not fit, or None."""

    events: int
    broken_at: int | None
    head: str


def of_case(case_id: UUID, actor: Actor, *, number: int) -> tuple[Page[AuditEvent], list[EventLine]]:
    """One page of the events of a case, the latest first, and its lines.

    For the patient's side; for administrators and auditors without the names of the patient's side.
    """
    check_can(Permission.SEE_AUDIT, actor, charts.row(case_id).case)
    events = AuditEvent.objects.filter(case_id=case_id).select_related("actor").order_by("-seq")
    page = Paginator(events, PAGE).get_page(number)
    return page, [_line(event, actor) for event in page.object_list]


def of_house(actor: Actor, *, number: int) -> tuple[Page[AuditEvent], list[EventLine]]:
    """One page of what was done and seen in one's own organisation. Denied for all but administrators and auditors."""
    page = Paginator(_of_house(actor).order_by("-seq"), PAGE).get_page(number)
    return page, [_line(event, actor) for event in page.object_list]


def all_of_house(actor: Actor) -> Iterator[EventLine]:
    """All of it, from the first event on, for a file."""
    events = _of_house(actor).order_by("seq")
    return (_line(event, actor) for event in events.iterator(chunk_size=500))


def _of_house(actor: Actor) -> QuerySet[AuditEvent]:
    """Events of the organisation's cases, of its staff outside cases, and of the software itself."""
    check_can(Permission.SEE_CHAIN, actor, None)
    place = people.place(actor.organisation)
    staff = Membership.objects.filter(organisation=place).values("user")
    apart = Q(case=None) & (Q(actor=None) | Q(actor__in=staff) & ~Q(role__in=PERSONAL))
    return AuditEvent.objects.filter(Q(case__organisation=place) | apart).select_related("actor")


def _line(event: AuditEvent, reader: Actor) -> EventLine:
    return EventLine(
        seq=event.seq,
        at=event.at,
        who=_who(event, reader),
        role=event.role,
        action=event.action,
        case=event.case_id,
        reference=reference(event.case_id) if event.case_id else "",
        hash=event.hash,
    )


def _who(event: AuditEvent, reader: Actor) -> str:
    """The name; for those who watch over the house not that of the patient's side: it would tell who is ill."""
    if event.actor is None:
        return "The software"
    if event.role in LAY and reader.role in OVERSEERS:
        return "Name withheld"
    return event.actor.name or "Someone without a name yet"


def chain(actor: Actor) -> Verdict:
    """Verify the chain. Denied for all but administrators and auditors."""
    check_can(Permission.SEE_CHAIN, actor, None)
    return verify()


def verify() -> Verdict:
    """Walk the whole chain: each event's hash, its link to the one before, no gap, and the head."""
    previous, expected = "0" * 64, 1
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    for event in AuditEvent.objects.order_by("seq").iterator():
        fits = event.seq == expected and event.previous == previous and event.hash == event.computed_hash()
        if not fits:
            return Verdict(events=expected - 1, broken_at=event.seq, head=head.hash)
        previous, expected = event.hash, expected + 1
    whole = head.seq == expected - 1 and head.hash == previous
    return Verdict(events=expected - 1, broken_at=None if whole else expected, head=head.hash)

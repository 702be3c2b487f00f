"""Reading the audit: who did and saw what in a case, and whether the chain is whole."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator

from consilium.cases import Actor
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.models import AuditEvent, AuditHead
from consilium_web.queries import charts

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """One event of a case."""

    seq: int
    at: datetime
    who: str
    role: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What verifying the chain gave. `broken_at`: the first event that does not fit, or None."""

    events: int
    broken_at: int | None
    head: str


def of_case(case_id: UUID, actor: Actor, *, number: int) -> tuple[Page[AuditEvent], list[EventLine]]:
    """One page of the events of a case, the latest first, and its lines.

    For the patient's side, administrators and auditors.
    """
    check_can(Permission.SEE_AUDIT, actor, charts.row(case_id).case)
    events = AuditEvent.objects.filter(case_id=case_id).select_related("actor").order_by("-seq")
    page = Paginator(events, PAGE).get_page(number)
    return page, [_line(event) for event in page.object_list]


def _line(event: AuditEvent) -> EventLine:
    nobody = "Somebody with a link" if event.action.startswith("handed.") else "The software"
    who = event.actor.name or "Someone without a name yet" if event.actor else nobody
    return EventLine(seq=event.seq, at=event.at, who=who, role=event.role, action=event.action)


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

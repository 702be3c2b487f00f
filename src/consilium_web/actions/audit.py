"""Writing the audit: one chain, one writer at a time, in the transaction of the change it tells of."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from consilium.cases import Actor
from consilium_web.models import AuditEvent, AuditHead

Detail = str | int | bool | None


def record(action: str, *, by: Actor | None, at: datetime, case: UUID | str | None = None, **details: Detail) -> None:
    """Add an event to the chain. Call it inside the transaction of the change. `details` are never clinical."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit event is written in the transaction of what it tells of")
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1)
    event = AuditEvent(
        seq=head.seq + 1,
        at=at,
        actor_id=UUID(by.id) if by else None,
        role=by.role.value if by else "",
        case_id=UUID(str(case)) if case else None,
        action=action,
        details=details,
        previous=head.hash,
    )
    event.hash = event.computed_hash()
    event.save(force_insert=True)
    AuditHead.objects.filter(pk=1).update(seq=event.seq, hash=event.hash)


@transaction.atomic
def seen(what: str, *, case: UUID | str | None, by: Actor, at: datetime, **details: Detail) -> None:
    """Somebody looked at something: the patient can see who (B9)."""
    record(f"seen.{what}", by=by, at=at, case=case, **details)

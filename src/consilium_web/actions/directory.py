"""Filling the directory, and a person's own list of whom they could ask."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from django.db import transaction

from consilium.cases import Actor
from consilium.errors import Denied, Invalid
from consilium.experts import Expert
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.actions import audit, conflicts, saving
from consilium_web.models import CandidateRow, ExpertRow

LONGEST_LIST = 50


@transaction.atomic
def fill(*, found: Iterable[Expert], by: Actor, at: datetime) -> int:
    """Add entries to the directory; how many are new."""
    check_can(Permission.KEEP_DIRECTORY, by, None)
    entries = {msgspec.json.encode(one, order="deterministic").decode(): one for one in found}
    known = set(ExpertRow.objects.filter(ended_at=None, entry__in=entries).values_list("entry", flat=True))
    rows = [
        ExpertRow(id=uuid4(), label=one.label[:300], entry=entry, by_id=UUID(by.id), at=at)
        for entry, one in entries.items()
        if entry not in known
    ]
    ExpertRow.objects.bulk_create(rows, batch_size=500)
    audit.record("directory.filled", by=by, at=at, rows=len(rows))
    return len(rows)


@transaction.atomic
def end(*, expert: UUID, by: Actor, at: datetime) -> None:
    """Take somebody out of the directory; lists of persons keep them."""
    check_can(Permission.KEEP_DIRECTORY, by, None)
    if not ExpertRow.objects.filter(pk=expert, ended_at=None).update(ended_at=at):
        raise Denied("There is no such entry.")
    audit.record("directory.ended", by=by, at=at, entry=str(expert))


@transaction.atomic
def consider(*, case_id: UUID, expert: Expert, by: Actor, at: datetime, token: UUID | None = None) -> None:
    """Put somebody on the person's own list. Twice is once."""
    row, case = saving.load(case_id)
    check_can(Permission.FIND_EXPERTS, by, case)
    if not expert.label.strip():
        raise Invalid("A name is needed.", {"name": "Write the name of the doctor, or of the hospital."})
    kept = [one.value(row.key, Expert) for one in CandidateRow.objects.filter(case=row, ended_at=None)]
    if expert in kept:
        return
    if len(kept) >= LONGEST_LIST:
        raise Invalid("The list is full.", {"name": "Take somebody off your list first."})
    one = CandidateRow(id=conflicts.once(token, by=by, at=at), case=row, by_id=UUID(by.id), at=at)
    one.put(row.key, expert)
    one.save(force_insert=True)
    audit.record("candidate.added", case=case_id, by=by, at=at)


@transaction.atomic
def drop(*, case_id: UUID, candidate: UUID, by: Actor, at: datetime) -> None:
    """Take somebody off the list."""
    row, case = saving.load(case_id)
    check_can(Permission.FIND_EXPERTS, by, case)
    if CandidateRow.objects.filter(pk=candidate, case=row, ended_at=None).update(ended_at=at):
        audit.record("candidate.ended", case=case_id, by=by, at=at)

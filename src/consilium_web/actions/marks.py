"""Marks on what states the first opinion: confirmed, rejected or drawn by a person (B5)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from consilium.cases import Actor, Case, Status
from consilium.errors import Denied, Invalid, WrongState
from consilium.policy import Mark, check_can
from consilium.policy.permissions import Permission
from consilium.values import PersonId
from consilium_web.actions import audit, saving
from consilium_web.models import CaseRow, MarkRow, RecordRow

BEFORE_REVIEW = (Status.DRAFT, Status.SENT)


@transaction.atomic
def decide(*, case_id: UUID, marks: Iterable[tuple[UUID, Mark]], by: Actor, at: datetime) -> None:
    """Keep a person's word on spans of records; a later word on the same span stands."""
    row, case = saving.load(case_id)
    check_can(Permission.MARK_FIRST_OPINION, by, case)
    _before_review(case)
    for record, mark in marks:
        _keep(row, record, replace(mark, confirmed_by=PersonId(by.id)), by, at)
    audit.record("marks.decided", case=case_id, by=by, at=at)


def _before_review(case: Case) -> None:
    """What a reviewer has seen cannot be withheld afterwards, and what was withheld is shown by sealing."""
    if case.status not in BEFORE_REVIEW:
        raise WrongState("Marks are decided before a reviewer is asked.")


def _keep(row: CaseRow, record: UUID, mark: Mark, by: Actor, at: datetime) -> None:
    if not RecordRow.objects.filter(pk=record, case=row, removed_at=None).exists():
        raise Denied("There is no such record.")
    if not 0 <= mark.start < mark.end:
        raise Invalid("A mark needs words.", {"words": "Copy the words as they stand on the page."})
    _end_earlier(row, record, mark, at)
    said = MarkRow(id=uuid4(), case=row, record_id=record, by_id=UUID(by.id), at=at)
    said.put(row.key, mark)
    said.save(force_insert=True)


def _end_earlier(row: CaseRow, record: UUID, mark: Mark, at: datetime) -> None:
    for earlier in MarkRow.objects.filter(case=row, record_id=record, ended_at=None):
        known = earlier.value(row.key, Mark)
        if (known.page, known.start, known.end) == (mark.page, mark.start, mark.end):
            earlier.ended_at = at
            earlier.save(update_fields=["ended_at"])

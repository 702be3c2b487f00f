"""Telling people that something waits for them. A notice holds a kind and a case, and nothing of what it is about.

`tell` and `tell_all` are steps of an action: they are called inside its transaction, after the case was saved.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from consilium.cases import Actor, Case
from consilium_web.actions import mailing
from consilium_web.models import NoticeRow, User
from consilium_web.queries import notices


def tell(user_id: UUID, what: str, case: UUID, at: datetime) -> None:
    """Tell one person. More of the same that they have not read yet is one notice, with the later time."""
    if what not in notices.KINDS:
        raise ValueError(f"no such kind of news: {what}")
    waiting = NoticeRow.objects.filter(user_id=user_id, case_id=case, what=what, read_at=None)
    if not waiting.update(at=at):
        try:
            with transaction.atomic():
                NoticeRow.objects.create(user_id=user_id, case_id=case, what=what, at=at)
            mailing.plan(user_id, at)
        except IntegrityError:
            waiting.update(at=at)


def tell_all(what: str, case: Case, at: datetime, *, by: Actor | None) -> None:
    """Tell everybody for whom the table means this kind of news and who may see it; not whoever did it."""
    for person in notices.audience(notices.KINDS[what], case):
        if by is None or person.id != by.id:
            tell(UUID(person.id), what, UUID(case.id), at)


def readers(what: str, case: Case) -> Iterator[Actor]:
    """Everybody for whom the table means this kind of news, for an action that picks among them."""
    return notices.audience(notices.KINDS[what], case)


def looked(user: User, case: UUID, page: str, at: datetime) -> None:
    """Somebody opened this page of a case: what is new there is no longer new to them."""
    kinds = [what for what, kind in notices.KINDS.items() if kind.page == page]
    waiting = NoticeRow.objects.filter(user=user, case_id=case, what__in=kinds, read_at=None)
    if kinds and waiting.exists():
        waiting.update(read_at=at)


def read_all(user: User, at: datetime) -> None:
    """Nothing of what is there now is new any more."""
    NoticeRow.objects.filter(user=user, read_at=None, at__lte=at).update(read_at=at)

"""Links by which a patient hands on a report: made, used with a code, ended. Every use is in the audit."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from consilium.cases import Actor
from consilium.errors import Denied, Invalid
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.actions import audit, conflicts, saving
from consilium_web.models import HandedRow
from consilium_web.queries import handing, opinions

DAYS = (1, 3, 7, 14, 30)
DOWNLOADS = (1, 3, 5, 10)
WRONG_CODES = 5
"""After so many wrong codes a link ends: six digits can otherwise be guessed."""


@transaction.atomic
def make(
    *, case_id: UUID, number: int, label: str, days: int, most: int, by: Actor, at: datetime, token: UUID | None = None
) -> tuple[str, str]:
    """A new link to one opinion: the secret that it holds, and the code that is told apart. The site keeps neither."""
    row, case = saving.load(case_id)
    check_can(Permission.HAND_ON, by, case)
    opinions.one(case_id, number, by, today=at.date())
    if days not in DAYS or most not in DOWNLOADS:
        raise Invalid("A link ends.", {"days": "Choose how long it works."})
    secret, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**6):06}"
    link = HandedRow(
        id=conflicts.once(token, by=by, at=at),
        case=row,
        by_id=UUID(by.id),
        role=by.role.value,
        at=at,
        number=number,
        secret_hash=hashlib.sha256(secret.encode()).hexdigest(),
        ends_at=at + timedelta(days=days),
        most=most,
    )
    link.code_hash = handing.code_hash(link, code)
    link.put(row.key, label.strip())
    link.save(force_insert=True)
    audit.record("handed.made", case=case_id, by=by, at=at, link=str(link.pk), days=days, most=most)
    return secret, code


@transaction.atomic
def end(*, case_id: UUID, link: UUID, by: Actor, at: datetime) -> None:
    """End a link at once."""
    row, case = saving.load(case_id)
    check_can(Permission.HAND_ON, by, case)
    if not HandedRow.objects.filter(pk=link, case=row, ended_at=None).update(ended_at=at):
        raise Denied("There is no such link.")
    audit.record("handed.ended", case=case_id, by=by, at=at, link=str(link))


@transaction.atomic
def use(*, secret: str, code: str, at: datetime) -> HandedRow | None:
    """Count one use of a link with its code; None for a wrong code, which is counted too. Denied for a link that ended.

    A link gives what its maker may see now: it ends with their part in the case.
    """
    found = handing.open_link(secret, at)
    row, case = saving.load(found.case_id)
    found = handing.open_link(secret, at)  # once more, now that nobody else can change it
    check_can(Permission.HAND_ON, handing.maker(found), case)
    right = handing.is_code(found, code)
    counted = {"used": F("used") + 1, "last_used_at": at} if right else {"wrong": F("wrong") + 1}
    HandedRow.objects.filter(pk=found.pk).update(**counted)
    if not right and found.wrong + 1 >= WRONG_CODES:
        HandedRow.objects.filter(pk=found.pk).update(ended_at=at)
    audit.record("handed.used" if right else "handed.refused", case=row.pk, by=None, at=at, link=str(found.pk))
    return found if right else None

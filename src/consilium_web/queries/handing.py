"""Links by which a report is handed on: those of a case for its patient, and one for whoever holds its secret."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consilium.cases import Actor, Role
from consilium.errors import Denied
from consilium.policy.permissions import Permission
from consilium.values import PersonId
from consilium_web.models import HandedRow
from consilium_web.queries import charts, reports


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """One link, as its patient sees it. `state`: `open`, `ended` by a person or wrong codes, `over` by time or uses."""

    id: UUID
    label: str
    number: int
    at: datetime
    ends_at: datetime
    used: int
    most: int
    wrong: int
    last_used_at: datetime | None
    state: str


def listing(case_id: UUID, actor: Actor, *, at: datetime) -> tuple[Handed, ...]:
    """Every link that was made for a case, the newest first. Denied for all but the patient's side."""
    chart = charts.load(case_id, actor, Permission.HAND_ON)
    return tuple(
        Handed(
            id=row.pk,
            label=row.value(chart.key, str),
            number=row.number,
            at=row.at,
            ends_at=row.ends_at,
            used=row.used,
            most=row.most,
            wrong=row.wrong,
            last_used_at=row.last_used_at,
            state="ended" if row.ended_at else "open" if _works(row, at) else "over",
        )
        for row in HandedRow.objects.filter(case_id=case_id).order_by("-at", "pk")
    )


def _works(row: HandedRow, at: datetime) -> bool:
    return row.ended_at is None and row.ends_at > at and row.used < row.most


def open_link(secret: str, at: datetime) -> HandedRow:
    """The link that holds this secret; Denied where it is unknown or does not work any more."""
    hashed = hashlib.sha256(secret.encode()).hexdigest()
    found = HandedRow.objects.filter(secret_hash=hashed).select_related("case", "by").first()
    if found is None or not _works(found, at):
        raise Denied("This link does not work any more.")
    return found


def code_hash(link: HandedRow, code: str) -> str:
    """A code as it is kept: hashed under the case's key, because six digits are few."""
    return link.case.key.fingerprint(f"{link.pk}:{code}")


def is_code(link: HandedRow, code: str) -> bool:
    """Whether this is the code of the link."""
    return secrets.compare_digest(link.code_hash, code_hash(link, "".join(code.split())))


def maker(link: HandedRow) -> Actor:
    """Who made the link, in the role they had."""
    return Actor(id=PersonId(str(link.by_id)), role=Role(link.role), name=link.by.name)


def pdf(link: HandedRow, *, at: datetime) -> bytes:
    """The report that a link gives. Denied where its maker may not see it any more."""
    return reports.as_pdf(link.case_id, link.number, maker(link), today=at.date())

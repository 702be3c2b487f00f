"""Holding cases against the present knowledge: a case that a later edition touches is flagged (R23)."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from consilium.assessment import Assessment
from consilium.cases import Status
from consilium_web.actions import audit, identities, notices, saving
from consilium_web.models import CaseRow, KnownRow
from consilium_web.models.outcomes import Known
from consilium_web.queries import assessments, charts

OPEN = frozenset({Status.SENT, Status.BLINDED, Status.OPEN})
WATCHED = OPEN | {Status.SIGNED, Status.RELEASED, Status.CLOSED}
"""A draft changes every day, and a case that was taken back is nobody's to look at."""


def watched() -> list[UUID]:
    """Every case that is held against new knowledge, open or signed."""
    return list(CaseRow.objects.filter(status__in=[one.value for one in WATCHED]).values_list("pk", flat=True))


@transaction.atomic
def recheck(*, case_id: UUID, at: datetime) -> bool:
    """Hold the case against the present knowledge; whether it is flagged now.

    The first time, and whenever the records of an open case have changed, what is found now is what later editions are
    held against.
    """
    row, case = saving.load(case_id)
    if case.status not in WATCHED:
        return False
    chart = charts.whole(row)
    identities.add(row, chart.readings, at)
    now = assessments.whole(chart, today=at.date())
    kept = KnownRow.objects.filter(case=row).order_by("at").last()
    if kept is None or (case.status in OPEN and kept.value(row.key, Known).facts != assessments.known(now).facts):
        keep(row, now, at)
        return False
    if kept.knowledge == now.knowledge:
        return row.news_at is not None
    return _flag(row, len(assessments.news(kept.value(row.key, Known), now)), at)


def _flag(row: CaseRow, news: int, at: datetime) -> bool:
    if news and row.news_at is None:
        audit.record("knowledge.changed", case=row.id, by=None, at=at, findings=news)
        notices.tell_all("knowledge.changed", row.case, at, by=None)
    row.news_at = (row.news_at or at) if news else None
    row.save(update_fields=["news_at"])
    return bool(news)


def keep(row: CaseRow, found: Assessment, at: datetime) -> None:
    """What is known now, for later editions to be held against; a flag that was up is taken down."""
    kept = KnownRow(id=uuid4(), case=row, at=at, knowledge=found.knowledge)
    kept.put(row.key, assessments.known(found))
    kept.save(force_insert=True)
    row.news_at = None
    row.save(update_fields=["news_at"])

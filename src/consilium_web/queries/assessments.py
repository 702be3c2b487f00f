"""What the library notices in a case: findings, record checklist, advice, questions; as an actor may see them."""

import hashlib
from dataclasses import replace
from datetime import date
from uuid import UUID

import msgspec

from consilium.assessment import Assessment, assess
from consilium.cases import Actor, Role
from consilium.checks import Finding
from consilium.facts import Fact, FactSheet, Status
from consilium.policy.permissions import Permission
from consilium_web.models import KnownRow
from consilium_web.models.outcomes import Known
from consilium_web.models.records import REQUESTED
from consilium_web.queries import charts
from consilium_web.queries.charts import Chart


def get(case_id: UUID, actor: Actor, *, today: date) -> Assessment:
    """The assessment of a case on this day. Denied for strangers."""
    return of(charts.load(case_id, actor, Permission.SEE_RECORD), today=today)


def of(chart: Chart, *, today: date) -> Assessment:
    """The assessment of a chart, with all that is withheld from its actor left out."""
    return _visible(whole(chart, today=today), chart)


def whole(chart: Chart, *, today: date) -> Assessment:
    """The assessment of everything in a chart, for computing only: show what `of` gives."""
    return assess(
        chart.readings,
        case=chart.case,
        answers=tuple(_with(chart, Status.ANSWERED)),
        corrections=tuple(_with(chart, Status.CORRECTED)),
        requested={fact.text for fact in chart.stated if fact.code == REQUESTED},
        today=today,
    )


def known(found: Assessment) -> Known:
    """What an assessment found, to be held against a later one. What depends on the day alone is left out."""
    timeless = (one for one in found.findings if not one.code.startswith("timing."))
    rests_on = hashlib.sha256(msgspec.json.encode(found.sheet.facts)).hexdigest()[:16]
    return Known(findings=tuple(sorted({(one.code, one.params) for one in timeless})), facts=rests_on)


def news(before: Known, now: Assessment) -> tuple[Finding, ...]:
    """Findings of now that were not known before."""
    new = set(known(now).findings) - set(before.findings)
    return tuple(one for one in now.findings if (one.code, one.params) in new)


def changed_since(chart: Chart, now: Assessment) -> tuple[Finding, ...]:
    """Those findings of now that a later edition of the knowledge brings to a case checked or signed on an earlier."""
    kept = KnownRow.objects.filter(case_id=chart.id).order_by("at").last()
    if kept is None or chart.blinded:
        return ()
    if now.knowledge == kept.knowledge:
        return ()
    return news(kept.value(chart.key, Known), now)


def _with(chart: Chart, status: Status) -> list[Fact]:
    """What people stated; of several answers to one question, the last."""
    said = [fact for fact in chart.stated if fact.status is status and fact.code != REQUESTED]
    if status is Status.ANSWERED:
        return list({fact.code: fact for fact in said}.values())
    return said


def _visible(found: Assessment, chart: Chart) -> Assessment:
    """Blinded, only what rests on visible facts is shown: what names no fact could still tell the first opinion."""
    sight = chart.sight
    if not sight.blinded:
        return found
    shown = (one for one in found.findings if one.because and sight.allows(one.because, (v for _, v in one.params)))
    return replace(
        found,
        sheet=FactSheet.of(sight.visible_facts(found.sheet.facts)),
        findings=tuple(shown),
        checklist=(),
        tests=(),
        advice=replace(found.advice, fired=(), unanswered=()),
        questions=(),
    )


def is_for_patient(actor: Actor) -> bool:
    """Whether sentences are worded for the patient, and not for a clinician."""
    return actor.role in {Role.PATIENT, Role.PROXY}

"""What the library notices in a case: findings, record checklist, advice, questions; as an actor may see them."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from consilium.assessment import Assessment, assess
from consilium.cases import Actor, Role
from consilium.facts import Fact, FactSheet, Status
from consilium.policy.permissions import Permission
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

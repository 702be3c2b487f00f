"""What to know about the cancer of a case (R47)."""

from datetime import date
from uuid import UUID

from consilium.cases import Actor
from consilium.delivery import education, names
from consilium.delivery.document import Document
from consilium.policy.permissions import Permission
from consilium_web.queries import assessments, charts


def lesson(case_id: UUID, actor: Actor, *, today: date, language: str) -> Document:
    """Made for the cancer that the records or the patient name. Denied for strangers; blinded, no cancer is told."""
    chart = charts.load(case_id, actor, Permission.SEE_RECORD)
    disease = assessments.of(chart, today=today).disease
    key = "" if chart.blinded else disease.key
    return education.document(key, name=names.name(disease.name, language) if key else "", language=language)

"""Receipt: when the patient and the first doctor first opened what was released, by the audit."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from consilium.cases import Action, Actor, Purpose, Role, Status
from consilium.policy.permissions import Permission
from consilium_web.models import AuditEvent, CaseRow, OpinionRow
from consilium_web.queries import charts

OPENED = ("seen.report", "seen.report_pdf")
PATIENTS = (Role.PATIENT.value, Role.PROXY.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """When each side first opened the last release; None where it did not yet. `doctor_asked`: whether a first doctor
    takes part with whom the patient shares.
    """

    released_at: datetime
    patient: datetime | None
    doctor: datetime | None
    doctor_asked: bool


def of_case(case_id: UUID, actor: Actor) -> Receipts | None:
    """The receipts of a case; None before a release. For all who may see the opinion."""
    case = charts.load(case_id, actor, Permission.SEE_OPINION).case
    released = _released(case_id)
    if released is None or not any(step.action is Action.RELEASE for step in case.history):
        return None
    return Receipts(
        released_at=released,
        patient=_first(case_id, PATIENTS, released),
        doctor=_first(case_id, (Role.FIRST_DOCTOR.value,), released),
        doctor_asked=case.first_doctor is not None and case.consents_to(Purpose.SHARE_WITH_FIRST_DOCTOR),
    )


def _released(case_id: UUID) -> datetime | None:
    rows = OpinionRow.objects.filter(case_id=case_id, released_at__isnull=False)
    return rows.order_by("-released_at").values_list("released_at", flat=True).first()


def _first(case_id: UUID, roles: tuple[str, ...], since: datetime) -> datetime | None:
    found = AuditEvent.objects.filter(case_id=case_id, action__in=OPENED, role__in=roles, at__gte=since)
    return found.order_by("seq").values_list("at", flat=True).first()


def unseen(rows: QuerySet[CaseRow], *, today: date) -> QuerySet[CaseRow]:
    """The rows with `unseen`: released some days ago, and not opened by the patient's side since."""
    released = OpinionRow.objects.filter(case=OuterRef("pk"), released_at__isnull=False).order_by("-released_at")
    opened = AuditEvent.objects.filter(
        case=OuterRef("pk"), action__in=OPENED, role__in=PATIENTS, at__gte=OuterRef("last_release")
    )
    waited = Q(last_release__date__lte=today - timedelta(days=settings.CONSILIUM_SEEN_DAYS))
    known = rows.annotate(last_release=Subquery(released.values("released_at")[:1]))
    return known.annotate(unseen=Q(status=Status.RELEASED.value) & waited & ~Exists(opened))

"""The move of a case's care to another place, as an actor may see it: its steps, the letter, the packet."""

import io
import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from uuid import UUID

from consilium.cases import Actor
from consilium.delivery import fhir, letters, packet, pdf
from consilium.delivery.document import Document
from consilium.errors import WrongState
from consilium.policy.permissions import Permission
from consilium.values import RecordId
from consilium_web.models import CaseRow, RecordRow, ReferralRow
from consilium_web.models.after import Referral
from consilium_web.queries import assessments, charts, organisations, reports
from consilium_web.queries.charts import Chart
from consilium_web.storage import files

STEPS = ("arranged", "sent", "acknowledged")
MOST_BYTES = 100 * 2**20
"""Originals beyond this are named in the letter and sent apart: the packet is put together in memory only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step that was taken: `step` is one of STEPS."""

    step: str
    at: datetime
    by: str
    said: Referral


def steps_of(row: CaseRow) -> tuple[Taken, ...]:
    """The steps that were taken, in order."""
    found = ReferralRow.objects.filter(case=row).select_related("by").order_by("at", "pk")
    return tuple(Taken(step=one.step, at=one.at, by=one.by.name, said=one.value(row.key, Referral)) for one in found)


def next_step(taken: tuple[Taken, ...]) -> str:
    """The step that comes next; "" after the last."""
    return STEPS[len(taken)] if len(taken) < len(STEPS) else ""


def get(case_id: UUID, actor: Actor) -> tuple[Taken, ...]:
    """The steps of a case that moves care. Denied for strangers, and where no care is moved."""
    return steps_of(charts.load(case_id, actor, Permission.SEE_MOVE).found)


def letter(case_id: UUID, actor: Actor, *, today: date) -> bytes:
    """The letter of referral with what the records say below it, as PDF."""
    chart = charts.load(case_id, actor, Permission.SEE_MOVE)
    return _letter(chart, today, left_out=tuple(name for _, name in _originals(chart)[1]))


def packed(case_id: UUID, actor: Actor, *, today: date) -> bytes:
    """The letter, the facts for other systems and the records as they came, as one archive."""
    chart = charts.load(case_id, actor, Permission.SEE_MOVE)
    taken, left_out = _originals(chart)
    at, names = datetime.combine(today, time(), UTC), {RecordId(r): name for r, name in chart.record_names.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("referral.pdf", _letter(chart, today, left_out=tuple(name for _, name in left_out)))
        bundle = fhir.bundle(assessments.of(chart, today=today), at=at, names=names)
        archive.writestr("bundle.json", fhir.encode(bundle))
        for place, (row, name) in enumerate(taken, start=1):
            with archive.open(f"records/{place:03}-{name.replace('/', '-')[-120:]}", "w") as file:
                for piece in files.pieces(str(chart.id), row.opener):
                    file.write(piece)
    return out.getvalue()


def _originals(chart: Chart) -> tuple[list[tuple[RecordRow, str]], list[tuple[RecordRow, str]]]:
    """The records as they came, with their names: those that fit, smallest first, and those that do not."""
    rows = RecordRow.objects.filter(case_id=chart.id, removed_at=None, parent=None).select_related("case")
    fit: list[tuple[RecordRow, str]] = []
    out: list[tuple[RecordRow, str]] = []
    size = 0
    for row in sorted(rows, key=lambda one: one.size):
        size += row.size
        (fit if size <= MOST_BYTES else out).append((row, row.name))
    return fit, out


def _letter(chart: Chart, today: date, *, left_out: tuple[str, ...]) -> bytes:
    taken = steps_of(chart.found)
    if not taken:
        raise WrongState("It is not written down yet where care is moved to.")
    to, case = taken[0].said, chart.case
    written = letters.referral(
        case,
        place=to.place,
        doctor=to.doctor,
        reason=to.reason,
        patient=reports.patient_name(case.patient),
        signer=taken[0].by,
        on=taken[0].at.date(),
        left_out=left_out,
    )
    below = packet.summary(assessments.of(chart, today=today), chart.readings)
    whole: Document = replace(
        written,
        sections=(*written.sections, *below.sections),
        footer=below.footer,
        sender=organisations.name_of(case.organisation),
    )
    return pdf.of(whole, at=taken[0].at.replace(microsecond=0))

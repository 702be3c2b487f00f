"""What is handed over: the report on a page and as PDF, the letters, the full export; as an actor may see them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from consilium.cases import REVIEW_SIDE, Actor, Role
from consilium.checks.completeness import ChecklistItem, Held
from consilium.delivery import document, fhir, letters, pdf, wording
from consilium.delivery.document import Document, Paragraph, Section
from consilium.delivery.report import report
from consilium.delivery.words import words
from consilium.policy.permissions import Permission
from consilium_web.models import User
from consilium_web.queries import assessments, charts, organisations
from consilium_web.queries import opinions as given
from consilium_web.queries.opinions import Given


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One opinion, drawn: in plain words for the patient, in full for clinicians."""

    number: int
    label: str
    plain: str
    clinical: str


def reports(case_id: UUID, actor: Actor, *, today: date, language: str = "") -> tuple[Report, ...]:
    """Every opinion that this actor may read. `plain` and `clinical` are HTML in which everything is escaped.

    `language`: of the plain words; "" is the one that the patient chose.
    """
    shown = given.given(case_id, actor, today=today)
    names, several = _names(case_id, actor), len(shown) > 1
    level = {"patient": 1 + several, "clinician": 1 + several}
    level["patient" if for_clinician(actor) else "clinician"] += 1  # what is folded away stands one level lower

    def drawn(one: Given, reader: str) -> str:
        told = _report(one, reader, len(shown), names, language or one.case.language)
        return document.fragment(told, level[reader], titled=False)

    return tuple(
        Report(
            number=one.number,
            label=one.opinion.label,
            plain=drawn(one, "patient"),
            clinical=drawn(one, "clinician"),
        )
        for one in shown
    )


def _report(one: Given, reader: str, opinions: int, names: Mapping[str, str], language: str) -> Document:
    """The patient's words in the patient's language; the clinical text is English."""
    spoken = language if reader == "patient" else "en"
    return report(one.case, one.opinion, one.comparison, reader=reader, language=spoken, agreeing=opinions, names=names)


def _names(case_id: UUID, actor: Actor) -> dict[str, str]:
    chart = charts.load(case_id, actor, Permission.SEE_OPINION)
    return {read.record: chart.sight.record_name(read.record, read.name) for read in chart.readings}


def as_pdf(case_id: UUID, number: int, actor: Actor, *, today: date, language: str = "") -> bytes:
    """One opinion as PDF: for the patient in plain words with the clinical text behind, for clinicians in full."""
    one = given.one(case_id, number, actor, today=today)
    names = _names(case_id, actor)
    printed = _report(one, "clinician", number, names, "en")
    if assessments.is_for_patient(actor):
        printed = _behind(_report(one, "patient", number, names, language or one.case.language), printed)
    printed = replace(printed, sender=organisations.name_of(one.case.organisation))
    return pdf.of(printed, at=one.opinion.signed_at.replace(microsecond=0))


def _behind(plain: Document, clinical: Document) -> Document:
    """The plain words first, then the clinical text that a doctor will ask for."""
    heading = words(plain.language).say("report.doctors_words")
    title = Section(heading, tuple(Paragraph(line) for line in clinical.lead))
    return replace(plain, sections=(*plain.sections, title, *clinical.sections))


def export(case_id: UUID, actor: Actor, *, at: datetime) -> bytes:
    """All facts and the latest opinion as a FHIR bundle, to take to any other system (B10)."""
    chart = charts.load(case_id, actor, Permission.EXPORT_CASE)
    last = given.given(case_id, actor, today=at.date())[-1:]
    made = fhir.bundle(
        assessments.of(chart, today=at.date()),
        at=at,
        names={reading.record: reading.name for reading in chart.readings},
        opinion=last[0].opinion if last else None,
        concordance=last[0].comparison if last else None,
    )
    return fhir.encode(made)


def early_letter(case_id: UUID, actor: Actor, *, today: date) -> Document:
    """The letter that tells the first doctor (R8)."""
    chart = charts.load(case_id, actor, Permission.EDIT_CASE)
    letter = letters.early(chart.case, patient=_patient_name(chart.case.patient), on=today)
    return replace(letter, sender=organisations.name_of(chart.case.organisation))


def missing(case_id: UUID, actor: Actor, *, today: date) -> tuple[ChecklistItem, ...]:
    """The records that are missing."""
    chart = charts.load(case_id, actor, Permission.ASK_FOR_RECORDS)
    return tuple(one for one in assessments.of(chart, today=today).checklist if one.state is Held.MISSING)


def records_letter(case_id: UUID, actor: Actor, *, today: date) -> Document:
    """The letter that asks for the records that are missing (R16)."""
    case = charts.load(case_id, actor, Permission.ASK_FOR_RECORDS).case
    letter = letters.records(
        [wording.item(one) for one in missing(case_id, actor, today=today)],
        doctor=case.first_opinion.doctor if case.first_opinion else "",
        patient=_patient_name(case.patient),
        on=today,
        needed_by=case.planned_start,
    )
    return replace(letter, sender=organisations.name_of(case.organisation))


def _patient_name(person: str) -> str:
    user = User.objects.filter(pk=UUID(person)).first()
    return user.name if user else ""


def for_clinician(actor: Actor) -> bool:
    """Whether the clinical text comes first."""
    return actor.role in REVIEW_SIDE | {Role.FIRST_DOCTOR, Role.COORDINATOR}

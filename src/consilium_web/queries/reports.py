"""What is handed over: the report on a page and as PDF, the letters, the full export; as an actor may see them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from consilium import policy
from consilium.cases import Actor
from consilium.checks.completeness import ChecklistItem, Held
from consilium.concordance import reconciling
from consilium.delivery import document, fhir, letters, pdf, wording
from consilium.delivery.document import Document, Paragraph, Section
from consilium.delivery.reconciliation import Side, later_opinions
from consilium.delivery.reconciliation import news as since_then
from consilium.delivery.report import report
from consilium.delivery.words import words
from consilium.errors import Denied
from consilium.policy.permissions import Permission
from consilium.values import Answer, RecordId
from consilium_web.models import User
from consilium_web.queries import assessments, cases, charts, organisations, talks
from consilium_web.queries import opinions as given
from consilium_web.queries.cases import CaseView
from consilium_web.queries.opinions import Given


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One opinion, drawn: in plain words for the patient, in full for clinicians."""

    number: int
    by: str
    released: bool
    label: str
    plain: str
    clinical: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """A case, every opinion that its actor may read, and what stands around them; "" where there is nothing.

    `news`: what came after the first release; `among`: how several later opinions compare with each other.
    """

    it: CaseView
    reports: tuple[Report, ...]
    news: str
    among: str


def get(case_id: UUID, actor: Actor, *, today: date, language: str = "") -> Reports:
    """What is handed over. `plain`, `clinical`, `news` and `among` are HTML in which everything is escaped.

    `language`: of the plain words; "" is the one that the patient chose.
    """
    told = _Telling.of(case_id, actor, today, language)
    reader = "clinician" if given.for_clinician(actor) else "patient"
    return Reports(
        it=cases.of(told.chart),
        reports=_reports(told, actor),
        news=_drawn(told.news(reader)),
        among=_drawn(told.among(reader)),
    )


def _reports(told: "_Telling", actor: Actor) -> tuple[Report, ...]:
    several = len(told.shown) > 1
    level = {"patient": 1 + several, "clinician": 1 + several}
    level["patient" if given.for_clinician(actor) else "clinician"] += 1  # what is folded away stands one level lower
    return tuple(
        Report(
            number=one.number,
            by=one.opinion.reviewer.name,
            released=policy.is_released(one.opinion, told.chart.case),
            label=one.opinion.label,
            plain=document.fragment(told.document(one, "patient"), level["patient"], titled=False),
            clinical=document.fragment(told.document(one, "clinician"), level["clinician"], titled=False),
        )
        for one in told.shown
    )


def _drawn(sections: tuple[Section, ...]) -> str:
    return document.fragment(Document(title="", sections=sections), level=1, titled=False)


@dataclass(frozen=True, slots=True)
class _Telling:
    """What all reports of a case rest on, for one actor."""

    chart: charts.Chart
    shown: tuple[Given, ...]
    settled: Mapping[int, Answer]
    apart: frozenset[int]
    agreeing: tuple[bool, ...]
    language: str

    @staticmethod
    def of(case_id: UUID, actor: Actor, today: date, language: str) -> "_Telling":
        chart = charts.load(case_id, actor, Permission.SEE_OPINION)
        shown = given.given_of(chart, today=today)
        confirmed, _ = talks.results(chart)
        return _Telling(
            chart,
            shown,
            talks.settled_of(chart, shown, confirmed, today),
            talks.apart(shown, confirmed),
            reconciling.agreeing(given.judgements(shown), cancer=chart.case.cancer),
            language or chart.case.language,
        )

    def document(self, one: Given, reader: str) -> Document:
        """One opinion. The patient's words are in the patient's language; the clinical text is English."""
        return report(
            one.case,
            one.opinion,
            one.comparison,
            reader=reader,
            language=self.spoken(reader),
            resolved=self.settled[one.number],
            apart=one.number in self.apart,
            agreeing=sum(self.agreeing),
            names=self.chart.record_names,
        )

    def news(self, reader: str) -> tuple[Section, ...]:
        """What came after the first release."""
        since, found = talks.news(self.chart, self.shown) if self.shown else (None, ())
        return since_then(found, since, reader=reader, language=self.spoken(reader)) if since else ()

    def among(self, reader: str) -> tuple[Section, ...]:
        """How several later opinions compare with each other."""
        numbers = [one.number + 1 for one in self.shown]
        return later_opinions(given.among(self.shown), numbers, reader=reader, language=self.spoken(reader))

    def spoken(self, reader: str) -> str:
        """The language for this reader."""
        return self.language if reader == "patient" else "en"


def as_pdf(case_id: UUID, number: int, actor: Actor, *, today: date, language: str = "") -> bytes:
    """One opinion as PDF: for the patient in plain words with the clinical text behind, for clinicians in full."""
    told = _Telling.of(case_id, actor, today, language)
    one = given.numbered(told.shown, number)
    printed, reader = told.document(one, "clinician"), "clinician"
    if assessments.is_for_patient(actor):
        plain, reader = told.document(one, "patient"), "patient"
        printed = _behind(replace(plain, sections=(*plain.sections, *told.among(reader))), printed)
    else:
        printed = replace(printed, sections=(*printed.sections, *told.among(reader)))
    sections = (*told.news(reader), *printed.sections)
    printed = replace(printed, sections=sections, sender=organisations.name_of(one.case.organisation))
    return pdf.of(printed, at=one.opinion.signed_at.replace(microsecond=0))


def result_letter(case_id: UUID, actor: Actor, *, today: date) -> Document:
    """The letter that brings what was released to the first doctor, in clinical words (R37). Denied before any."""
    chart = charts.load(case_id, actor, Permission.SEE_OPINION)
    case = chart.visible_case
    shown = tuple(one for one in given.given_of(chart, today=today) if policy.is_released(one.opinion, case))
    if not shown:
        raise Denied("There is no opinion yet.")
    sides = [Side(number=one.number, opinion=one.opinion, comparison=one.comparison) for one in shown]
    return letters.result(case, sides, given.among(shown), patient=patient_name(case.patient), on=today)


def opinion_bundle(case_id: UUID, number: int, actor: Actor, *, at: datetime) -> bytes:
    """One opinion as a FHIR bundle, with the facts that it rests on (R38)."""
    chart = charts.load(case_id, actor, Permission.SEE_RECORD)
    policy.check_can(Permission.SEE_OPINION, actor, chart.case)
    one = given.numbered(given.given_of(chart, today=at.date()), number)
    made = fhir.bundle(
        assessments.of(chart, today=at.date()),
        at=at,
        names={RecordId(record): name for record, name in chart.record_names.items()},
        opinions=[(one.opinion, one.comparison)],
    )
    return fhir.encode(made)


def _behind(plain: Document, clinical: Document) -> Document:
    """The plain words first, then the clinical text that a doctor will ask for."""
    heading = words(plain.language).say("report.doctors_words")
    title = Section(heading, tuple(Paragraph(line) for line in clinical.lead))
    return replace(plain, sections=(*plain.sections, title, *clinical.sections))


def export(case_id: UUID, actor: Actor, *, at: datetime) -> bytes:
    """All facts and every released opinion as a FHIR bundle, to take to any other system (B10)."""
    chart = charts.load(case_id, actor, Permission.EXPORT_CASE)
    policy.check_can(Permission.SEE_OPINION, actor, chart.case)
    made = fhir.bundle(
        assessments.of(chart, today=at.date()),
        at=at,
        names={reading.record: reading.name for reading in chart.readings},
        opinions=[(one.opinion, one.comparison) for one in given.given_of(chart, today=at.date())],
    )
    return fhir.encode(made)


def early_letter(case_id: UUID, actor: Actor, *, today: date) -> Document:
    """The letter that tells the first doctor (R8)."""
    chart = charts.load(case_id, actor, Permission.EDIT_CASE)
    letter = letters.early(chart.case, patient=patient_name(chart.case.patient), on=today)
    return replace(letter, sender=organisations.name_of(chart.case.organisation))


def missing(case_id: UUID, actor: Actor, *, today: date) -> tuple[ChecklistItem, ...]:
    """The records that are missing."""
    return _missing(charts.load(case_id, actor, Permission.ASK_FOR_RECORDS), today)


def _missing(chart: charts.Chart, today: date) -> tuple[ChecklistItem, ...]:
    return tuple(one for one in assessments.of(chart, today=today).checklist if one.state is Held.MISSING)


def records_letter(case_id: UUID, actor: Actor, *, today: date) -> tuple[Document, tuple[ChecklistItem, ...]]:
    """The letter that asks for the records that are missing (R16), and these records."""
    chart = charts.load(case_id, actor, Permission.ASK_FOR_RECORDS)
    case, lacking = chart.case, _missing(chart, today)
    letter = letters.records(
        [wording.item(one) for one in lacking],
        doctor=case.first_opinion.doctor if case.first_opinion else "",
        patient=patient_name(case.patient),
        on=today,
        needed_by=case.planned_start,
    )
    return replace(letter, sender=organisations.name_of(case.organisation)), lacking


def patient_name(person: str) -> str:
    """The patient's name; "" while they have no account."""
    user = User.objects.filter(pk=UUID(person)).first()
    return user.name if user else ""

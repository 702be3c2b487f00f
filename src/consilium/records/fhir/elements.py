"""The parts of FHIR R4 resources that are read, as typed values. A resource that does not fit is kept, not guessed at.

Source: HL7 FHIR R4 (4.0.1), mCODE STU4, US Core 7, Genomics Reporting STU3.
"""

from typing import Any

import msgspec

from consilium.oncology.coded import FACT


class Element(msgspec.Struct, rename="camel", gc=False):
    """Any FHIR element: unknown members are skipped."""


class Coding(Element):
    system: str = ""
    code: str = ""
    display: str = ""


class Concept(Element):
    """CodeableConcept."""

    coding: tuple[Coding, ...] = ()
    text: str = ""
    extension: "tuple[Extension, ...]" = ()

    @property
    def words(self) -> str:
        """How a person reads it: its text, else the first display, else a bare code; on one line."""
        said = self.text or next((one.display for one in self.coding if one.display), "")
        return " ".join((said or next((one.code for one in self.coding if one.code), "")).split())


class Quantity(Element):
    value: float | None = None
    comparator: str = ""
    unit: str = ""
    code: str = ""


class Reference(Element):
    reference: str = ""
    display: str = ""


class Period(Element):
    start: str = ""
    end: str = ""


class Range(Element):
    low: Quantity | None = None
    high: Quantity | None = None


class Extension(Element):
    url: str = ""
    extension: "tuple[Extension, ...]" = ()
    value_codeable_concept: Concept | None = None
    value_reference: Reference | None = None
    value_quantity: Quantity | None = None
    value_string: str = ""
    value_code: str = ""
    value_unsigned_int: int | None = None
    value_date_time: str = ""

    @property
    def name(self) -> str:
        """The last part of its URL: `mcode-laterality-qualifier`."""
        return self.url.rsplit("/", 1)[-1]


class Attachment(Element):
    content_type: str = ""
    data: str = ""
    url: str = ""
    title: str = ""


class Narrative(Element):
    status: str = ""
    div: str = ""


class Note(Element):
    text: str = ""


class Meta(Element):
    profile: tuple[str, ...] = ()
    tag: tuple[Coding, ...] = ()


class Resource(Element):
    """What every resource may have."""

    id: str = ""
    meta: Meta | None = None
    extension: tuple[Extension, ...] = ()
    modifier_extension: tuple[Extension, ...] = ()
    text: Narrative | None = None

    @property
    def exported(self) -> tuple[str, ...]:
        """Codes of the facts that an entry exported by us holds; empty for anybody else's."""
        return tuple(one.code for one in self.meta.tag if one.system == FACT) if self.meta else ()


class HumanName(Element):
    use: str = ""
    text: str = ""
    family: str = ""
    given: tuple[str | None, ...] = ()


class Identifier(Element):
    type: Concept | None = None
    value: str = ""


class Patient(Resource):
    name: tuple[HumanName, ...] = ()
    identifier: tuple[Identifier, ...] = ()
    gender: str = ""
    birth_date: str = ""


class Stage(Element):
    summary: Concept | None = None
    assessment: tuple[Reference, ...] = ()
    type: Concept | None = None


class Condition(Resource):
    code: Concept | None = None
    clinical_status: Concept | str | None = None
    verification_status: Concept | str | None = None
    subject: Reference | None = None
    body_site: tuple[Concept, ...] = ()
    onset_date_time: str = ""
    onset_period: Period | None = None
    onset_string: str = ""
    recorded_date: str = ""
    abatement_date_time: str = ""
    stage: tuple[Stage, ...] = ()
    note: tuple[Note, ...] = ()


class Component(Element):
    code: Concept
    value_codeable_concept: Concept | None = None
    value_quantity: Quantity | None = None
    value_string: str = ""
    value_integer: int | None = None
    value_boolean: bool | None = None
    value_range: Range | None = None
    value_date_time: str = ""
    data_absent_reason: Concept | None = None


class Observation(Resource):
    code: Concept | None = None
    status: str = ""
    category: tuple[Concept, ...] = ()
    subject: Reference | None = None
    focus: tuple[Reference, ...] = ()
    specimen: Reference | None = None
    effective_date_time: str = ""
    effective_period: Period | None = None
    effective_instant: str = ""
    value_codeable_concept: Concept | None = None
    value_quantity: Quantity | None = None
    value_string: str = ""
    value_integer: int | None = None
    value_boolean: bool | None = None
    value_range: Range | None = None
    value_date_time: str = ""
    data_absent_reason: Concept | None = None
    interpretation: tuple[Concept, ...] = ()
    method: Concept | None = None
    component: tuple[Component, ...] = ()
    has_member: tuple[Reference, ...] = ()
    derived_from: tuple[Reference, ...] = ()
    note: tuple[Note, ...] = ()


class Medication(Resource):
    code: Concept | None = None


class Repeat(Element):
    bounds_period: Period | None = None


class Timing(Element):
    repeat: Repeat | None = None


class Dosage(Element):
    text: str = ""
    timing: Timing | None = None


class Medicating(Resource):
    """What the four medication resources share."""

    status: str = ""
    medication_codeable_concept: Concept | None = None
    medication_reference: Reference | None = None
    subject: Reference | None = None
    reason_code: tuple[Concept, ...] = ()
    reason_reference: tuple[Reference, ...] = ()


class MedicationRequest(Medicating):
    intent: str = ""
    do_not_perform: bool = False
    authored_on: str = ""
    dosage_instruction: tuple[Dosage, ...] = ()


class MedicationAdministration(Medicating):
    effective_date_time: str = ""
    effective_period: Period | None = None


class MedicationStatement(Medicating):
    effective_date_time: str = ""
    effective_period: Period | None = None
    date_asserted: str = ""


class MedicationDispense(Medicating):
    when_handed_over: str = ""
    when_prepared: str = ""


class Procedure(Resource):
    status: str = ""
    category: Concept | None = None
    code: Concept | None = None
    subject: Reference | None = None
    performed_date_time: str = ""
    performed_period: Period | None = None
    reason_code: tuple[Concept, ...] = ()
    reason_reference: tuple[Reference, ...] = ()
    body_site: tuple[Concept, ...] = ()
    outcome: Concept | None = None


class ServiceRequest(Resource):
    status: str = ""
    intent: str = ""
    do_not_perform: bool = False
    category: tuple[Concept, ...] = ()
    code: Concept | None = None
    subject: Reference | None = None
    occurrence_date_time: str = ""
    occurrence_period: Period | None = None
    authored_on: str = ""
    reason_reference: tuple[Reference, ...] = ()
    body_site: tuple[Concept, ...] = ()


class AllergyIntolerance(Resource):
    clinical_status: Concept | str | None = None
    verification_status: Concept | str | None = None
    code: Concept | None = None
    patient: Reference | None = None
    onset_date_time: str = ""
    recorded_date: str = ""


class FamilyCondition(Element):
    code: Concept
    onset_age: Quantity | None = None
    onset_string: str = ""


class FamilyMemberHistory(Resource):
    status: str = ""
    patient: Reference | None = None
    date: str = ""
    relationship: Concept | None = None
    condition: tuple[FamilyCondition, ...] = ()


class Collection(Element):
    collected_date_time: str = ""
    body_site: Concept | None = None


class Specimen(Resource):
    status: str = ""
    type: Concept | None = None
    subject: Reference | None = None
    received_time: str = ""
    collection: Collection | None = None


class BodyStructure(Resource):
    location: Concept | None = None
    location_qualifier: tuple[Concept, ...] = ()
    description: str = ""
    patient: Reference | None = None


class DiagnosticReport(Resource):
    status: str = ""
    category: tuple[Concept, ...] = ()
    code: Concept | None = None
    subject: Reference | None = None
    effective_date_time: str = ""
    effective_period: Period | None = None
    issued: str = ""
    conclusion: str = ""
    presented_form: tuple[Attachment, ...] = ()


class Content(Element):
    attachment: Attachment | None = None


class DocumentReference(Resource):
    status: str = ""
    doc_status: str = ""
    type: Concept | None = None
    subject: Reference | None = None
    date: str = ""
    description: str = ""
    content: tuple[Content, ...] = ()


class Section(Element):
    title: str = ""
    text: Narrative | None = None
    entry: tuple[Reference, ...] = ()
    section: "tuple[Section, ...]" = ()


class Composition(Resource):
    status: str = ""
    type: Concept | None = None
    subject: Reference | None = None
    title: str = ""
    date: str = ""
    section: tuple[Section, ...] = ()


class Detail(Element):
    code: Concept | None = None
    status: str = ""
    description: str = ""


class Activity(Element):
    detail: Detail | None = None


class CarePlan(Resource):
    status: str = ""
    intent: str = ""
    category: tuple[Concept, ...] = ()
    title: str = ""
    description: str = ""
    subject: Reference | None = None
    period: Period | None = None
    created: str = ""
    addresses: tuple[Reference, ...] = ()
    activity: tuple[Activity, ...] = ()


class SeriesCoding(Element):
    modality: Coding | None = None
    body_site: Coding | None = None


class ImagingStudy(Resource):
    status: str = ""
    subject: Reference | None = None
    started: str = ""
    description: str = ""
    modality: tuple[Coding, ...] = ()
    procedure_code: tuple[Concept, ...] = ()
    series: tuple[SeriesCoding, ...] = ()


TYPES: dict[str, type[Resource]] = {
    kind.__name__: kind
    for kind in (
        Patient, Condition, Observation, Medication, MedicationRequest, MedicationAdministration, MedicationStatement,
        MedicationDispense, Procedure, ServiceRequest, AllergyIntolerance, FamilyMemberHistory, Specimen, BodyStructure,
        DiagnosticReport, DocumentReference, Composition, CarePlan, ImagingStudy,
    )
}  # fmt: skip


def typed(kind: str, tree: dict[str, Any]) -> Resource | None:
    """The resource as a value, or None where it is not as FHIR R4 says or of a type that is only kept."""
    try:
        return msgspec.convert(tree, TYPES[kind]) if kind in TYPES else None
    except (msgspec.ValidationError, RecursionError):
        return None

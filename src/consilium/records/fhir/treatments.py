"""Medicines, operations, radiation and plans: what was given is told apart from what is ordered."""

from consilium.facts import Assertion
from consilium.oncology import coded, coded_treatments
from consilium.records.fhir.chart import Chart
from consilium.records.fhir.diseases import disease_in
from consilium.records.fhir.elements import (
    CarePlan,
    Concept,
    Extension,
    ImagingStudy,
    Medicating,
    Medication,
    MedicationAdministration,
    MedicationDispense,
    MedicationRequest,
    MedicationStatement,
    Procedure,
    Reference,
    ServiceRequest,
)
from consilium.records.fhir.entries import Entry, Part, Said, dated, number, started
from consilium.records.fhir.parsing import Found

_GIVEN = {
    "completed": Assertion.PRESENT,
    "in-progress": Assertion.PRESENT,
    "active": Assertion.PRESENT,
    "stopped": Assertion.HISTORICAL,
    "on-hold": Assertion.HISTORICAL,
    "intended": Assertion.PLANNED,
    "preparation": Assertion.PLANNED,
}
_ORDERED = {
    "completed": Assertion.PRESENT,
    "stopped": Assertion.HISTORICAL,
    "active": Assertion.PLANNED,
    "draft": Assertion.PLANNED,
    "on-hold": Assertion.PLANNED,
}


def medication(found: Found, chart: Chart) -> Entry:
    """A medicine ordered, given, taken or handed over. Source of the statuses: HL7 FHIR R4, medication resources."""
    value: Medicating = found.value
    on = _when(value)
    entry = Entry(Part.TREATMENT, found.path, found.kind, on, lines=[])
    words = _medicine(found, chart)
    is_order = isinstance(value, MedicationRequest)
    held = (_ORDERED if is_order else _GIVEN).get(value.status)
    if isinstance(value, MedicationRequest):
        if value.do_not_perform:
            held = None
        elif value.intent in ("proposal", "plan", "option") and held is not None:
            held = Assertion.PLANNED
    if held is None and value.exported:
        held = Assertion.ABSENT if value.status in ("not-done", "not-taken") else Assertion.UNCERTAIN
    if held is None or not words:
        entry.kept = f"status {value.status or 'not stated'}" if words else "no name of the medicine"
        entry.say(f"{_KINDS[found.kind]}: {words or 'not named'} ({value.status or 'status not stated'})")
        return entry
    about = _reason_is_cancer(value, found, chart)
    entry.subject = chart.subject(found, *value.reason_reference)
    drug = coded_treatments.drug_in(words, for_cancer=about)
    line = f"{_KINDS[found.kind]}: {words}, {value.status}{_dose(value)}{f' ({on})' if on else ''}"
    if value.exported:
        entry.part = Part.PLAN if held is Assertion.PLANNED else Part.TREATMENT
        entry.say(line, *(Said(code, words, "medication", held) for code in value.exported))
        return entry
    if not drug:
        entry.part = Part.HEALTH
        if held is Assertion.PLANNED and is_order and value.status == "active":
            held = Assertion.PRESENT
        if is_order and value.status == "completed":
            held = Assertion.HISTORICAL
        entry.say(line, Said("medication", words, "medication", held))
        return entry
    code = "plan.drug" if held is Assertion.PLANNED else "treatment.drug"
    entry.part = Part.PLAN if held is Assertion.PLANNED else Part.TREATMENT
    entry.say(line, Said(code, drug, "medication", held))
    _intent(entry, value.extension, held)
    return entry


_KINDS = {
    "MedicationRequest": "Medicine ordered",
    "MedicationAdministration": "Medicine given",
    "MedicationStatement": "Medicine taken",
    "MedicationDispense": "Medicine handed over",
}


def _medicine(found: Found, chart: Chart) -> str:
    value: Medicating = found.value
    if value.medication_codeable_concept:
        return value.medication_codeable_concept.words
    if value.medication_reference is None:
        return ""
    target = chart.resolve(value.medication_reference.reference, found.path)
    if target and isinstance(target.value, Medication) and target.value.code:
        return target.value.code.words
    return value.medication_reference.display


def _when(value: Medicating) -> str:
    match value:
        case MedicationRequest():
            starts = (
                one.timing.repeat.bounds_period for one in value.dosage_instruction if one.timing and one.timing.repeat
            )
            return dated(value.authored_on, *(started(one) for one in starts))
        case MedicationAdministration():
            return dated(value.effective_date_time, started(value.effective_period))
        case MedicationStatement():
            return dated(value.effective_date_time, started(value.effective_period), value.date_asserted)
        case MedicationDispense():
            return dated(value.when_handed_over, value.when_prepared)
    return ""


def _dose(value: Medicating) -> str:
    words = [one.text for one in value.dosage_instruction if one.text] if isinstance(value, MedicationRequest) else []
    return f"; {'; '.join(words)}" if words else ""


def _reason_is_cancer(value: Medicating | Procedure, found: Found, chart: Chart) -> bool:
    if any(disease_in(one).claim in ("cancer", "in_situ", "secondary") for one in value.reason_code):
        return True
    if value.meta and any("cancer-related" in profile for profile in value.meta.profile):
        return True
    targets = (chart.resolve(one.reference, found.within) for one in value.reason_reference)
    return any(target and target.path in chart.cancers for target in targets)


def _intent(entry: Entry, extensions: tuple[Extension, ...], held: Assertion) -> None:
    named = (
        one.value_codeable_concept
        for one in extensions
        if one.name in ("mcode-procedure-intent", "mcode-treatment-intent")
    )
    for concept in named:
        if concept and (intent := coded_treatments.intent_in(concept.words)):
            entry.say(f"Aim: {coded.plain(concept.words)}", Said("treatment.intent", intent, "extension", held))


_DONE = {
    "completed": Assertion.PRESENT,
    "in-progress": Assertion.PRESENT,
    "stopped": Assertion.HISTORICAL,
    "preparation": Assertion.PLANNED,
    "on-hold": Assertion.PLANNED,
}


def procedure(found: Found, chart: Chart) -> Entry:
    """An operation, radiation, image or other procedure."""
    value: Procedure = found.value
    on = dated(value.performed_date_time, started(value.performed_period))
    entry = Entry(Part.PROCEDURES, found.path, found.kind, on, lines=[])
    words = _procedure_words(value)
    held = _DONE.get(value.status)
    line = f"Procedure: {words or 'not named'}, {value.status or 'status not stated'}{_where(value.body_site)}{_on(on)}"
    if held is None and value.exported:
        held = Assertion.ABSENT if value.status == "not-done" else Assertion.UNCERTAIN
    if held is None or not words:
        entry.kept = "not done" if value.status == "not-done" else f"status {value.status or 'not stated'}"
        entry.say(line)
        return entry
    entry.subject = chart.subject(found, *value.reason_reference)
    if value.exported:
        entry.say(line, *(Said(code, words, "code", held) for code in value.exported))
    elif _is_radiation(value):
        entry.part = Part.PLAN if held is Assertion.PLANNED else Part.TREATMENT
        _radiation(entry, found, chart, words, held)
    else:
        codes = [(one.system, one.code) for one in value.code.coding] if value.code else []
        kind = coded_treatments.procedure_kind(words, codes, for_cancer=_reason_is_cancer(value, found, chart))
        if kind == "treatment.surgery":
            entry.part = Part.PLAN if held is Assertion.PLANNED else Part.TREATMENT
            kind = "plan.surgery" if held is Assertion.PLANNED else kind
        entry.say(line, Said(kind, coded.plain(words), "code", held))
    _intent(entry, value.extension, held)
    return entry


def _procedure_words(value: Procedure) -> str:
    words = value.code.words if value.code else ""
    if words == "1217123003":
        return "Radiotherapy course of treatment"
    return words


def _is_radiation(value: Procedure) -> bool:
    if any(one.name.startswith("mcode-radiotherapy") for one in value.extension):
        return True
    words = value.code.words.lower() if value.code else ""
    return any(word in words for word in ("radiotherapy", "radiation therapy", "brachytherapy"))


def _radiation(entry: Entry, found: Found, chart: Chart, words: str, held: Assertion) -> None:
    value: Procedure = found.value
    code = "plan.radiation" if held is Assertion.PLANNED else "treatment.radiation"
    parts = [coded.plain(words), *_techniques(value.extension), *_doses(value.extension, found, chart)]
    said = "; ".join(part for part in parts if part)
    entry.say(f"Radiation: {said}{_where(value.body_site)}{_on(entry.on)}", Said(code, said, "code", held))


def _techniques(extensions: tuple[Extension, ...]) -> list[str]:
    pairs = [one for one in extensions if one.name == "mcode-radiotherapy-modality-and-technique"]
    named = (part.value_codeable_concept for pair in pairs for part in pair.extension)
    return [coded.plain(concept.words) for concept in named if concept]


def _doses(extensions: tuple[Extension, ...], found: Found, chart: Chart) -> list[str]:
    return [
        _delivered(one, found, chart) for one in extensions if one.name == "mcode-radiotherapy-dose-delivered-to-volume"
    ]


def _delivered(extension: Extension, found: Found, chart: Chart) -> str:
    words = []
    for part in extension.extension:
        if part.value_quantity and part.value_quantity.value is not None:
            unit = part.value_quantity.code or part.value_quantity.unit
            words.append(f"{number(part.value_quantity.value)} {unit}")
        elif part.value_unsigned_int is not None:
            words.append(f"in {part.value_unsigned_int} fractions")
        elif part.value_reference:
            words.append(_volume(part.value_reference, found, chart))
    return " ".join(word for word in words if word)


def _volume(reference: Reference, found: Found, chart: Chart) -> str:
    target = chart.resolve(reference.reference, found.path)
    location = target.value.location if target and target.kind == "BodyStructure" and target.value else None
    words = coded.plain(location.words) if location else reference.display
    return f"{words}:" if words else ""


def _where(sites: tuple[Concept, ...]) -> str:
    words = ", ".join(coded.plain(one.words) for one in sites)
    return f"; where: {words}" if words else ""


def _on(on: str) -> str:
    return f" ({on})" if on else ""


def request(found: Found, chart: Chart) -> Entry:
    """An order for a procedure, a test or radiation: planned, never done."""
    value: ServiceRequest = found.value
    on = dated(value.occurrence_date_time, started(value.occurrence_period), value.authored_on)
    entry = Entry(Part.PLAN, found.path, found.kind, on, lines=[])
    words = value.code.words if value.code else ""
    entry.say(f"Ordered: {words or 'not named'}, {value.status}{_where(value.body_site)}{_on(on)}")
    if value.status not in ("active", "draft", "on-hold") or value.do_not_perform or not words:
        entry.kept = f"status {value.status or 'not stated'}"
        return entry
    kind = coded_treatments.procedure_kind(words, [], for_cancer=False).replace("treatment.", "plan.")
    kind = value.exported[0] if value.exported else kind
    if kind.startswith(("plan.", "treatment.")):
        entry.subject = chart.subject(found, *value.reason_reference)
        entry.lines[-1].facts = (
            Said(kind, words if value.exported else coded.plain(words), "code", Assertion.PLANNED),
        )
    else:
        entry.kept = "an order, not a result"
    return entry


def care_plan(found: Found, chart: Chart) -> Entry:
    """A plan of care; one that treats a cancer gives `plan.text`."""
    value: CarePlan = found.value
    on = dated(started(value.period), value.created)
    entry = Entry(Part.PLAN, found.path, found.kind, on, lines=[])
    title = value.title or ", ".join(one.words for one in value.category) or "Plan of care"
    steps = [
        one.detail.code.words if one.detail.code else one.detail.description for one in value.activity if one.detail
    ]
    about = f": {value.description}" if value.description else ""
    line = f"{title}{about}{': ' if steps else ''}{'; '.join(steps)} ({value.status}){_on(on)}"
    targets = (chart.resolve(one.reference, found.within) for one in value.addresses)
    is_cancer = "cancer" in line.lower() or any(target and target.path in chart.cancers for target in targets)
    entry.subject = chart.subject(found, *value.addresses)
    if value.exported:
        entry.say(line, *(Said(code, value.description, "description", Assertion.PLANNED) for code in value.exported))
    elif is_cancer and value.status in ("active", "draft", "on-hold"):
        entry.say(line, Said("plan.text", line, "activity", Assertion.PLANNED))
    else:
        entry.say(line)
        entry.kept = f"plan of care, {value.status}"
    return entry


def imaging(found: Found, chart: Chart) -> Entry:
    """An imaging study as listed: which and where; its images are not in a FHIR file."""
    value: ImagingStudy = found.value
    on = dated(value.started)
    entry = Entry(Part.PROCEDURES, found.path, found.kind, on, lines=[])
    words = value.description or ", ".join(one.words for one in value.procedure_code) or _series(value)
    if value.status in ("cancelled", "entered-in-error") or not words:
        entry.kept = f"status {value.status}" if words else "study not described"
        return entry
    entry.say(f"Images: {words}{_on(on)}", Said("imaging.study", words, "series"))
    return entry


def _series(value: ImagingStudy) -> str:
    names = []
    for one in value.series:
        modality = (one.modality.display or one.modality.code) if one.modality else ""
        place = one.body_site.display if one.body_site else ""
        names.append(" ".join(part for part in (modality, place) if part))
    return ", ".join(dict.fromkeys(name for name in names if name))

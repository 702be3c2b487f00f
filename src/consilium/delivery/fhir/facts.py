"""Facts → resources with mCODE profiles: one function for each kind of resource, one table that says which."""

from collections.abc import Callable, Iterator
from itertools import zip_longest

from consilium.delivery.fhir.parts import ICDO3, LOINC, MCODE, SNOMED, Draft, Json, absent, concept
from consilium.facts import Assertion, Fact, FactSheet
from consilium.oncology import coded
from consilium.values import Quantity

_OF_PATIENT = ("patient.name", "patient.birth_date", "patient.sex", "patient.mrn")
_OF_CONDITION = (
    "diagnosis.statement",
    "diagnosis.site",
    "diagnosis.laterality",
    "diagnosis.histology",
    "diagnosis.date",
    "diagnosis.recurrence",
)
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_UNITS = "http://unitsofmeasure.org"


def add_facts(draft: Draft, sheet: FactSheet) -> None:
    """Every fact of the sheet but those about the record itself, which its DocumentReference stands for."""
    _patient(draft, sheet)
    for record in dict.fromkeys(fact.source.record for fact in sheet):
        if record is not None:
            draft.document(record)
    about = _conditions(draft, sheet)
    for fact in sheet:
        if fact.code in _OF_PATIENT or fact.code in _OF_CONDITION or fact.code.startswith("record."):
            continue
        _writer(fact)(draft, fact, about.get(fact.subject))


def _patient(draft: Draft, sheet: FactSheet) -> None:
    """The person as the records name them; where records differ, the best first, and only one date of birth and sex."""
    names, numbers = sheet.all("patient.name"), sheet.all("patient.mrn")
    born, sex = sheet.best("patient.birth_date"), sheet.best("patient.sex")
    person: Json = {"resourceType": "Patient", "_profile": f"{MCODE}mcode-cancer-patient"}
    if numbers:
        kind = concept(system="http://terminology.hl7.org/CodeSystem/v2-0203", code="MR")
        person["identifier"] = [{"type": kind, "value": value} for value in dict.fromkeys(one.text for one in numbers)]
    if names:
        person["name"] = [{"text": value} for value in dict.fromkeys(one.text for one in names)]
    if sex and sex.text in ("female", "male", "other"):
        person["gender"] = sex.text
    if born:
        person["birthDate"] = born.text
    facts = [*names, *numbers, *(one for one in (born, sex) if one)]
    if not (numbers and names and sex):
        # The profile asks for a record number, a name and a sex: it is claimed only where all are known.
        person.pop("_profile")
    draft.patient = draft.add(person, *facts)


def _conditions(draft: Draft, sheet: FactSheet) -> dict[str, Json]:
    """A Condition for each statement of a cancer, by subject, record and certainty; the first of each subject."""
    groups: dict[tuple[str, str, str], list[Fact]] = {}
    for code in _OF_CONDITION:
        for fact in sheet.all(code):
            groups.setdefault((fact.subject, fact.assertion, str(fact.source.record)), []).append(fact)
    about: dict[str, Json] = {}
    for (subject, _, _), facts in groups.items():
        for layer in _layers(facts):
            reference = _condition(draft, layer)
            about.setdefault(subject, reference)
    return about


def _layers(facts: list[Fact]) -> Iterator[dict[str, Fact]]:
    """Facts of one record, so that no code stands twice in one Condition."""
    columns = [[fact for fact in facts if fact.code == code] for code in _OF_CONDITION]
    for row in zip_longest(*columns):
        yield {fact.code: fact for fact in row if fact is not None}


def _condition(draft: Draft, told: dict[str, Fact]) -> Json:
    first = next(iter(told.values()))
    ill = _held(draft, "Condition", first)
    histology = told.get("diagnosis.histology")
    statement = told.get("diagnosis.statement")
    is_malignant = histology is not None and histology.text.endswith("/3")
    if is_malignant:
        ill["_profile"] = f"{MCODE}mcode-primary-cancer-condition"
        malignant = concept("", SNOMED, "363346000", "Malignant neoplastic disease")
        ill["code"] = malignant | ({"text": statement.text} if statement else {})
    else:
        ill["code"] = concept(statement.text if statement else "Cancer")
    if histology:
        url = f"{MCODE}mcode-histology-morphology-behavior"
        ill["extension"] = [{"url": url, "valueCodeableConcept": concept("", ICDO3, histology.text)}]
    if place := _place(told.get("diagnosis.site"), told.get("diagnosis.laterality")):
        ill["bodySite"] = [place]
    if "diagnosis.date" in told:
        ill["onsetDateTime"] = told["diagnosis.date"].text
    if "diagnosis.recurrence" in told:
        ill["clinicalStatus"] = concept("", _CLINICAL, "recurrence")
    return draft.add(ill, *told.values(), assertion=_modifier(first, *_BY_STATUS))


_SIDES = {"left": "7771000", "right": "24028007", "bilateral": "51440002"}


def _place(site: Fact | None, side: Fact | None) -> Json:
    place = concept("", ICDO3, site.text) if site else {}
    if side and side.text in _SIDES:
        qualifier = concept("", SNOMED, _SIDES[side.text], side.text.capitalize())
        place["extension"] = [{"url": f"{MCODE}mcode-laterality-qualifier", "valueCodeableConcept": qualifier}]
        if not site:
            place["text"] = "site not stated"
    return place


def _held(draft: Draft, kind: str, fact: Fact) -> Json:
    """A condition with how sure the record is of it."""
    sure = {Assertion.ABSENT: "refuted", Assertion.UNCERTAIN: "unconfirmed"}.get(fact.assertion, "confirmed")
    resource: Json = {"resourceType": kind, "subject": draft.patient}
    resource["verificationStatus"] = concept("", _VERIFICATION, sure)
    if fact.assertion in (Assertion.PRESENT, Assertion.HISTORICAL):
        now = "active" if fact.assertion is Assertion.PRESENT else "inactive"
        resource["clinicalStatus"] = concept("", _CLINICAL, now)
    if fact.on:
        resource["recordedDate"] = str(fact.on)
    return resource


def _modifier(fact: Fact, *told: Assertion) -> str:
    """What a reader must not miss: anything but a present statement, where the entry itself does not tell it."""
    return "" if fact.assertion in (Assertion.PRESENT, *told) else fact.assertion.value


_TOLD_OF_CARE = (Assertion.PLANNED, Assertion.HISTORICAL)
_BY_STATUS = (Assertion.ABSENT, Assertion.UNCERTAIN, Assertion.HISTORICAL)


Writer = Callable[[Draft, Fact, Json | None], None]


def _observation(draft: Draft, fact: Fact, about: Json | None) -> None:
    said: Json = {"resourceType": "Observation", "status": "final", "subject": draft.patient}
    profile = next((name for head, name in _PROFILES if fact.code.startswith(head)), "")
    # The profiles of performance take a whole number; a range (ECOG 0-1) is told without one.
    ranged = fact.code.startswith("performance.") and not isinstance(fact.value, int)
    if profile and not ranged:
        said["_profile"] = f"{MCODE}{profile}"
    said["code"] = _question(fact.code)
    if kind := next((name for head, name in _CATEGORIES if fact.code.startswith(head)), ""):
        said["category"] = [concept("", _CATEGORY, kind)]
    if about and not fact.code.startswith(("lab.", "vital.", "history.", "performance.")):
        said["focus"] = [about]
    if fact.on:
        said["effectiveDateTime"] = str(fact.on)
    said |= _value(fact)
    if fact.rule:
        said["note"] = [{"text": f"Computed, not stated: {fact.rule}"}]
    if fact.source.record is not None:
        said["derivedFrom"] = [draft.document(fact.source.record)]
    draft.add(said, fact, assertion=_modifier(fact))


_PROFILES = (
    ("biomarker.", "mcode-tumor-marker-test"),
    ("performance.ecog", "mcode-ecog-performance-status"),
    ("performance.karnofsky", "mcode-karnofsky-performance-status"),
)
_CATEGORIES = (
    ("biomarker.", "laboratory"),
    ("lab.", "laboratory"),
    ("variant", "laboratory"),
    ("stage.", "laboratory"),
    ("tumor.", "laboratory"),
    ("vital.", "vital-signs"),
    ("history.smoking", "social-history"),
    ("answer.", "survey"),
)
_SYSTEMS = {"sct": SNOMED, "loinc": LOINC, "ncit": "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl"}
_SYSTEMS |= {"gtr": "http://www.ncbi.nlm.nih.gov/gtr"}


def _question(code: str) -> Json:
    system, _, number = ("loinc", "", "69548-6") if code == "variant" else coded.code_of(code).partition("|")
    return concept(coded.label(code), _SYSTEMS.get(system, ""), number)


def _value(fact: Fact) -> Json:
    match fact.value:
        case Quantity(value=value, unit=unit):
            known: Json = {"unit": unit, "system": _UNITS, "code": unit} if unit else {}
            return {"valueQuantity": {"value": value} | known}
        case int(whole):
            return {"valueInteger": whole}
        case float(value):
            return {"valueQuantity": {"value": value}}
    return {"valueCodeableConcept": _coded(fact)}


_ANSWERS = {"positive": "LA6576-8", "negative": "LA6577-6", "equivocal": "LA11885-3"}


def _coded(fact: Fact) -> Json:
    if fact.code.startswith(("stage.clin.", "stage.path.")):
        basis, part = fact.code.split(".")[1][0], fact.code.rsplit(".", 1)[-1]
        number = coded.group_code(fact.text) if part == "group" else coded.category_code(f"{basis}{fact.text}")
        return concept(fact.text, SNOMED, number)
    if fact.code.startswith("biomarker.") and fact.text in _ANSWERS:
        return concept(fact.text, LOINC, _ANSWERS[fact.text])
    return concept(fact.text)


def _spread(draft: Draft, fact: Fact, about: Json | None) -> None:
    ill = _held(draft, "Condition", fact)
    ill["code"] = concept(f"Secondary malignant neoplasm of {fact.text}")
    ill["bodySite"] = [concept(fact.text)]
    draft.add(ill, fact, assertion=_modifier(fact, *_BY_STATUS))


def _illness(draft: Draft, fact: Fact, about: Json | None) -> None:
    category = "http://terminology.hl7.org/CodeSystem/condition-category"
    ill = _held(draft, "Condition", fact) | {"code": concept(fact.text)}
    ill["category"] = [concept("", category, "problem-list-item")]
    draft.add(ill, fact, assertion=_modifier(fact, *_BY_STATUS))


def _allergy(draft: Draft, fact: Fact, about: Json | None) -> None:
    entry: Json = {"resourceType": "AllergyIntolerance", "patient": draft.patient, "code": concept(fact.text)}
    if fact.on:
        entry["recordedDate"] = str(fact.on)
    draft.add(entry, fact, assertion=_modifier(fact))


def _family(draft: Draft, fact: Fact, about: Json | None) -> None:
    entry: Json = {"resourceType": "FamilyMemberHistory", "status": "partial", "patient": draft.patient}
    entry |= {"relationship": concept("family member"), "condition": [{"code": concept(fact.text)}]}
    if fact.on:
        entry["date"] = str(fact.on)
    draft.add(entry, fact, assertion=_modifier(fact, Assertion.FAMILY))


def _drug(draft: Draft, fact: Fact, about: Json | None) -> None:
    """Given is an administration, planned a request, another medicine a statement."""
    entry: Json = {"medicationCodeableConcept": concept(fact.text), "subject": draft.patient}
    if about and fact.code != "medication":
        entry["reasonReference"] = [about]
    if _is_plan(fact):
        entry |= {"resourceType": "MedicationRequest", "status": "active", "intent": "plan"}
        entry |= {"authoredOn": str(fact.on)} if fact.on else {}
    elif fact.code == "medication":
        entry |= {"resourceType": "MedicationStatement", "status": _standing(fact)}
        entry |= {"effectiveDateTime": str(fact.on)} if fact.on else {}
    else:
        entry |= {"resourceType": "MedicationAdministration", "status": _standing(fact)}
        entry |= {"effectiveDateTime": str(fact.on)} if fact.on else {"effectivePeriod": absent()}
    draft.add(entry, fact, assertion=_modifier(fact, *_TOLD_OF_CARE))


def _is_plan(fact: Fact) -> bool:
    return fact.code.startswith("plan.") or fact.assertion is Assertion.PLANNED


def _standing(fact: Fact) -> str:
    if fact.assertion is Assertion.ABSENT:
        return "not-taken" if fact.code == "medication" else "not-done"
    return {Assertion.PRESENT: "completed", Assertion.HISTORICAL: "stopped"}.get(fact.assertion, "unknown")


def _procedure(draft: Draft, fact: Fact, about: Json | None) -> None:
    entry: Json = {"code": concept(fact.text), "subject": draft.patient}
    if about and fact.code != "procedure":
        entry["reasonReference"] = [about]
    if _is_plan(fact):
        entry |= {"resourceType": "ServiceRequest", "status": "active", "intent": "plan"}
        entry |= {"occurrenceDateTime": str(fact.on)} if fact.on else {}
    else:
        entry |= {"resourceType": "Procedure", "status": _standing(fact)}
        entry |= {"performedDateTime": str(fact.on)} if fact.on else {}
        if fact.code == "treatment.surgery" and fact.on:
            entry["_profile"] = f"{MCODE}mcode-cancer-related-surgical-procedure"
    draft.add(entry, fact, assertion=_modifier(fact, *_TOLD_OF_CARE))


def _plan(draft: Draft, fact: Fact, about: Json | None) -> None:
    entry: Json = {"resourceType": "CarePlan", "status": "active", "intent": "plan", "subject": draft.patient}
    entry |= {"title": coded.label(fact.code), "description": fact.text}
    entry |= {"created": str(fact.on)} if fact.on else {}
    entry |= {"addresses": [about]} if about else {}
    draft.add(entry, fact, assertion=_modifier(fact, Assertion.PLANNED))


def _images(draft: Draft, fact: Fact, about: Json | None) -> None:
    entry: Json = {"resourceType": "ImagingStudy", "status": "unknown", "subject": draft.patient}
    entry |= {"description": fact.text} | ({"started": str(fact.on)} if fact.on else {})
    draft.add(entry, fact, assertion=_modifier(fact))


def _specimen(draft: Draft, fact: Fact, about: Json | None) -> None:
    entry: Json = {"resourceType": "Specimen", "subject": draft.patient, "type": concept(fact.text)}
    entry |= {"collection": {"collectedDateTime": str(fact.on)}} if fact.on else {}
    draft.add(entry, fact, assertion=_modifier(fact))


_WRITERS: dict[str, Writer] = {
    "diagnosis.metastasis_site": _spread,
    "comorbidity": _illness,
    "allergy": _allergy,
    "history.family": _family,
    "medication": _drug,
    "treatment.drug": _drug,
    "plan.drug": _drug,
    "treatment.surgery": _procedure,
    "treatment.radiation": _procedure,
    "procedure": _procedure,
    "plan.surgery": _procedure,
    "plan.radiation": _procedure,
    "plan.text": _plan,
    "plan.trial": _plan,
    "plan.observation": _plan,
    "plan.start": _plan,
    "imaging.study": _images,
    "specimen": _specimen,
}


def _writer(fact: Fact) -> Writer:
    return _WRITERS.get(fact.code, _observation)

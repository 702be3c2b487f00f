"""The person, their family, their allergies and their illnesses."""

from consilium.facts import Assertion
from consilium.oncology import coded
from consilium.records.fhir.chart import Chart, is_present
from consilium.records.fhir.diseases import disease_in, disease_of
from consilium.records.fhir.elements import (
    AllergyIntolerance,
    Condition,
    FamilyCondition,
    FamilyMemberHistory,
    HumanName,
    Patient,
    Stage,
)
from consilium.records.fhir.entries import Entry, Part, Said, code_in, dated, number, started
from consilium.records.fhir.parsing import Found

_PAST = ("inactive", "resolved")
_UNSURE = ("unconfirmed", "provisional", "differential")


def patient(found: Found, chart: Chart) -> Entry:
    """Name, date of birth, sex and record numbers."""
    value: Patient = found.value
    entry = Entry(Part.PERSON, found.path, found.kind, lines=[])
    name = next((one for one in value.name if one.use == "official"), next(iter(value.name), None))
    if name and (words := _name(name)):
        entry.say(f"Name: {words}", Said("patient.name", words, "name"))
    if born := dated(value.birth_date):
        entry.say(f"Date of birth: {born}", Said("patient.birth_date", born, "birthDate"))
    if value.gender in ("female", "male", "other"):
        entry.say(f"Sex: {value.gender}", Said("patient.sex", value.gender, "gender"))
    for one in value.identifier:
        if one.value and code_in(one.type, "MR"):
            entry.say(f"Record number: {one.value}", Said("patient.mrn", one.value, "identifier"))
    return entry


def _name(name: HumanName) -> str:
    parts = [one for one in (*name.given, name.family) if one]
    return " ".join(parts) or name.text


def condition(found: Found, chart: Chart) -> Entry:
    """A cancer, where it has spread to, or another illness."""
    value: Condition = found.value
    on = dated(value.onset_date_time, started(value.onset_period), value.recorded_date)
    ill = disease_of(value)
    words = value.code.words if value.code else ""
    is_cancer = ill.claim != "other" or _is_exported_cancer(value)
    entry = Entry(Part.CANCER if is_cancer else Part.HEALTH, found.path, found.kind, on, lines=[])
    if code_in(value.verification_status, "entered-in-error"):
        entry.kept = "entered in error"
    elif not words:
        entry.kept = "no name of the condition"
    elif ill.claim in ("cancer", "in_situ", "unsure") or _is_exported_cancer(value):
        entry.subject = chart.cancers.get(found.path, "")
        _cancer(entry, value, words)
    elif ill.claim == "secondary":
        _secondary(entry, value, words)
    else:
        _illness(entry, value, words)
    return entry


def _is_exported_cancer(value: Condition) -> bool:
    return "diagnosis.metastasis_site" not in value.exported and any(
        code.startswith("diagnosis.") for code in value.exported
    )


def assertion_of(value: Condition | AllergyIntolerance, context: str) -> Assertion:
    """How the record holds it: refuted is absent, suspected is uncertain, over is historical."""
    if context == "family":
        return Assertion.FAMILY
    if context == "absent" or code_in(value.verification_status, "refuted"):
        return Assertion.ABSENT
    if context == "suspected" or code_in(value.verification_status, *_UNSURE):
        return Assertion.UNCERTAIN
    if context == "history" or code_in(value.clinical_status, *_PAST):
        return Assertion.HISTORICAL
    return Assertion.PRESENT


def _cancer(entry: Entry, value: Condition, words: str) -> None:
    ill = disease_of(value)
    held = assertion_of(value, ill.context)
    if ill.claim == "unsure" and held is Assertion.PRESENT and not value.exported:
        held = Assertion.UNCERTAIN
    said = [Said("diagnosis.statement", coded.plain(words), "code", held)]
    if ill.site:
        said.append(Said("diagnosis.site", ill.site, "bodySite" if value.body_site else "code", held))
    if ill.side:
        said.append(Said("diagnosis.laterality", ill.side, "bodySite" if value.body_site else "code", held))
    place = ", ".join(coded.plain(one.words) for one in value.body_site)
    where = f"; where: {place}" if place else ""
    entry.say(f"Cancer: {words}{where}{_standing(value)}", *said)
    if ill.histology:
        _histology(entry, value, ill.histology, held)
    onset = dated(value.onset_date_time, started(value.onset_period))
    if onset and is_present(value, ill.context) and ill.claim != "unsure":
        entry.say(f"Found on: {onset}", Said("diagnosis.date", onset, "onset", held))
    if code_in(value.clinical_status, "recurrence", "relapse"):
        entry.say("The cancer has come back.", Said("diagnosis.recurrence", "yes", "clinicalStatus", held))
    if group := coded.group("", words):
        entry.say(f"Stage in the name: {coded.plain(words)}", Said("stage.group", group, "code", held))
    for stage in value.stage:
        _stage(entry, stage, held)


def _histology(entry: Entry, value: Condition, histology: str, held: Assertion) -> None:
    named = (
        one.value_codeable_concept for one in value.extension if one.name.endswith("histology-morphology-behavior")
    )
    words = next((one.words for one in named if one), "")
    element = "extension" if words else "code"
    words = words or (value.code.words if value.code else "")
    entry.say(f"Kind of cancer under the microscope: {words}", Said("diagnosis.histology", histology, element, held))


def _stage(entry: Entry, stage: Stage, held: Assertion) -> None:
    if stage.summary is None:
        return
    words = stage.summary.words
    codes = [(one.code, one.display) for one in stage.summary.coding] or [("", words)]
    group = next((found for one in codings_of(codes, words) if (found := coded.group(*one))), "")
    system = "binet" if "binet" in words.lower() else ""
    if system:
        entry.say(f"Stage: {words}", Said(f"stage.other.{system}", words.split()[-1], "stage", held))
    elif group:
        entry.say(f"Stage: {words}", Said("stage.group", group, "stage", held))
    elif words:
        entry.say(f"Stage: {words}")


def codings_of(codes: list[tuple[str, str]], words: str) -> list[tuple[str, str]]:
    """Codes with their wording; the concept's own text where a coding has none."""
    return [(code, display or words) for code, display in codes]


def _secondary(entry: Entry, value: Condition, words: str) -> None:
    held = assertion_of(value, disease_of(value).context)
    organ = ", ".join(coded.plain(one.words).lower() for one in value.body_site) or _spread(value, words)
    said = [Said("diagnosis.statement", coded.plain(words), "code", held)]
    if organ:
        said = [Said("diagnosis.metastasis_site", organ, "code", held), *said]
    elif primary := coded.came_from(words):
        said.append(Said("diagnosis.site", primary, "code", held))
    entry.say(f"Spread of a cancer: {words}{_standing(value)}", *said)


def _spread(value: Condition, words: str) -> str:
    codes = [one.code for one in value.code.coding if coded.system(one.system) == "icd10"] if value.code else []
    return coded.spread_to(words, next(iter(codes), ""))


def _illness(entry: Entry, value: Condition, words: str) -> None:
    ill = disease_of(value)
    held = assertion_of(value, ill.context)
    code = "history.smoking" if "smok" in words.lower() else "comorbidity"
    if held is Assertion.FAMILY:
        code = "history.family"
    entry.say(f"Condition: {words}{_standing(value)}", Said(code, coded.plain(words), "code", held))


def _standing(value: Condition) -> str:
    words = []
    for status in (value.clinical_status, value.verification_status):
        code = status if isinstance(status, str) else next((one.code for one in status.coding), "") if status else ""
        if code and code != "confirmed":
            words.append(code)
    when = dated(value.onset_date_time, started(value.onset_period), value.recorded_date)
    if when:
        words.append(f"since {when}")
    return f" ({', '.join(words)})" if words else ""


def allergy(found: Found, chart: Chart) -> Entry:
    """An allergy or intolerance; `no known allergy` is absent."""
    value: AllergyIntolerance = found.value
    on = dated(value.onset_date_time, value.recorded_date)
    entry = Entry(Part.HEALTH, found.path, found.kind, on, lines=[])
    words = coded.plain(value.code.words) if value.code else ""
    if code_in(value.verification_status, "entered-in-error") or not words:
        entry.kept = "entered in error" if words else "no name of the allergy"
        return entry
    none_known = words.lower().startswith(("no known", "no allerg"))
    held = Assertion.ABSENT if none_known else assertion_of(value, "")
    entry.say(f"Allergy: {words}", Said("allergy", words, "code", held))
    return entry


def family(found: Found, chart: Chart) -> Entry:
    """Illnesses of a family member: cancers become `history.family`; never a fact about the person."""
    value: FamilyMemberHistory = found.value
    entry = Entry(Part.HEALTH, found.path, found.kind, dated(value.date), lines=[])
    who = value.relationship.words if value.relationship else "family member"
    if value.status in ("entered-in-error", "health-unknown"):
        entry.kept = value.status.replace("-", " ")
        return entry
    for one in value.condition:
        words = coded.plain(one.code.words)
        line = f"Family: {who}: {words}{_age(one)}"
        if disease_in(one.code).claim == "other" and not value.exported:
            entry.say(line)
        else:
            said = words if value.exported else f"{who}: {words}{_age(one)}"
            entry.say(line, Said("history.family", said, "condition", Assertion.FAMILY))
    entry.kept = "" if entry.gives_facts else "no cancer named"
    return entry


def _age(one: FamilyCondition) -> str:
    if one.onset_age and one.onset_age.value is not None:
        return f", at age {number(one.onset_age.value)}"
    return f", {one.onset_string}" if one.onset_string else ""

"""FHIR R4: bundles, single resources and NDJSON, in JSON or XML, as mCODE, US Core and Genomics Reporting write them.

In: the bytes of a file. Out: pages of readable lines and the facts that each line gives. Every clinical entry becomes
a fact or is listed in `Extract.kept` with the reason. References are resolved inside the file; nothing is fetched.
Billing entries and names of people and places are counted in the notes.
"""

import gc
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from consilium.facts import Assertion
from consilium.oncology import coded
from consilium.records import Extract, Member
from consilium.records.fhir import documents, observations, people, treatments
from consilium.records.fhir.chart import Chart
from consilium.records.fhir.entries import Entry, Part, Said, one_line
from consilium.records.fhir.layout import lay_out
from consilium.records.fhir.parsing import BILLING, Found, Parsed, parse
from consilium.values import RecordId

READER = "fhir/2"
_XML = re.compile(rb"""^(?:<[?!][^>]*>\s*)*<(?:[\w.-]+:)?[A-Z][^>]*\bxmlns(?::[\w.-]+)?=["']http://hl7\.org/fhir["']""")

_READS: dict[str, Callable[[Found, Chart], Entry]] = {
    "Patient": people.patient,
    "Condition": people.condition,
    "AllergyIntolerance": people.allergy,
    "FamilyMemberHistory": people.family,
    "Observation": observations.observation,
    "MedicationRequest": treatments.medication,
    "MedicationAdministration": treatments.medication,
    "MedicationStatement": treatments.medication,
    "MedicationDispense": treatments.medication,
    "Procedure": treatments.procedure,
    "ServiceRequest": treatments.request,
    "CarePlan": treatments.care_plan,
    "ImagingStudy": treatments.imaging,
    "DiagnosticReport": documents.report,
    "DocumentReference": documents.document,
    "Composition": documents.composition,
    "Specimen": documents.specimen,
    "BodyStructure": documents.body_structure,
}
_NOT_CLINICAL = BILLING | {
    "Practitioner", "PractitionerRole", "Organization", "Location", "Group", "Provenance", "AuditEvent", "Endpoint",
    "HealthcareService", "Medication", "RelatedPerson", "Person", "OperationOutcome", "CareTeam", "Schedule", "Slot",
    "Subscription", "MessageHeader", "Binary",
}  # fmt: skip


def sniff(data: bytes, name: str) -> bool:
    """Whether this is JSON that names a FHIR resource type near its beginning or end, or XML in FHIR's namespace."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        return _XML.search(head) is not None
    return head.startswith(b"{") and (b'"resourceType"' in head or b'"resourceType"' in data[-4096:])


def read(data: bytes, record: RecordId) -> Extract:
    """The facts of a FHIR file, best first: about the main cancer before others, latest first. Raises Malformed."""
    with _unswept():
        return _extract(parse(data), record)


@contextmanager
def _unswept() -> Iterator[None]:
    """Without the collector of reference cycles: a tree of JSON has none, and the search costs a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _extract(parsed: Parsed, record: RecordId) -> Extract:
    chart = Chart(parsed.found)
    entries = [_read(found, chart) for found in parsed.found if found.kind not in _NOT_CLINICAL]
    laid = lay_out(entries, record, READER)
    files = tuple(Member(name=name, data=content) for entry in entries for name, content in entry.files)
    notes = (*parsed.notes, *_counts(parsed.found), *_strangers(entries))
    return Extract(
        kind="fhir",
        reader=READER,
        pages=laid.pages,
        facts=laid.facts,
        kept=laid.kept,
        members=files,
        narrative=laid.narrative,
        notes=notes,
    )


_STRANGER = "about another person"


def _read(found: Found, chart: Chart) -> Entry:
    if found.kind == "Patient" and found.path != chart.person and chart.person:
        return _kept(found, _STRANGER)
    if not chart.is_own(found):
        return _kept(found, _STRANGER)
    if found.value is None or found.kind not in _READS:
        return _kept(found, "not as FHIR R4 says" if found.kind in _READS else "not interpreted")
    modifiers = found.value.modifier_extension
    if any(one.url != coded.ASSERTION or one.value_code not in _ASSERTIONS for one in modifiers):
        return _kept(found, "a modifier changes its meaning")
    entry = _READS[found.kind](found, chart)
    if found.value.exported or modifiers:
        _as_exported(entry, found.value.exported, modifiers[0].value_code if modifiers else "")
    _mark(entry)
    return entry


_ASSERTIONS = frozenset(Assertion)


def _as_exported(entry: Entry, codes: tuple[str, ...], assertion: str) -> None:
    """Of an entry that we exported, only the facts it was made from, held as they were."""
    for line in entry.lines:
        line.facts = tuple(said for said in line.facts if not codes or said.code in codes)
        for said in line.facts:
            said.assertion = Assertion(assertion) if assertion else said.assertion
    if not entry.gives_facts and entry.kind != "Patient":
        entry.kept = entry.kept or "not interpreted"


def _mark(entry: Entry) -> None:
    """Mark lines that give no fact but tell the diagnosis or the plan, to spare them a blinded reviewer."""
    for line in entry.lines:
        if line.facts:
            continue
        if entry.part is Part.CANCER or coded.disease("", "", line.text).claim != "other":
            line.facts = (Said("record.states_first_opinion", "diagnosis", "text"),)
        elif entry.part is Part.PLAN:
            line.facts = (Said("record.states_first_opinion", "plan", "text"),)


def _kept(found: Found, why: str) -> Entry:
    entry = Entry(Part.OTHER, found.path, found.kind, lines=[], kept=why)
    entry.say(f"{found.kind}: {_label(found)}")
    _mark(entry)
    return entry


def _label(found: Found) -> str:
    """A few words of an entry that is not interpreted: the first name in it."""
    for key in ("code", "vaccineCode", "type", "description", "title", "category", "name"):
        value = found.tree.get(key)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str):
            return one_line(value)[:200]
        if isinstance(value, dict) and (words := _words(value)):
            return one_line(words)[:200]
    return found.path[:200]


def _words(concept: dict[str, object]) -> str:
    text = concept.get("text")
    if isinstance(text, str) and text:
        return text
    codings = concept.get("coding")
    for coding in codings if isinstance(codings, list) else ():
        display = coding.get("display") if isinstance(coding, dict) else None
        if isinstance(display, str) and display:
            return display
    return ""


def _counts(found: tuple[Found, ...]) -> list[str]:
    counted = Counter(one.kind for one in found if one.kind in _NOT_CLINICAL)
    listed = ", ".join(f"{number} {kind}" for kind, number in sorted(counted.items()))
    return [f"Not clinical, so not laid out: {listed}."] if listed else []


def _strangers(entries: list[Entry]) -> list[str]:
    many = sum(entry.kept == _STRANGER for entry in entries)
    return [f"{many} entries are about another person. They were kept and not interpreted."] if many else []

"""Reports and documents inside a FHIR file: their texts become pages of their own, other files are read as files."""

import base64
import binascii
import re
from html import unescape

from consilium.oncology import coded
from consilium.records.fhir.chart import Chart
from consilium.records.fhir.elements import (
    Attachment,
    BodyStructure,
    Composition,
    DiagnosticReport,
    DocumentReference,
    Section,
    Specimen,
)
from consilium.records.fhir.entries import Entry, Part, Said, dated, started
from consilium.records.fhir.parsing import Found

_READ_APART = "its text is read as a page or file of its own"
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6]|/table)\b[^>]*>", re.IGNORECASE)
_CELL = re.compile(r"</t[dh]\b[^>]*>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def text_of(html: str) -> str:
    """The words of an HTML fragment with its line breaks; nothing it refers to is fetched or run."""
    marked = _CELL.sub("\t", _BREAK.sub("\n", _HIDDEN.sub("", html)))
    lines = (" ".join(line.split(" ")).strip() for line in unescape(_TAG.sub("", marked)).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def report(found: Found, chart: Chart) -> Entry:
    """A diagnostic report: its parts are entries of their own; its conclusion and attached text are read as text."""
    value: DiagnosticReport = found.value
    on = dated(value.effective_date_time, started(value.effective_period), value.issued)
    entry = Entry(Part.DOCUMENTS, found.path, found.kind, on, lines=[])
    title = value.code.words if value.code else "Report"
    entry.say(f"Report: {title}, {value.status}{f' ({on})' if on else ''}")
    if value.status in ("entered-in-error", "cancelled", "registered"):
        entry.kept = value.status.replace("-", " ")
        return entry
    _attach(entry, title, value.presented_form)
    if value.conclusion:
        entry.letters += ((title, f"{title}\n\nConclusion:\n{value.conclusion.strip()}"),)
    entry.kept = _READ_APART if entry.letters or entry.files else "a report whose results are entries of their own"
    return entry


def document(found: Found, chart: Chart) -> Entry:
    """A document kept with the record."""
    value: DocumentReference = found.value
    on = dated(value.date)
    entry = Entry(Part.DOCUMENTS, found.path, found.kind, on, lines=[])
    title = value.description or (value.type.words if value.type else "") or "Document"
    entry.say(f"Document: {title}, {value.status}{f' ({on})' if on else ''}")
    if "entered-in-error" in (value.status, value.doc_status):
        entry.kept = "entered in error"
        return entry
    _attach(entry, title, tuple(one.attachment for one in value.content if one.attachment))
    entry.kept = _READ_APART if entry.letters or entry.files else "its content is not in this file"
    return entry


def composition(found: Found, chart: Chart) -> Entry:
    """A document of sections. A section that lists entries is drawn from them; one that does not is read as text."""
    value: Composition = found.value
    on = dated(value.date)
    entry = Entry(Part.DOCUMENTS, found.path, found.kind, on, lines=[])
    entry.say(f"Document: {value.title}, {value.status}{f' ({on})' if on else ''}")
    if value.status == "entered-in-error":
        entry.kept = "entered in error"
        return entry
    waiting = list(reversed(value.section))
    while waiting:
        section = waiting.pop()
        waiting.extend(reversed(section.section))
        if words := _section(section):
            entry.letters += ((section.title or value.title, words),)
    entry.kept = _READ_APART if entry.letters else "a document whose parts are entries of their own"
    return entry


def _section(section: Section) -> str:
    if section.entry or section.text is None or section.text.status == "empty":
        return ""
    words = text_of(section.text.div)
    return f"{section.title}\n\n{words}" if words and section.title else words


def _attach(entry: Entry, title: str, attachments: tuple[Attachment, ...]) -> None:
    for number, one in enumerate(attachments, 1):
        try:
            data = base64.b64decode(one.data, validate=False)
        except (binascii.Error, ValueError):
            data = b""
        kind = one.content_type.split(";")[0].strip().lower()
        if not data:
            entry.say("An attachment is not in this file." if one.url else "An attachment is empty.")
        elif kind == "text/plain":
            entry.letters += ((one.title or title, data.decode("utf-8", errors="replace").strip()),)
        elif kind in ("text/html", "application/xhtml+xml"):
            entry.letters += ((one.title or title, text_of(data.decode("utf-8", errors="replace"))),)
        else:
            name = re.sub(r"[^\w.-]+", "_", one.title or entry.path)[:60]
            entry.files += ((f"{name}-{number}{_ENDINGS.get(kind, '')}", data),)


_ENDINGS = {
    "application/pdf": ".pdf",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/hl7-v3+xml": ".xml",
    "application/dicom": ".dcm",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
}


def specimen(found: Found, chart: Chart) -> Entry:
    """What was taken, and where from."""
    value: Specimen = found.value
    taken = value.collection
    on = dated(taken.collected_date_time if taken else "", value.received_time)
    entry = Entry(Part.TUMOR, found.path, found.kind, on, lines=[])
    kind = value.type.words if value.type else ""
    place = coded.plain(taken.body_site.words) if taken and taken.body_site else ""
    words = ", ".join(part for part in (kind, place) if part)
    if value.status in ("entered-in-error", "unavailable", "unsatisfactory") or not words:
        entry.kept = f"status {value.status}" if words else "nothing said about the specimen"
    else:
        entry.say(f"Specimen: {words}{f' ({on})' if on else ''}", Said("specimen", words, "type"))
    return entry


def body_structure(found: Found, chart: Chart) -> Entry:
    """A place in the body that other entries point to."""
    value: BodyStructure = found.value
    entry = Entry(Part.TUMOR, found.path, found.kind, lines=[], kept="a place in the body that other entries point to")
    words = [value.location.words if value.location else "", *(one.words for one in value.location_qualifier)]
    entry.say(f"Place in the body: {value.description or ', '.join(coded.plain(word) for word in words if word)}")
    return entry

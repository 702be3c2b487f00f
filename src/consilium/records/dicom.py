"""DICOM: images, structured reports, radiation plans and disc directories. In: one file's bytes; out: facts and pages.

Only the header is read here (DICOM PS3.3 and PS3.10); pixels stay untouched. Each image gives one `imaging.study` fact
whose `source.path` is `study UID/series UID`, so that `series` can be counted over many files. A structured report is
laid out as running text. Enhanced and multi-frame objects count their frames.
"""

import logging
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from consilium.errors import Malformed, TooLarge
from consilium.facts import Assertion, Fact, Provenance
from consilium.records import Extract, Kept, Layout
from consilium.values import PartialDate, RecordId, Value

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

READER = "dicom/1"
_SEXES = {"F": "female", "M": "male", "O": "other"}
_IMAGES = {"CT", "MR", "PT", "NM", "US", "MG", "CR", "DX", "XA", "RF", "OT", "SC", "SM", "ES", "OP", "XC", "PX", "IO"}
BROKEN = "This DICOM file is broken and could not be read. Ask the hospital for the disc again."
_MAX_DEPTH = 30
_MAX_SR_LINES = 5_000


def sniff(data: bytes, name: str) -> bool:
    """The magic word behind the preamble, or a file that starts with a tag of group 0002 or 0008."""
    return data[128:132] == b"DICM" or data[:4] in (b"\x02\x00\x00\x00", b"\x08\x00\x05\x00", b"\x08\x00\x00\x00")


def read(data: bytes, record: RecordId) -> Extract:
    """The header's facts. Raises Malformed where it breaks, TooLarge where it unfolds beyond the memory allowed."""
    with warnings.catch_warnings():
        # What pydicom says about a broken value may hold the value itself, so it must not reach a log.
        warnings.simplefilter("ignore")
        try:
            return _read(_header(data), record)
        except (NotImplementedError, ValueError) as error:  # pydicom looks at a value only when it is asked for
            raise Malformed(BROKEN) from error


def _read(header: "Dataset", record: RecordId) -> Extract:
    if not len(header):
        raise Malformed("This file starts like a DICOM image but holds no image header. Ask for the disc again.")
    if "DirectoryRecordSequence" in header:
        return _directory(header)
    layout = Layout(label=_one_line(header.get("SeriesDescription")) or "Image header")
    try:
        facts = tuple(_facts(header, layout, record))
        report = list(_report(header, 0))
    except RecursionError as error:
        raise Malformed("This DICOM file is nested too deep to be real.") from error
    kept = tuple(_kept(header))
    if not report:
        return Extract(kind="dicom", reader=READER, pages=layout.pages(), facts=facts, kept=kept, notes=_notes(header))
    for line in report:
        layout.add(line)
    pages = layout.pages()
    narrative = tuple(page.number for page in pages)
    return Extract(
        kind="dicom", reader=READER, pages=pages, facts=facts, kept=kept, narrative=narrative, notes=_notes(header)
    )


def _header(data: bytes) -> "Dataset":
    # Imported here because it doubles the start of a child, and most children never see an image.
    import pydicom
    from pydicom import config
    from pydicom.errors import InvalidDicomError

    logging.getLogger("pydicom").disabled = True
    config.settings.reading_validation_mode = config.IGNORE
    try:
        return pydicom.dcmread(BytesIO(data), force=True, stop_before_pixels=True)
    except MemoryError as error:
        raise TooLarge("This DICOM file unfolds to more than may be read. Ask the hospital for it again.") from error
    except InvalidDicomError as error:
        raise Malformed("This file is not DICOM.") from error
    except Exception as error:  # pydicom raises many kinds on broken bytes, none of them ours to tell apart
        raise Malformed(BROKEN) from error


def _facts(header: "Dataset", layout: Layout, record: RecordId) -> Iterator[Fact]:
    on = _date(header, "StudyDate") or _date(header, "AcquisitionDate") or _date(header, "ContentDate")

    def said(
        code: str, value: Value, label: str, words: str, path: str, assertion: Assertion = Assertion.PRESENT
    ) -> Fact:
        line = f"{label}: "
        page, start = layout.add(line + words)
        start += len(line)
        source = Provenance(
            record=record, reader=READER, page=page, start=start, end=start + len(words), quote=words, path=path
        )
        return Fact(code=code, value=value, source=source, on=on, assertion=assertion)

    if name := _one_line(header.get("PatientName")).replace("^", " ").strip():
        yield said("patient.name", name, "Patient", name, "PatientName")
    if born := _date(header, "PatientBirthDate"):
        yield said("patient.birth_date", str(born), "Born", str(born), "PatientBirthDate")
    if sex := _SEXES.get(_one_line(header.get("PatientSex"))):
        yield said("patient.sex", sex, "Sex", sex, "PatientSex")
    if number := _one_line(header.get("PatientID")):
        yield said("patient.mrn", number, "Record number", number, "PatientID")
    if place := _one_line(header.get("InstitutionName")):
        yield said("record.institution", place, "Institution", place, "InstitutionName")
    if on:
        yield said("record.date", str(on), "Date", str(on), "StudyDate")
    modality = _one_line(header.get("Modality"))
    if modality in _IMAGES:
        study = " ".join(dict.fromkeys(part for part in (modality, _body(header), _description(header)) if part))
        path = f"{_one_line(header.get('StudyInstanceUID'))}/{_one_line(header.get('SeriesInstanceUID'))}"
        yield said("imaging.study", study, "Study", study, path)
        yield said("record.kind", "imaging", "Kind", modality, "Modality")
    if modality == "RTPLAN" and (words := _radiation(header)):
        yield said("plan.radiation", words, "Radiation plan", words, "FractionGroupSequence", Assertion.PLANNED)


def _kept(header: "Dataset") -> Iterator[Kept]:
    modality = _one_line(header.get("Modality"))
    if modality in ("RTSTRUCT", "RTDOSE", "SEG", "PR", "KO", "REG", "ECG", "RTIMAGE"):
        shapes = [_one_line(item.get("ROIName")) for item in header.get("StructureSetROISequence") or []]
        yield Kept(path="", kind=modality, label=", ".join(shapes)[:200] or _description(header))
    elif not modality and "SOPClassUID" not in header:
        yield Kept(path="", kind="dicom", label=f"{len(header)} entries, no image")
    elif "EncapsulatedDocument" in header:
        yield Kept(path="EncapsulatedDocument", kind="document", label=_one_line(header.get("DocumentTitle")))


def _notes(header: "Dataset") -> tuple[str, ...]:
    risky = _one_line(header.get("BurnedInAnnotation")) == "YES" or _one_line(header.get("Modality")) in (
        "SC",
        "US",
        "OT",
    )
    return ("Names may be written inside the picture itself.",) if risky and header.get("Rows") else ()


def _directory(header: "Dataset") -> Extract:
    """A disc's table of contents: its studies and series are listed; the images are records of their own."""
    kinds = [_one_line(item.get("DirectoryRecordType")) for item in header.DirectoryRecordSequence]
    kept = tuple(
        Kept(path="", kind=_one_line(item.get("DirectoryRecordType")).lower(), label=_description(item))
        for item in header.DirectoryRecordSequence
        if item.get("DirectoryRecordType") in ("STUDY", "SERIES")
    )
    note = f"A disc's table of contents: {kinds.count('STUDY')} studies, {kinds.count('IMAGE')} images."
    return Extract(kind="dicomdir", reader=READER, kept=kept, notes=(note,))


def _report(node: "Dataset", depth: int) -> Iterator[str]:
    """The content tree of a structured report as lines, indented by depth."""
    if depth > _MAX_DEPTH:
        raise Malformed("This DICOM report is nested too deep to be real.")
    for item in (node.get("ContentSequence") or [])[:_MAX_SR_LINES]:
        name = _meaning(item, "ConceptNameCodeSequence")
        words = _one_line(item.get("TextValue")) or _meaning(item, "ConceptCodeSequence") or _measured(item)
        if line := ": ".join(part for part in (name, words) if part):
            yield "  " * depth + line
        yield from _report(item, depth + 1)


def _measured(item: "Dataset") -> str:
    for value in item.get("MeasuredValueSequence") or []:
        return f"{_one_line(value.get('NumericValue'))} {_code(value, 'MeasurementUnitsCodeSequence')}".strip()
    return ""


def _radiation(header: "Dataset") -> str:
    doses = [_one_line(item.get("TargetPrescriptionDose")) for item in header.get("DoseReferenceSequence") or []]
    fractions = [_one_line(item.get("NumberOfFractionsPlanned")) for item in header.get("FractionGroupSequence") or []]
    dose = next((f"{dose} Gy" for dose in doses if dose), "")
    parts = next((f"{count} fractions" for count in fractions if count), "")
    label = _one_line(header.get("RTPlanLabel"))
    return ", ".join(part for part in (label, dose, parts) if part)


def _meaning(item: "Dataset", keyword: str) -> str:
    return next((_one_line(code.get("CodeMeaning")) for code in item.get(keyword) or []), "")


def _code(item: "Dataset", keyword: str) -> str:
    return next((_one_line(code.get("CodeValue")) for code in item.get(keyword) or []), "")


def _body(header: "Dataset") -> str:
    return _one_line(header.get("BodyPartExamined")).lower()


def _description(header: "Dataset") -> str:
    return _one_line(header.get("StudyDescription")) or _one_line(header.get("SeriesDescription"))


def _date(header: "Dataset", keyword: str) -> PartialDate | None:
    text = _one_line(header.get(keyword)).replace(".", "").replace("-", "")
    try:
        return PartialDate(int(text[:4]), int(text[4:6]), int(text[6:8])) if len(text) == 8 else None
    except ValueError:
        return None


def _one_line(value: object) -> str:
    """A header value as one clean line: control characters and backslashed repeats would break the page."""
    text = "" if value is None else str(value)
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text[:2_000]).split())[:200]

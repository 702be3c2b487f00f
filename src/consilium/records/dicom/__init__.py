"""DICOM: images, structured reports, radiation plans and disc directories. In: one file's bytes; out: facts and pages.

Reading looks at the header alone (DICOM PS3.3 and PS3.10); `render` draws one frame as a picture. Each image gives one
`imaging.study` fact whose `source.path` is `study UID/series UID`, so that `consilium.imaging` can count over many
files. A structured report is laid out as running text. Multi-frame objects count their frames.
"""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from consilium.errors import Malformed
from consilium.facts import Assertion, Fact, Provenance
from consilium.records import Extract, Kept, Layout
from consilium.records.dicom import directory, geometry, radiation, structured
from consilium.records.dicom.frames import frame
from consilium.records.dicom.header import BROKEN, day, number, opened, text
from consilium.records.dicom.pixels import names_inside, render
from consilium.values import PartialDate, Quantity, RecordId, Value

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["READER", "frame", "read", "render", "sniff"]

READER = "dicom/3"
_SEXES = {"F": "female", "M": "male", "O": "other"}
_IMAGES = {
    "CT", "MR", "PT", "NM", "US", "MG", "CR", "DX", "XA", "RF", "OT", "SC", "SM", "ES", "OP", "XC", "PX", "IO", "IVUS",
    "OCT", "OPT", "GM", "CF", "DF",
}  # fmt: skip
_OBJECTS = {"RTSTRUCT", "RTDOSE", "RTPLAN", "SEG", "PR", "KO", "REG", "ECG", "RTIMAGE", "RTRECORD"}
# The first entries that a file without a preamble may have, in either order of bytes (PS3.6).
_HEADLESS = re.compile(
    rb"\x02\x00\x00\x00|\x08\x00[\x00\x01\x05\x08\x12-\x18]\x00|\x00\x08\x00[\x00\x01\x05\x08\x12-\x18]", re.DOTALL
)


def sniff(data: bytes, name: str) -> bool:
    """The magic word behind the preamble, or a file that starts with an entry of group 0002 or 0008."""
    return data[128:132] == b"DICM" or _HEADLESS.match(data) is not None


def read(data: bytes, record: RecordId) -> Extract:
    """The header's facts. Raises Malformed where it breaks, TooLarge where it unfolds beyond the memory allowed."""
    with warnings.catch_warnings():
        # What pydicom says about a broken value may hold the value itself, so it must not reach a log.
        warnings.simplefilter("ignore")
        try:
            return _read(opened(data), record)
        except (NotImplementedError, ValueError) as error:  # pydicom looks at a value only when it is asked for
            raise Malformed(BROKEN) from error
        except RecursionError as error:
            raise Malformed("This DICOM file is nested too deep to be real.") from error


def _read(header: "Dataset", record: RecordId) -> Extract:
    if not len(header):
        raise Malformed("This file starts like a DICOM image but holds no image header. Ask for the disc again.")
    if "DirectoryRecordSequence" in header:
        return _directory(header, record)
    sheet = _Sheet(Layout(label=text(header.get("SeriesDescription")) or "Image header"), record, _on(header))
    facts = (*_identity(header, sheet), *_image(header, sheet), *_radiation(header, sheet))
    measured, kept = _report(header, sheet)
    pages = sheet.layout.pages()
    is_report = "ContentSequence" in header
    return Extract(
        kind="dicom",
        reader=READER,
        pages=pages,
        facts=(*facts, *measured),
        kept=(*_kept(header), *kept),
        narrative=tuple(page.number for page in pages) if is_report else (),
        notes=_notes(header),
    )


def _on(header: "Dataset") -> PartialDate | None:
    return day(header, "StudyDate") or day(header, "AcquisitionDate") or day(header, "ContentDate")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where facts are laid out, so that each has words on a page."""

    layout: Layout
    record: RecordId
    on: PartialDate | None

    def said(
        self, code: str, value: Value, label: str, words: str, path: str, assertion: Assertion = Assertion.PRESENT
    ) -> Fact:
        """The fact, with its line `label: words`."""
        start = len(label) + 2
        return self.placed(code, value, f"{label}: {words}", slice(start, start + len(words)), path, assertion)

    def placed(
        self, code: str, value: Value, line: str, words: slice, path: str, assertion: Assertion, subject: str = ""
    ) -> Fact:
        """The fact, whose words are that part of its line."""
        page, start = self.layout.add(line)
        source = Provenance(
            record=self.record,
            reader=READER,
            page=page,
            start=start + words.start,
            end=start + words.stop,
            quote=line[words],
            path=path,
        )
        return Fact(code=code, value=value, source=source, on=self.on, assertion=assertion, subject=subject)


def _identity(header: "Dataset", sheet: _Sheet) -> Iterator[Fact]:
    if name := text(header.get("PatientName")).replace("^", " ").strip():
        yield sheet.said("patient.name", name, "Patient", name, "PatientName")
    if born := day(header, "PatientBirthDate"):
        yield sheet.said("patient.birth_date", str(born), "Born", str(born), "PatientBirthDate")
    if sex := _SEXES.get(text(header.get("PatientSex"))):
        yield sheet.said("patient.sex", sex, "Sex", sex, "PatientSex")
    if record_number := text(header.get("PatientID")):
        yield sheet.said("patient.mrn", record_number, "Record number", record_number, "PatientID")
    if place := text(header.get("InstitutionName")):
        yield sheet.said("record.institution", place, "Institution", place, "InstitutionName")
    if sheet.on:
        yield sheet.said("record.date", str(sheet.on), "Date", str(sheet.on), "StudyDate")


def _image(header: "Dataset", sheet: _Sheet) -> Iterator[Fact]:
    modality, body = text(header.get("Modality")), text(header.get("BodyPartExamined")).lower()
    if modality not in _IMAGES:
        return
    path = f"{text(header.get('StudyInstanceUID'))}/{text(header.get('SeriesInstanceUID'))}"
    study = " ".join(dict.fromkeys(part for part in (modality, body, _description(header)) if part))
    yield sheet.said("imaging.study", study, "Study", study, path)
    yield sheet.said("record.kind", "imaging", "Kind", modality, "Modality")
    yield sheet.said("imaging.modality", modality, "Modality", modality, path)
    if body:
        yield sheet.said("imaging.body_part", body, "Body part", body, path)
    if series := text(header.get("SeriesDescription")):
        yield sheet.said("imaging.series", series, "Series", series, path)
    if (frames := number(header.get("NumberOfFrames"))) > 1:
        yield sheet.said("imaging.frames", frames, "Pictures in this file", str(frames), path)
    if (count := number(header.get("InstanceNumber"))) > 0:
        yield sheet.said("imaging.number", count, "Picture number", str(count), path)
    if (position := geometry.position(header)) is not None:
        said = f"{position:.1f} mm"
        yield sheet.said("imaging.position", Quantity(round(position, 3), "mm"), "Position", said, path)


def _radiation(header: "Dataset", sheet: _Sheet) -> Iterator[Fact]:
    modality = text(header.get("Modality"))
    if modality == "RTPLAN" and (words := radiation.plan(header)):
        yield sheet.said("plan.radiation", words, "Radiation plan", words, "FractionGroupSequence", Assertion.PLANNED)
    elif modality == "RTDOSE" and (words := radiation.dose(header)):
        sheet.layout.add(f"Radiation dose grid: {words}")
    elif modality == "RTSTRUCT" and (words := radiation.outlines(header)):
        sheet.layout.add(f"Outlined for radiation: {words}")


def _report(header: "Dataset", sheet: _Sheet) -> tuple[tuple[Fact, ...], tuple[Kept, ...]]:
    """The lines of a structured report onto the page; its measurements as facts, or kept where they map to none."""
    facts: list[Fact] = []
    kept: list[Kept] = []
    for line, measured in structured.lines(header):
        if measured and measured.size:
            words = slice(line.index(measured.line), len(line))
            facts.append(
                sheet.placed(
                    "tumor.size", measured.size, line, words, "ContentSequence", Assertion.PRESENT, measured.lesion
                )
            )
            continue
        sheet.layout.add(line)
        if measured:
            kept.append(Kept(path="ContentSequence", kind="measurement", label=measured.line[:200]))
    return tuple(facts), tuple(kept)


def _kept(header: "Dataset") -> Iterator[Kept]:
    modality = text(header.get("Modality"))
    if modality == "RTPLAN" and radiation.plan(header):
        return
    if modality in _OBJECTS:
        said = {"RTSTRUCT": radiation.outlines, "RTDOSE": radiation.dose}.get(modality, _description)
        yield Kept(path="", kind=modality, label=said(header)[:200])
    elif "EncapsulatedDocument" in header:
        yield Kept(path="EncapsulatedDocument", kind="document", label=text(header.get("DocumentTitle")))
    elif modality not in _IMAGES and "ContentSequence" not in header:
        yield Kept(path="", kind=modality or "dicom", label=_description(header) or f"{len(header)} entries")


def _notes(header: "Dataset") -> tuple[str, ...]:
    return ("Names may be written inside the picture itself.",) if names_inside(header) else ()


def _directory(header: "Dataset", record: RecordId) -> Extract:
    """A disc's table of contents: its studies and series are listed; the images are records of their own."""
    found = directory.entries(header)
    sheet = _Sheet(Layout(label="Table of contents of a disc"), record, None)
    facts = tuple(fact for item in found if directory.kind(item) == "PATIENT" for fact in _identity(item, sheet))
    kept = []
    for item, line in directory.lines(found):
        sheet.layout.add(line)
        kept.append(Kept(path="DirectoryRecordSequence", kind=directory.kind(item).lower(), label=line.strip()))
    note = directory.counted(found)
    return Extract(
        kind="dicomdir", reader=READER, pages=sheet.layout.pages(), facts=facts, kept=tuple(kept), notes=(note,)
    )


def _description(header: "Dataset") -> str:
    return text(header.get("StudyDescription")) or text(header.get("SeriesDescription"))

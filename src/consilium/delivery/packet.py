"""The packet to take along: what a person's records say, as PDF, page, data and letter, in one folder.

What enters: an assessment and the readings it was made from. What leaves: files, each written whole or not at all.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from textwrap import shorten

import msgspec

from consilium import imaging
from consilium.assessment import Assessment
from consilium.cases import Case
from consilium.checks import Finding, Severity
from consilium.delivery import document, education, fhir, letters, pdf, timeline, wording
from consilium.delivery.document import Block, Bullets, Document, Notice, Paragraph, Table, section
from consilium.delivery.labels import label, value
from consilium.delivery.words import Words, words
from consilium.facts import Assertion, Fact, FactSheet, Status
from consilium.questions import Asked
from consilium.reading import Reading
from consilium.timeline import timeline as events
from consilium.values import RecordId

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("diagnosis", ("diagnosis.", "gleason.", "nottingham.", "tumor.")),
    ("stage", ("stage.", "nodes.", "margin.", "invasion.")),
    ("markers", ("biomarker.", "variant")),
    ("treatment", ("treatment.", "response.")),
    ("plan", ("plan.",)),
    ("health", ("performance.", "comorbidity", "allergy", "medication", "history.")),
)
SHOWN_PER_CODE = 4
LONGEST_VALUE = 140
"""Characters of a value in a table; the whole of it stands in facts.json."""


def write(
    out: Path,
    assessment: Assessment,
    readings: Iterable[Reading],
    *,
    case: Case | None = None,
    patient: str = "",
    language: str = "en",
) -> tuple[Path, ...]:
    """Writes the packet into the folder `out`, which is made where it is missing, and names the files.

    Each file appears whole or not at all. Raises OSError where the folder cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    files = contents(assessment, tuple(readings), case=case, patient=patient, language=language)
    return tuple(_place(out / name, data) for name, data in list(files))


def contents(
    assessment: Assessment,
    readings: Sequence[Reading],
    *,
    case: Case | None = None,
    patient: str = "",
    language: str = "en",
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file of the packet. The same input gives the same bytes."""
    at = datetime.combine(assessment.today, time(), UTC)
    packet = summary(assessment, readings, language=language)
    letter = letters.early(case, patient=patient or _named(assessment.sheet), on=assessment.today, language=language)
    yield "packet.pdf", pdf.of(packet, at=at)
    yield "packet.html", document.page(packet).encode()
    yield "facts.json", facts(assessment.sheet, readings)
    yield "bundle.json", fhir.encode(fhir.bundle(assessment, at=at, names={one.record: one.name for one in readings}))
    yield "letter-to-first-doctor.pdf", pdf.of(letter, at=at)
    yield "letter-to-first-doctor.txt", document.text(letter).encode()


def _named(sheet: FactSheet) -> str:
    name = sheet.best("patient.name")
    return name.text if name else ""


def _place(path: Path, data: bytes) -> Path:
    """Beside its place first, then renamed, so that nobody meets half a file."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return path


def facts(sheet: FactSheet, readings: Sequence[Reading]) -> bytes:
    """Every fact with its source as JSON, in the shape that `consilium facts` prints, and the files they came from."""
    names = {one.record: one.name for one in readings}
    records = [
        {"record": one.record, "name": one.name, "kind": one.kind, "pages": len(one.pages), "refused": one.refused}
        for one in readings
    ]
    lines = [fact.as_json(names.get(fact.source.record, "") if fact.source.record else "") for fact in sheet]
    return msgspec.json.format(msgspec.json.encode({"records": records, "facts": lines}), indent=2)


def summary(assessment: Assessment, readings: Sequence[Reading], *, language: str = "en") -> Document:
    """The packet's pages as a document."""
    say = words(language)
    names = {one.record: _short(one) for one in readings}
    sections = (
        section(say.say("packet.advice"), _advice(assessment, language)),
        section(say.say("packet.findings"), _findings(assessment, names, say)),
        section(say.say("packet.checklist"), _checklist(assessment, say)),
        section(say.say("packet.questions"), _questions(assessment, say)),
        section(say.say("packet.known"), _known(assessment.sheet, names, say)),
        section(say.say("timeline.title"), _over_time(assessment.sheet, say)),
        section(say.say("packet.images"), _images(assessment.sheet, say)),
        section(say.say("packet.files"), _files(readings, say)),
        education.sections(assessment.disease.key, say),
    )
    made = say.say("packet.knowledge", edition=assessment.knowledge, day=say.day(assessment.today))
    return Document(
        title=say.say("packet.title"),
        lead=(say.say("packet.intro"), made),
        notice=say.say("packet.no_software"),
        sections=tuple(one for some in sections for one in some),
        footer=say.say("packet.footer"),
        language=language,
    )


def _advice(assessment: Assessment, language: str) -> Iterator[Block]:
    yield Paragraph(wording.advice(assessment.advice, language=language))
    reasons = tuple((wording.fired(one, language=language), "") for one in assessment.advice.fired)
    if reasons:
        yield Bullets(reasons)
    yield Notice(wording.clock(assessment.clock, language=language))


def _findings(assessment: Assessment, names: Mapping[RecordId, str], say: Words) -> Iterator[Block]:
    """Most severe first, each with its clinical counterpart and the records that show it."""
    if not assessment.findings:
        yield Paragraph(say.say("packet.findings_none"))
    sure = [one for one in assessment.findings if not one.doubted]
    groups = [(one.value, [finding for finding in sure if finding.severity is one]) for one in Severity]
    groups.append(("doubted", [one for one in assessment.findings if one.doubted]))
    for heading, found in groups:
        if found:
            yield Paragraph(say.say(f"packet.{heading}"))
            yield Bullets(tuple(dict.fromkeys(_finding(one, names, say) for one in found)))


def _finding(one: Finding, names: Mapping[RecordId, str], say: Words) -> tuple[str, str]:
    places = dict.fromkeys(_where([fact], names, say) for fact in one.because)
    clinical = wording.finding(one, "clinician", say.language)
    return wording.finding(one, "patient", say.language), " · ".join((clinical, *places))


def _checklist(assessment: Assessment, say: Words) -> Iterator[Block]:
    rows = tuple(
        (wording.item(one, language=say.language), say.say(f"packet.held.{one.state.value}"))
        for one in assessment.checklist
    )
    if rows:
        columns = (say.say("packet.what"), say.say("packet.state"))
        yield Table(say.say("packet.checklist"), columns, rows, (3, 2))


def _questions(assessment: Assessment, say: Words) -> Iterator[Block]:
    for asked in Asked:
        questions = [wording.prompt(one, language=say.language) for one in assessment.questions if one.asked is asked]
        if questions:
            yield Paragraph(say.say(f"packet.ask.{asked.value}"))
            yield Bullets(tuple((question, "") for question in questions))


def _name(reading: Reading) -> str:
    return (reading.inside or reading.name).rsplit("/", 1)[-1]


def _short(reading: Reading) -> str:
    """The file's name, its middle left out where it would not fit into a column."""
    name = _name(reading)
    return name if len(name) <= 28 else f"{name[:13]}…{name[-13:]}"


def _known(sheet: FactSheet, names: Mapping[RecordId, str], say: Words) -> Iterator[Block]:
    tables = [table for name, prefixes in GROUPS if (table := _table(name, prefixes, sheet, names, say))]
    yield from tables
    yield Paragraph(say.say("packet.more" if tables else "packet.nothing_known"))


def _table(
    name: str, prefixes: tuple[str, ...], sheet: FactSheet, names: Mapping[RecordId, str], say: Words
) -> Table | None:
    codes = dict.fromkeys(fact.code for prefix in prefixes for fact in sheet.under(prefix))
    rows = tuple(row for code in codes for row in _rows(sheet.all(code), names, say))
    if not rows:
        return None
    columns = tuple(say.say(f"packet.{column}") for column in ("what", "said", "where"))
    return Table(say.say(f"packet.group.{name}"), columns, rows, (3, 4, 4))


def _rows(same_code: Iterable[Fact], names: Mapping[RecordId, str], say: Words) -> Iterator[tuple[str, str, str]]:
    """One row for each thing said; what people corrected stands first, families' illnesses are left to the file."""
    said: dict[str, list[Fact]] = {}
    for fact in sorted(same_code, key=lambda fact: fact.status is not Status.CORRECTED):
        if fact.assertion is not Assertion.FAMILY:
            said.setdefault(value(fact, say.language).casefold(), []).append(fact)
    for same in list(said.values())[:SHOWN_PER_CODE]:
        shown = shorten(value(same[0], say.language), LONGEST_VALUE, placeholder=" …")
        yield label(same[0].code, say.language), shown, _where(same, names, say)
    if len(said) > SHOWN_PER_CODE:
        first = next(iter(said.values()))[0]
        others = say.say("packet.others", count=str(len(said) - SHOWN_PER_CODE))
        yield label(first.code, say.language), others, "facts.json"


def _where(same: Sequence[Fact], names: Mapping[RecordId, str], say: Words) -> str:
    source = same[0].source
    if source.record is None:
        return say.say("packet.said_by", name=source.said_by or "?")
    name = names.get(source.record, source.record[:12])
    place = say.say("packet.source", name=name, page=str(source.page)) if source.page else name
    return f"{place} {say.say('packet.also', count=str(len(same) - 1))}" if len(same) > 1 else place


def _over_time(sheet: FactSheet, say: Words) -> Iterator[Block]:
    """One row for each event, oldest first."""
    rows = tuple(
        (line.days, line.about, shorten(line.said, LONGEST_VALUE, placeholder=" …"))
        for line in timeline.lines(events(sheet), say)
    )
    if rows:
        yield Paragraph(say.say("timeline.intro"))
        columns = tuple(say.say(f"timeline.{column}") for column in ("days", "about", "said"))
        yield Table(say.say("timeline.title"), columns, rows, (3, 3, 6))


def _images(sheet: FactSheet, say: Words) -> Iterator[Block]:
    """One row for each series of pictures."""
    rows = tuple(
        (str(study.on or ""), study.description, series.name, str(series.pictures))
        for study in imaging.studies(sheet)
        for series in study.series
    )
    if rows:
        columns = tuple(say.say(f"packet.{column}") for column in ("on", "study", "series", "pictures"))
        yield Table(say.say("packet.images"), columns, rows, (2, 4, 4, 2))


def _files(readings: Sequence[Reading], say: Words) -> Iterator[Block]:
    """Every file; the pictures of one series by their first and last."""
    series = imaging.series_of(fact for one in readings for fact in one.facts)
    groups: dict[str, list[Reading]] = {}
    for one in readings:
        groups.setdefault(series.get(one.record, f"{one.record} {one.inside or one.name}"), []).append(one)
    if groups:
        yield Bullets(tuple(_file(same, say) for same in groups.values()))


def _file(same: Sequence[Reading], say: Words) -> tuple[str, str]:
    names = " – ".join(dict.fromkeys((_name(same[0]), _name(same[-1]))))
    return names, " ".join(dict.fromkeys(_state(one, say) for one in same))


def _state(reading: Reading, say: Words) -> str:
    """What became of a file. What readers note stands in English only, and is left out elsewhere."""
    if reading.refused:
        english = say.language == "en"
        return say.say(
            "packet.refused", why=reading.refused if english else wording.refusal(reading.refusal, say.language)
        )
    return " ".join(reading.notes) if say.language == "en" else ""

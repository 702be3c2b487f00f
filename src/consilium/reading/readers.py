"""Which reader reads which file: one table, judged by content. In: a task; out: an answer and an archive's members."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

import msgspec

from consilium.errors import Encrypted, Malformed, TooLarge, Unreadable
from consilium.facts import Fact
from consilium.reading import unknown
from consilium.reading.shapes import NOT_UNDERSTOOD, SEPARATOR, Answer, Limits, Reading, Task
from consilium.records import (
    Extract,
    Member,
    Page,
    Spot,
    archive,
    ccda,
    dicom,
    docx,
    fhir,
    image,
    jsonnote,
    maf,
    note,
    pdf,
    pubmed,
    report,
    rtf,
    slide,
    vcf,
    webpage,
)  # fmt: skip
from consilium.values import RecordId

if TYPE_CHECKING:
    from consilium.recognition import Recognised


class Reader(Protocol):
    """The face of a reader; see `consilium.records`."""

    READER: str

    def sniff(self, data: bytes, name: str) -> bool:
        """Whether these bytes are of its kind."""
        ...

    def read(self, data: bytes, record: RecordId) -> Extract:
        """What it finds."""
        ...


# The first whose `sniff` says yes reads the file; the plain note comes last, because nearly anything is text.
READERS: tuple[Reader, ...] = (
    dicom,
    pdf,
    vcf,
    maf,
    pubmed,
    fhir,
    ccda,
    docx,
    rtf,
    archive,
    slide,
    image,
    jsonnote,
    webpage,
    note,
)


def perform(task: Task, limits: Limits) -> tuple[Answer, tuple[Member, ...]]:
    """Do one task. Never raises: whatever a file brings about is part of the answer."""
    try:
        return DOING[task.what](task, limits)
    except Unreadable as error:
        return _refused(task, _refusal(error), str(error))
    except RecursionError:
        return _refused(task, "too_large", NESTED)
    except MemoryError:
        return _refused(task, "too_large", MEMORY, retire=True)
    except Exception as error:
        # Only the place in our code is kept: the message of a parser's error may quote the patient.
        return _refused(task, "crashed", CRASHED, notes=(_place(error),))


NESTED = "This file is nested too deep to be a real record. Ask for it as a PDF."
MEMORY = "Reading this file needs more memory than a record may use. Ask for it in smaller parts, or as a PDF."
CRASHED = "This file could not be read because of a fault in this program, not in your record. Please report it."


def _refusal(error: Unreadable) -> str:
    match error:
        case Encrypted():
            return "encrypted"
        case TooLarge():
            return "too_large"
        case Malformed():
            return "malformed"
        case _:
            return "unsupported"


def _refused(
    task: Task, refusal: str, refused: str, *, notes: tuple[str, ...] = (), retire: bool = False
) -> tuple[Answer, tuple[Member, ...]]:
    reading = _reading(task, kind="unknown", refusal=refusal, refused=refused, notes=notes)
    return Answer(reading=reading, retire=retire), ()


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "?"
    return f"fault {type(error).__name__} at {where}"


def _read(task: Task, limits: Limits) -> tuple[Answer, tuple[Member, ...]]:
    reader = next((one for one in READERS if one.sniff(task.data, task.name)), None)
    if reader is None:
        raise Unreadable(unknown.advice(task.data))
    extract = _extract(reader, task, limits)
    wanted = set(extract.narrative)
    facts, said_by, unread = _kept_apart(tuple(page for page in extract.pages if page.number in wanted), task.record)
    reading = _reading(
        task,
        kind=extract.kind,
        readers=(extract.reader, *said_by),
        pages=extract.pages,
        facts=(*extract.facts, *facts),
        kept=extract.kept,
        notes=(*extract.notes, *unread),
        unread=extract.unread,
    )
    return Answer(reading=reading, members=tuple(member.name for member in extract.members)), extract.members


def _extract(reader: Reader, task: Task, limits: Limits) -> Extract:
    if reader is archive:
        return archive.read(task.data, task.record, limits.unpacked, limits.members)
    return reader.read(task.data, task.record)


def _running_text(pages: tuple[Page, ...], record: RecordId) -> tuple[tuple[Fact, ...], tuple[str, ...]]:
    return (report.read_pages(pages, record), (report.READER,)) if pages else ((), ())


def _kept_apart(pages: tuple[Page, ...], record: RecordId) -> tuple[tuple[Fact, ...], tuple[str, ...], tuple[str, ...]]:
    """Facts and readers of the running text, and a note where a fault of ours stopped it: the rest is not lost."""
    try:
        return (*_running_text(pages, record), ())
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        return (), (), (f"{NOT_UNDERSTOOD} ({_place(error)})",)


def _text(task: Task, limits: Limits) -> tuple[Answer, tuple[Member, ...]]:
    pages = (Page(number=1, text=task.data.decode("utf-8", errors="replace")),)
    facts, said_by = _running_text(pages, task.record)
    return Answer(reading=_reading(task, kind="report", readers=said_by, pages=pages, facts=facts)), ()


def _boxes(task: Task, limits: Limits) -> tuple[Answer, tuple[Member, ...]]:
    return Answer(boxes=pdf.boxes(task.data, task.spans)), ()


def _render(task: Task, limits: Limits) -> tuple[Answer, tuple[Member, ...]]:
    # A preamble may make a DICOM file look like a TIFF too, so DICOM comes first.
    data = _inside(task, limits)
    if not dicom.sniff(data, task.name) and slide.sniff(data, task.name):  # its pages would show its label
        raise Unreadable("This is a slide. It is looked at in the viewer of slides.")
    drawn_by = next((one for one in (dicom, image) if one.sniff(data, task.name)), pdf)
    return Answer(image=drawn_by.render(data, task.page, task.scale)), ()


def _frame(task: Task, limits: Limits) -> tuple[Answer, tuple[Member, ...]]:
    data = _inside(task, limits)
    if not dicom.sniff(data, task.name):
        raise Unreadable("This file holds no picture of a scanner.")
    frame, values = dicom.frame(data, task.page)
    return Answer(frame=frame, image=values), ()


def _member(task: Task, limits: Limits) -> tuple[Answer, tuple[Member, ...]]:
    return Answer(image=_inside(task, limits)), ()


def _slide(task: Task, limits: Limits) -> tuple[Answer, tuple[Member, ...]]:
    return Answer(slide=slide.look(_path(task))), ()


def _tile(task: Task, limits: Limits) -> tuple[Answer, tuple[Member, ...]]:
    return Answer(image=slide.tile(_path(task), *task.tile)), ()


def _overview(task: Task, limits: Limits) -> tuple[Answer, tuple[Member, ...]]:
    return Answer(image=slide.overview(_path(task))), ()


def _path(task: Task) -> str:
    """Where this process finds the open file that it inherited."""
    return f"/proc/self/fd/{task.file}"


def _inside(task: Task, limits: Limits) -> bytes:
    """The bytes that are meant: those of the task, or of a file inside it. Raises Unreadable."""
    data = task.data
    for name in task.inside.split(SEPARATOR)[: limits.depth] if task.inside else ():
        members = _members(data, limits)
        found = next((member.data for member in members if member.name == name), None)
        if found is None:
            raise Malformed("There is no such file in this archive.")
        data = found
    return data


HELD = 96 * 1024 * 1024
_last: list[tuple[bytes, tuple[Member, ...]]] = []
"""The archive that was unpacked last: a viewer asks for one file of a disc after the other."""


def _members(data: bytes, limits: Limits) -> tuple[Member, ...]:
    if _last and _last[0][0] == data:
        return _last[0][1]
    _last.clear()
    members = archive.read(data, RecordId(""), limits.unpacked, limits.members).members
    if len(data) + sum(len(member.data) for member in members) <= HELD:
        _last.append((data, members))
    return members


def _recognise(task: Task, limits: Limits) -> tuple[Answer, tuple[Member, ...]]:
    # Imported here because it costs a second, and most children never see a picture.
    from consilium import recognition

    drawn_by = image if image.sniff(task.data, task.name) else pdf
    found = recognition.recognise(drawn_by.picture(task.data, task.page))
    page = Page(number=task.page, text=found.text, spots=tuple(_spots(found)))
    return Answer(reading=_reading(task, kind="page", readers=(recognition.READER,), pages=(page,))), ()


def _spots(found: "Recognised") -> Iterator[Spot]:
    start = 0
    for line in found.lines:
        yield Spot(start=start, end=start + len(line.text), confidence=line.confidence, box=line.box)
        start += len(line.text) + 1


def _words(task: Task, limits: Limits) -> tuple[Answer, tuple[Member, ...]]:
    facts, said_by = _running_text(msgspec.msgpack.decode(task.data, type=tuple[Page, ...]), task.record)
    return Answer(reading=_reading(task, kind="report", readers=said_by, facts=facts)), ()


DOING: dict[str, Callable[[Task, Limits], tuple[Answer, tuple[Member, ...]]]] = {
    "read": _read,
    "text": _text,
    "words": _words,
    "recognise": _recognise,
    "boxes": _boxes,
    "render": _render,
    "frame": _frame,
    "member": _member,
    "slide": _slide,
    "tile": _tile,
    "overview": _overview,
}


def _reading(
    task: Task,
    *,
    kind: str,
    readers: tuple[str, ...] = (),
    pages: tuple[Page, ...] = (),
    facts: tuple[Fact, ...] = (),
    **rest: object,
) -> Reading:
    return Reading(
        record=task.record, name=task.name, size=len(task.data), kind=kind, readers=readers, pages=pages, facts=facts,
        **rest,  # type: ignore[arg-type]
    )  # fmt: skip

"""Read a file from outside safely: names and bytes in, readings out.

Every file is parsed in a child process with limits of memory, processor and clock, without network and without writing
files (`sandbox`). The kind is judged by content. A file that cannot be read is a reading too, whose `refused` says
what a person can do. Parents and children exchange MessagePack over pipes and nothing else.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from consilium.reading.cache import Cache
from consilium.reading.lightbox import Lightbox
from consilium.reading.pool import Done, Pool
from consilium.reading.scans import Scans
from consilium.reading.shapes import NOT_UNDERSTOOD, SEPARATOR, Answer, Box, Limits, Reading, Span, Task
from consilium.records import Member
from consilium.records.dicom.frames import Frame
from consilium.records.slide import Slide
from consilium.values import RecordId

__all__ = [
    "NOT_UNDERSTOOD",
    "Box",
    "Drawn",
    "Frame",
    "Framed",
    "Limits",
    "Looked",
    "Reading",
    "Span",
    "boxes",
    "frame",
    "member",
    "overview",
    "read",
    "read_one",
    "read_texts",
    "record_id",
    "render",
    "slide",
    "tile",
]

DEFAULT = Limits()
UNFOLDS = "This archive unfolds to more than a set of records can hold. Unpack it, and add its files one by one."
NAMELESS = RecordId("")
"""For a picture it makes no difference which record it is of."""
Progress = Callable[[Reading], None]


def record_id(data: bytes) -> RecordId:
    """The name of a record: SHA-256 of its bytes."""
    return RecordId(hashlib.sha256(data).hexdigest())


def read(
    sources: Iterable[tuple[str, bytes]],
    *,
    limits: Limits = DEFAULT,
    workers: int = 1,
    progress: Progress | None = None,
    cache: Path | None = None,
) -> Iterator[Reading]:
    """One reading per `(name, bytes)`, in order, each archive followed by the files inside it.

    Sources are drawn as needed, so that any number of files takes constant memory. `progress` is called with each
    reading as it is done. `cache` is a folder to keep readings in, to be found there next time. Raises nothing for what
    a file holds.
    """
    kept = Cache(cache) if cache else None
    with Pool(limits, workers, kept) as pool, Scans(limits, workers) as scans:
        for done, reading in _all(pool, _tasks(sources), limits):
            read = scans.recognised(done.data, reading)
            if kept and read is not reading and not read.parent:
                kept.keep(_task(done, read), read)
            if progress:
                progress(read)
            yield read


def read_texts(
    texts: Iterable[tuple[str, str]],
    *,
    limits: Limits = DEFAULT,
    workers: int = 1,
) -> Iterator[Reading]:
    """One reading per `(name, running text)`, in order: page 1 of each is exactly that text."""
    with Pool(limits, workers) as pool:
        tasks = ((name, text.encode("utf-8", errors="replace")) for name, text in texts)
        for done in pool.run(_tasks(tasks, what="text")):
            yield _of(done)


def read_one(data: bytes, name: str, *, limits: Limits = DEFAULT) -> Reading:
    """The reading of one file. For an archive use `read`, which gives the files inside it too."""
    return next(iter(islice(read([(name, data)], limits=limits), 1)))


def _tasks(sources: Iterable[tuple[str, bytes]], what: str = "read") -> Iterator[Task]:
    for name, data in sources:
        # A file's name may hold bytes that are no letters; a message may not.
        readable = name.encode("utf-8", errors="replace").decode("utf-8")
        yield Task(what=what, record=record_id(data), name=readable, data=data)


def _of(done: Done) -> Reading:
    assert done.answer.reading
    return done.answer.reading


def _task(done: Done, reading: Reading) -> Task:
    return Task(what="read", record=reading.record, name=reading.name, data=done.data)


def _all(pool: Pool, tasks: Iterable[Task], limits: Limits) -> Iterator[tuple[Done, Reading]]:
    for done in pool.run(tasks):
        yield from _unfolded(pool, done, limits, _Left(limits.unpacked, limits.members), None)


@dataclass(slots=True)
class _Left:
    """What the archives within one source may still unfold to."""

    unpacked: int
    members: int

    def take(self, members: tuple[Member, ...]) -> bool:
        """Count these; False where they are too many or too large."""
        self.unpacked -= sum(len(member.data) for member in members)
        self.members -= len(members)
        return self.unpacked >= 0 and self.members >= 0


def _unfolded(
    pool: Pool, done: Done, limits: Limits, left: _Left, parent: Reading | None
) -> Iterator[tuple[Done, Reading]]:
    """The reading of one task, and of every file inside it."""
    reading = _inside(_of(done), parent)
    if not done.members:
        yield done, reading
    elif reading.inside.count(SEPARATOR) + 2 > limits.depth or not left.take(done.members):
        yield done, replace(reading, kept=(), notes=(), refusal="too_large", refused=UNFOLDS)
    else:
        yield done, reading
        for member in pool.run(_tasks((member.name, member.data) for member in done.members)):
            yield from _unfolded(pool, member, limits, left, reading)


def _inside(reading: Reading, parent: Reading | None) -> Reading:
    if parent is None:
        return reading
    way = f"{parent.inside}{SEPARATOR}{reading.name}" if parent.inside else reading.name
    return replace(reading, inside=way, parent=parent.record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture as PNG, or `refused`: the sentence that says why there is none."""

    image: bytes = b""
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Framed:
    """A frame of a scanner's file with its values, or `refused`: the sentence that says why there is none."""

    frame: Frame | None = None
    values: bytes = b""
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a slide is, or `refused`: the sentence that says why it cannot be shown."""

    slide: Slide | None = None
    refused: str = ""


LIGHTBOX = Lightbox(DEFAULT)
"""The children that draw for the whole of this process."""


def boxes(data: bytes, spans: Iterable[Span], *, owner: str = "") -> tuple[tuple[Box, ...], ...]:
    """Where each `(page, start, end)` of a PDF's words, pages from 1, stands: `(x0, y0, x1, y1)` a line.

    Shares of the page's width and height, from its upper left corner. Nothing where it cannot be told. `owner`: whose
    child looks, as in `Lightbox`.
    """
    wanted = tuple(spans)
    found = LIGHTBOX.ask(owner, Task(what="boxes", record=NAMELESS, name="", data=data, spans=wanted)).boxes
    return found or ((),) * len(wanted)


def render(data: bytes, page: int, scale: float = 1.5, *, inside: str = "", owner: str = "") -> Drawn:
    """A page (from 1) of a PDF, a photograph or a DICOM file as a picture in PNG.

    `scale`: times 72 dots an inch, or times a scanner's own dots. `inside`: where `data` is an archive, the way to the
    file, as `Reading.inside` has it. `owner`: whose child draws, as in `Lightbox`.
    """
    task = Task(what="render", record=NAMELESS, name="", data=data, page=page, scale=scale, inside=inside)
    answer = LIGHTBOX.ask(owner, task)
    return Drawn(image=answer.image, refused=_why_not(answer))


def frame(data: bytes, page: int, *, inside: str = "", owner: str = "") -> Framed:
    """Frame `page` (from 1) of a DICOM file as values; `inside` and `owner` as in `render`."""
    answer = LIGHTBOX.ask(owner, Task(what="frame", record=NAMELESS, name="", data=data, page=page, inside=inside))
    return Framed(frame=answer.frame, values=answer.image, refused=_why_not(answer))


def member(data: bytes, inside: str, *, owner: str = "") -> bytes:
    """The bytes of a file inside an archive; none where it cannot be taken out. `inside` and `owner` as in `render`."""
    return LIGHTBOX.ask(owner, Task(what="member", record=NAMELESS, name="", data=data, inside=inside)).image


def slide(file: Callable[[], int], *, owner: str) -> Looked:
    """What the slide is that `file` opens. `owner` has children that read this one file and no other."""
    answer = LIGHTBOX.ask(owner, Task(what="slide", record=NAMELESS, name=""), file)
    return Looked(slide=answer.slide, refused=_why_not(answer))


def tile(file: Callable[[], int], level: int, column: int, row: int, *, owner: str) -> Drawn:
    """One tile of a slide as JPEG, levels from 0, which is one dot; `file` and `owner` as in `slide`."""
    answer = LIGHTBOX.ask(owner, Task(what="tile", record=NAMELESS, name="", tile=(level, column, row)), file)
    return Drawn(image=answer.image, refused=_why_not(answer))


def overview(file: Callable[[], int], *, owner: str) -> Drawn:
    """The whole slide small, as PNG; `file` and `owner` as in `slide`."""
    answer = LIGHTBOX.ask(owner, Task(what="overview", record=NAMELESS, name=""), file)
    return Drawn(image=answer.image, refused=_why_not(answer))


def _why_not(answer: Answer) -> str:
    return answer.reading.refused if answer.reading else ""

"""What goes into reading and what comes out: limits, readings, and the messages between parent and child."""

from dataclasses import dataclass

from consilium.facts import Fact
from consilium.records import Kept, Page
from consilium.records.dicom.frames import Frame
from consilium.records.slide import Slide
from consilium.values import RecordId

MIB = 1024 * 1024
SEPARATOR = " › "
"""Between an archive within an archive and the file inside it, in `Reading.inside`."""

NOT_UNDERSTOOD = (
    "A fault in this program kept the words of this file from being understood; they are kept. Please report it."
)
"""Begins the note of a reading whose running text gave no facts because of a fault of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one file may cost before it is refused.

    `seconds`: of the clock and of the processor, each, per file. `memory`: address space of a child in bytes.
    `size`: bytes of one file. `unpacked`: bytes of all files inside one archive, counted as they come out.
    `members`: files inside one archive, all depths together. `depth`: archives within archives.
    `scans`: pages of one file whose words are recognised in a picture.
    """

    seconds: float = 10
    memory: int = 512 * MIB
    size: int = 200 * MIB
    unpacked: int = 160 * MIB
    members: int = 5_000
    depth: int = 4
    scans: int = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What reading one file gave. A refused file is a reading too: `refused` tells a person what to do about it.

    `kind` is judged by content ("fhir", "pdf", "note", "archive", … or "unknown"). `readers` are all that had a part.
    `refusal` is "", "encrypted", "too_large", "malformed", "unsupported" or "crashed". For a file found inside an
    archive, `parent` is the archive's id and `inside` the way to it; both are empty otherwise.
    """

    record: RecordId
    name: str
    size: int
    kind: str = "unknown"
    readers: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()
    facts: tuple[Fact, ...] = ()
    kept: tuple[Kept, ...] = ()
    notes: tuple[str, ...] = ()
    unread: tuple[int, ...] = ()
    refused: str = ""
    refusal: str = ""
    inside: str = ""
    parent: RecordId | None = None


Box = tuple[float, float, float, float]
Span = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do in a child. `what` is "read", "text" (`data` is UTF-8 running text), "words" (`data` is pages as
    MessagePack), "recognise", "boxes", "render", "frame", "member", "slide", "tile" or "overview".

    `inside` is the way to the file that is meant, where `data` is an archive ("render"). `spans` are the words to find
    ("boxes"), each a page and where its words start and end. `file` is the number of the open file that the child
    inherited, which the child itself fills in, and `tile` a level, a column and a row of the slide in it.
    On its way to the child `data` travels as a message of its own.
    """

    what: str
    record: RecordId
    name: str
    data: bytes = b""
    page: int = 0
    spans: tuple[Span, ...] = ()
    file: int = -1
    tile: tuple[int, int, int] = (0, 0, 0)
    scale: float = 1.0
    inside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a child says about one task. `members` names the files of an archive; each follows as a message.

    `frame` says what the values in `image` are. `retire` says that the child ends after this answer, because memory ran
    out under it.
    """

    reading: Reading | None = None
    members: tuple[str, ...] = ()
    boxes: tuple[tuple[Box, ...], ...] = ()
    image: bytes = b""
    frame: Frame | None = None
    slide: Slide | None = None
    retire: bool = False

"""Readers: one file per kind of record, all with the same face.

A reader module gives
- `READER`: its name and version, `"fhir/1"`, which every fact it reads remembers;
- `sniff(data, name) -> bool`: whether these bytes are of its kind, judged by content;
- `read(data, record) -> Extract`: raises `errors.Unreadable` and nothing else on bad input.

Readers do not import each other. A reader that finds running text (a PDF, a note in JSON) lists those pages in
`Extract.narrative`, and `consilium.reading` hands them to `records.report`. Readers run in the limited child process of
`consilium.reading` only. Pages that are pictures stand in `Extract.unread`; their words are recognised afterwards,
page by page.
"""

from dataclasses import dataclass

from consilium.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A line that was recognised in a picture: `text[start:end]` of its page, how surely, and where it stands.

    `box` is x0, y0, x1, y1 as shares of the page's width and height, from its upper left corner.
    """

    start: int
    end: int
    confidence: float
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a person sees as one page: its text is what quotes and offsets refer to.

    A structured record (FHIR) is laid out as readable lines, so that its facts too have words on a page.
    """

    number: int
    text: str
    label: str = ""
    on: str = ""
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A clinical entry that was kept but not interpreted: never silently dropped."""

    path: str
    kind: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file found inside an archive, to be read as a record of its own."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What one reader found in one record."""

    kind: str
    reader: str
    pages: tuple[Page, ...] = ()
    facts: tuple[Fact, ...] = ()
    kept: tuple[Kept, ...] = ()
    members: tuple[Member, ...] = ()
    narrative: tuple[int, ...] = ()
    unread: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


class Layout:
    """Lays lines out as readable pages, so that facts of a file of entries have words on a page too."""

    def __init__(self, lines_a_page: int = 50, label: str = "") -> None:
        self._lines_a_page = lines_a_page
        self._label = label
        self._pages: list[list[str]] = []
        self._length = 0

    def add(self, line: str) -> tuple[int, int]:
        """Append a line; the page number (from 1) and the offset where it starts."""
        if not self._pages or len(self._pages[-1]) == self._lines_a_page:
            self._pages.append([])
            self._length = 0
        start = self._length
        self._pages[-1].append(line)
        self._length += len(line) + 1
        return len(self._pages), start

    def pages(self) -> tuple[Page, ...]:
        """The pages so far."""
        return tuple(
            Page(number=number, text="\n".join(lines), label=self._label) for number, lines in enumerate(self._pages, 1)
        )

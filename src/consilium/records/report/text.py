"""One report ready for the extractors: its flat text, the words found in it and its sections."""

import re
from collections.abc import Iterator, Sequence

from consilium.records import Page
from consilium.records.report import words
from consilium.records.report.candidates import Candidate
from consilium.records.report.dates import days
from consilium.records.report.document import Document
from consilium.records.report.sections import Sections
from consilium.records.report.words import Hit

_REST = re.compile(r"(?<=[a-z0-9])[a-z0-9]*")
"""The rest of a word that begins before."""
_TELL_A_STORY = frozenset({"clinic_note", "letter", "treatment_plan", "discharge"})


class Text:
    """`flat` is lower case, `cased` as written, position by position; `hits(kind)` are the known words.

    `kind` is the kind of record ("pathology", "clinic_note" …), "" until it is told. `section(position)` is the section
    around a position, `sentence(start, end)` where the sentence around a span begins and ends, and `place(start, end)`
    the page number, start and end on that page, and the words there (`quote` the same in whole words). `days` are all
    days in it with where they stand.
    `measured` are its sizes, None until the first extractor asks `sizes` for them.
    """

    __slots__ = (
        "_document",
        "_hits",
        "cased",
        "days",
        "flat",
        "kind",
        "measured",
        "place",
        "quote",
        "section",
        "sections",
        "sentence",
    )

    def __init__(self, pages: Sequence[Page]) -> None:
        self._document = Document.of(pages)
        self.flat, self.cased = self._document.flat, self._document.cased
        self._hits = words.find(self.flat)
        self.kind = ""
        self.measured: tuple[Candidate, ...] | None = None
        self.days = tuple(days(self.flat, spelled=self._document.british))
        self.sections = Sections(self.cased, self._hits.get("heading", []))
        # Asked some two hundred times a report, so without a call in between.
        self.section, self.sentence = self.sections.at, self._document.sentence
        self.place, self.quote = self._document.place, self._document.quote

    def in_story(self, section: str) -> bool:
        """Whether a section of this kind is the history that a note tells, which is where it says what was found."""
        return section == "clinical" and self.kind in _TELL_A_STORY

    def hits(self, kind: str) -> list[Hit]:
        """The words of one kind in order of place."""
        return self._hits.get(kind, [])

    def sentences(self, kind: str, *, after: int = 0) -> Iterator[tuple[int, int]]:
        """Each sentence that holds a word of this kind once, and some `after` more characters where given.

        What is cut off ends with a word: half of one reads as another, `glioma` as grade 1 and `III` as I.
        """
        last = -1
        for hit in self.hits(kind):
            if hit.start < last:
                continue
            start, last = self.sentence(hit.start, hit.end)
            yield start, self._word_end(last + after) if after else last

    def _word_end(self, at: int) -> int:
        rest = _REST.match(self.flat, at)
        return rest.end() if rest else min(at, len(self.flat))

    def sentences_of(self, letters: str) -> Iterator[tuple[int, int]]:
        """Each sentence that holds these letters anywhere, be it inside a word."""
        at = self.flat.find(letters)
        while at >= 0:
            start, end = self.sentence(at)
            yield start, end
            at = self.flat.find(letters, end)

    def places(self, start: int, end: int) -> list[tuple[int, int, int, str]]:
        """The same for a span that may run over several pages: one place for each."""
        return self._document.places(start, end)

"""Where the parts of a report begin and end, and how far each speaks for the final diagnosis."""

from bisect import bisect_right
from dataclasses import dataclass

from consilium.records.report.words import Heading, Hit


@dataclass(frozen=True, slots=True)
class Section:
    """A heading's start, the start and end of what stands under it, its kind and weight."""

    kind: str
    weight: int
    heading: int
    start: int
    end: int


class Sections:
    """All sections of one document in order; the text before the first heading is kind "head"."""

    __slots__ = ("_starts", "all")

    def __init__(self, cased: str, hits: list[Hit]) -> None:
        marks = [(hit, body) for hit in hits if (body := _body(cased, hit)) >= 0]
        found = []
        first = marks[0][0].start if marks else len(cased)
        if first:
            found.append(Section("head", 65, 0, 0, first))
        for index, (hit, body) in enumerate(marks):
            end = marks[index + 1][0].start if index + 1 < len(marks) else len(cased)
            found.append(Section(hit.value.kind, hit.value.weight, hit.start, body, end))
        self.all = _joined(found)
        self._starts = [section.heading for section in self.all]

    def at(self, position: int) -> Section:
        """The section that holds this position."""
        return self.all[max(0, bisect_right(self._starts, position) - 1)]


def _joined(sections: list[Section]) -> list[Section]:
    """A comment or note inside the diagnosis stays near its weight; an addendum keeps what stands under it."""
    return sections or [Section("head", 65, 0, 0, 0)]


def _body(cased: str, hit: Hit) -> int:
    """Where the text under this heading begins, or -1 where the word is no heading."""
    heading: Heading = hit.value
    after = cased[hit.end : hit.end + 3]
    if after[:1] == "s":
        after = cased[hit.end + 1 : hit.end + 4]
    colon = after.lstrip(" ")[:1] == ":"
    before = cased[max(0, hit.start - 2) : hit.start]
    opens = not before.strip(" ") or before.endswith(("\n", ": ", "- ", ". ", "*", "|", "( ", ") "))
    if colon:
        # "Gross: " opens a section anywhere; a short common word only where a sentence begins.
        return cased.index(":", hit.end) + 1 if opens or not heading.colon or _capital(cased, hit) else -1
    if heading.colon:
        closes = after[:1] == "\n"
        return hit.end if opens and closes and cased[hit.start : hit.end].isupper() else -1
    word = cased[hit.start : hit.end]
    return hit.end if opens and (word.isupper() or (word.istitle() and after[:1] == "\n")) else -1


def _capital(cased: str, hit: Hit) -> bool:
    return cased[hit.start].isupper()

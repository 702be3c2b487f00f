"""Where the parts of a report begin and end, and how far each speaks for the final diagnosis."""

import re
from bisect import bisect_right

import msgspec

from consilium.records.report.words import Heading, Hit


class Section(msgspec.Struct, frozen=True):
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
        marks: list[tuple[Hit, int]] = []
        for hit in hits:
            if hit.value.behind_history and not (marks and marks[-1][0].value.kind in _ASKED):
                continue
            if (body := _body(cased, hit)) >= 0:
                marks.append((hit, body))
        found: list[Section] = []
        first = marks[0][0].start if marks else len(cased)
        if first or not marks:
            found.append(Section("head", 65, 0, 0, first))
        for index, (hit, body) in enumerate(marks):
            end = marks[index + 1][0].start if index + 1 < len(marks) else len(cased)
            found += _opened(cased, hit, body, end, found[-1] if found else None)
        self.all = found
        self._starts = [section.heading for section in self.all]

    def at(self, position: int) -> Section:
        """The section that holds this position, from 0: the first section begins there."""
        return self.all[bisect_right(self._starts, position) - 1]


def _opened(cased: str, hit: Hit, body: int, end: int, before: Section | None) -> list[Section]:
    """The section that a heading opens; `Procedure:` inside a synoptic block holds one line, then the block goes on."""
    heading: Heading = hit.value
    if before and heading.colon and heading.kind in _LINES and before.kind in _BLOCKS:
        line = cased.find("\n", body, end)
        if line >= 0:
            here = Section(heading.kind, heading.weight, hit.start, body, line)
            return [here, Section(before.kind, before.weight, line, line, end)]
    if heading.kind == "allergies" and (line := _end_of_list(cased, body, end)) >= 0:
        here = Section(heading.kind, heading.weight, hit.start, body, line)
        return [here, Section("findings", 40, line, line, end)]
    if heading.kind in _SHORT and (other := _UNKNOWN.search(cased, body, end)):
        here = Section(heading.kind, heading.weight, hit.start, body, other.start())
        return [here, Section("findings", 40, other.start(), other.start(), end)]
    return [Section(heading.kind, heading.weight, hit.start, body, end)]


def _end_of_list(cased: str, body: int, end: int) -> int:
    """Where the line under a heading ends, or the list that begins on the next one; -1 where nothing follows."""
    line = cased.find("\n", body, end)
    while line >= 0 and (not cased[body:line].strip() or _LISTED.match(cased, line + 1)):
        body, line = line, cased.find("\n", line + 1, end)
    return line


_SHORT = frozenset({"medicines", "family"})
_UNKNOWN = re.compile(r"\n[A-Z][A-Z][A-Z &/,-]{2,50}:")
"""A heading in capitals that the table does not have, which ends a list of medicines or of relatives."""
_LISTED = re.compile(r" ?(?:[-*•]|\d{1,2}[.)]) ?\w")
_ASKED = frozenset({"clinical", "prior"})
_LINES = frozenset({"specimen", "procedure"})
_BLOCKS = frozenset({"synoptic", "final", "addendum", "head", "comment"})


def _body(cased: str, hit: Hit) -> int:
    """Where the text under this heading begins, or -1 where the word is no heading."""
    heading: Heading = hit.value
    end = hit.end + (cased[hit.end : hit.end + 1] in ("s", "S"))
    after = cased[end : end + 3]
    if after.lstrip(" ")[:1] == ":":
        # "Gross: " opens a section anywhere, a short common word where a sentence begins, "Additional findings: " none.
        anywhere = not heading.colon or (_capital(cased, hit) and heading.kind != "findings")
        return cased.index(":", end) + 1 if anywhere or _opens(cased, hit) else -1
    word, closes = cased[hit.start : hit.end], after[:1] == "\n"
    if not closes and (heading.colon or " " not in word):
        return -1
    if cased.startswith("# ", hit.start - 2):
        return hit.end if closes else -1
    if heading.colon:
        alone = word.isupper() or (word.istitle() and heading.kind in ("final", "impression", "assessment", "plan"))
    else:
        alone = word.isupper() or (word.istitle() and closes)
    return end if alone and _opens(cased, hit) else -1


def _opens(cased: str, hit: Hit) -> bool:
    """Whether the word stands where a line or a sentence begins."""
    before = cased[max(0, hit.start - 2) : hit.start]
    return not before.strip(" ") or before.endswith(("\n", "# ", ": ", "- ", ". ", "*", "|", "( ", ") "))


def _capital(cased: str, hit: Hit) -> bool:
    return cased[hit.start].isupper()

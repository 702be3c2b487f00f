"""Pages in, one flat text out, with every position of it tied to its place on a page.

The flat text has one space between words and one line break between sentences. Scanned reports carry a period at the
end of every printed line, so a period before a lower-case letter is a wrapped line, not the end of a sentence.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from consilium.records import Page
from consilium.records.report import checkboxes, furniture, markup, sentence_ends, spelling, wraps

_SIGNS = tuple(zip("–—‐‑−’‘“”×≥", "-----''\"\"x>", strict=True))
_ACCENTS = tuple(zip("áàâäãåçéèêëíìîïñóòôöõúùûüý", "aaaaaaceeeeiiiinooooouuuuy", strict=True))


@dataclass(slots=True)
class Document:
    """`cased` is the flat text, `flat` the same in lower case without accents, position by position.

    `british`: whether words are spelled so in the original; here they are spelled as American ones.
    """

    cased: str
    flat: str
    british: bool
    _joined: str
    _flat_at: list[int]
    _joined_at: list[int]
    _page_at: list[int]
    _numbers: list[int]

    @classmethod
    def of(cls, pages: Sequence[Page]) -> "Document":
        """One document of the pages in their order."""
        plain = furniture.without([page.text for page in pages])
        # One end of a line between two pages, not two where a page ends with one.
        joints = [" " if text.rstrip(" ").endswith("\n") else "\n" for text in plain]
        joined = "".join(page.text + joint for page, joint in zip(pages, joints, strict=True))[:-1]
        read = "".join(map(str.__add__, plain, joints))[:-1]
        starts, at = [], 0
        for page in pages:
            starts.append(at)
            at += len(page.text) + 1
        cased, british, flat_at, joined_at = _flatten(checkboxes.said(markup.without(read)))
        return cls(cased, _plain(cased), british, joined, flat_at, joined_at, starts, [page.number for page in pages])

    def place(self, start: int, end: int) -> tuple[int, int, int, str]:
        """Page number, start and end on that page, and the words there, for a span of the flat text.

        A span that runs on to the next page is cut at the end of the first.
        """
        page, base, first, last = self._span(start, end)
        return self._numbers[page], first - base, last - base, self._joined[first:last]

    def quote(self, start: int, end: int) -> tuple[int, int, int, str]:
        """The same in whole words: nobody quotes half of one."""
        page, base, first, last = self._span(start, end)
        text = self._joined
        while text[last - 1].isalpha() and text[last : last + 1].isalpha():
            if text[last].isupper() != text[last - 1].isupper():
                break  # `pTis` and `N0` without a blank
            last += 1
        if self.british and first > base and text[first - 1 : first + 1].lower() == "oe":
            first -= 1  # the first letter of `oesophagus`, which the flat text has not
        return self._numbers[page], first - base, last - base, text[first:last]

    def _span(self, start: int, end: int) -> tuple[int, int, int, int]:
        """The page of a span, where that begins, and the first and last place of the span, all in the joined pages."""
        first, last = self._origin(start), self._origin(max(start, end - 1)) + 1
        while first < last - 1 and self._joined[first].isspace():
            first += 1  # the end of a page is on none
        page = bisect_right(self._page_at, first) - 1
        limit = self._page_at[page + 1] - 1 if page + 1 < len(self._page_at) else len(self._joined)
        return page, self._page_at[page], first, max(first, min(last, limit))

    def places(self, start: int, end: int) -> list[tuple[int, int, int, str]]:
        """The same for each page that the span touches, whole."""
        first, last = self._origin(start), self._origin(max(start, end - 1)) + 1
        found: list[tuple[int, int, int, str]] = []
        for page in range(bisect_right(self._page_at, first) - 1, len(self._page_at)):
            base = self._page_at[page]
            limit = self._page_at[page + 1] - 1 if page + 1 < len(self._page_at) else len(self._joined)
            here, there = max(first, base), min(last, limit)
            if here >= last and found:
                break
            if there > here or not found:
                there = max(here, there)
                found.append((self._numbers[page], here - base, there - base, self._joined[here:there]))
        return found

    def sentence(self, start: int, end: int | None = None) -> tuple[int, int]:
        """The sentence around a span."""
        left = self.flat.rfind("\n", 0, start) + 1
        right = self.flat.find("\n", start if end is None else end)
        return left, len(self.flat) if right < 0 else right

    def _origin(self, at: int) -> int:
        piece = bisect_right(self._flat_at, at) - 1
        return self._joined_at[piece] + at - self._flat_at[piece]


def _flatten(text: str) -> tuple[str, bool, list[int], list[int]]:
    """The flat text, whether its words were spelled as in Britain, and where its pieces begin in it and in the text."""
    pieces: list[str] = []
    flat_at, joined_at, at, taken = [0], [0], 0, 0
    low = _lower(text)
    lines = wraps.Lines.of(text)
    dropped, british = spelling.dropped(text, low)
    gaps = [gap.span() for gap in sentence_ends.GAP.finditer(text)]
    for start, end in sorted([*gaps, *((at, at + 1) for at in dropped)]) if dropped else gaps:
        mark = "" if start in dropped else sentence_ends.certain(text, start, end)
        if mark is None:
            cut = lines.joins(text, low, start, end) if text[start - 1 : start] in wraps.SIGNS else None
            if cut is None:
                mark = sentence_ends.mark(text, low, start, end, lines)
            else:
                start, mark = start - cut, ""
        pieces += (text[taken:start], mark)
        at += start - taken + len(mark)
        taken = end
        flat_at.append(at)
        joined_at.append(end)
    pieces.append(text[taken:])
    flat = "".join(pieces)
    return _swapped(flat, _SIGNS), british, flat_at, joined_at


def _plain(text: str) -> str:
    return spelling.alike(_swapped(_lower(text), _ACCENTS))


def _swapped(text: str, letters: tuple[tuple[str, str], ...]) -> str:
    """The text with each of these letters replaced by another: far faster than `str.translate` where few are there."""
    if not text.isascii():
        for letter, other in letters:
            text = text.replace(letter, other)
    return text


def _lower(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)

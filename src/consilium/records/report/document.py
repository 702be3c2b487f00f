"""Pages in, one flat text out, with every position of it tied to its place on a page.

The flat text has one space between words and one line break between sentences. Scanned reports carry a period at the
end of every printed line, so a period before a lower-case letter is a wrapped line, not the end of a sentence.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from consilium.records import Page
from consilium.records.report import checkboxes, spelling, wraps
from consilium.records.report.numbers import NUMBER

# White space but a space sign by sign, which is searched for twice as fast as `[^\S ]`; a lone space is left next.
_BREAK = r"[\t-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
_GAP = re.compile(rf"\.\s+|{_BREAK}\s*(?:\.\s+)?| (?:\s+(?:\.\s+)?|\.\s+)")
_MEASURE = re.compile(r"\d{1,2} ?(?:cm|mm|x)", re.IGNORECASE)
# No sentence ends with "of" or begins with "are": in capitals, too, that line was only wrapped.
_ENDS = (
    *("of", "the", "and", "with", "for", "in", "to", "is", "are", "by", "an", "or", "from", "at", "into", "within"),
    *("involving", "through", "without", "beyond", "than", "not", "be", "have", "has", "does"),
)
_LONGEST_END = 10
_STARTS = ("of", "and", "are", "is", "with", "by", "or", "from", "was", "were", "into")
_NUMBERED = re.compile(r"[.:;]\s\d{1,2}$")
"""Before the next of a list: `clear of tumor. 3. Of eight nodes, one is positive.`"""
_UNITS = ("cm", "mm")
# Nor does one begin with a noun that the word before it calls for: `metastatic / carcinoma`, `of 5 regional / nodes`.
_OF_NODES = (
    "axillary",
    "regional",
    "pelvic",
    "sentinel",
    "cervical",
    "mediastinal",
    "hilar",
    "peribronchial",
    "mesenteric",
)
_NOUNS = {
    "node": ("lymph node", "node", *(f"{place} lymph node" for place in _OF_NODES)),
    "cancer": ("carcinoma", "adenocarcinoma", "melanoma", "cell carcinoma", "cell"),
    "growth": ("extension", "spread"),
    "invasion": ("invasion", "space invasion", "vascular invasion", "lymphatic invasion", "vessel invasion"),
    "margin": ("margin", "resection margin"),
    "grade": ("differentiated",),
}
_ANY_NOUN = tuple(noun for nouns in _NOUNS.values() for noun in nouns)
_NO_LABEL = re.compile(rf"(?:{'|'.join(sorted(_ANY_NOUN, key=len, reverse=True))})s?\b(?! ?:)", re.IGNORECASE)
_CALLS = {
    "node": rf"(?<= )(?:lymph|{'|'.join(_OF_NODES)})|\b(?:of|in|all|both|the)(?:\sthe)?\s{NUMBER}"
    rf"|\b{NUMBER} \(\d{{1,2}}\)",
    "cancer": r"(?<=[a-z,\d] )(?:metastatic|invasive|infiltrating|papillary|squamous|(?:squamous|small|clear) cell)",
    "growth": r"(?<=[a-z,\d] )extra-?(?:nodal|capsular|thyroidal|prostatic)",
    "invasion": r"(?:extra-?(?:nodal|capsular|thyroidal|prostatic)|vascular|lymphatic|venous|vessel|perineural|capsular"
    r"|space)(?:/\w+)?",
    "margin": r"\b(?:surgical|resection|proximal|distal|radial|circumferential|deep|inked|closest|nearest|all)",
    "grade": r"\b(?:well|moderately|poorly)",
}
_HALF_LABELS = frozenset({"invasion"})
"""What stays with the word before it as a label too: `Venous / invasion: absent`."""
_SCALE = re.compile(
    r"\b(?:grade|score|stage|page|part|block|pattern)[ :=a-z]{0,14}[\divx]{1,3} of \w{1,5}$", re.IGNORECASE
)
"""`Grade 2 of 3` ends a sentence."""
_CALLS_FOR = {kind: re.compile(rf"(?:{words})$", re.IGNORECASE) for kind, words in _CALLS.items()}
# The two letters that such words end or begin with: most places have none of these, and are left at once.
_LAST_TWO = frozenset(word[-2:] for word in _ENDS)
_FIRST_TWO = frozenset(word[:2] for word in (*_STARTS, *_ANY_NOUN))
_OPEN_END = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(_ENDS)})$", re.IGNORECASE)
_OPEN_START = re.compile(rf"(?:{'|'.join(_STARTS)})\b(?![.)])", re.IGNORECASE)
_NO_MORE = re.compile(
    r"(?<=[.;,)] )no\Z|(?<=[.;)] - )no\Z|\b(?:is|are|was|were|has|have|had|with|shows?|showed|there|but|and|of) no\Z",
    re.IGNORECASE,
)
"""A line that ends in `no` goes on, unless it is the answer of a form."""
_ANSWER = re.compile(
    r"(?:not (?:identified|seen|present|applicable|involved|detected|submitted|known|performed)|absent|present"
    r"|identified|negative|positive|none|no|yes|n/?a|uninvolved|involved|indeterminate|equivocal|unknown|suspicious"
    r"|free)\b(?! ?:)"
)
"""Stands on the line below its label: `Perineural invasion: / Not identified`."""
_TITLES = ("Dr", "Mr", "Mrs", "Ms", "Prof", "No", "St")
_ANSWERED_NO = (": No", ":No", "? No", "= No")
_COUNTED = ("Examined", "Involved", "Positive", "Of ", "Sampled", "Submitted")
"""`: No. Extranodal extension:` answers a question; `: No. Examined: 3` asks for a number."""
_HEADING = re.compile(
    r"(?:[A-Z][A-Za-z]+ ){0,2}(?i:diagnos[ei]s|m(?:acr|icr)oscopy|description|examination|history|information|comments?"
    r"|impression|findings|report|summary|consultation|addendum|results?|specimens?|procedure)(?= ?[.:\n])"
)
"""Ends a sentence though its last word was taken out: `reviewed by. GROSS DESCRIPTION.`, `with Dr. Final Diagnosis.`"""
_INITIAL = re.compile(rf"(?:[A-Za-z,] [A-Z]|\b(?:{'|'.join(_TITLES)}))$")
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
        joined = "\n".join(page.text for page in pages)
        starts, at = [], 0
        for page in pages:
            starts.append(at)
            at += len(page.text) + 1
        cased, british, flat_at, joined_at = _flatten(checkboxes.said(_unmarked(joined)))
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


_BOLD = re.compile(r"(?<!\*)\*\*(?!\*)")


def _unmarked(text: str) -> str:
    """The text without the stars that make words bold where it was written to be shown, letter by letter as long."""
    return _BOLD.sub("  ", text) if "**" in text else text


def _flatten(text: str) -> tuple[str, bool, list[int], list[int]]:
    """The flat text, whether its words were spelled as in Britain, and where its pieces begin in it and in the text."""
    pieces: list[str] = []
    flat_at, joined_at, at, taken = [0], [0], 0, 0
    low = _lower(text)
    lines = wraps.Lines.of(text)
    dropped, british = spelling.dropped(text, low)
    gaps = [gap.span() for gap in _GAP.finditer(text)]
    for start, end in sorted([*gaps, *((at, at + 1) for at in dropped)]) if dropped else gaps:
        if start in dropped:
            cut: int | None = 0
        else:
            cut = lines.joins(text, low, start, end) if text[start - 1 : start] in wraps.SIGNS else None
        if cut is None:
            mark = _mark(text, low, start, end, lines)
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


_STAGED = re.compile(r"p[TNM](?:NM)?\b(?:[ (]|:)")
"""A line of a form that begins with a small letter: `pM Category`."""


def _mark(text: str, low: str, start: int, end: int, lines: wraps.Lines) -> str:
    """A line break where a sentence ends, a space where a line was only wrapped.

    `low` is `text` in lower case, `lines` tells how it is set.
    """
    gap = text[start:end]
    following, second = text[end : end + 1], text[end + 1 : end + 2]
    if "." in gap:
        if following.islower():
            return " " if second not in (".", ")") and not _staged(text, end, following) else "\n"
        if gap == ". " and text[start - 1 : start].isdigit() and _MEASURE.match(text, end):
            return "."
        wrapped = _open(text, low, start, end) or (second.islower() and _named(text, start, end))
        return " " if wrapped and not _HEADING.match(text, end) else "\n"
    if "\n" not in gap:
        return " "
    if gap.count("\n") > lines.apart:
        return "\n"
    if text[start - 1 : start] in (",", "-") or (text[start - 1] == ":" and _ANSWER.match(low, end)):
        return " "
    if following.islower() and second not in (".", ")"):
        return "\n" if second.isupper() and _STAGED.match(text, end) else " "
    wrapped = wraps.unfinished(low, start, end) or _open(text, low, start, end) or lines.filled(text, start, end)
    return " " if wrapped and not _HEADING.match(text, end) else "\n"


def _staged(text: str, at: int, first: str) -> bool:
    """Whether a sentence begins with the small letter of a stage: `No vessels invaded. ypT0 ypN0.`"""
    if first in "yra":
        at += 1
    return text[at : at + 2] in ("pT", "pN") and text[at + 2 : at + 3] in _CATEGORY


_CATEGORY = tuple("01234Xi")


def _open(text: str, low: str, start: int, end: int) -> bool:
    """Whether the words before or after a period cannot end or begin a sentence; few get as far as the patterns."""
    first, last = low[end : end + 2], low[start - 2 : start]
    if first in _UNITS and text[start - 1 : start].isdigit() and not text[end + 2 : end + 3].isalpha():
        return True
    ends = last in _LAST_TWO and low.endswith(_ENDS, 0, start)
    if ends and _OPEN_END.search(text, max(0, start - _LONGEST_END), start):
        return True
    if last == "no" and _NO_MORE.search(text, max(0, start - 12), start):
        return True
    if first not in _FIRST_TWO:
        return False
    if low.startswith(_STARTS, end) and _OPEN_START.match(text, end):
        return not _NUMBERED.search(text, max(0, start - 6), start)
    return low.startswith(_ANY_NOUN, end) and _called_for(text, low, start, end)


def _called_for(text: str, low: str, start: int, end: int) -> bool:
    """Whether the word before a period calls for the noun behind it, which is no label of a form."""
    kind = next(kind for kind, nouns in _NOUNS.items() if low.startswith(nouns, end))
    if not (kind in _HALF_LABELS or low.endswith("lymph", 0, start) or _NO_LABEL.match(text, end)):
        return False
    if _SCALE.search(text, max(0, start - 40), start):
        return False
    return bool(_CALLS_FOR[kind].search(text, max(0, start - 30), start))


def _named(text: str, start: int, end: int) -> bool:
    """Whether the period belongs to an initial or a title, where a word written like a name follows."""
    may_be = text[start - 2 : start - 1] == " " or text.endswith(_TITLES, 0, start)
    if may_be and text.endswith(_ANSWERED_NO, 0, start) and not text.startswith(_COUNTED, end):
        return False
    return may_be and bool(_INITIAL.search(text, max(0, start - 12), start))


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

"""Words beside the name of a cancer that make it a finer kind: "renal cell carcinoma, grade 2, of papillary type".

A kind of the table may say `of` which plainer kinds it is one, and which words (`said`) beside them name it. Between
the two stand only words that tell nothing of the kind: grade, size, side, "type". The same words answer a field of a
form ("Histologic type: papillary").
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from consilium.oncology import histology
from consilium.oncology.histology import Kind
from consilium.records.report.patterns import skipping
from consilium.records.report.words import Hit

_CARCINOMA = "8010/3"
REACH = 60
"""How far from a kind, in letters, a word may stand."""
_IDLE = (
    r"(?:invasive|infiltrat(?:ing|ive)|well|moderate(?:ly)?|poor(?:ly)?|highly|(?:un)?differentiated|to|high|low"
    r"|intermediate|grade|nuclear|histologic(?:al)?|fuhrman|furhman|isup|who|figo|nottingham|types?|sub-?types?|variant"
    r"|pattern|form|cell|of|out|the|mainly|mostly|predominant(?:ly)?|primarily|largely|purely|pure|nos|usual|residual"
    r"|conventional|classic(?:al)?|primary|malignant|classification|lauren|lauren's|left|right|kidney|lung|breast"
    r"|thyroid|stomach|pancreas|bladder|pleura|g?[1-4](?:/[1-4])?|i{1,3}(?:/i{1,3}v?)?|iv|\d[\d.]* ?[cm]m)"
)
_GAP = re.compile(rf"(?:[ ,:(/\-]+{_IDLE}\)?)*\)?[ ,:;(/\-]+")
_NEXT_LINE = re.compile(rf"(?:[ ,:(/\-]+{_IDLE}\)?)*\)?\n[- ]*")
_ASKED = re.compile(rf"(?: ?\([^)\n]{{1,40}}\))?(?: ?[:=\-]+ ?|\n)(?:{_IDLE}[ ,(]+)*")
_ANSWERED = re.compile(
    r" ?(?:\)|(?:cell|variant|(?:sub-?)?type)\b)*(?: (?:carcinoma|adenocarcinoma))? ?(?:[.,;()/\n]|and\b|\Z)"
)
# What may follow the word: "type", the end, a grade or size; not another noun ("papillary structures").
_CLOSES = re.compile(
    r"(?:[ \-](?:cell )?(?:(?:sub-?)?types?|variant|pattern|form|nos|(?:adeno)?carcinoma))*"
    r"(?!\n(?:features?|component|differentiation)| (?:and \w+ )?(?:features?|components?|areas)|,? in situ)"
    r"(?: ?[.,;:()/\n]|\Z| (?:and|with|of|in|at|to|grade|high|low|well|moderate|poor|g\d|fuhrman|nuclear|figo|who|\d"
    r"|measuring|invad|involv|infiltrat|invasive|extend|aris|primary|tumor|present|is|lauren|according))"
)
_TAIL = re.compile(r"[ \-](?:cell )?(?:(?:sub-?)?type|pattern|variant)(?![a-z])")


# A noun, a short name ("hcc"), or that it is malignant or invasive.
_NAME = re.compile(
    r"(?:oma|cancer|carcin\w*|tumor|neoplasm|leukemia|disease|carcinoid|plastica|cellulare|mucosum|adenoca|syndrome"
    r"|cythemia|cytosis|myelofibrosis|globulinemia|anemia)s?\b|\b[bt]-all\b|\bmds[-/]"
    r"|\b(?:invasive|infiltrating|ca|mycosis|renal|adenosquamous|chromophob\w*|phyllodes|[hrst]cc)\b|malig"
    r"|\A\W*\w{2,5}\W*\Z"
)


class Finer(NamedTuple):
    """A finer kind, and the span of the words that name it."""

    kind: Kind
    start: int
    end: int


class _Words(NamedTuple):
    pattern: re.Pattern[str]
    kinds: dict[str, tuple[Kind, ...]]


@lru_cache(maxsize=4096)
def is_name(words: str) -> bool:
    """Whether words name a cancer, and are not only what tells one kind from another ("intestinal type")."""
    return bool(_NAME.search(words))


def finer(flat: str, hit: Hit, group: str) -> Iterator[Finer]:
    """The finer kinds that words just before or after this one name, at this organ."""
    words = _beside().get(hit.value.code)
    if words is None:
        return
    for found in words.pattern.finditer(flat, hit.end, min(len(flat), hit.end + REACH)):
        near = _GAP.fullmatch(flat, hit.end, found.start()) or (
            _NEXT_LINE.fullmatch(flat, hit.end, found.start()) and _TAIL.match(flat, found.end())
        )
        if near and _CLOSES.match(flat, found.end()):
            yield from _named(words, found, group, hit.start, _tail(flat, found.end()))
    for found in words.pattern.finditer(flat, max(0, hit.start - REACH), hit.start):
        if _GAP.fullmatch(flat, found.end(), hit.start):
            yield from _named(words, found, group, found.start(), hit.end)


def answered(flat: str, label: Hit, group: str) -> Iterator[Finer]:
    """The kind that answers a field of a form in one word, at this organ."""
    asked = _ASKED.match(flat, label.end)
    words = _all()
    if not asked or not (found := words.pattern.match(flat, asked.end())) or not _ANSWERED.match(flat, found.end()):
        return
    kinds = [
        kind
        for kind in _kinds(words, found)
        if group in kind.at or kind.implies[:3] == group or (not kind.at and _CARCINOMA in kind.of)
    ]
    if kinds:
        # The type of a carcinoma is asked for first, its variant or subtype next.
        variant = flat.endswith(("variant", "subtype"), label.start, label.end)
        kind = min(kinds, key=lambda kind: (_CARCINOMA in kind.of) == variant)
        yield Finer(kind, found.start(), _tail(flat, found.end()))


def _tail(flat: str, end: int) -> int:
    """The end of the words with a "type" or "pattern" behind them."""
    tail = _TAIL.match(flat, end)
    return tail.end() if tail else end


def _named(words: _Words, found: re.Match[str], group: str, start: int, end: int) -> Iterator[Finer]:
    kind = next((kind for kind in _kinds(words, found) if group in kind.at or not kind.at), None)
    if kind:
        yield Finer(kind, start, end)


def _kinds(words: _Words, found: re.Match[str]) -> tuple[Kind, ...]:
    return words.kinds[re.sub(r"[\n\-]", " ", found[0])]


@cache
def finer_codes(code: str, group: str) -> frozenset[str]:
    """The codes of the kinds that this one becomes at this organ when more is said."""
    return frozenset(kind.code for kind in histology.kinds() if code in kind.of and kind.may_be_at(group)) - {code}


@cache
def _beside() -> dict[str, _Words]:
    """The words for each plainer kind, by its code."""
    said: dict[str, dict[str, list[Kind]]] = defaultdict(lambda: defaultdict(list))
    for kind in histology.kinds():
        for code in kind.of:
            for word in kind.said:
                said[code][word].append(kind)
    return {code: _words(known) for code, known in said.items()}


@cache
def _all() -> _Words:
    said: dict[str, list[Kind]] = defaultdict(list)
    for kind in histology.kinds():
        for word in kind.said:
            said[word].append(kind)
    return _words(said)


def _words(said: dict[str, list[Kind]]) -> _Words:
    ordered = sorted(said, key=len, reverse=True)
    any_of = "|".join(re.escape(word).replace(r"\ ", r"[ \n\-]") for word in ordered)
    # The finest kind first, and one of this organ before one of any.
    kinds = {word: tuple(sorted(rows, key=lambda kind: (not kind.at, -kind.rank))) for word, rows in said.items()}
    with skipping():
        return _Words(re.compile(rf"(?<![a-z\-])(?:{any_of})(?![a-z])"), kinds)

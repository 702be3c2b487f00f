"""Where a sentence ends, and where a period or the end of a line only stands in one that goes on."""

import re
from functools import lru_cache

from consilium.records.report import wraps
from consilium.records.report.numbers import NUMBER

# White space but a space sign by sign, which is searched for twice as fast as `[^\S ]`; a lone space is left next.
_BREAK = r"[\t-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
GAP = re.compile(rf"\.\s+|{_BREAK}\s*(?:\.\s+)?| (?:\s+(?:\.\s+)?|\.\s+)")
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
_STAGE = re.compile(r"[yra]?p[TN][0-4Xi]")
"""Begins a sentence with a small letter: `No vessels invaded. ypT0 ypN0.`"""
_STAGE_LABEL = re.compile(r"p[TNM](?:NM)?\b[ (:]")
"""Begins a line of a form with one: `pM Category`."""
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

# The letters by which a word is known that may have to do with one of these.
_FIRST = frozenset(word[:3] for word in (*_STARTS, *_ANY_NOUN, *_UNITS))
_LAST = frozenset(word[-3:] for word in (*_ENDS, "no"))
_TITLE_ENDS = tuple(title[-3:] for title in _TITLES)


def certain(text: str, start: int, end: int) -> str | None:
    """The mark where a few letters tell it, as they do at most gaps; None where more has to be looked at."""
    begins = _begins(text[end : end + 3])
    if text[start] == ".":
        if begins and _ends(text[start - 3 : start]):
            return "\n"
    elif end - start != 1 or text[start] != "\n":
        return None
    return " " if begins is False and text[start - 1] not in wraps.SIGNS else None


@lru_cache(maxsize=4096)
def _begins(letters: str) -> bool | None:
    """Whether a word with these first three letters begins a sentence for certain; None where its neighbors tell."""
    if letters[:1].islower():
        return None if letters[0] in "pyra" or letters[1:2] in ("", ".", ")") else False
    low = letters.lower()
    return None if low in _FIRST or (low[:2] in _FIRST and not low[2:].isalpha()) else True


@lru_cache(maxsize=4096)
def _ends(letters: str) -> bool:
    """Whether a word with these last three letters can end a sentence, whatever it is."""
    low = letters.lower()
    if not letters or letters[-1].isdigit() or letters[-1] in wraps.SIGNS or letters[-2:-1] == " ":
        return False
    return low not in _LAST and not (low[1:] in _LAST and not low[0].isalpha()) and not letters.endswith(_TITLE_ENDS)


def mark(text: str, low: str, start: int, end: int, lines: wraps.Lines) -> str:
    """A line break where a sentence ends, a space where a line was only wrapped.

    `low` is `text` in lower case, `lines` tells how it is set.
    """
    gap = text[start:end]
    following, second = text[end : end + 1], text[end + 1 : end + 2]
    if not following:
        return "\n"
    if "." in gap:
        if following.islower():
            return " " if second not in (".", ")") and not _STAGE.match(text, end) else "\n"
        if gap == ". " and text[start - 1 : start].isdigit() and _MEASURE.match(text, end):
            return "."
        wrapped = _open(text, low, start, end) or (second.islower() and _named(text, start, end))
        return " " if wrapped and not _HEADING.match(text, end) else "\n"
    if "\n" not in gap:
        return " "
    if gap.count("\n") > lines.apart:
        return "\n"
    if lines.blanks and gap[0] == " ":
        return " "
    if text[start - 1 : start] in (",", "-") or (text[start - 1] == ":" and _ANSWER.match(low, end)):
        return " "
    if following.islower() and second not in (".", ")"):
        return "\n" if second.isupper() and _STAGE_LABEL.match(text, end) else " "
    wrapped = wraps.unfinished(low, start, end) or _open(text, low, start, end) or lines.filled(text, start, end)
    return " " if wrapped and not _HEADING.match(text, end) else "\n"


def _open(text: str, low: str, start: int, end: int) -> bool:
    """Whether the words before or after a gap cannot end or begin a sentence."""
    if low.startswith(_UNITS, end) and text[start - 1 : start].isdigit() and not text[end + 2 : end + 3].isalpha():
        return True
    if low.endswith(_ENDS, 0, start) and _OPEN_END.search(text, max(0, start - _LONGEST_END), start):
        return True
    if low.endswith("no", 0, start) and _NO_MORE.search(text, max(0, start - 12), start):
        return True
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

"""Growth of the cancer beyond the lymph node."""

import re
from collections.abc import Iterator

from consilium.records.report.candidates import Candidate
from consilium.records.report.text import Text

_NO_BEFORE = re.compile(r"\b(?:no|without|negative for|absence of|not?)\b[^,;]{0,35}$")
_AFTER = re.compile(
    r"[^\n:]{0,50}?(?:: ?)?(?P<word>absent|not identified|not seen|not present|none|negative|no\b"
    r"|present|identified|yes|positive|is seen|focal|\(\+\)|\(-\)"
    r"|noted|observed|extensive|evident|is in(?:filtrated|vaded|volved))"
)
_INTO = re.compile(r"(?:spread|exten\w+|inva\w+|growth|grow\w+|infiltrat\w+)(?: of tumor)? (?:in)?to (?:the )?\Z")
"""`With spread into perinodal fat`."""
_TOLD = re.compile(r"\b(?:with|shows?|showing|there (?:is|was|are)|demonstrat\w+|exhibit\w*|has)(?: \w+){0,2} \Z")
_QUESTION = re.compile(r"(?: \w+){0,3} ?:")
"""A label of a form that nobody answered: `Metastasis with extracapsular extension:`."""
_NODES = re.compile(r"\bnod(?:es?|al)\b|metasta|\bl/?n\b|sentinel")
_ORGAN = re.compile(r"prostat|organ|(?<!peri)thyroid(?! carc)|kidney|renal|liver|hepat|spleen|gland")
_FAR = 160
_DENIED = ("absent", "not identified", "not seen", "not present", "none", "negative", "no", "(-)")


def candidates(text: Text) -> Iterator[Candidate]:
    """Every statement about growth beyond a node."""
    for hit in text.hits("extranodal"):
        left, right = text.sentence(hit.start, hit.end)
        found = _AFTER.match(text.flat, hit.end, min(right, hit.end + 60))
        word = found["word"] if found else ""
        absent = bool(_NO_BEFORE.search(text.flat[max(left, hit.start - 45) : hit.start])) or word in _DENIED
        if "cap" in text.flat[hit.start : hit.end] and _of_organ(text.flat, hit.start, right):
            continue
        told = bool(_TOLD.search(text.flat, max(left, hit.start - 45), hit.start))
        told = (told and not _QUESTION.match(text.flat, hit.end)) or bool(
            _INTO.search(text.flat, max(left, hit.start - 30), hit.start)
        )
        if not (absent or word or told):
            continue
        yield Candidate(
            code="nodes.extranodal",
            value="absent" if absent else "present",
            start=hit.start,
            end=found.end() if found else hit.end,
            score=text.section(hit.start).weight,
            why="growth beyond the node",
        )


def _of_organ(flat: str, at: int, right: int) -> bool:
    """Whether the capsule is that of an organ: no node is named near, or an organ after it."""
    if _NODES.search(flat, at, right):
        return False
    least = max(0, at - _FAR)
    nodes = max((found.start() for found in _NODES.finditer(flat, least, at)), default=-1)
    return nodes < 0 or bool(_ORGAN.search(flat, nodes, at))

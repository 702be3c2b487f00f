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
_DENIED = ("absent", "not identified", "not seen", "not present", "none", "negative", "no", "(-)")


def candidates(text: Text) -> Iterator[Candidate]:
    """Every statement about growth beyond a node."""
    for hit in text.hits("extranodal"):
        left, right = text.sentence(hit.start, hit.end)
        found = _AFTER.match(text.flat, hit.end, min(right, hit.end + 60))
        word = found["word"] if found else ""
        absent = bool(_NO_BEFORE.search(text.flat[max(left, hit.start - 45) : hit.start])) or word in _DENIED
        told = "with " in text.flat[max(left, hit.start - 12) : hit.start]
        told = told or bool(_INTO.search(text.flat, max(left, hit.start - 30), hit.start))
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

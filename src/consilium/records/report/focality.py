"""One tumor or several: what a form answers, and what a diagnosis says of the tumor itself."""

import re
from collections.abc import Iterator

from consilium.facts import Assertion
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import line_start
from consilium.records.report.measures import measured
from consilium.records.report.text import Text

_FOCAL = re.compile(
    r"(?:focality|multifocality|multicentricity|multifocal (?:disease|tumor)|(?P<origin>multicentric occurrence)"
    r"|tumor distribution)[^\n:.]{0,30}[:.][ \n]?(?:- ?)?(?P<v>unifocal"
    r"|solitary|single|multifocal|multiple|multicentric|absent|present|not identified|no\b|yes"
    r"|bilateral|(?:two|three|four|five|several|\d) (?:separate |distinct )?(?:foci|tumors|nodules|masses)"
    r"|(?:gross|microscopic) foci present|(?:grossly )?(?:distinct|separate) tumor nodules)"
    r"|(?<![a-z])(?P<w>unifocal|multifocal|multicentric)(?= |,|\n)(?! (?:disease|tumor|occurrence)[^\n:]{0,30}:)"
)
_ONE = frozenset({"unifocal", "solitary", "single", "absent", "not identified", "no"})
_NO = frozenset({"absent", "not identified", "no"})
_NOT_TUMOR = re.compile(
    r"\b(?:margins?|extension|epe|necrosis|p\.?i\.?n\b|intraepithelial|dysplasia|invasion|hyperplasia|inflammation"
    r"|fibrosis|h[a]?emorrhage|[ld]?cis\b|in[ -]situ|areas?|extends|involve\w*|infarct\w*|metapla\w+)\b"
)
"""Several places of a margin, of something else or of what is not yet cancer are not several tumors."""
_OF_MARGIN = re.compile(r"\b(?:margins?|extension|epe)\b")
_ADJECTIVES = re.compile(
    r", (?:[a-z-]+,? ){0,3}(?:extension|invasion|necrosis|dysplasia|hyperplasia|intraepithelial)\b"
)
"""`Multifocal, extensive extracapsular extension`."""
_BEHIND = 40


def candidates(text: Text) -> Iterator[Candidate]:
    """Every statement of how many tumors there are."""
    for start, end in text.sentences("focality", after=_BEHIND):
        for found in _FOCAL.finditer(text.flat, start, end):
            word = found["v"] or found["w"]
            if _of_another(text.flat, found) if found["w"] else _OF_MARGIN.search(text.flat, start, found.end()):
                continue
            value = "unifocal" if word in _ONE else "multifocal"
            told = measured(text, "tumor.focality", value, found.start(), found.end(), 10, "focality")
            if found["origin"] and word in _NO:
                # Several nodules may still be there, of one origin.
                told.value, told.assertion = "multifocal", Assertion.ABSENT
            yield told


def _of_another(flat: str, found: re.Match[str]) -> bool:
    """Whether `multifocal` tells of something in front of it or behind it in its clause that is no tumor."""
    before = line_start(flat, found.start(), 60)
    return bool(
        _NOT_TUMOR.search(flat, max(before, flat.rfind(".", before, found.start())), found.start())
        or _NOT_TUMOR.search(_clause(flat, found.end()))
        or _ADJECTIVES.match(flat, found.end())
    )


def _clause(flat: str, start: int) -> str:
    return _CLAUSE_ENDS.split(flat[start : start + _BEHIND], maxsplit=1)[0]


_CLAUSE_ENDS = re.compile(r"[,;:(]|\.(?= |\n|\Z)|\bwith\b|\n(?=-|\w{1,2}[.)])")

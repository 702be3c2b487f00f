"""What a report takes back: `The stage is revised as pT3a` counts before what was said first, `from pT2c` no more."""

import re
from bisect import bisect_right
from collections.abc import Iterable

from consilium.facts import Assertion
from consilium.records.report.candidates import Candidate
from consilium.records.report.text import Text

_DENIED = re.compile(r"\b(?:not|never|be|if)(?: been)? \Z")
_FROM = re.compile(r"\bfrom (?:(?:an?|the|its|initial|original|stage|grade|clinical) ){0,3}\Z")
_OTHER = re.compile(r" (?:ki|cell|calcium|qt|reports?\b)")
# Not nodes and margins: a count may be that of one part, and a revised margin is one that was cut again.
_CODES = ("stage.", "diagnosis.histology", "diagnosis.grade", "gleason.", "invasion.", "biomarker.")
_FAR, _BEFORE = 100, 45
_LAST_WORD = 200.0


def weigh(text: Text, stated: Iterable[Candidate]) -> None:
    """Let what a report revises count most, and what it revises it from belong to the past."""
    flat = text.flat
    ends = [
        hit.end
        for hit in text.hits("revision")
        if not (_DENIED.search(flat, max(0, hit.start - 12), hit.start) or _OTHER.match(flat, hit.end))
    ]
    for one in stated if ends else ():
        place = bisect_right(ends, one.start) - 1
        if place < 0 or one.start - ends[place] > _FAR or not one.code.startswith(_CODES):
            continue
        between = flat[ends[place] : one.start]
        if "\n" in between or one.assertion is not Assertion.PRESENT:
            continue
        if one.code == "diagnosis.histology" and "diagnos" not in flat[max(0, ends[place] - _BEFORE) : one.start]:
            continue
        if _FROM.search(between):
            one.assertion = Assertion.HISTORICAL
        else:
            one.score += _LAST_WORD

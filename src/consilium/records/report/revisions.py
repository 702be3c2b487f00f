"""What a report takes back: `The stage is revised as pT3a` counts before what was said first, `from pT2c` no more."""

import re
from bisect import bisect_right
from collections.abc import Iterable

from consilium.facts import Assertion
from consilium.records.report.candidates import Candidate
from consilium.records.report.text import Text

_LETTERS = (
    "revis",
    "amended",
    "corrected",
    "changed",
    "staged",
    "graded",
    "updated",
    "classified",
    "interpreted",
    "should r",
)
_WORD = re.compile(
    r"\b(?:revised|amended|corrected|changed|upstaged|downstaged|restaged|upgraded|downgraded|updated|reclassified"
    r"|re-?interpreted|should read)\b(?! (?:ki|cell|calcium|qt))"
)
_DENIED = re.compile(r"\b(?:not|never|be|if)(?: been)? \Z")
_FROM = re.compile(r"\bfrom (?:(?:an?|the|its|initial|original|stage|grade|clinical) ){0,3}\Z")
_CODES = (
    *("stage.", "diagnosis.histology", "diagnosis.grade", "gleason.", "nodes.", "margin.residual", "invasion."),
    "biomarker.",
)
_FAR = 100
_LAST_WORD = 200.0


def weigh(text: Text, stated: Iterable[Candidate]) -> None:
    """Let what a report revises count most, and what it revises it from belong to the past."""
    flat = text.flat
    if not any(letters in flat for letters in _LETTERS):
        return
    ends = [
        found.end()
        for found in _WORD.finditer(flat)
        if not _DENIED.search(flat, max(0, found.start() - 12), found.start())
    ]
    for one in stated if ends else ():
        place = bisect_right(ends, one.start) - 1
        if place < 0 or one.start - ends[place] > _FAR or not one.code.startswith(_CODES):
            continue
        between = flat[ends[place] : one.start]
        if "\n" in between or one.assertion is not Assertion.PRESENT:
            continue
        if _FROM.search(between):
            one.assertion = Assertion.HISTORICAL
        else:
            one.score += _LAST_WORD

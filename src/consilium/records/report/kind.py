"""What kind of record a text is, by the words that such records hold."""

import re
from collections.abc import Iterator

from consilium.records.report.candidates import Candidate
from consilium.records.report.text import Text

_ENOUGH = 3
_OF_A_PICTURE = re.compile(
    r"\A\s*(?P<title>(?:exam(?:ination)?|study|procedure)?[ :]{0,2}(?:(?:nm|fdg|low dose|diagnostic|bilateral|digital"
    r"|screening|chest|spiral|abdom\w+|brain|neck|thora\w+|thyroid|breast|pelvi[sc]|spine|liver|prostate|whole body) )*"
    r"(?:ct|cta|c\.t\b|mri|m\.r\.i\b|mr|mrcp|pet(?:[/-](?:ct|mri?))?|mammogram|ultrasound|us|x-?ray|bone scan|cxr)\b)"
    r"(?![^\n]*(?:note|clinic|letter|visit|consult|summary|oncology|guided|biops))"
)
_FORWARDED = ("forwarded message", "original message")
"""Behind these words stands what a mail passes on; its own greeting makes no letter of it."""
_COVER = 3_000
"""Letters of a mail's own words."""
_TITLE = 4
"""What a title that names a picture weighs: more than one word that is sure."""


def candidates(text: Text) -> Iterator[Candidate]:
    """The kind whose words weigh most; nothing where there are hardly any."""
    weights: dict[str, float] = {}
    seen: set[str] = set()
    passed_on = max(text.flat.rfind(words, 0, _COVER) for words in _FORWARDED)
    hits = [hit for hit in text.hits("kind") if hit.start > passed_on]
    for hit in hits:
        word = text.flat[hit.start : hit.end]
        if word not in seen:
            seen.add(word)
            kind, weight = hit.value
            weights[kind] = weights.get(kind, 0) + weight
    title = _OF_A_PICTURE.match(text.flat)
    if title:
        weights["imaging"] = weights.get("imaging", 0) + _TITLE
    kind = max(weights, key=lambda name: weights[name], default="")
    if weights.get(kind, 0) < _ENOUGH:
        return
    if title and kind == "imaging":
        yield _of(kind, title.start("title"), title.end(), weights[kind])
        return
    first = max((hit for hit in hits if hit.value[0] == kind), key=lambda hit: (hit.value[1], -hit.start))
    yield _of(kind, first.start, first.end, weights[kind])


def _of(kind: str, start: int, end: int, weight: float) -> Candidate:
    return Candidate(code="record.kind", value=kind, start=start, end=end, score=weight, why="its words weigh most")

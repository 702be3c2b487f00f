"""Words that speak of something without saying that this patient has it, had it or is to have it.

In: lower-case text and where the thing stands; out: whether it is a relative's, or a condition, a risk, an aim, a
question, or what is known of other people. Both look back at most 120 characters and never over the sentence.
"""

import re

from consilium.records.report.context import line_start
from consilium.records.report.patterns import later

_ARE = (
    r"(?! (?:positiv|negativ|compatib|las\b|los\b|de\b|del\b|una?\b|muy\b|mas\b|propi|similar|caracter|sugest"
    r"|concord))"
)
"""Behind `son` in Spanish, where it means `are`."""
KIN = (
    r"\b(?:(?:ex|step|half|grand|great)[- ]?){0,2}(?:mother|father|sister|brother|aunt|uncle|daughter|cousin|niece"
    r"|nephew|sibling|parent|husband|wife|spouse|partner|child|children|twin|friend|neighbou?r|co-?worker|mum|mom"
    rf"|mommy|dad|nan|gran|grandma|grandpa|son{_ARE})s?\b"
)
_KIN = re.compile(KIN)
_WHO = re.compile(r"\bwho (?:is|was|has|had|died)\b")
_KIN_ENDS = later(KIN + r",? ?\Z")
_OF_PATIENT = later(
    r"\b(?:patient|pt|reports?|reported|says?|said|states?|stated|notes?|noted|calls?|called|asks?|asked|accompan\w+"
    r"|discuss\w*|present|feels?|wonders?|helps?|helped|concerned|here|that)\b"
)
_WITH = re.compile(r"\b(?:by|with|and)(?: (?:her|his|the|their|an?))? $")
_UNSAID = re.compile(
    r"\b(?:if|unless|until|whether|in case|(?:asks?|asked|inquir\w+|wonder\w*) about"
    r"|should (?:she|he|the|there|disease)|could(?! not)|might|goals?|aims?|hop(?:es?|ed|ing)|risks?(?! factor)"
    r"|chances?|likelihood|possibilit(?:y|ies) of|(?:possible|potential|future) need for|fears?|worr(?:y|ied|ies)"
    r"|afraid|monitor(?:ing)?"
    r"|surveillance|screen\w*|prevent\w*|prophyla\w*|predict\w*|patients (?:with|who|treated|receiving|on)"
    r"|guidelines?|studies|trials of|data (?:support|show|suggest)\w*|associated with"
    r"|resistan\w+ to|(?:can|may) (?:cause|lead)"
    r"|side effects? include|side effects including|(?:evaluat\w+|assess\w*|look\w*|check\w*) for|concern(?:s"
    r"|ed)? (?:for|of|about)"
    r"|watch(?:ing)? (?:out )?for|(?:was|were) (?:going|supposed|meant|intended) to(?![^\n;]{0,60}\bbut\b))\b"
    r"(?:(?!\b(?:show|found|reveal|confirm|demonstrat|complet|was start|has ))[^\n;]){0,80}$"
)


def of_relative(flat: str, start: int) -> bool:
    """Whether the nearest person named before is a relative, who does not merely tell of the patient."""
    left = line_start(flat, start, 120)
    last = max(_KIN.finditer(flat, left, start), key=re.Match.start, default=None)
    if last is None:
        return False
    beside = _WITH.search(flat, max(left, last.start() - 16), last.start())
    # `with her mother` tells who came along; `her mum and sister` are relatives both.
    if _WHO.search(flat, last.end(), start):
        return True
    if beside and not _KIN_ENDS.search(flat, left, beside.start()):
        return False
    return not _OF_PATIENT.search(flat, last.end(), start)


def unsaid(flat: str, start: int) -> bool:
    """Whether a condition, a risk, an aim, a question or other people are spoken of before."""
    return bool(_UNSAID.search(flat[line_start(flat, start, 110) : start]))

"""What was before: cancers of relatives, and smoking.

In: a report; out: `history.family` and `history.smoking`.
"""

import re
from collections.abc import Iterator

from consilium.facts import Assertion
from consilium.records.report.candidates import Candidate
from consilium.records.report.patterns import later
from consilium.records.report.text import Text
from consilium.records.report.unsaid import KIN, of_relative

_FAMILY = later(
    r"(?:(?P<a>lung|breast|colon|ovarian|prostate|pancreatic|pancreas|bowel|gastric|stomach|kidney"
    r"|bladder|skin|brain"
    r"|thyroid|rectal|colorectal|esophageal|testicular|uterine|endometrial|liver|cervical)"
    r"[ -](?:cancer|ca\b)|cancer[ -](?:of the )?(?P<b>lung|breast"
    r"|colon|ovary|prostate|pancreas|stomach|kidney|bladder|brain|thyroid|uterus|liver)|(?P<c>melanoma"
    r"|leukemia|lymphoma))"
)
_SMOKING = later(
    r"(?:tobacco(?: use| history| status)?|smoking(?: history| status)?) ?(?::|- |=) ?(?P<v>[^\n;]{3,80})"
    r"|\b(?P<w>(?:(?:former|current|never|ex|non|lifelong non|life-long non|heavy|previous|active|social"
    r"|light)[ -]+(?:cigarette )?"
    r"smokers?\b|never smoked|used to smoke|(?:does|did|do) not smoke|(?:quit|stopped|gave up|given up) smoking"
    r"|smokes? (?:about "
    r"|around )?\d"
    r"|smoked (?:for|about|until|a|\d)|\d{1,3}[ -]pack[ -]?(?:year|yr)|(?:no|denies(?: any)?|remote|past|current"
    r"|ongoing|active|prior)"
    r" (?:\w+ of )?(?:tobacco|smoking|cigarette)(?! cessation))[^\n;.]{0,40})"
)
_NONE = later(r"\b(?:no|denies|negative|without)\b(?:(?!\b(?:but|except|however)\b|" + KIN + r")[^\n;]){0,160}$")
"""A denial before a cancer that neither a relative named after it nor an exception ends."""
_IN_KIN = later(r"[^\n.;]{0,20}\b(?:in|of|for|on) (?:[\w']+ ){0,2}" + KIN + r"|[^\n.;,]{0,12}\((?:\w+ )?" + KIN)
_HISTORY = later(r"\b(?:family (?:history|hx)|(?:mater|pater)nal)\b")
_NO_HABIT = later(r"cessation|counsel|disorder|is (?:associated|a )|screen|relat|assoc")


def candidates(text: Text) -> Iterator[Candidate]:
    """What the text says of relatives and of smoking."""
    yield from _family(text)
    yield from _smoking(text)


def _family(text: Text) -> Iterator[Candidate]:
    for start, end in text.sentences("kin", after=1) if text.hits("kin") else ():
        for found in _FAMILY.finditer(text.flat, start, end):
            left, _ = text.sentence(found.start(), found.end())
            if _relatives(text, left, found):
                yield Candidate(
                    code="history.family",
                    value=found["a"] or found["b"] or found["c"],
                    start=found.start(),
                    end=found.end(),
                    score=10,
                    assertion=Assertion.FAMILY,
                    why="a relative's cancer",
                )


def _relatives(text: Text, left: int, found: re.Match[str]) -> bool:
    """Whether this cancer is a relative's: one stands before or in words behind, or the section says so."""
    if _NONE.search(text.flat[left : found.start()]):
        return False
    of_kin = of_relative(text.flat, found.start()) or _IN_KIN.match(text.flat, found.end())
    heard = _HISTORY.search(text.flat, max(left, found.start() - 120), found.start())
    return bool(of_kin or heard or text.section(found.start()).kind == "family")


def _smoking(text: Text) -> Iterator[Candidate]:
    for start, end in text.sentences("smoking"):
        for found in _SMOKING.finditer(text.flat, start, end):
            group = "v" if found["v"] else "w"
            words = found[group].strip()
            if _NO_HABIT.match(words) or of_relative(text.flat, found.start()):
                continue
            yield Candidate(
                code="history.smoking",
                value=words,
                start=found.start(group),
                end=found.end(group),
                score=10,
                why="smoking",
            )

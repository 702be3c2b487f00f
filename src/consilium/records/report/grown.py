"""A measure of before and one of now: `has grown from 14 to 16.5 cm`, `now 3 cm, was 5 cm`.

In: the text and where a measure stands; out: whether it is the earlier of two, and whether `from` tells no distance.
"""

from consilium.records.report.patterns import later

_CHANGE = (
    r"\b(?:gr(?:own|ew|owing|owth)|increas\w+|decreas\w+|enlarg\w+|shr[aiu]nk\w*|reduc\w+|diminish\w+|progress\w+"
    r"|regress\w+|chang\w+|gone|went|improve\w+|respon\w+|declin\w+)\b(?:(?!\b(?:cm|mm|margin|edge)\b)[^\n;:]){0,40}?"
)
_ABOUT = r"(?:(?:about|approximately|roughly|an? (?:initial|original)|its (?:initial|original)|size of) )*"
_FROM = later(rf"{_CHANGE}\bfrom {_ABOUT}\Z")
_TO = later(rf"{_CHANGE}\bto {_ABOUT}\Z")
_TO_ONE_FROM = later(rf"{_CHANGE}\bto {_ABOUT}[\d. x]+(?:cm|mm)?,? from {_ABOUT}\Z")
_THEN = later(
    r"\d ?(?:cm|mm)\)?[ ,(;]{1,3}(?:(?:which|it) )?(?:was|were|had been|formerly|initially|compared? (?:to|with)"
    r"|versus|vs\.?|before|up from|down from)(?: (?:a |an )?(?:about|approximately|prior(?:ly)?|size of))* \Z"
)
_ONCE = later(r"\b(?:(?:was|were|had been) )?(?:initially|originally|formerly) \Z|\b(?:was|were) \Z")
_NOW = later(r"\b(?:now|currently|today|at present|presently)\b")


def earlier(before: str, flat: str, ends: int, end: int) -> bool:
    """Whether a measure behind these words is that of before, and another that of now; its sentence ends at `end`."""
    if flat.startswith(_BEFORE, ends):
        return bool(_NOW.search(flat, ends, min(end, ends + 90)))
    if not before.endswith(_MAY):
        return False
    if _TO_ONE_FROM.search(before) or _THEN.search(before):
        return True
    return bool(_ONCE.search(before) and _NOW.search(flat, ends, min(end, ends + 90)))


_BEFORE = (
    " before ",
    " prior to ",
    " at diagnosis",
    " at presentation",
    " at baseline",
    " in greatest dimension before ",
)
_MAY = ("was ", "were ", "been ", "ly ", "from ", "to ", "with ", "vs ", "vs. ", "versus ", "before ", "about ", "of ")
_LED = ("from ", "about ", "approximately ", "roughly ", "initial ", "original ", "size of ")


def grown(before: str) -> bool:
    """Whether these words end with `from` and a word of growth, so that the next measure is that of now."""
    return before.endswith(_LED) and bool(_FROM.search(before))


def to_now(flat: str, start: int, begins: int) -> bool:
    """Whether a measure stands behind `to` and a word of growth: a `from` behind it tells no distance."""
    return bool(_TO.search(flat, max(start, begins - 110), begins))

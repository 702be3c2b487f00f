"""What a melanoma is measured by: thickness (Breslow), level (Clark), ulceration, mitoses."""

import re
from collections.abc import Iterator

from consilium.records.report.candidates import Candidate
from consilium.records.report.measures import N, measured, millimetres
from consilium.records.report.text import Text
from consilium.values import Quantity

_BRESLOW = re.compile(
    rf"(?:breslow(?:'s)?(?: (?:thickness|depth|level|measurement|tumor thickness))*|(?:tumor "
    rf"|maximum )?(?<!gross )thickness|depth of invasion)[^\n0-9]{{0,35}}(?P<v>{N}) ?(?P<u>mm|cm)"
    rf"|clark(?:'s)? level (?:[ivx]{{1,3}}|\d)[,;]? ?(?P<v2>{N}) ?(?P<u2>mm|cm) (?:in )?(?:depth|deep|thick)"
    rf"|breslow(?:'s)? (?:thickness|depth) ?\((?P<u3>mm|cm)\)[.: \n]{{1,4}}(?P<v3>{N})"
)
_OF_EYE = re.compile(r"\b(?:choroid\w*|uve(?:al?|itis)|ciliary|conjunctiva\w*|ocular)\b")
"""The thickness of a melanoma of the eye is its height and not Breslow's."""
_CLARK = re.compile(
    r"clark(?:'s)? ?(?:anatomic )?(?:level)?(?: of invasion)?[ :\-(]{0,4}(?:at least )?(?:level )?(?P<v>iv"
    r"|v|i{1,3}|[1-5])(?![a-z0-9])"
)
_ULCERATION = re.compile(
    r"(?:(?P<no>no|(?<!or )without|not|absence of) (?:surface |epidermal )?ulcerat"
    r"|ulceration[^\n]{0,15}?(?P<no2>: ?(?:no\b|none|absent|not)|(?:is )?(?:absent|not (?:present"
    r"|identified|seen)))|ulceration[^\n]{0,20}?(?P<yes>: ?(?:yes|present|identified)|(?:is )?present"
    r"|identified))"
)
_MITOSES = re.compile(
    rf"(?:mitotic (?:rate|count|index|figures|activity)|mitoses)[^\n0-9<]{{0,25}}(?P<v><? ?{N}"
    rf"|none) ?(?:mitos[ei]s|mitotic figures)?(?: ?(?:/|per|in) ?(?:(?:sq(?:uare)? ?)?mm2?|mm\^?2"
    rf"|(?P<fields>[1-9]\d?) ?(?:hpf|h\. ?p\. ?f|high)))"
)

_BOUND = re.compile(
    r"(?:[<>\u2264\u2265]=?|\b(?:less|more|greater|thinner|thicker|deeper) than(?: or equal to)?|\bover|\bunder|\babove"
    r"|\bbelow|\bexceed\w*) ?\Z"
)
_OR_MORE = re.compile(
    r" ?(?:mm|cm|mm2|hpf)?2? (?:or|and|to) (?:\d|less|more|greater|thicker|thinner|deeper|higher|above|below|over"
    r"|iv\b|v\b)"
)
_IN_GENERAL = re.compile(
    r"\b(?:if|when|whenever|where|unless|(?:for|in|of|with) (?:all |any |most )?(?:melanomas|tumors|lesions|those"
    r"|patients|cases|melanoma with)|patients (?:with|whose)|melanomas (?:of|with|up to|whose)|guidelines?|criteria)\b"
    r"[^\n;]{0,80}\Z"
)
"""Before a measure: it is that of which advice or a definition speaks."""


def _is_limit(flat: str, start: int, found: re.Match[str]) -> bool:
    """Whether a measure in this sentence is a limit, and not that of this melanoma."""
    at, end = max(found.start(name) for name in found.groupdict() if name[0] == "v"), found.end()
    if _BOUND.search(flat, max(start, at - 30), at) or _OR_MORE.match(flat, end):
        return True
    return bool(_IN_GENERAL.search(flat, max(start, found.start() - 120), found.start()))


def candidates(text: Text) -> Iterator[Candidate]:
    """What is stated of a melanoma."""
    if not text.hits("breslow"):
        return
    flat = text.flat
    of_skin = "melanoma" in flat and not _OF_EYE.search(flat)
    for start, end in text.sentences("breslow"):
        for found in _BRESLOW.finditer(flat, start, end):
            if _is_limit(flat, start, found):
                continue
            named = 30 if "breslow" in found[0] or "clark" in found[0] else 0
            number, unit = found["v"] or found["v2"] or found["v3"], found["u"] or found["u2"] or found["u3"]
            yield measured(
                text,
                "tumor.breslow",
                Quantity(millimetres(number, unit), "mm"),
                found.start(),
                found.end(),
                named,
                "thickness",
                "" if named or of_skin else "no melanoma of the skin",
            )
        for found in _CLARK.finditer(flat, start, end):
            if _is_limit(flat, start, found):
                continue
            level = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V"}.get(found["v"], found["v"].upper())
            yield measured(text, "tumor.clark", level, found.start(), found.end(), 0, "Clark level")
        for found in _ULCERATION.finditer(flat, start, end):
            yield measured(
                text,
                "tumor.ulceration",
                "present" if found["yes"] else "absent",
                found.start(),
                found.end(),
                0,
                "ulceration",
                "" if "melanoma" in flat else "no melanoma",
            )
        for found in _MITOSES.finditer(flat, start, end):
            if "<" in found[0] or _is_limit(flat, start, found):
                continue  # a bound is no count
            unit = f"/{found['fields']}{{HPF}}" if found["fields"] else "/mm2"
            value = 0.0 if found["v"] == "none" else float(found["v"].strip("< ").replace(",", ".").replace(" ", ""))
            yield measured(text, "tumor.mitoses", Quantity(value, unit), found.start(), found.end(), 0, "mitoses")

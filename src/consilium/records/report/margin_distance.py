"""How far the tumor stays from an edge: which measures of a sentence about edges tell that, and which are sizes."""

import re
from collections.abc import Iterator

from consilium.records.report.context import line_start
from consilium.records.report.measures import millimetres
from consilium.values import Quantity

_MEASURE = re.compile(r"(?P<v>\d\d*(?:[.,]\d+)?) ?(?P<u>mm|cm|millimeters?|centimeters?)\b")
_TELLS = re.compile(r"clos|nearest|distance|from|within|less than|margin")
_NEAR = re.compile(r"from|c(?:l(?<!\wcl)ose|learance)|nearest|distance|within|away|safety")
_EDGE = re.compile(r"margin|resection|ink")
_NEAREST = re.compile(r"c(?:l(?<!\wcl)ose(?:st|ly)?\b|learance)|nearest|distance|safety")
_SIZED = re.compile(r"\d ?(?:[cm]m)? ?[x*]\.? ?\Z")
_A_SIZE = re.compile(
    r"\.? ?[x*]\.? ?\d|\)?,? (?:in (?:greatest|maximum|maximal|largest|diameter|length)|diameter|located|long\b|wide\b"
    r"|(?:[a-z]+(?:[-/][a-z]+)*,? ){0,5}(?<!from )(?<!from the )(?<!to )(?<!to the )(?:tumor|mass|lesion|nodule)\b)"
)
_AWAY = re.compile(
    r"\)?\.?,? ?(?:(?:grossly|away|distant|remote|clear|free|short)[ ,\n]{1,2}){0,2}(?:from|to|of|off)\b"
)
_TO_ELSE = re.compile(
    r"[^a-z]*(?:away[ \n]|distant[ \n])?(?:from|to|of|off) (?:the )?(?:[a-z]+ ){0,2}"
    r"(?:(?P<tumor>tumor|mass|lesion|nodule)|nipple|skin|trachea|pylorus|ampulla|valve|incisors|verge|junction|bifurcation|epiglottis|tongue)\b"
    r"(?!\W(?:\w+\W){0,2}margin)"
)
_EDGE_BEFORE = re.compile(
    r"(?:within|distance(?! of )|clos(?:e\b|est|ely)|nearest|clearance|safety|margins?|edges?|less than|<|at least)"
    r"[^0-9;]{0,40}\Z"
)
_BY_ITSELF = re.compile(r"(?:measur\w+|sized?|diameter|(?:tumor|mass|nodule|lesion|focus)(?: is| of)?)[ (:]{1,2}\Z")


def measures(sentence: str) -> Iterator[tuple[int, int, Quantity, bool]]:
    """Start, end and value of each distance to an edge, and whether it is said to be the least."""
    found = list(_MEASURE.finditer(sentence))
    if not found or not _TELLS.search(sentence):
        return
    for one in found:
        near = sentence[max(0, one.start() - 60) : one.end() + 60]
        if not (_NEAR.search(near) and _EDGE.search(near)) or not _is_distance(sentence, one):
            continue
        value = Quantity(millimetres(one["v"], one["u"]), "mm")
        yield one.start(), one.end(), value, bool(_NEAREST.search(near))


def _is_distance(sentence: str, found: re.Match[str]) -> bool:
    start, end = found.span()
    before = sentence[max(0, start - 50) : start]
    other = _TO_ELSE.match(sentence, end)
    if _SIZED.search(before) or (other and not (other["tumor"] and "margin" in before)):
        return False
    if _AWAY.match(sentence, end):
        return True
    return not (_A_SIZE.match(sentence, end) or _BY_ITSELF.search(before)) and bool(_EDGE_BEFORE.search(before))


def in_situ(flat: str, start: int) -> bool:
    """Whether the distance at this place is that of cancer which does not invade."""
    before = flat[line_start(flat, start, 70) : start]
    return bool(_LESSER.search(before)) and "invasive" not in before


_LESSER = re.compile(r"in[ -]situ|\b[dl]cis\b|\bcis\b|\bpin\b|dysplasia|adenoma")

"""Two numbers in one, so many nodes with cancer of so many: `3/14`, `(0:1)`, `three of fourteen`."""

import re

from msgspec.structs import replace

from consilium.records.report import node_verdicts
from consilium.records.report.context import line_end, line_start
from consilium.records.report.node_numbers import Number, scanned
from consilium.records.report.node_statements import Count, count_of
from consilium.records.report.text import Text

_DAY_BEFORE = re.compile(
    r"\b(?:for|at|due|starts?|placed|seen|visit|set|\w+ectomy|surgery|clinic|today|monday|tuesday|friday) \Z"
)
_SLASH = re.compile(
    r"(?: ?\(\+\)| ?\+)?(?: pos(?:itive)?)? ?/ ?(?P<e>\d{1,3}|l\d|\do)(?P<rest>-(?=[),;.\n]))?(?![\d/%\w]|\.\d| ?hpf)"
)
_COLON = re.compile(r":(?P<e>\d{1,3})\)")
_OF = re.compile(
    r"(?:\)?(?: (?:lymph )?nodes? (?:with|containing) (?:\w+ )?(?:metasta\w+|tumor|carcinoma))?"
    r"(?: positive| metastatic| involved| regional)?(?: lymph)?(?: nodes?)? \(?(?:(?:out )?of|among)"
    r"|(?: (?:lymph )?nod(?:e|al))? metastas[ei]s in)"
    r"(?: the| a total of| total| in total| these)? \(?(?=[\da-z])"
)
_PAGE = re.compile(r"(?:\bpages?|\bpg\.?|\bp\.):?\s?\Z")
_NOT_NODES = re.compile(
    r"h(?<!\wh)pf|per 10|quadrants|chips|cores|mitos|score|gleason|o'clock|nottingham|tubules|points"
    r"|grade:? ?\d"
)
_OF_RECEPTORS = re.compile(
    r"(?:\b(?:er|pg?r|ar|her-?2)\b|receptors?\b|allred|quick ?score|estrogen|progesterone)[^\n;,]{0,25}\Z"
)
"""`ER 8/8` is a score of stained cells."""
_ISOLATED = re.compile(r"[^\n]{0,60}?(?:isolated tumor cell|\bitcs?\b)")
"""Nodes with no more than these are not counted as positive (AJCC, breast, since the 6th edition)."""
_NAMED = re.compile(
    r"\b(?:ae|ck|cam|keratins?|cassettes?|slides?|blocks?|grade|stage|performed|dated?|on"
    r"|pet|ct|mri|scans?|since|until|pain|distress|strength|reflexes|power|pulses|murmur)\.? ?\Z"
)
"""A stain, a slide, a grade, a day or how strong something is, not a count: `AE 1/3`, `PET 3/28`, `pain 3/10`."""
_NOT_OF_THESE = re.compile(
    r"(?:\n|[;.-] )(?:[a-z]+ ){0,2}(?:extra-?(?:nodal|capsular)|perinodal)[^\n;,.]{0,40} in \Z"
    r"|\b(?:previous|prior|earlier|outside)\b[^\n]{3,60}\b(?:show|reveal|had|demonstrat|contain|was|were|found)[^\n]{0,20}\Z"
)
"""Nodes of which cancer grew out, or of an earlier specimen."""
_ALLRED = 8
_ABOUT_NODES = re.compile(
    r"positive|metasta|involved|negative|benign|free|reactive|nod(?:es?|al)\b|\blns?\b|lymphono|lymphknot|linfonod"
    r"|\blgll?\b|malignan|tumor|carcinoma|neck dissection|lymphatic[ia]|linfaticos|lymphatiques"
    r"|\b(?:axillae?|groins?|(?:left|right) neck|iliac|obturator|(?:axillary|inguinal) (?:contents|dissection|tail))\b"
    r"|(?:levels?|stations?) ?(?:[iv]{1,3}|[1-9])"
)


def pair(text: Text, found: list[Number], place: int, taken: set[int], listed: int) -> Count | None:
    """`3/14`, `(0:1)`, `three of fourteen`; before `listed` a list of nodes goes on."""
    flat, one = text.flat, found[place]
    after = flat[one.bare : one.bare + 1]
    if (after in "+/(" or flat.startswith((" /", " (+", " +", " p"), one.bare)) and (
        slash := _SLASH.match(flat, one.bare)
    ):
        if text.kind != "pathology" and _DAY_BEFORE.search(flat, max(0, one.start - 20), one.start):
            return None
        if flat[max(0, one.start - 1) : one.start] in ("#", "-", "/") or flat.startswith("/", slash.end()):
            return None
        _take(found, place, slash.end(), taken)
        if slash["rest"] and "+" in slash[0]:
            count = _counted(text, one, one.value + scanned(slash["e"]), slash.end(), listed)
            return replace(count, added=True) if count else None
        return _counted(text, one, scanned(slash["e"]), slash.end("e"), listed)
    if after == ":" and flat[one.start - 1] == "(" and (colon := _COLON.match(flat, one.bare)):
        _take(found, place, colon.end(), taken)
        return _counted(text, one, int(colon["e"]), colon.end() - 1, listed)
    if flat.startswith((" ", "(", ")"), one.end) and place + 1 < len(found) and (of := _OF.match(flat, one.end)):
        other = found[place + 1]
        if other.start == of.end() and not node_verdicts.MEASURED.match(flat, other.end):
            taken.add(place + 1)
            return _counted(text, one, other.value, other.end, 0)
    return None


def _take(found: list[Number], place: int, end: int, taken: set[int]) -> None:
    """The numbers behind one that lie before an end are told with it."""
    while place + 1 < len(found) and found[place + 1].start < end:
        place += 1
        taken.add(place)


def _counted(text: Text, one: Number, examined: int, end: int, listed: int) -> Count | None:
    """So many of so many, if the words around speak of nodes and of nothing else that is counted so."""
    flat = text.flat
    if one.value > examined or not examined or _PAGE.search(flat, max(0, one.start - 8), one.start):
        return None
    left = line_start(flat, one.start, 110)
    if examined == _ALLRED and _OF_RECEPTORS.search(flat, max(0, one.start - 40), one.start):
        return None
    if _NAMED.search(flat, max(0, one.start - 11), one.start) or node_verdicts.MEASURED.match(flat, end):
        return None
    if _NOT_OF_THESE.search(flat, max(0, left - 1), one.start):
        return None
    right = line_end(flat, end, 60)
    about = one.start < listed or _ABOUT_NODES.search(flat, max(0, one.start - 110), end + 60)
    if not about or _NOT_NODES.search(flat, left, right):
        return None
    positive: int | None = one.value
    if positive and _ISOLATED.match(flat, end):
        positive = None
    elif positive == examined and _all_clear(flat[left : one.start], flat[end:right]):
        positive = 0
    total = bool(node_verdicts.TOTAL_BEFORE.search(flat, max(0, one.start - 12), one.start))
    return count_of(text, one.start, end, positive, examined, total=total)


def _all_clear(lead: str, tail: str) -> bool:
    """`Three of three nodes, negative for metastasis`, `no tumor seen in 9 of 9 nodes`."""
    if node_verdicts.LEAD_CLEAR.search(lead):
        return True
    clear, full = node_verdicts.CLEAR.search(tail), node_verdicts.FULL.search(tail)
    return bool(clear) and not (full and clear and full.start() < clear.start()) and not node_verdicts.FULL.search(lead)

"""Why a sum of the nodes that were counted is not the number of nodes: what is judged and not counted, two tumors."""

import re
from bisect import bisect_left

from consilium.records.report import node_levels, node_parts, node_statements
from consilium.records.report.node_statements import Count
from consilium.records.report.text import Text

_VERDICT = (
    r"(?: ?[:-]|\n)[ \n-]{0,3}(?:lymph nodes?[,:]? )?"
    r"(?:(?P<free>negative|no (?:\w+ )?(?:tumor|evidence|metasta|carcinoma|malignan)|free of|free from"
    r"|(?:benign |reactive )+lymph node|reactive|(?:[a-z]+ )?(?:\(\d+\) )?fragments? of (?:[a-z]+ ){0,2}lymph)"
    r"|positive|m(?:icro-?m|acro-?m)?etasta|involved)"
)
_LABELLED = re.compile(r"[^\n:]{0,60}nodes?\b[^\n:]{0,80}" + _VERDICT)
_HEADED = re.compile(
    r"(?:part \d{1,2}: [^\n:]{0,60}nodes?\b|(?:sentinel )?lymph nodes?(?: ?\(s\))?,[^\n:]{1,70}"
    r"(?:biopsy|excision|dissection|resection|removal|(?:level|station) \w{1,3}\b))[^\n:]{0,40}" + _VERDICT
)
_NO_COUNT = re.compile(
    r"(?:node count|count of (?:lymph )?nodes|number of (?:lymph )?nodes(?: examined)?)[^\n]{0,20} cannot be "
)
_LABEL = re.compile(r"(?:\n|: )(?:[a-z]|\d{1,2})\n\Z")
_LABEL_THERE = re.compile(r"(?:\([a-z]\)|[a-z]\)|#\d{1,2}[.:)]?) ")
_SPECIMEN = re.compile(r"\n(?:[a-z]\n|\d{1,2}\n|\(?[a-z]\) |#\d|part \d|lymph node)")
_MORE = re.compile(r" (?:additional|further|other|more)\b")
_OF_PARTS = frozenset({"final", "head"})
_LABEL_WIDTH, _FAR = 5, 600
_CODES = ("nodes.examined", "nodes.positive")


def refused(text: Text, here: list[Count], parts: list[Count]) -> dict[str, str]:
    """Of each code that the sum of these parts (`here`; `parts` are all that were counted) does not answer, why."""
    reasons = dict.fromkeys(_uncounted(text, parts), "the nodes of one specimen are judged without a number")
    if len(here) == 1 and here[0].examined is None and _MORE.match(text.flat, here[0].end):
        reasons["nodes.positive"] = "these are beside others that are not counted"
    if node_levels.contradicted(here, text.flat):
        reasons |= dict.fromkeys(_CODES, "the levels do not add up to the count of all")
    if "breast" in text.flat and node_parts.of_both_sides(here):
        for code, summed in zip(_CODES, node_parts.sums(here), strict=True):
            if summed or code == "nodes.examined":
                reasons[code] = "the nodes of two breasts are of two tumors"
    return reasons


def _uncounted(text: Text, parts: list[Count]) -> set[str]:
    """The codes that no sum answers, because the nodes of one specimen are judged and not counted."""
    unknown = {"nodes.examined"} if "cannot be " in text.flat and _NO_COUNT.search(text.flat) else set[str]()
    counted = sorted(part.start for part in parts)
    if not any(part.section in _OF_PARTS for part in parts):
        # The specimens are judged in the diagnosis and counted elsewhere.
        return unknown
    for start, end in text.sentences("node"):
        if text.section(start).kind not in _OF_PARTS:
            continue
        label = _LABEL_THERE.match(text.flat, start)
        labelled = label or _LABEL.search(text.flat, max(0, start - _LABEL_WIDTH), start)
        judged = (_LABELLED if labelled else _HEADED).match(text.flat, start)
        if judged and not node_statements.FORM.match(text.flat, start):
            following = _SPECIMEN.search(text.flat, end, end + _FAR)
            stop = following.start() if following else end + _FAR
            at = bisect_left(counted, start)
            if at == len(counted) or counted[at] >= stop:
                unknown |= {"nodes.examined"} if judged["free"] else {"nodes.examined", "nodes.positive"}
    return unknown

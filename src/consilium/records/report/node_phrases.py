"""One number of nodes with what the words around it say of cancer in them: `twelve nodes, negative for tumor`."""

import re

from msgspec.structs import replace

from consilium.records.report import node_verdicts
from consilium.records.report.context import line_end, line_start
from consilium.records.report.node_numbers import Number
from consilium.records.report.node_statements import Count, count_of
from consilium.records.report.numbers import NUMBER
from consilium.records.report.patterns import later
from consilium.records.report.text import Text

_ADJ = (
    r"(?:(?!(?:of|in|and|with|to|fragments?|pieces?|portions?|cm|mm|levels?|for|cassettes?|no|foci|focus)\b)"
    r"(?:[a-z]+(?:[-/][a-z]+)*|[nrl]\d{1,2}[rl]?|\d{1,2}[rl]),? "
    r"(?:(?<=al )and |(?<=ar )and |(?<=ic )and |(?<=ary )and |(?<=or )and |(?<=ac )and )?){0,4}?"
)
_NODES = re.compile(
    rf"\)?(?:,(?! total\b))? {_ADJ}(?:(?:[a-z]+\n)?\([^)]{{1,14}}\)[ \n])?(?:lymph )?nodes?\b(?: ?\(s\))?"
)
_NODES_BEFORE = re.compile(
    r"nodes?\b(?: ?\(s\))?(?: (?:examined|identified|found|sampled|received|status|total|dissected))?(?: is| was| are)?"
    r"(?:,? ?:? ?\(?(?:x ?|n ?= ?)?| - )\Z"
    r"|nodes,? (?:(?!(?:station|level|zone|part|block|no|total|with|in|of|see)s?\b)[a-z-]+,? ){1,3}\((?:n ?= ?)?\Z"
    r"|nodes, (?:left |right |bilateral )?"
    r"(?:pelvic|axillary|inguinal|iliac|obturator|groin|para-?aortic|regional|mesenteric|pericolic), \Z"
    r"|nodes? (?:positive|involved|metastatic|negative|uninvolved|benign) ?[:=-] ?\Z"
    r"|nodes? ?: ?(?:pos|neg)(?:itive|ative)?[ :=]{1,2}\Z"
    r"|nodes?,? ?[-:]? (?:all )?(?:benign|negative|reactive|free of tumor|no tumor) \(\Z"
)
_ADDED = re.compile(r" ?\+ ?\d")
"""`Lymph nodes (5 + 7 + 3)`."""
_NOT_HERE = re.compile(
    r"(?:levels?|stations?|station #?|parts?|zones?|no\.?|specimen|blocks?|types?|areas?|#|grades?|class|figure|lymph"
    r"|\w-|(?:\d|one|two|three|four|five) (?:or|to)|than|least|up to|nodes? (?:no|number)|zone|\d of|spot|case"
    r"|slides?|fragments?:?|hundred(?: and)?|\d ?\+) ?#?\Z"
)
_LEVELS = re.compile(r"\b(?:levels?|stations?|zones?) [\w, ]{1,24}(?:and|to|through|&|-) ?\Z")
_WRAPPED = (" multiple\n", " single\n")
"""A line that goes on: `no tumor in multiple / (7) peribronchial nodes`."""
_BETWEEN = ("d ", "o ", "h ", "& ", "-", "- ")
"""`Levels two and three lymph nodes` names places."""
_CALLED = re.compile(
    r"\b(?:(?P<full>positive|involved|metastatic)|negative|uninvolved|benign) (?:lymph )?nodes?[^\w\n]{1,8}\Z"
    r"|\bnodes? ?: ?(?:(?P<short>pos(?:itive)?)|neg(?:ative)?)[ :=]{1,2}\Z"
    r"|\bnodes? (?:(?P<all>positive|involved|metastatic)|negative|uninvolved|benign) ?[:=-] ?\Z"
)
_PLACE_LISTED = re.compile(
    r"(?:[;,\n] ?(?:and )?|\) (?:and|&) )(?:left |right )?[a-z-]+(?: [a-z-]+)?(?: nodes)? \((?:n ?= ?)?\Z"
)
"""In a list that began with nodes: `…; left para-aortic (2)`."""
_VERDICT_BEHIND = re.compile(r"\)?[,:]? (?:both|all|negative|positive|benign|no |free|one |metasta|with)")
_NUMBER_OF = re.compile(
    r"(?:(?:number|no\.?|#) (?:of )?(?:the )?(?:[a-z]+ ){0,3}nodes?[^\d\n]{0,30}|nodes?:? \w+ ?: ?|total nodes: ?)\Z"
)
_NEXT = re.compile(r"[- ]*(?:no |negative|benign|reactive|free of|all |metastatic|positive for|with )[^:\n]{0,80}")
_SOME_FULL = re.compile(
    r"(?: ?\([^)\n]{1,8}\))?(?: of (?:the|these|them|which|those))?(?:[ \n](?:lymph )?nodes?)?(?: of which)?[ :-]{1,3}"
    r"(?:(?:are |is |were |was |being )?(?:positive|involved)"
    r"|(?:show|demonstrat|reveal|harbou?r)(?:s|ed|ing|es)? (?:(?!no\b|not\b|without\b)\w+ ){0,2}"
    r"(?:metasta|tumor|carcinoma)"
    r"|with (?:\w+ )?(?:m(?:icro|acro)-?metasta|metasta|tumor|carcinoma)"
    r"|contain\w* (?:\w+ )?(?:metasta|tumor|carcinoma)"
    r"|(?:lymph )?nodes? metasta|metasta"
    r"|(?:are |is |were )?(?:metastatically |histologically )?(?:affected|infiltrated))"
)
_ASKED_OF_THEM = re.compile(
    r"\)?[;,.\n]? ?\(?(?:of (?:which|these),? |number |with )?(?:lymph )?(?:nodes? )?(?:with )?"
    r"(?:metasta(?:s[ei]s|tic)|positive|involved)(?: (?:lymph )?nodes?)?(?: ?[:=] ?| - | )"
)
_REST_ASKED = re.compile(
    r"[.,;\n ]{1,3}(?:number of )?(?:(?:negative|uninvolved|benign) (?:lymph )?nodes?"
    r"|(?:lymph )?nodes? (?:negative|uninvolved|benign)|neg(?:ative)?)(?: ?[:=] ?| - | )"
)
_FULL_ASKED = later(
    r"[.,;\n ]{1,3}(?:number of )?(?:(?:positive|involved|metastatic) (?:lymph )?nodes?"
    r"|(?:lymph )?nodes? (?:positive|involved|metastatic)|pos(?:itive)?)(?: ?[:=] ?| - | )"
)
"""Between two numbers: the second is asked for in a label of its own, `12; metastases: 0`, `3. Negative nodes: 9`."""
_FREE_ONES = re.compile(
    r" (?:of (?:these|them|which) )?(?:are |were )?(?:free|negative|uninvolved|benign|clear|without)\b"
)
_CANCER_IN = re.compile(
    r"\)?(?: (?:recovered|identified|examined|found|sampled|dissected|retrieved))?[:;,-]? ?"
    r"(?:(?!no\b|not\b|without\b)[a-z]+ ){0,3}metasta\w+(?: [a-z]+){0,3} in "
)
_CANCER_IN_THESE = re.compile(
    r"\)?[;,.\n -]{1,3}(?:(?!(?:no|without|not|free|negative)\b)[a-z]+ ){0,4}"
    r"(?:metasta\w+|tumors?|carcinoma|cancer|deposits?)(?:(?! (?:not|nowhere)\b) [a-z]+){0,4} in "
)
_OF_THESE = re.compile(r" of (?:these|them|which|those|the nodes)\b")
_ALL_FULL = re.compile(r"[^\n;:\d]{0,30}?(?:positive|metasta|involved|contain|replaced|effaced)")
_IN_SOME = re.compile(
    rf"[^\n.;:\d]{{0,60}}\b(?:metasta|tumor|carcinoma)[^\n.;:\d]{{0,30}} in (?:only )?(?={NUMBER}\b(?! ?[cm]m\b))"
)
"""`With metastatic disease in 4 of them`: not all."""
_ONE_FULL = re.compile(r" ?[:-] ?(?:positive for |involved by )?metasta")
_EACH = re.compile(r"[^\n;:\d]{0,20}\b(?:both|all|each)\b")
_HOLD = re.compile(r",? (?:(?:are|is|were|was) (?:positive|involved)|contain\w* (?:\w+ )?(?:metasta|tumor|carcinoma))")
_LEAD_FULL = re.compile(
    r"(?:metasta\w+|positive for)(?:[^\n.;:]{0,60}? (?:in|involving|to|into|identified in|seen in) (?:all )?\Z"
    r"|[^\n.;]{0,60}: ?(?:[a-z]+ ){0,2}(?:lymph )?nodes?[,:]? \(?\Z)"
)
_NOT_SO = re.compile(r"\b(?:no|not|without|never|neither)\b")
# Each way begins with a letter of its own, so that the search skips everything else quickly.
_DEFINITION = re.compile(
    r"pn ?[1-3o]?[a-c]? ?[:=(\-]|t(?<=\d t)o ?\d|-(?<=\d -) ?\d|or more|at least|less than|fewer than|between"
    r"|n(?<!\wn)[1-3][a-c]?[,:=] "
)
_STATION = re.compile(r"node, \d{1,2}|nodes?, \d{1,2}:\Z")
"""`Lymph node, 7: benign` names the place of one."""
_SIDE_AT_END = re.compile(r"\b(?P<side>left|right) \(?\Z")
_OTHER_SIDE = re.compile(r"\)?,?(?: and| &)? ?(?P<side>left|right) \(?")
_SIDE_AFTER = re.compile(r" (?P<side>left|right)(?:,| and|, and) \Z")
_THEN = re.compile(r"(?:\band|[,;]) (?:the other |the remaining |another )?\Z")
_WITHOUT = re.compile(
    r"(?: (?:others?|additional|further|remaining))?(?: (?:lymph )?nodes?)?(?: are| is| were)?,? "
    r"(?:(?:which )?(?:are )?(?:negative|free|benign|uninvolved)|without|with no|show no|do not|did not)\b"
)
_REST_WITHIN, _LABEL = 60, 48
_NO_COUNT = re.compile(r" ?(?:/|of\b|out of|cm|mm|%|-)|\.\d")
_APART = re.compile(r"[;:]|\.(?!\d)|\bnode")
_DENIED_THEN = re.compile(r"positive|with metasta|metastatic (?:\w+ )?in|involved by")


def phrase(text: Text, found: list[Number], place: int, taken: set[int], listed: int = 0) -> Count | None:
    """A number of nodes, with what the words around it say of cancer in them; before `listed` a list goes on."""
    flat, one = text.flat, found[place]
    nodes = _NODES.match(flat, one.end)
    if (
        nodes
        and one.value > 1
        and flat[one.start].isdigit()
        and ")" not in flat[one.end - 1 : one.end + 1]
        and nodes[0].endswith("node")
    ):
        return None
    if _ADDED.match(flat, one.bare):
        return None
    if nodes is None and _STATION.search(flat, max(0, one.start - 7), one.end + 1):
        return None
    if nodes is None and not (_counts_before(flat, one) or (one.start < listed and _in_list(flat, one))):
        return None
    left = flat.rfind("\n", 0, one.start) + 1
    if flat.endswith(_WRAPPED, 0, left):
        left = flat.rfind("\n", 0, left - 1) + 1
    if _NOT_HERE.search(flat, max(0, one.start - 14), one.start) or (nodes is None and one.value == 0):
        return None
    if node_verdicts.IMAGED.search(flat, max(left, one.start - 120), one.start):
        return None
    if flat.endswith(_BETWEEN, 0, one.start) and _LEVELS.search(flat, max(0, one.start - 40), one.start):
        return None
    after = nodes.end() if nodes else one.end
    if node_verdicts.MEASURED.match(flat, one.end) or _DEFINITION.search(flat[max(0, one.start - 60) : after]):
        return None
    right = flat.find("\n", after)
    right = len(flat) if right < 0 else right
    if nodes is None and (called := _CALLED.search(flat, max(left, one.start - 45), one.start)):
        return _asked(text, found, place, called, taken)
    if full := _told_behind_the_clear(flat, found, place, after):
        taken |= {place + 1, place + 2}
        return count_of(text, one.start, full.end, full.value, one.value)
    some = _some(flat, found, place, after)
    total = bool(node_verdicts.TOTAL_BEFORE.search(flat, max(left, one.start - 12), one.start))
    if one.value and (rest := _rest(flat, found, place, after)):
        taken.add(place + 1)
        return replace(count_of(text, one.start, rest.end, one.value, one.value + rest.value), added=True)
    if some is not None and one.value:
        taken.add(place + 1)
        return count_of(text, one.start, found[place + 1].end, some, one.value, total=total)
    if nodes is None and _NUMBER_OF.search(flat, max(left, one.start - 60), one.start):
        return None
    if nodes and place + 1 < len(found) and node_verdicts.FULL.search(flat, after, found[place + 1].start):
        # "Five nodes with metastasis and seven nodes without": the end speaks of the second number.
        right = min(right, found[place + 1].start)
    lead, tail = (
        flat[max(left, one.start - 120) : one.start].replace("\n", " "),
        flat[after : max(after, min(right, after + 70))],
    )
    judged = _judged(text, one, (lead, tail), flat[one.end : after], total)
    if judged and judged.examined == one.value and judged.positive == 0 and (both := _both_sides(flat, found, place)):
        return replace(judged, start=both.start, examined=both.value + one.value, added=True)
    if judged is None and nodes is None and one.value and not total:
        following = _NEXT.match(flat, right + 1)
        return _judged(text, one, ("", following[0]), "", total) if following else None
    return judged


def _asked(text: Text, found: list[Number], place: int, called: re.Match[str], taken: set[int]) -> Count | None:
    """`Positive nodes: 4. Negative nodes: 9`, in either order; of one alone what it says."""
    flat, one = text.flat, found[place]
    full = bool(called["full"] or called["all"] or called["short"])
    other = found[place + 1] if place + 1 < len(found) else None
    asked = _REST_ASKED if full else _FULL_ASKED
    if other and asked.fullmatch(flat, one.end, other.start) and not _NO_COUNT.match(flat, other.bare):
        taken.add(place + 1)
        positive = one.value if full else other.value
        return replace(count_of(text, one.start, other.end, positive, one.value + other.value), added=True)
    if called["all"]:  # a form's field, which is read as one
        return None
    return count_of(text, one.start, one.end, *((one.value, None) if full else (0, one.value)))


def _both_sides(flat: str, found: list[Number], place: int) -> Number | None:
    """The number of the other side, told right before: `left (5) and right (4) pelvic nodes`."""
    one, other = found[place], found[place - 1] if place else None
    if other is None or "\n" in flat[other.start : one.start]:
        return None
    between = flat[other.bare : one.start]
    first = _SIDE_AT_END.search(flat, max(0, other.start - 8), other.start)
    if first and (then := _OTHER_SIDE.fullmatch(between)):
        return other if then["side"] != first["side"] else None
    after = _SIDE_AFTER.match(between)
    return other if after and flat.startswith({"left": " right", "right": " left"}[after["side"]], one.bare) else None


def _counts_before(flat: str, one: Number) -> bool:
    begin = max(0, one.start - _LABEL)
    return flat.find("node", begin, one.start) >= 0 and bool(_NODES_BEFORE.search(flat, begin, one.start))


def _in_list(flat: str, one: Number) -> bool:
    before = _PLACE_LISTED.search(flat, max(0, one.start - _LABEL), one.start)
    return bool(before and _VERDICT_BEHIND.match(flat, one.end))


def _some(flat: str, found: list[Number], place: int, after: int) -> int | None:
    """How many of these nodes hold cancer, where the next number says so."""
    if place + 1 >= len(found):
        return None
    one, other = found[place], found[place + 1]
    between = flat[after : other.start]
    if other.value > one.value or len(between) > 120:
        return None
    if other.value and _CANCER_IN.fullmatch(between):
        return other.value
    if other.value and _CANCER_IN_THESE.fullmatch(between) and _OF_THESE.match(flat, other.end):
        return other.value
    if _ASKED_OF_THEM.fullmatch(between) and not _NO_COUNT.match(flat, other.bare):
        return other.value
    between = between.replace("examined:", "examined")
    near = between.strip(" ;:)") in ("", "identified", "examined", "found", "total")
    if not near and _APART.search(between):
        return None
    full = _SOME_FULL.match(flat, other.bare) or _SOME_FULL.match(flat, other.end)
    if full:
        return other.value
    return (
        0 if other.value == 0 and node_verdicts.FULL.search(flat[other.end : other.end + 50].split("\n")[0]) else None
    )


def _told_behind_the_clear(flat: str, found: list[Number], place: int, after: int) -> Number | None:
    """The number with cancer behind the number without: `of 19 nodes, 18 are free; one has a metastasis`."""
    if place + 2 >= len(found):
        return None
    one, clear, full = found[place : place + 3]
    adds_up = full.value > 0 and clear.value + full.value == one.value
    if not adds_up or _APART.search(flat, after, clear.start) or not _FREE_ONES.match(flat, clear.end):
        return None
    near = full.start - clear.end < _REST_WITHIN
    return full if near and node_verdicts.FULL.search(flat, full.end, line_end(flat, full.end, _REST_WITHIN)) else None


def _rest(flat: str, found: list[Number], place: int, after: int) -> Number | None:
    """The number of nodes without cancer, told right after those with it: `four positive and eight negative`."""
    if place + 1 >= len(found):
        return None
    one, other = found[place], found[place + 1]
    lead = flat[line_start(flat, one.start, 120) : one.start]
    full = node_verdicts.FULL.search(flat, one.end, other.start) or _LEAD_FULL.search(lead)
    between = flat[after : other.start]
    if not full or len(between) > _REST_WITHIN or not _THEN.search(between) or "\n" in between:
        return None
    return other if _WITHOUT.match(flat, other.end) else None


def _judged(text: Text, one: Number, around: tuple[str, str], named: str, total: bool) -> Count | None:
    """All clear, all with cancer, or a total of which nothing is said."""
    lead, tail = around
    if not one.value:
        return None
    clear = node_verdicts.CLEAR.search(tail) or node_verdicts.CLEAR.search(named)
    if clear and not _DENIED_THEN.search(tail[: clear.start()] if node_verdicts.CLEAR.search(tail) else tail):
        return count_of(text, one.start, one.end, 0, one.value, total=total)
    if node_verdicts.LEAD_CLEAR.search(lead) and not _HOLD.match(tail):
        return count_of(text, one.start, one.end, 0, one.value, total=total)
    if full := _LEAD_FULL.search(lead):
        denied = _NOT_SO.search(lead, max(0, full.start() - 12))
        return count_of(text, one.start, one.end, *((0, one.value) if denied else (one.value, None)))
    if node_verdicts.FULL.search(named) and not clear:
        return count_of(text, one.start, one.end, one.value, None)
    if _IN_SOME.match(tail) and not clear:
        return count_of(text, one.start, one.end, None, one.value, total=True)
    if (_ALL_FULL.match(tail) or (one.value == 1 and named and _ONE_FULL.match(tail))) and not clear:
        sure = one.value == 1 or lead.endswith(("all ", "both ")) or _EACH.match(tail)
        return count_of(text, one.start, one.end, one.value, one.value if sure else None)
    return count_of(text, one.start, one.end, None, one.value, total=True) if total else None

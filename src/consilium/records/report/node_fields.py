"""Numbers that a form asks for: `Number of lymph nodes examined: 12`, `Examined: 19. Involved: 4.`"""

import re
from collections.abc import Iterator
from itertools import pairwise

from msgspec.structs import replace

from consilium.records.report.node_numbers import Number
from consilium.records.report.node_statements import Count
from consilium.records.report.text import Text

_ASKED = (
    *(
        ":",
        "=",
        "-",
        "]",
        ")",
        "is",
        "was",
        "ed",
        "nd",
        "ive",
        "xis",
        "sis",
        "tal",
        "node",
        "nodes",
        "yield",
        "ry",
        "inoma",
    ),
    *("umor", "umour", "present"),
)
"""How what asks for a number may end."""
_BEHIND = (
    r"(?:: (?:exact number ?)?\(?(?:specify)?\)?)?(?: ?\([^)\n]{1,40}\))?(?: in specimen)?"
    r"(?: ?[:=\-]{1,2}| is| was|(?<=[a-z)])(?=[ \n]\Z))[ _]{0,9}\n?\Z"
)
_NODES = r"nodes?(?: ?\(s\))?"
_NOT_ONLY = r"(?:(?P<only>(?<=\n)sentinel )|(?<!sentinel ))"
_EXAMINED = re.compile(
    r"(?=[trn#l-]|(?<=\n)[esfd]|(?<=[:,;] )[est])(?P<total>total |regional )?(?:(?:number|no\.?"
    r"|#)(?: of)?(?: the)?(?P<sentinel> (?:non-?)?sentinel)?(?: regional)?(?: lymph)?"
    rf"(?: {_NODES})? (?:exam\w{{3,5}}|found|identified|sampled|indentified|removed|retrieved|resected|present"
    r"|submitted|received|evaluated|dissected|harvested|in specimen)"
    rf"|{_NOT_ONLY}(?:lymph )?{_NODES} (?:exam\w{{3,5}}|found|sampled|identified|removed|retrieved|received|harvested)"
    r"|(?:lymph )?nod(?:e|al) yield"
    r"|nodes,? total(?: number)?"
    r"|total (?:number of )?(?:regional )?(?:lymph )?nodes|(?:number|no\.?|#) of (?:regional )?(?:lymph )?nodes"
    r"|(?:(?<=\n)|(?<=[:,;] ))(?:- )?(?:total|(?:total )?examined|sampled|number found|found|dissected|total number))"
    + _BEHIND
)
_INVOLVED = re.compile(
    r"(?=[tn#lp-]|(?<=\n)[imsw]|(?<=[:,;] )[it])(?P<total>total )?(?:(?:number|no\.?"
    r"|#)(?: of)?(?: the)?(?P<sentinel> (?:non-?)?sentinel)?(?: positive)?(?: regional)?(?: lymph)?"
    rf"(?: {_NODES})?(?: sites)? (?:(?:metastatically-?)?involved(?: nodes)?"
    r"|positive(?: for \w+)?|with (?P<part>(?:macro|micro)-?)?metastas[ei]s|with tumor"
    r"|containing (?:\w+ )?(?:tumor|carcinoma)|metastatic"
    r"|with metastatic \w+|of metastatic nodes)(?: by \w+)?"
    r"|(?:number|no\.?|#) of (?:positive|metastatic|involved)(?: regional)?(?: lymph)? nodes"
    rf"|{_NOT_ONLY}(?:lymph )?{_NODES} (?:positive|involved|with metasta\w+)|positive (?:lymph )?nodes"
    r"|(?:(?<=\n)|(?<=[:,;\d] ))(?:- )?(?:(?:total )?(?:involved|positive|metastatic)|with metastas[ei]s"
    r"|number positive))" + _BEHIND
)
_AFTER = re.compile(r"[\w/.]*(?: ?/|\.\d)| ?[cm]m\b|\+| ?%| of \d|\W{1,3}1\W{1,3}yes")
"""A share, a size, or the number of an answer (`2. 1. yes. 2. no`), not of nodes."""
_EITHER = re.compile(r"(?:examined|total|sampled|found) ?/ ?(?:positive|involved)[^\n\d]{0,10}[: ]\Z")
_NUMBERED = re.compile(r"(?<![:=]) \d{1,2} \Z")
_NOT_TOLD = frozenset({"gross", "blocks", "frozen", "clinical"})
_NEAR, _SHORT, _ROW, _PAIR, _CALLED = 80, 100, 60, 200, 9


def fields(text: Text, numbers: list[Number]) -> Iterator[Count]:
    """Each number of this stretch of text that stands where a form asks for it."""
    flat = text.flat
    for one in numbers:
        asks = flat[max(0, one.start - 16) : one.start].rstrip(" _")
        if asks.endswith("\n") and flat[one.bare : one.bare + 1] in ("", "\n"):
            asks = asks.rstrip(" \n")
        if not asks.endswith(_ASKED) or _AFTER.match(flat, one.bare):
            continue
        begin = max(0, one.start - _NEAR)
        for pattern, full in ((_EXAMINED, False), (_INVOLVED, True)):
            label = pattern.search(flat, begin, one.start)
            if label is None or not _of_nodes(flat, label) or _NUMBERED.search(flat, begin, label.start()):
                continue
            if label[0].endswith("\n") and not _own_line(flat, label, one):
                continue
            kind = text.section(label.start()).kind
            if kind not in _NOT_TOLD or text.in_story(kind):
                positive, examined = (one.value, None) if full else (None, one.value)
                only = label["only"] or label["sentinel"] or ""
                part = label.groupdict().get("part") or ("non-sentinel" if "non" in only else "")
                yield Count(
                    label.start(),
                    one.end,
                    positive,
                    examined,
                    bool(label["total"]) or "total" in flat[max(0, label.start() - _CALLED) : label.start()],
                    kind,
                    part=frozenset(filter(None, [part])),
                    sentinel=bool(label.groupdict().get("part") or (only and not part)),
                    asked=True,
                )
                break


def _of_nodes(flat: str, label: re.Match[str]) -> bool:
    """Whether a label stands in a list about nodes (`Examined:` alone does not say so)."""
    about = flat[max(0, label.start() - _SHORT) : label.end()]
    return "node" in about or "nodal" in about


def _own_line(flat: str, label: re.Match[str], one: Number) -> bool:
    """Whether a number on the line after its label is the answer, not the next number of a list."""
    before = flat[max(0, label.start() - _CALLED) : label.start()].rstrip().rpartition("\n")[2]
    return before != str(one.value - 1)


def slashed(text: Text, numbers: list[Number]) -> Iterator[Count]:
    """`Examined/positive: 19/4`."""
    for one, other in pairwise(numbers):
        joined = text.flat.startswith("/", one.bare) and other.start - one.bare < 3 and other.value <= one.value
        if joined and _EITHER.search(text.flat, max(0, one.start - 40), one.start):
            yield Count(one.start, other.end, other.value, one.value, False, text.section(one.start).kind)


def chosen(asked: list[Count]) -> list[Count]:
    """Without those of sentinel nodes only where one of all stands too; with them where one of the others does."""
    full = [count for count in asked if not count.sentinel]
    if full and any("non-sentinel" not in count.part for count in full):
        return full
    return asked if full else _largest(asked)


def _largest(counts: list[Count]) -> list[Count]:
    """Of nodes with large and with small metastases one number each: a second list is of another tumor there."""
    best = {count.part: count for count in sorted(counts, key=lambda count: count.positive or 0) if count.part}
    return [count for count in counts if not count.part or best[count.part] is count]


def paired(asked: list[Count]) -> list[Count]:
    """One count for `Number examined: 12. Number involved: 3`, and for a number that two lines ask in a row."""
    forms: list[Count] = []
    for count in asked:
        last = forms[-1] if forms else None
        told = (count.positive, count.examined, count.part)
        if last and count.start - last.end < _ROW and told == (last.positive, last.examined, last.part):
            continue
        if last and _complete(last, count):
            positive = last.positive if count.positive is None else count.positive
            examined = last.examined if count.examined is None else count.examined
            forms[-1] = replace(last, positive=positive, examined=examined, end=count.end)
        else:
            forms.append(count)
    return forms


def _complete(last: Count, count: Count) -> bool:
    """Whether one of two neighbours says how many were examined, the other how many of these hold cancer."""
    if last.sentinel != count.sentinel or count.start - last.end > _PAIR:
        return False
    if last.positive is None and count.examined is None:
        return (count.positive or 0) <= (last.examined or 0)
    return last.examined is None and count.positive is None and (last.positive or 0) <= (count.examined or 0)

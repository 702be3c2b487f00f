"""A count of a whole dissection with the list of its levels behind it: which of the counts are parts of it."""

import re

from consilium.records.report.node_statements import Count

_LEVEL = re.compile(r"(?:level|station|zone) ")
_SPECIMEN = re.compile(r"\n(?:part \d|\(?[a-z][.):\n]|\(?\d{1,2}[.)\n])")
_SIDES = frozenset({"left", "right"})
_LEAST, _MANY = 2, 10
_NEAR = 0.2


def below(counts: list[Count], place: int, flat: str) -> range | None:
    """The levels behind a count that tell the same nodes again, a few more or fewer where they were added wrongly."""
    total, at = counts[place], place + 1
    if (total.examined or 0) < _MANY or _of_level(total):
        return None
    while at < len(counts) and _of_level(counts[at]) and len((total.part | counts[at].part) & _SIDES) < len(_SIDES):
        at += 1
    levels = counts[place + 1 : at]
    examined = sum(level.examined or 0 for level in levels)
    near = abs((total.examined or 0) - examined) <= _NEAR * examined
    same = total.positive == sum(level.positive or 0 for level in levels)
    if len(levels) < _LEAST or not (near and same) or _SPECIMEN.search(flat, total.end, levels[-1].start):
        return None
    return range(place + 1, at)


def _of_level(count: Count) -> bool:
    return any(map(_LEVEL.match, count.part))

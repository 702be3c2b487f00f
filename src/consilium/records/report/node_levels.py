"""A count of a whole dissection with the list of its levels behind it: which of the counts are parts of it."""

import re

from consilium.records.report.node_repeats import MOST, SIDES
from consilium.records.report.node_statements import Count

_LEVEL = re.compile(r"(?:level|station|zone) ")
_SPECIMEN = re.compile(r"\n(?:part \d|\(?[a-z][.):\n]|\(?\d{1,2}[.)\n])")
_REGIONS = SIDES | {"neck"}
_LEAST, _MANY = 2, 10
_NEAR = 0.2


def below(counts: list[Count], place: int, flat: str) -> range | None:
    """The levels behind a count that tell the same nodes again, a few more or fewer where they were added wrongly.

    Stations without a level's number are its parts only where as many of their nodes hold cancer, and some do.
    """
    total, behind = counts[place], _behind(counts, place, flat)
    levels = [counts[at] for at in behind]
    if len(levels) < _LEAST or total.positive != sum(level.positive or 0 for level in levels):
        return None
    if not (total.positive or all(map(_of_level, levels))):
        return None
    return behind


def contradicted(counts: list[Count], flat: str) -> bool:
    """Whether levels behind a count of the whole name nearly as many nodes and another number with cancer."""
    for place, total in enumerate(counts) if len(counts) <= MOST else ():
        levels = [counts[at] for at in _behind(counts, place, flat)]
        if len(levels) >= _LEAST and total.positive != sum(level.positive or 0 for level in levels):
            return True
    return False


def _behind(counts: list[Count], place: int, flat: str) -> range:
    """The levels or stations listed right behind a count of many nodes that names none, if they hold nearly as many."""
    total, at = counts[place], place + 1
    if (total.examined or 0) < _MANY or total.positive is None or _of_level(total):
        return range(0)
    whole = total.part <= _REGIONS
    while at < len(counts) and len((total.part | counts[at].part) & SIDES) < len(SIDES):
        listed = counts[at].part or (at > place + 1 and "\n" not in flat[counts[at - 1].end : counts[at].start])
        if not (_of_level(counts[at]) or (whole and listed)):
            break
        at += 1
    examined = sum(count.examined or 0 for count in counts[place + 1 : at])
    near = abs((total.examined or 0) - examined) <= _NEAR * examined
    if not near or at == place + 1 or _SPECIMEN.search(flat, total.end, counts[at - 1].start):
        return range(0)
    return range(place + 1, at)


def _of_level(count: Count) -> bool:
    return any(map(_LEVEL.match, count.part))

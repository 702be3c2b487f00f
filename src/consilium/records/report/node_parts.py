"""Counts of nodes part by part: which of them say the same nodes twice, and which counts all of them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from consilium.records.report.node_counts import Count

# What begins alike stands together: that is nearly twice as fast.
_NO = r" ?#? ?[\divx]+[ab]?"
_PLACE = re.compile(
    rf"\b(?:a(?:pical|xilla\w*|ortic)|c(?:eliac|ervical|ommon|urvature)|delphian|external|gastric|h(?:epatic|iatal|ilar)"
    rf"|i(?:liac|nguinal|nternal)|jugular|l(?:eft|obar|evels?{_NO})|me(?:diastin\w+|senteric)"
    rf"|n(?:eck|on-?sentinel|o\.?{_NO})|o(?:bturator|ment\w+)"
    rf"|pa(?:ra-?aortic|ratracheal|rametri\w+|rotid|rt{_NO})|p(?:elvic|ortal|ulmonary|retracheal|resacral)"
    rf"|peri(?:-?aortic|bronchial|gastric|colic|pancrea\w+)|right"
    rf"|s(?:entinel|plenic|tation{_NO}|ubcarinal|upraclavicular|ubmandibular|ubmental)|zone{_NO}"
    rf"|-aortic|\w*caval|#\d+|1?\d[rl])\b|(?<=\n)[a-z](?=[.):\n])|\([a-z]\)"
)
_FAR = 200


_FEW = 3
_MOST = 100
"""More parts than one specimen has are many reports in one text; comparing each with all would take minutes."""


def distinct(counts: list[Count], flat: str) -> Iterator[Count]:
    """`ONE OF SEVENTEEN (1/17)` and `two nodes, negative (0/2)` say one thing twice."""
    last: Count | None = None
    for count in counts:
        if last and _one(last, count, flat):
            last = _joined(last, count)
            continue
        if last:
            yield last
        begin = max(last.end if last else 0, count.start - _FAR)
        last = replace(count, part=frozenset(_PLACE.findall(flat, begin, count.start)))
    if last:
        yield last


def _joined(last: Count, count: Count) -> Count:
    """One of two that say the same, the fuller or the later; `21 nodes, in 2 metastases` is one of both."""
    fits = (count.positive or 0) <= (last.examined or 0)
    if last.positive is None and count.examined is None and last.end <= count.start and fits:
        return replace(last, positive=count.positive, end=count.end)
    if last.end >= count.end and None not in (last.positive, last.examined):
        return last
    if last.examined is None or (count.positive is not None and count.examined is not None):
        return replace(count, part=last.part, total=last.total or count.total)
    return last


def _one(last: Count, count: Count, flat: str) -> bool:
    """Whether two neighbours count the same nodes."""
    between = flat[last.end : count.start]
    same = last.examined == count.examined or None in (last.examined, count.examined)
    agree = last.positive == count.positive or None in (last.positive, count.positive)
    if count.start < last.end:
        return True
    if not (same and agree) and None not in (last.examined, last.positive, count.examined, count.positive):
        return not _LISTED.search(between)
    if "\n" not in between and len(between) < 150 and flat[count.start - 1] == "(" and (same or agree):
        return True
    if flat[count.start - 1] == "(" and same and agree and len(between) < 100:
        return True
    if "\n" not in between and last.positive is None and count.examined is None and len(between) < 60:
        return True
    if len(between) <= 12:
        return same or agree or "\n" not in between
    if _PLACE.search("\n" + between):
        return False
    if len(between) < 75:
        return last.examined == count.examined
    return same and agree and (count.examined or 0) > 3 and len(between) < 220


_LISTED = re.compile(r"[,;:\n]|\band\b|" + _PLACE.pattern)
"""Between two that differ in their numbers: they are of two places in a list."""


def unrepeated(parts: list[Count]) -> list[Count]:
    """The parts without those that a later summary says again: many nodes of one place twice in the same numbers."""
    kept: list[Count] = []
    repeating = False
    for part in _first_list(parts):
        same = any(_same(part, known) for known in kept)
        repeating = same and (repeating or (part.examined or 0) > 3)
        if not repeating:
            kept.append(part)
    return kept


def _first_list(parts: list[Count]) -> list[Count]:
    """The parts up to where a second list begins that holds nothing but what the first holds."""
    for place in range(1, len(parts) - 1 if len(parts) <= _MOST else 0):
        first, second = parts[:place], parts[place:]
        examined = sum(part.examined or 0 for part in second)
        if max(part.examined or 0 for part in second) > 3 and 2 * examined >= sum(part.examined or 0 for part in first):
            left = list(first)
            for part in second:
                match = next((known for known in left if _same(part, known)), None)
                if match is None:
                    break
                left.remove(match)
            else:
                return first
    return parts


def _same(one: Count, other: Count) -> bool:
    return (one.positive, one.examined) == (other.positive, other.examined) and not _elsewhere(one, other)


def _elsewhere(one: Count, other: Count) -> bool:
    """Whether each of two names a place that the other does not."""
    return bool(one.part - other.part) and bool(other.part - one.part)


def whole(parts: list[Count]) -> Count | None:
    """The statement that is called a total, or is near the sum of all others and names as many with cancer."""
    if len(parts) < 2:
        return None
    for part in (parts[-1], parts[0], *(part for part in parts if part.total)):
        others = [other for other in parts if other is not part]
        examined, positive = sums(others)
        most = max(other.examined or 0 for other in others)
        if part.total and (part.examined or 0) >= most and part.positive is not None and not _of_part(part, others):
            return part
        # One of one node at two places are two nodes; thirteen of fifteen are not found twice.
        several = len(others) > 1 or (positive and (examined > _FEW or not _elsewhere(part, others[0])))
        if (part.examined, part.positive) == (examined, positive) and several:
            return part
        near = most <= (part.examined or 0) and 0.8 * examined <= (part.examined or 0) <= 1.2 * examined
        if len(others) > 1 and near and part.positive in (None, positive):
            return part
    return None


def sums(parts: list[Count]) -> tuple[int, int]:
    """How many nodes were examined and how many hold cancer, all parts together."""
    return sum(part.examined or 0 for part in parts), sum(part.positive or 0 for part in parts)


def unsummed(parts: list[Count]) -> list[Count]:
    """The parts without those that a subtotal before or after them has in its numbers already."""
    for place, part in enumerate(parts if len(parts) <= _MOST else ()):
        if None in (part.examined, part.positive):
            continue
        enough = 2 if part.positive else 3
        for before in range(place + 1 - enough):
            if sums(parts[before:place]) == (part.examined, part.positive):
                return unsummed([*parts[:before], *parts[place:]])
        for after in range(place + 1 + enough, len(parts) + 1):
            if sums(parts[place + 1 : after]) == (part.examined, part.positive):
                return unsummed([*parts[: place + 1], *parts[after:]])
    return parts


def _of_part(total: Count, others: list[Count]) -> bool:
    """`A total of 25 nodes` of one part, which has been counted beside others already."""
    same = [other for other in others if other.examined == total.examined]
    return bool(same) and sum(other.examined or 0 for other in others) > (total.examined or 0) * len(same)

"""Counts of nodes part by part: which of them say the same nodes twice, and which counts all of them."""

import re

from msgspec.structs import replace

from consilium.records.report import node_levels, node_repeats
from consilium.records.report.node_repeats import FEW, MANY, MOST, SIDES, elsewhere
from consilium.records.report.node_statements import Count

# What begins alike stands together: that is nearly twice as fast.
_NO = r" ?#? ?[\divx]+[ab]?"
_PLACE = re.compile(
    rf"\b(?:(?:a(?:pical|xilla\w*|ortic)|c(?:eliac|ervical|hain{_NO}|ommon|urvature)|delphian|external|gastric|h(?:epatic|iatal|ilar)"
    rf"|i(?:liac|nguinal|nternal)|jugular|l(?:eft|obar|evels?{_NO}|n{_NO})|me(?:diastin\w+|senteric)"
    rf"|n(?:eck|on-?sentinel|o\.?{_NO})|o(?:bturator|ment\w+)"
    rf"|pa(?:ra-?aortic|ratracheal|rametri\w+|rotid|rt{_NO})|p(?:elvic|ortal|ulmonary|retracheal|resacral)"
    rf"|peri(?:-?aortic|bronchial|gastric|colic|pancrea\w+)|right"
    rf"|s(?:entinel|plenic|tation{_NO}|ubcarinal|upraclavicular|ubmandibular|ubmental)|zone{_NO}"
    rf"|-aortic|\w*caval|#\d+|1?\d[rl])\b|[a-z](?=[.):\n])(?<=\n.))|\((?<![a-z].)[a-z]\)"
)
_FAR = 200


_AXILLARY = ("axill", "sentinel")
_SUMMARIES = frozenset({"synoptic", "comment"})
_TWO = 2
_CALLED = 40
_BESIDE, _BRACKET = 220, 150


def distinct(counts: list[Count], flat: str) -> list[Count]:
    """Each statement once, with its place; `ONE OF SEVENTEEN (1/17)` and `two nodes, negative (0/2)` say it twice."""
    told: list[Count] = []
    starts: list[int] = []
    for count in counts:
        if told and _one(told[-1], count, flat):
            told[-1] = _joined(told[-1], count)
        else:
            told.append(count)
            starts.append(count.start)
    return _placed(told, starts, flat)


def placed(counts: list[Count], flat: str) -> list[Count]:
    """Each count with the words before it that name its place."""
    return _placed(counts, [count.start for count in counts], flat)


def _placed(counts: list[Count], starts: list[int], flat: str) -> list[Count]:
    if len(counts) < _TWO:
        return counts
    ends = [0, *(count.end for count in counts)]
    return [
        replace(count, part=frozenset(_PLACE.findall(flat, max(end, start - _FAR), start)))
        for count, start, end in zip(counts, starts, ends, strict=False)
    ]


def _joined(last: Count, count: Count) -> Count:
    """One of two that say the same, the fuller or the later; `21 nodes, in 2 metastases` is one of both."""
    fits = (count.positive or 0) <= (last.examined or 0)
    if last.positive is None and count.examined is None and last.end <= count.start and fits:
        return replace(last, positive=count.positive, end=count.end)
    if last.end >= count.end and None not in (last.positive, last.examined):
        return last
    if last.examined is None or (count.positive is not None and count.examined is not None):
        return replace(count, total=last.total or count.total)
    return last


def _one(last: Count, count: Count, flat: str) -> bool:
    """Whether two neighbours count the same nodes."""
    if count.start < last.end:
        return True
    between = flat[last.end : count.start]
    same = last.examined == count.examined or None in (last.examined, count.examined)
    agree = last.positive == count.positive or None in (last.positive, count.positive)
    bracketed = between.endswith("(")
    slashed = "/" in flat[count.start : count.end]
    again = (bracketed and flat[last.start - 1] == "(") or (slashed and "/" in flat[last.start : last.end])
    if not (same and agree) and None not in (last.examined, last.positive, count.examined, count.positive):
        return not again and ((bracketed and slashed and _said(last, count, between)) or not _LISTED.search(between))
    if again:
        detail = "(" in between[:-1] and ")" not in between and "\n" not in between
        beside = (count.examined or 0) > FEW and len(between) < _BESIDE
        return same and agree and (detail or (beside and not _far(between)))
    if "\n" not in between:
        if bracketed and len(between) < _BRACKET and (same or agree):
            return True
        if last.positive is None and count.examined is None and len(between) < 60:
            return True
    elif _NEXT.search(between) and _far(between):
        return False
    if bracketed and same and agree and len(between) < 100:
        return True
    if len(between) <= 12:
        return same or agree or "\n" not in between
    if len(between) >= _BESIDE or _far(between):
        return False
    if len(between) < 75:
        return last.examined == count.examined
    return same and agree and (count.examined or 0) > FEW


def _far(between: str) -> bool:
    """Whether another place is named between two counts."""
    return bool(_PLACE.search("\n" + between))


def _said(last: Count, count: Count, between: str) -> bool:
    """Whether a bracket ends the statement before it, though its numbers differ: `six positive nodes (6/9)`, a slip."""
    if len(between) >= _BRACKET or _NEXT.search(between):
        return False
    return last.positive == last.examined == count.positive or between.endswith("\n(")


_FOLLOWING = re.compile(r"[^\n]{0,60}(?:distribut|as follows|divided|namely)|\)?:")
_NEXT = re.compile(r"\n(?:[a-z]|\d{1,2})\n|:|;|\npart \d")
_LISTED = re.compile(r"[,;:\n]|\band\b|" + _PLACE.pattern)
"""Between two that differ in their numbers: they are of two places in a list."""


def apart(part: Count, fields: list[Count]) -> bool:
    """Whether a statement beside forms counts other nodes than these."""
    if part.examined is None:
        return False
    return part.examined <= FEW or all(part.examined != field.examined for field in fields)


def told(parts: list[Count], flat: str) -> list[Count]:
    """Each node once: the parts without what is said again, and a total in place of the parts that it sums."""
    if len(parts) < _TWO:
        return parts
    parts = once(parts, flat)
    total = _whole(parts, flat)
    return [total] if total else parts


def once(parts: list[Count], flat: str, *, copied: int = 2) -> list[Count]:
    """The parts without what is said again; so many in a row (`copied`) in the same words were scanned twice."""
    if len(parts) < _TWO:
        return parts
    return _totalled(node_repeats.unrepeated(_totalled(node_repeats.not_copied(parts, flat, copied), flat)), flat)


def _totalled(parts: list[Count], flat: str) -> list[Count]:
    """The parts without those that a total right before or after them has in its numbers; it may be told twice."""
    if not FEW <= len(parts) <= MOST:
        return parts
    for place, total in enumerate(parts):
        if total.examined is None or total.positive is None:
            continue
        levels = node_levels.below(parts, place, flat)
        for run in (_run(parts, place, -1), _run(parts, place, 1), levels):
            summed = run and _sums(total, [parts[at] for at in run], flat, others=len(parts) - 1)
            if run and (summed or run is levels):
                rest = [part for at, part in enumerate(parts) if at not in run and not _same_total(part, total)]
                return _totalled(rest, flat)
    return parts


def _run(parts: list[Count], place: int, step: int) -> range | None:
    """The parts, two or more, right before (-1) or after (1) one that it is the sum of."""
    examined, positive = parts[place].examined or 0, parts[place].positive or 0
    at = place + step
    while 0 <= at < len(parts) and (examined > 0 or positive > 0):
        examined, positive = examined - (parts[at].examined or 0), positive - (parts[at].positive or 0)
        at += step
    if examined or positive or abs(at - place) < FEW:
        return None
    return range(at + 1, place) if step < 0 else range(place + 1, at)


def _same_total(part: Count, total: Count) -> bool:
    """The same nodes counted for another tumor: `2/38 with urothelial, 0/38 with prostatic carcinoma`."""
    return part is not total and part.examined == total.examined and (total.examined or 0) >= MANY


def _sums(total: Count, run: list[Count], flat: str, *, others: int) -> bool:
    """Whether a count is the sum of a run of parts and not the next part: without cancer, sums often meet by chance."""
    follow = total.start < run[0].start and "\n" not in flat[total.start : run[-1].end]
    inside = total.part <= frozenset().union(*(part.part for part in run)) or "(" in flat[total.end : run[0].start]
    if _summary(total, run) or (follow and inside):
        return True
    examined = total.examined or 0
    return examined > FEW if total.positive else len(run) == others > 2 and examined > MANY


def _summary(total: Count, others: list[Count]) -> bool:
    """Whether a count stands apart: called a total, asked by a form, in a summary, of no place where they have one."""
    apart = total.section in _SUMMARIES and all(other.section != total.section for other in others)
    placed = not total.part and (total.examined or 0) > FEW and all(other.part for other in others)
    return total.total or apart or placed or (total.asked and not any(other.asked for other in others))


def _whole(parts: list[Count], flat: str) -> Count | None:
    """The statement that is called a total, or is near the sum of all others and names as many with cancer."""
    if len(parts) < _TWO:
        return None
    for part in (parts[-1], parts[0], *(part for part in parts if part.total or part.asked)):
        others = [other for other in parts if other is not part]
        examined, positive = sums(others)
        most = max(other.examined or 0 for other in others)
        counted = part.examined or 0
        alone = part.section == "synoptic" and all(other.section != "synoptic" for other in others)
        named = part.total or (part.asked and alone and counted >= 0.8 * examined)
        if named and counted >= most and part.positive is not None and not _of_part(part, others):
            return part
        # Thirteen of fifteen are not found twice; one of one at two places are two nodes.
        if (counted, part.positive) == (examined, positive) and (
            _summary(part, others) or (positive and (examined > FEW or not elsewhere(part, others[0])))
        ):
            return part
        near = most <= counted and 0.8 * examined <= counted <= 1.2 * examined
        told = part is parts[-1] or part.total or part.asked or _FOLLOWING.match(flat, part.end)
        if len(others) > 1 and near and told and part.positive in (None, positive) and _summary(part, others):
            return part
        if counted > examined and part.positive == positive > 0 and _of_region(part, others, flat):
            return part
    return None


def _of_region(part: Count, others: list[Count], flat: str) -> bool:
    """Whether a count names no station but the region, beside the stations with cancer; clear ones may go uncounted."""
    if any(not place.startswith("no ") for place in part.part):  # `No II/XIV` is a count
        return False
    if "regional" in flat[max(0, part.start - _CALLED) : part.end]:
        return True
    return sum(bool(other.positive) for other in others) > 1 and all(other.part for other in others if other.positive)


def of_both_sides(parts: list[Count]) -> bool:
    """Whether nodes of the left and of the right axilla are among the parts."""
    sides = [part.part & SIDES for part in parts if any(place.startswith(_AXILLARY) for place in part.part)]
    return len({side for side in sides if len(side) == 1}) == len(SIDES)


def sums(parts: list[Count]) -> tuple[int, int]:
    """How many nodes were examined and how many hold cancer, all parts together."""
    return sum(part.examined or 0 for part in parts), sum(part.positive or 0 for part in parts)


def _of_part(total: Count, others: list[Count]) -> bool:
    """`A total of 25 nodes` of one part, which has been counted beside others already."""
    same = [other for other in others if other.examined == total.examined]
    return bool(same) and sum(other.examined or 0 for other in others) > (total.examined or 0) * len(same)

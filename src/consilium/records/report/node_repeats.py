"""Node counts that a report says again, and pages that were scanned twice: each of them once."""

from collections import Counter, defaultdict

from consilium.records.report.node_statements import Count

SIDES = frozenset({"left", "right"})
FEW, MANY = 3, 10
MOST = 100
"""More parts than one specimen has are many reports in one text; comparing each with all would take minutes."""
_COPY_WIDTH, _COPY_WORDS = 200, 120


def not_copied(parts: list[Count], flat: str, enough: int) -> list[Count]:
    """The parts without a second copy of a passage, as where a page was scanned twice."""
    if len(parts) > MOST or len({(part.positive, part.examined) for part in parts}) + enough > len(parts):
        return parts
    told = Counter((part.positive, part.examined) for part in parts)
    marks = [
        (part.positive, part.examined, _words(flat, part.start) if told[part.positive, part.examined] > 1 else "")
        for part in parts
    ]
    kept, place = [], 0
    while place < len(parts):
        copied = max((_alike(marks, first, place) for first in range(place)), default=0)
        if copied < enough:
            kept.append(parts[place])
            copied = 1
        place += copied
    return kept


def _words(flat: str, end: int) -> str:
    """The letters and digits before a place, without what a scan reads differently each time."""
    return "".join(filter(str.isalnum, flat[max(0, end - _COPY_WIDTH) : end]))[-_COPY_WORDS:]


def _alike(marks: list[tuple[int | None, int | None, str]], first: int, second: int) -> int:
    """How many in a row from one place are the same as from another."""
    length = 0
    while first + length < second and second + length < len(marks) and marks[first + length] == marks[second + length]:
        length += 1
    return length


def unrepeated(parts: list[Count]) -> list[Count]:
    """The parts without those that a later summary says again: many nodes of one place twice in the same numbers."""
    kept: list[Count] = []
    known: defaultdict[int | None, dict[tuple[object, ...], int]] = defaultdict(dict)
    repeating = False
    for part in _first_list(parts):
        kinds = known[part.examined]
        amended = next((kind for kind, at in kinds.items() if _amends(part, kept[at])), None)
        if amended is not None:
            at = kinds.pop(amended)
            kept[at], kinds[_kind(part)] = part, at
            continue
        same = [at for at in kinds.values() if _same(part, kept[at])]
        repeating = bool(same) and (repeating or any(_told_again(part, kept[at]) for at in same))
        if not repeating:
            # One of each kind is enough to compare with, and of very many kinds the latest.
            if len(kinds) >= MOST:
                del kinds[next(iter(kinds))]
            kinds.setdefault(_kind(part), len(kept))
            kept.append(part)
    return kept


def _kind(part: Count) -> tuple[object, ...]:
    """What two parts are compared by."""
    return part.positive, part.part, part.section, part.asked


def _amends(part: Count, known: Count) -> bool:
    """Whether an addendum finds more or fewer positive among nodes that were counted before it."""
    later = part.section == "addendum" != known.section
    return later and part.examined == known.examined and (part.examined or 0) > FEW and not elsewhere(part, known)


def _told_again(part: Count, known: Count) -> bool:
    """Whether two of the same numbers are one: few nodes without cancer are found in more than one place."""
    examined = part.examined or 0
    sure = part.total or part.section != known.section or (part.asked and known.asked)
    return examined > FEW and bool(part.positive or examined >= MANY or sure)


def _first_list(parts: list[Count]) -> list[Count]:
    """The parts up to where a second list begins that holds nothing but what the first holds."""
    for place in range(1, len(parts) - 1 if len(parts) <= MOST else 0):
        first, second = parts[:place], parts[place:]
        examined = sum(part.examined or 0 for part in second)
        before = sum(part.examined or 0 for part in first)
        if first[0].section == second[0].section and not any(part.positive for part in second):
            continue
        if max(part.examined or 0 for part in second) > FEW and 2 * examined >= before:
            left, alike = list(first), _numbers_alike if len(first) == len(second) else _same
            for part in second:
                match = next((known for known in left if alike(part, known)), None)
                if match is None:
                    break
                left.remove(match)
            else:
                return first
    return parts


def _numbers_alike(one: Count, other: Count) -> bool:
    """The same numbers, and not of the other side."""
    sides = {place for place in SIDES if (place in one.part) != (place in other.part)}
    return (one.positive, one.examined) == (other.positive, other.examined) and sides != SIDES


def _same(one: Count, other: Count) -> bool:
    return (one.positive, one.examined) == (other.positive, other.examined) and not elsewhere(one, other)


def elsewhere(one: Count, other: Count) -> bool:
    """Whether each of two names a place that the other does not."""
    return bool(one.part - other.part) and bool(other.part - one.part)

"""Every statement of a number of nodes in one stretch of text."""

import re
from collections.abc import Iterator

from consilium.records.report import node_pairs, node_phrases
from consilium.records.report.context import line_end
from consilium.records.report.node_numbers import Number
from consilium.records.report.node_statements import Count
from consilium.records.report.text import Text

_EXTRANODAL = re.compile(r"extra-?(?:nodal|capsular)|perinodal")
_ITEM = 70
"""How far behind a count the next of a list may stand."""


def counts(text: Text, found: list[Number]) -> Iterator[Count]:
    """Every statement of a number of nodes among the numbers of one stretch of text."""
    taken: set[int] = set()
    last: Count | None = None
    for place in range(len(found)):
        if place not in taken:
            listed = last.end + _ITEM if last else 0
            count = node_pairs.pair(text, found, place, taken, listed)
            count = count or node_phrases.phrase(text, found, place, taken, listed)
            if count and not (last and _grown_out(text.flat, last, count)):
                last = count
                yield count


def _grown_out(flat: str, last: Count, count: Count) -> bool:
    """`3 of 12 positive, 2 of 3 with extranodal extension`."""
    if count.examined is None or count.examined != last.positive or count.examined >= (last.examined or 0):
        return False
    line = max(last.end, flat.rfind("\n", last.end, count.start))
    return bool(count.positive and _EXTRANODAL.search(flat, line, line_end(flat, count.end, 40)))

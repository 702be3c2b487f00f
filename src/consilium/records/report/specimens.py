"""Several tumors in specimens of their own: which of these is the lesser, by the sizes that stand there."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator

from consilium.records.report import sizes
from consilium.records.report.text import Text
from consilium.values import Quantity

LESSER = 17.0
"""What is said of a second or lesser tumor loses: a little more than a finer kind gains."""
_SEVERAL, _HALF = 2, 0.5
_BEGINS = re.compile(r"\n(?:#\d{1,2}\b|\([a-z]\) |[a-z]\) |part \d|(?:[a-z]|\d{1,2})\n)")
"""Where the diagnosis of a specimen begins: `A.`, `(B)`, `#3`, `Part 2:`."""


def primaries(text: Text) -> Iterator[int]:
    """Where an invasive cancer is named that is not called a metastasis."""
    for hit in text.hits("histology"):
        spread = "metasta" in text.flat[max(0, hit.start - 30) : hit.end]
        if hit.value.behaviour == "3" and not spread and "situ" not in text.flat[hit.end : hit.end + 10]:
            yield hit.start


def lesser(text: Text, cancers: Iterable[int]) -> Callable[[int], bool]:
    """Whether a place lies in a specimen whose tumor is not half as large as another's.

    `cancers` are the places where a cancer is named; what is measured in other specimens is none.
    """
    starts = [found.start() for found in _BEGINS.finditer(text.flat)]

    def specimen(at: int) -> tuple[int, int]:
        return text.section(at).start, bisect_left(starts, at)

    with_cancer = {specimen(at) for at in cancers}
    if len(with_cancer) < _SEVERAL:
        return lambda _: False
    largest: dict[tuple[int, int], float] = {}
    for size in sizes.candidates(text):
        here = specimen(size.start)
        if size.code == "tumor.size" and not size.refused and isinstance(size.value, Quantity) and here in with_cancer:
            largest[here] = max(largest.get(here, 0.0), size.value.value)
    most = max(largest.values(), default=0.0)
    small = {here for here, size in largest.items() if size < _HALF * most}
    return lambda at: bool(small) and specimen(at) in small

"""What kind of record a text is, by the words that such records hold."""

from collections.abc import Iterator

from consilium.records.report.candidates import Candidate
from consilium.records.report.text import Text

_ENOUGH = 3


def candidates(text: Text) -> Iterator[Candidate]:
    """The kind whose words weigh most; nothing where there are hardly any."""
    weights: dict[str, float] = {}
    seen: set[str] = set()
    for hit in text.hits("kind"):
        word = text.flat[hit.start : hit.end]
        if word not in seen:
            seen.add(word)
            kind, weight = hit.value
            weights[kind] = weights.get(kind, 0) + weight
    kind = max(weights, key=lambda name: weights[name], default="")
    if weights.get(kind, 0) < _ENOUGH:
        return
    first = max((hit for hit in text.hits("kind") if hit.value[0] == kind), key=lambda hit: (hit.value[1], -hit.start))
    yield Candidate(
        code="record.kind",
        value=kind,
        start=first.start,
        end=first.end,
        score=weights[kind],
        why="its words weigh most",
    )

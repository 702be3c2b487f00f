"""A list of the stations of the chest with the number of nodes and the answer of each: `4R x3 neg, 7 x2 neg`."""

from collections.abc import Iterator

from consilium.records.report.node_statements import Count, count_of
from consilium.records.report.patterns import later
from consilium.records.report.text import Text

_ANY = (
    r"(?:(?:station|level) ?#?)?(?:1[0-4][rl]?|[2-9][rl]?)[ :]{0,2}(?:\((?:n ?= ?|x ?)?\d{1,2}\)|x ?\d{1,2}\b)"
    r"[ :,-]{1,3}(?:all |both )?(?:neg\b|negative|benign|clear|free of \w+|reactive|pos\b|positive|metasta\w+)"
)
_LIST = later(rf"(?<![\w/.])(?:{_ANY})(?:(?:[,;\n] ?| and |, and ){_ANY})+")
_ONE = later(
    r"(?:\((?:n ?= ?|x ?)?(?P<n>\d{1,2})\)|x ?(?P<m>\d{1,2})\b)[ :,-]{1,3}(?:all |both )?"
    r"(?:(?P<no>neg|benign|clear|free|reactive)|(?P<yes>pos|metasta))"
)
_BY_NEEDLE = later(r"\b(?:ebus|tbna|fna|needle|pass(?:es)?|aspirat\w+|smears?|cytolog\w+)\b")
"""What is counted there is how often the needle went in."""


def counts(text: Text) -> Iterator[Count]:
    """The sum of each such list; nothing where it leaves open how many nodes of a station hold cancer."""
    for start, end in text.sentences("station"):
        found = _LIST.search(text.flat, start, end) if "node" in text.flat[start:end] else None
        if found is None or _BY_NEEDLE.search(text.flat, max(0, start - 80), end):
            continue
        told = [(int(one["n"] or one["m"]), bool(one["yes"])) for one in _ONE.finditer(text.flat, *found.span())]
        known = all(number == 1 for number, full in told if full)
        positive = sum(full for _, full in told) if known else None
        count = count_of(text, *found.span(), positive, sum(number for number, _ in told))
        yield Count(*found.span(), positive, count.examined, count.total, count.section, added=True)

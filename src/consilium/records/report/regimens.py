"""Regimens of a few letters, `AC` or `TC`, which mean many other things as well.

In: a report; out: where they are named, with their drugs: in capitals, in a report of the organ, beside the words of a
course. A report that names another organ with a regimen of the same letters (`TC` of the ovary) tells none.
"""

from collections.abc import Iterator

from consilium.records.report.patterns import later
from consilium.records.report.text import Text
from consilium.records.report.words import Hit

_BEFORE = later(
    r"\b(?:cycles? (?:\d{1,2} )?of|dose[- ]dense|dd-?|neoadjuvant|adjuvant|chemotherapy with|received|treated with"
    r"|completed|(?:given|had) (?!a\b))(?: (?:adjuvant|neoadjuvant|dose[- ]dense|chemotherapy with))? ?(?:dd-?)?\Z"
)
_BEHIND = later(
    r" ?x ?\d{1,2}\b(?! ?(?:mg|cm|mm))| (?:chemo\w*|regimen)\b|(?<=\w{3}) in (?:19|20)\d\d\b"
    r"|,? (?:followed by|then) (?:weekly )?(?:paclitaxel|docetaxel|taxol|t\b)"
)
_OTHERS = frozenset({"C53", "C54", "C55", "C56", "C57"})


def hits(text: Text) -> Iterator[Hit]:
    """Each such regimen as a hit of its drugs."""
    found = text.hits("short_regimen")
    organs = {hit.value.group for hit in text.hits("site")} if found else set()
    for hit in found if not organs & _OTHERS else ():
        drugs, at = hit.value
        start, end = hit.start, hit.end
        if not text.cased[start:end].isupper() or organs.isdisjoint(at):
            continue
        if _BEHIND.match(text.flat, end) or _BEFORE.search(text.flat, max(0, start - 30), start):
            yield Hit(start, end, drugs)

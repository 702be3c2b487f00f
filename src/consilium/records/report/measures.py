"""A measure as reports write it, and the candidate that it is."""

from consilium.facts import Assertion
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import assertion
from consilium.records.report.text import Text
from consilium.values import Quantity

# A digit and then up to two more, not up to three at once: the search can then skip to the first.
N = r"\d\d{0,2}(?:(?:\. ?|,)\d{1,2})?"


def millimetres(number: str, unit: str) -> float:
    """`2.5`, `cm` → 25.0."""
    value = float(number.replace(" ", "").replace(",", "."))
    return round(value if unit.startswith("m") else value * 10, 2)


_BEFORE = 100
_OWN_ANSWER = frozenset({"tumor.ulceration", "tumor.mitoses", "tumor.breslow", "tumor.clark"})
"""Their own words say whether something is there: `no necrosis, mitotic rate 2/mm2` denies only the first."""


def measured(
    text: Text, code: str, value: str | Quantity, start: int, end: int, bonus: float, why: str, refused: str = ""
) -> Candidate:
    section = text.section(start)
    said = assertion(text.flat, start, end, section.kind)
    if said is Assertion.ABSENT and text.flat.startswith(")", end):
        # What stands behind the bracket is of another. Of the text before only what an assertion looks at is copied.
        left = max(0, start - _BEFORE)
        said = assertion(text.flat[left : end + 1], start - left, end - left, section.kind)
    return Candidate(
        code=code,
        value=value,
        start=start,
        end=end,
        score=section.weight + bonus,
        refused=refused,
        why=f"{why}; {section.kind}",
        assertion=Assertion.PRESENT if code in _OWN_ANSWER and said is Assertion.ABSENT else said,
    )

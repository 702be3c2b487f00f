"""Changes of a gene that a later sample of the same record no longer shows: what was found before belongs to the past.

In: all that was read; out: nothing, the older changes are marked. A change that is looked for and not found is no fact
(`NOT_THERE`): it says nothing of the gene's other changes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from consilium.facts import Assertion
from consilium.records.report.candidates import Candidate
from consilium.records.report.patterns import later
from consilium.records.report.text import Text

NOT_THERE = "looked for and not found"
WATCHED = later(
    r"\bno longer\b|\bcleared\b|\bdisappeared\b|\bnow (?:un|not\b|neg|absent)|\b(?:mrd|remission)\b"
    r"|\bresidual disease\b|\bmolecular response\b|\bmr ?[3-5](?:\.\d)?\b"
)
"""What such words deny was there before: the cancer has it, though this sample does not show it."""
_LATER = later(
    r"\b(?:no longer|cleared|disappeared|repeat(?:ed)?|re-?test(?:ed|ing)?|re-?biops\w+|follow[- ]?up|now|today|latest"
    r"|current(?:ly)?|subsequent(?:ly)?|recent|newer|restaging|remission|relapse|at progression|mrd)\b"
)
_BEFORE, _BEHIND = 150, 60


def weigh(text: Text, stated: Iterable[Candidate]) -> None:
    """Let what a later sample no longer shows belong to the past."""
    found, denied = defaultdict(list), []
    for one in stated if text.hits("marker") else ():
        if not one.why.startswith("gene"):
            continue
        if one.refused == NOT_THERE or one.value == "negative":
            denied.append(one)
        elif not one.refused:
            found[_gene(one)].append(one)
    if any(found.values()):
        denied += _bare(text, [one for many in found.values() for one in many if one.code == "variant"])
    last: dict[tuple[str, str], int] = {}
    for one in denied:
        if found[_gene(one)] and (since := _since(text, one)) is not None:
            change = str(one.value).partition(" ")[2].lower() if one.refused else ""
            last[_gene(one), change] = max(since, last.get((_gene(one), change), 0))
    for (gene, change), since in last.items():
        for other in found[gene]:
            if other.end <= since and _same(text, other, change):
                other.assertion = Assertion.HISTORICAL


_DENIED = later(
    r"(?: (?:mutation|variant|is|was|are|were|now|has|been)){0,4}:?"
    r" (?:not (?:detect|found|seen|present|ident)|neg(?:ative)?\b|no longer\b|undetect|absent|cleared|disappeared)"
)
_MOST = 12
"""Changes that are looked for by their name alone."""


def _bare(text: Text, found: list[Candidate]) -> Iterator[Candidate]:
    """Denials of a change that was told before, where the name of its gene is left out: `T790M now negative`."""
    for one in found[:_MOST]:
        change = str(one.value).partition(" ")[2].lower()
        at = text.flat.find(change, one.end)
        while at >= 0:
            end = at + len(change)
            if said := _DENIED.match(text.flat, end):
                yield replace(one, start=at, end=said.end(), refused=NOT_THERE)
            at = text.flat.find(change, end)


def _gene(one: Candidate) -> str:
    return str(one.value).partition(" ")[0] if one.code == "variant" else one.code.removeprefix("biomarker.")


def _same(text: Text, other: Candidate, change: str) -> bool:
    """Whether this is the change that is denied, or any of its gene where the whole gene is."""
    told = text.flat[other.start : other.end] if other.value == "positive" else str(other.value).lower()
    return not change or told.endswith(change) or (other.value == "positive" and change in told)


def _since(text: Text, one: Candidate) -> int | None:
    """Where the words of the later sample begin whose result this is; None where nothing says that it is later."""
    left, right = text.sentence(one.start, one.end)
    left = max(left, text.flat.rfind(";", left, one.start) + 1, one.start - _BEFORE)
    right = min(right, one.end + _BEHIND)
    if _LATER.search(text.flat, left, right):
        return one.start
    here, before = _days(text, left, right), _days(text, max(0, left - _FAR), left)
    return one.start if here and before and min(here) > max(before) else None


def _days(text: Text, left: int, right: int) -> list[tuple[int, int, int]]:
    """Days, months and years that stand here."""
    days = [day.earliest for start, _, day in text.days if left <= start < right]
    return [(day.year, day.month, day.day) for day in days] or [
        (int(year["y"]), int(year["m"] or 0), 0) for year in _YEAR.finditer(text.flat, left, right)
    ]


_FAR = 600
_YEAR = later(r"(?<![\d/.-])(?:(?P<m>\d\d?)/)?(?P<y>(?:19|20)\d\d)(?![\d/.-]\d)")

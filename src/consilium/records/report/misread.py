"""Kinds of cancer whose words a scan has spoilt ("Ranal call carcinoma"): tried only where no kind was read."""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from consilium.facts import Assertion
from consilium.oncology import histology
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import assertion
from consilium.records.report.text import Text

_VAGUE = frozenset({"8000/3", "8010/3", "8046/3"})
_LEAST_LETTERS, _LEAST_LIKE = 11, 90.0
_MOST = 4_000
_WHERE = frozenset({"final", "synoptic", "addendum", "head", "micro", "comment"})


def candidates(text: Text, known: Sequence[Candidate], group: str) -> Iterator[Candidate]:
    """The kind of this organ whose words are most like some words of the report, with how alike as its confidence."""
    if any(one.code == "diagnosis.histology" and not one.refused and one.value not in _VAGUE for one in known):
        return
    found = max(_likenesses(text, group), key=lambda one: (one[0], len(one[1])), default=None)
    if found is None:
        return
    like, term, code, start, end = found
    said = assertion(text.flat, start, end, text.section(start).kind)
    if said is not Assertion.ABSENT:
        yield Candidate(
            code="diagnosis.histology",
            value=code,
            start=start,
            end=end,
            score=200,
            why=f"nearly the words {term}",
            assertion=said,
            confidence=like / 100,
        )


def _likenesses(text: Text, group: str) -> Iterator[tuple[float, str, str, int, int]]:
    kinds = [kind for kind in histology.kinds() if kind.rank and (group in kind.at or not kind.at) and group]
    terms = [(term, kind.code) for kind in kinds for term in kind.terms if len(term) >= _LEAST_LETTERS]
    left = _MOST
    for section in text.sections.all:
        if section.kind not in _WHERE or left <= 0:
            continue
        words = text.flat[section.start : min(section.end, section.start + left)].replace("\n", " ")
        left -= len(words)
        for term, code in terms:
            found = fuzz.partial_ratio_alignment(term, words, score_cutoff=_LEAST_LIKE)
            if found and len(words) >= len(term):
                start, end = section.start + found.dest_start, section.start + found.dest_end
                if text.flat[start:end].strip() and "\n" not in text.flat[start:end]:
                    yield found.score, term, code, start, end

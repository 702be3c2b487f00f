"""Kinds of cancer whose words a scan has spoilt ("Ranal call carcinoma"): tried where no kind was read, or only half.

A field of a form is half read where the words of its answer are more than those of the kind found in it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from rapidfuzz import fuzz

from consilium.facts import Assertion
from consilium.oncology import histology
from consilium.oncology.histology import Kind
from consilium.records.report import beside
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import assertion
from consilium.records.report.text import Text

_VAGUE = frozenset({"8000/3", "8010/3", "8046/3"})
_LEAST_LETTERS, _LEAST_LIKE, _SAME, _WORD_LIKE = 11, 90.0, 100.0, 70.0
_MOST = 4_000
_AFTER_CARCINOMAS = "8580"
_ANSWER = re.compile(r"(?: ?\([^)\n]{1,40}\))?(?: ?[:=\-]+ ?|\n)([^\n:;,(]{15,70})")
_HALF = 0.8
_WHERE = frozenset({"final", "synoptic", "addendum", "head", "micro", "comment"})


def candidates(text: Text, known: Sequence[Candidate], group: str) -> Iterator[Candidate]:
    """The kind of this organ whose words are most like some words of the report, with how alike as its confidence."""
    named = [one for one in known if one.code == "diagnosis.histology" and not one.refused]
    best = max(named, key=lambda one: (one.assertion is Assertion.PRESENT, one.score), default=None)
    if best and best.value not in _VAGUE:
        finer = beside.finer_codes(str(best.value), group)
        if not finer:
            return
        terms, places = _terms(group, finer), _half_read(text)
    else:
        terms, places = _terms(group), _everywhere(text)
    found = max(_likenesses(text, terms, places), key=lambda one: (one[0], len(one[1])), default=None)
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


Place = tuple[int, int]


def _everywhere(text: Text) -> Iterator[Place]:
    """What states the diagnosis, to a limit."""
    left = _MOST
    for section in text.sections.all:
        if section.kind in _WHERE and left > 0:
            yield section.start, min(section.end, section.start + left)
            left -= min(section.end - section.start, left)


def _half_read(text: Text) -> Iterator[Place]:
    """The answers of which a known kind is only a part."""
    hits = sorted((hit.start, hit.end) for hit in text.hits("histology"))
    for label in text.hits("kind_label"):
        answer = _ANSWER.match(text.flat, label.end) if text.section(label.start).kind in _WHERE else None
        if answer is None or "carcinoma" not in answer[1]:
            continue
        start, end = answer.span(1)
        here = hits[bisect_left(hits, (start,)) : bisect_left(hits, (end,))]
        inside = [right - left for left, right in here if right <= end]
        if max(inside, default=0) < _HALF * len(answer[1].rstrip(" .")):
            yield start, end


def _likenesses(
    text: Text, terms: list[tuple[str, str]], places: Iterator[Place]
) -> Iterator[tuple[float, str, str, int, int]]:
    for begin, stop in places:
        words = text.flat[begin:stop].replace("\n", " ")
        for term, code in terms:
            found = fuzz.partial_ratio_alignment(term, words, score_cutoff=_LEAST_LIKE)
            # What is spelled as it should be was judged where it stands.
            if found and found.score < _SAME and len(words) >= len(term):
                start, end = _whole(text.flat, begin + found.dest_start, begin + found.dest_end)
                said = text.flat[start:end]
                if said.strip() and "\n" not in said and _each_alike(term, said):
                    yield found.score, term, code, start, end


def _whole(flat: str, start: int, end: int) -> tuple[int, int]:
    """The span with the words that it begins and ends in: `recurrent carcinoma` is not like `nut carcinoma`."""
    while start and flat[start - 1].isalpha() and flat[start].isalpha():
        start -= 1
    while end < len(flat) and flat[end - 1].isalpha() and flat[end].isalpha():
        end += 1
    return start, end


def _each_alike(term: str, said: str) -> bool:
    """Whether the words are alike one by one: "carcinoma with" is not "carcinoma nst", however long the rest."""
    if "adenoc" in term and "aden" not in said.partition("carc")[0]:
        return False  # `of carcinoma arising in`
    one, other = term.split(), said.split()
    return len(one) != len(other) or all(fuzz.ratio(a, b) >= _WORD_LIKE for a, b in zip(one, other, strict=True))


@cache
def _terms(group: str, codes: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """The long words of the kinds of this organ with their codes; of some codes only where they are given."""
    kinds = [kind for kind in histology.kinds() if kind.rank and group and _likely(kind, group)]
    return [
        (term, kind.code)
        for kind in kinds
        for term in kind.terms
        if len(term) >= _LEAST_LETTERS
        and " with " not in term
        and beside.is_name(term)
        and (not codes or kind.code in codes)
    ]


def _likely(kind: Kind, group: str) -> bool:
    """Whether a kind is of this organ, or a carcinoma of any: others are too rare to be looked for in spoilt words."""
    return group in kind.at or (not kind.at and kind.code < _AFTER_CARCINOMAS)

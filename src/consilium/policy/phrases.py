"""Phrases that tell the first opinion wherever they stand: found in one pass, however they are spaced or cased."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

import ahocorasick

from consilium import tables
from consilium.cases import Case
from consilium.facts import Assertion, Fact

Span = tuple[int, int]

_TABLE = tables.load("policy/words.toml")["blinding"]
_OF_EVERY_RECORD = frozenset({*_TABLE["words_of_every_record"], "record.states_first_opinion"})
_TELLS_NOTHING = frozenset(_TABLE["tells_nothing"])
_TOKEN = re.compile(r"\S+")


class Phrases:
    """Many phrases looked for at once. Cost: one pass over a text, whatever their number."""

    def __init__(self, phrases: Iterable[str]) -> None:
        known = {_even(phrase)[0].strip(" .,;:") for phrase in phrases}
        self._words = ahocorasick.Automaton()
        for phrase in known:
            if is_telling(phrase):
                self._words.add_word(phrase, len(phrase))
        if len(self._words):
            self._words.make_automaton()

    def spans(self, text: str) -> Iterator[Span]:
        """Where whole phrases stand in the text; they may overlap."""
        if not len(self._words):
            return
        even, starts, places = _even(text)
        for last, length in self._words.iter(even):
            first = last - length + 1
            if _is_whole(even, first, last):
                yield _place(first, starts, places), _place(last, starts, places) + 1

    def stand_in(self, text: str) -> bool:
        """Whether any phrase stands in the text."""
        return next(self.spans(text), None) is not None


def _even(text: str) -> tuple[str, list[int], list[int]]:
    """The text in small letters with single spaces; where each of its words starts, there and in the text."""
    words, starts, places, at = [], [], [], 0
    for found in _TOKEN.finditer(text):
        small = found[0].lower()
        # A letter such as İ is longer when small: the word then stays as it is, so that places still agree.
        words.append(small if len(small) == len(found[0]) else found[0])
        starts.append(at)
        places.append(found.start())
        at += len(found[0]) + 1
    return " ".join(words), starts, places


def _place(at: int, starts: list[int], places: list[int]) -> int:
    word = bisect_right(starts, at) - 1
    return places[word] + at - starts[word]


def _is_whole(even: str, first: int, last: int) -> bool:
    before, after = even[first - 1 : first], even[last + 1 : last + 2]
    return not (_joins(before) and _joins(even[first])) and not (_joins(after) and _joins(even[last]))


def _joins(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def is_telling(phrase: str) -> bool:
    """Four letters at least, and one word that does not stand in every record."""
    words = re.findall(r"[^\W\d_]{3,}", phrase.casefold())
    return sum(map(len, words)) >= 4 and not all(word in _TELLS_NOTHING for word in words)


def of_facts(facts: Iterable[Fact], hides: Callable[[Fact], bool]) -> Iterator[str]:
    """The values and words of the withheld facts; anatomy and dates, which stand in every record, are left out."""
    for fact in facts:
        if not hides(fact) or fact.code in _OF_EVERY_RECORD:
            continue
        if isinstance(fact.value, str):
            yield fact.value
        if fact.assertion is not Assertion.ABSENT:
            yield fact.source.quote


def of_statement(case: Case, *, plan_only: bool) -> Iterator[str]:
    """The first opinion as the person entered it, whole and in pieces."""
    if case.first_opinion is None:
        return
    for text in (case.first_opinion.plan, "" if plan_only else case.first_opinion.diagnosis):
        yield text
        yield from re.split(r"[,;:\n()+/]|\. | and | then | with ", text)

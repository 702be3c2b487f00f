"""All words that matter, found in one pass over the flat text.

One automaton holds headings, sites, kinds of cancer, drugs and the trigger words of every extractor; it is built once,
when the first report is read.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import ahocorasick
import msgspec

from consilium.oncology import drug_names, histology, sites


class Hit(msgspec.Struct, frozen=True, gc=False):
    """A word found: its span in the flat text and the row of the table it came from."""

    start: int
    end: int
    value: Any


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's kind of section and weight; `colon` where only a colon makes the word a heading."""

    kind: str
    weight: int
    colon: bool


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("consilium.records.report").joinpath(name).read_text("utf-8"))


@cache
def headings() -> tuple[tuple[str, Heading], ...]:
    """Every heading with what stands under it."""
    table = _table("headings.toml")
    return tuple(
        (term, Heading(row["kind"], row["weight"], column == "alone"))
        for row in table["section"]
        for column in ("terms", "alone")
        for term in row[column]
    )


@cache
def kinds() -> tuple[tuple[str, tuple[str, int]], ...]:
    """Every word that tells the kind of a record, with that kind and its weight."""
    table = _table("kinds.toml")
    return tuple(
        (term, (row["kind"], weight)) for row in table["kind"] for column, weight in _WEIGHTS for term in row[column]
    )


_WEIGHTS = (("strong", 3), ("weak", 1))

Illness = tuple[str, bool]
"""An illness's name, and whether who had it still has it."""
Lab = tuple[str, frozenset[str]]
"""A test's code, and the units that it is given in."""


def background() -> Iterator[tuple[str, str, Illness | Lab]]:
    """`(kind, words, what they stand for)` for each illness beside the cancer and each test of a laboratory."""
    table = _table("background.toml")
    for row in table["illness"]:
        for term in row["terms"]:
            yield "illness", term, (row["name"], row.get("lasting", False))
    for row in table["lab"]:
        for term in row["terms"]:
            yield "lab", term, (row["code"], frozenset(row["units"]))


def find(flat: str) -> dict[str, list[Hit]]:
    """Every known word by kind ("site", "histology", "drug", "heading", or a trigger), in order of place.

    Within a kind the longest word wins over those inside it.
    """
    # A space before and two behind, so that a word at either end has something beside it.
    spaced = " " + flat.replace("\n", " ") + "  "
    found = _found(spaced, _automaton())
    return _found(spaced, _automaton(misspelt=True)) if _MISSPELT in found else found


def _found(spaced: str, automaton: Any) -> dict[str, list[Hit]]:
    found: dict[str, list[Hit]] = defaultdict(list)
    for end, (length, payloads) in automaton.iter(spaced):
        after = spaced[end + 1]
        # A letter behind it makes it another word, but for the s of a plural; most have a space there.
        if after != " " and after.isalnum() and (after != "s" or spaced[end + 2].isalnum()):
            continue
        start = end - length
        before = spaced[start]
        if before != " " and before.isalnum():
            continue
        for kind, value in payloads:
            hits = found[kind]
            if hits and hits[-1].end > start and kind not in _OVERLAPPING:
                while hits and hits[-1].start >= start and hits[-1].end < end:
                    hits.pop()
                if hits and start < hits[-1].end:
                    continue
            hits.append(Hit(start, end, value))
    return found


_OVERLAPPING = frozenset({"histology"})
_MISSPELT = "misspelt"


_SHORT = 3
_BEFORE_SHORT = tuple(" (/-,:;[.+\"'")
"""A short word ("er") would be found inside every other one, so it is looked for with what stands before it."""


@cache
def _automaton(*, misspelt: bool = False) -> Any:
    """All words; the names of cancers in every wrong spelling are ten times as many, and seldom needed."""
    payloads: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    for kind, term, value in _entries(misspelt):
        payloads[term].append((kind, value))
    automaton = ahocorasick.Automaton()
    for term, rows in payloads.items():
        for before in _BEFORE_SHORT if len(term) <= _SHORT else ("",):
            automaton.add_word(before + term, (len(term), tuple(rows)))
    automaton.make_automaton()
    return automaton


def _entries(misspelt: bool) -> Iterator[tuple[str, str, Any]]:
    for term, heading in headings():
        yield "heading", term, heading
    for site in sites.terms():
        yield "site", site.term, site
    for kind in histology.kinds():
        for term in kind.terms:
            for spelling in _spellings(term) if misspelt else (term,):
                yield "histology", spelling, kind
    if not misspelt:
        yield from ((_MISSPELT, word, None) for word in _misspelt_words())
    # Many kinds share such a word: it is looked for once.
    for word in dict.fromkeys(word for kind in histology.kinds() for word in kind.said):
        yield from (("kind_word", spelling, None) for spelling in {word, word.replace(" ", "-")})
    for term, name in drug_names.terms():
        yield "drug", term, name
    for term, told in kinds():
        yield "kind", term, told
    yield from background()
    for trigger, words in _table("triggers.toml").items():
        for word in words:
            yield trigger, word, None


def _spellings(term: str) -> Iterator[str]:
    """A term, and as it is when one of its words is misspelt."""
    yield term
    for word, others in _misspelt().items():
        if word in term:
            yield from (term.replace(word, other) for other in others)


def _misspelt_words() -> set[str]:
    """What stands between two spaces in a name that is misspelt: `adenocareinoma`, `rena1 cell`."""
    names = {term for kind in histology.kinds() for term in kind.terms}
    whole = {(word, _whole(term, word)) for term in names for word in _misspelt() if word in term}
    return {words.replace(word, other) for word, words in whole for other in _misspelt()[word]}


def _whole(term: str, word: str) -> str:
    at = term.index(word)
    end = term.find(" ", at + len(word))
    return term[term.rfind(" ", 0, at) + 1 : end if end >= 0 else len(term)]


@cache
def _misspelt() -> dict[str, list[str]]:
    return _table("misspelt.toml")

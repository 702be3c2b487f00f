"""All words that matter, found in one pass over the flat text.

One automaton holds headings, sites, kinds of cancer, drugs and the trigger words of every extractor; it is built once,
when the first report is read.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import ahocorasick
import msgspec

from consilium import tables
from consilium.oncology import drug_names, histology, sites
from consilium.records.report import spelling


class Hit(msgspec.Struct, frozen=True, gc=False):
    """A word found: its span in the flat text and the row of the table it came from."""

    start: int
    end: int
    value: Any


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's kind of section and weight; `colon` where only a colon makes the word a heading.

    `behind_history` where it is a field of a form, which ends only what was asked.
    """

    kind: str
    weight: int
    colon: bool
    behind_history: bool = False


def _table(name: str) -> dict[str, Any]:
    return tables.load(f"records/report/{name}")


@cache
def headings() -> tuple[tuple[str, Heading], ...]:
    """Every heading with what stands under it."""
    table = _table("headings.toml")
    return tuple(
        (term, Heading(row["kind"], row["weight"], column != "terms", column == "behind_history"))
        for row in table["section"]
        for column in ("terms", "alone", "behind_history")
        for term in row.get(column, ())
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
    if wrong := {hit.value for hit in found.get(_MISSPELT, ())}:
        names = (hit for word in wrong for hit in _found(spaced, _misspelt_names(word))["histology"])
        found["histology"] = sorted([*found["histology"], *names], key=lambda hit: (hit.end, hit.start))
    return found


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


_MISSPELT = "misspelt"
_OVERLAPPING = frozenset({"histology", _MISSPELT})


_SHORT = 3
_BEFORE_SHORT = tuple(" (/-,:;[.+\"'")
"""A short word ("er") would be found inside every other one, so it is looked for with what stands before it."""


@cache
def _automaton() -> Any:
    return _built(_entries())


def _built(entries: Iterable[tuple[str, str, Any]]) -> Any:
    payloads: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    for kind, term, value in entries:
        rows = payloads[spelling.american(term)]
        if (kind, value) not in rows:
            rows.append((kind, value))
    automaton = ahocorasick.Automaton()
    for term, known in payloads.items():
        for before in _BEFORE_SHORT if len(term) <= _SHORT else ("",):
            automaton.add_word(before + term, (len(term), tuple(known)))
    automaton.make_automaton()
    return automaton


def _entries() -> Iterator[tuple[str, str, Any]]:
    for term, heading in headings():
        yield "heading", term, heading
    for site in sites.terms():
        yield "site", site.term, site
    for kind in histology.kinds():
        for term in kind.terms:
            yield "histology", term, kind
    for word, wrong in _misspelt_words():
        yield _MISSPELT, word, wrong
    # Many kinds share such a word: it is looked for once.
    for word in dict.fromkeys(word for kind in histology.kinds() for word in kind.said):
        yield from (("kind_word", spelling, None) for spelling in {word, word.replace(" ", "-")})
    for term, name in drug_names.terms():
        yield "drug", term, name
    for term, drugs, at in drug_names.short_regimens():
        yield "short_regimen", term, (drugs, at)
    for term, told in kinds():
        yield "kind", term, told
    yield from background()
    for trigger, words in _table("triggers.toml").items():
        for word in words:
            yield trigger, word, None


@cache
def _misspelt_names(wrong: str) -> Any:
    """The names of cancers with this wrong word in them: all such names are ten times as many as the right ones."""
    right = [word for word, others in _misspelt().items() if wrong in others]
    names = ((term, kind) for kind in histology.kinds() for term in kind.terms)
    return _built(
        ("histology", term.replace(word, wrong), kind) for term, kind in names for word in right if word in term
    )


def _misspelt_words() -> Iterator[tuple[str, str]]:
    """What stands between two spaces in a misspelt name (`adenocareinoma`, `rena1 cell`), and the wrong word in it."""
    names = {term for kind in histology.kinds() for term in kind.terms}
    for word, words in sorted({(word, _whole(term, word)) for term in names for word in _misspelt() if word in term}):
        yield from ((words.replace(word, wrong), wrong) for wrong in _misspelt()[word])


def _whole(term: str, word: str) -> str:
    at = term.index(word)
    end = term.find(" ", at + len(word))
    return term[term.rfind(" ", 0, at) + 1 : end if end >= 0 else len(term)]


@cache
def _misspelt() -> dict[str, list[str]]:
    return _table("misspelt.toml")

"""Lymph nodes: how many were examined and how many hold cancer, part by part and in all."""

import re
from collections.abc import Iterator, Sequence

from consilium.facts import Status
from consilium.records.report import (
    node_counts,
    node_fields,
    node_gaps,
    node_numbers,
    node_parts,
    node_statements,
    node_stations,
)
from consilium.records.report.candidates import Candidate
from consilium.records.report.node_numbers import Number
from consilium.records.report.node_statements import Count
from consilium.records.report.numbers import number
from consilium.records.report.text import Text

_LATIN = re.compile(r"lymphonod\w+(?: regionali\w+)?\s\(?no ?\(?(?P<p>[ivxl]+) ?/ ?(?P<e>[ivxl]+)")
_LATIN_CLEAR = re.compile(r"lymphonodul\w+ reactiv\w+\s\(?no ?(?P<e>[ivxl]+)\b(?! ?/)")
_BESIDE_N = re.compile(
    r"p(?<![a-xz\d]p)(?:n|t ?[0-4][a-d]?,? ?p?n) ?[0-3][a-c]?(?: ?\(sn\))?,? ?"
    r"\((?P<p>\d{1,2}) ?(?:/|of|out of) ?(?P<e>\d{1,3})\)"
)
_PLACES = (
    {"final", "synoptic", "addendum", "head", "comment", "impression", "markers"},
    {"micro", "assessment", "findings"},
    {"gross", "procedure", "specimen", "legal"},
)


_BY_EYE = 2
_UNTOLD = frozenset({"gross", "blocks", "frozen", "clinical"})
_CODES = (("nodes.examined", "examined"), ("nodes.positive", "positive"))
_ITEM = re.compile(r"\n[^\n:]{2,70}: ?\(?\d{1,2} ?/ ?\d{1,2}\)?(?=\n|\Z)")
_AFTER = 80
"""How far behind a line about nodes a number may count them."""


def candidates(text: Text) -> Iterator[Candidate]:
    """Node counts in all: a stated total, or the sum of the parts."""
    if not text.hits("node"):
        yield from _beside_n(text)
        return
    spans = list(_regions(text))
    told = [span for span in spans if not _seen(text, span)]
    regions = [list(node_numbers.numbers(text.flat, *span)) for span in told]
    fields, parts = _fields(text, regions), _parts(text, regions, list(node_stations.counts(text)))
    if _among_parts(text, fields, parts):
        both = sorted([*fields, *parts], key=lambda count: (count.start, -count.end))
        fields, parts = [], node_parts.distinct(both, text.flat)
    elif _absurd(fields, parts):
        fields = []
    answered = set()
    for code, which in _CODES:
        stated = [field for field in fields if getattr(field, which) is not None]
        if stated:
            answered.add(code)
            yield from _answer(code, which, stated, bonus=60, summed=not any(field.total for field in stated))
    refused: dict[str, str] | None = None
    for place, kinds in enumerate(_PLACES):
        if place == _BY_EYE and len(answered) < len(_CODES):
            more = [list(node_numbers.numbers(text.flat, *span)) for span in spans if span not in told]
            parts += _parts(text, more)
        if place == 1 and text.in_story("clinical"):
            kinds = kinds | {"clinical"}
        here = node_parts.told([part for part in parts if part.section in kinds], text.flat)
        if here and refused is None:
            refused = node_gaps.refused(text, here, parts)
        of_all = any(part.total or (part.asked and part.section == "synoptic") for part in here)
        for candidate in _summed(here, 40 - 30 * place):
            answered.add(candidate.code)
            if refused and not of_all:
                candidate.refused = refused.get(candidate.code, "")
            yield candidate
    if not answered:
        yield from _beside_n(text)


def _summed(here: list[Count], bonus: float) -> Iterator[Candidate]:
    """The parts of one kind of section, each once, or the one among them that counts all."""
    for code, which in _CODES:
        stated = [part for part in here if getattr(part, which) is not None]
        if stated and not (which == "examined" and any(part.examined is None for part in here)):
            yield from _answer(code, which, stated, bonus=bonus, summed=True)


def _seen(text: Text, span: tuple[int, int]) -> bool:
    """Whether a stretch holds only what was seen by eye, or the patient's history: asked where nothing else answers."""
    kinds = {text.section(place).kind for place in (span[0], span[1] - 1)}
    return kinds <= _UNTOLD and not any(map(text.in_story, kinds))


def _beside_n(text: Text) -> Iterator[Candidate]:
    """`pN2 (4/19)` where no word speaks of nodes, or none with a number."""
    for found in _BESIDE_N.finditer(text.flat):
        for code, group in (("nodes.examined", "e"), ("nodes.positive", "p")):
            if int(found["p"]) <= int(found["e"]):
                yield Candidate(
                    code=code,
                    value=int(found[group]),
                    start=found.start(),
                    end=found.end(),
                    score=text.section(found.start()).weight,
                    why="beside the N",
                )


def _absurd(fields: list[Count], parts: list[Count]) -> bool:
    """More nodes with cancer, or in one part, than were examined, or as many as a part calls free: none is trusted."""
    examined = [field.examined for field in fields if field.examined is not None]
    positive = [field.positive for field in fields if field.positive is not None]
    if positive and not examined and any(part.positive == 0 and part.examined == max(positive) > 1 for part in parts):
        return True
    most = max((part.examined or 0 for part in parts if part.section in _PLACES[0]), default=0)
    return bool(examined) and (max(positive, default=0) > sum(examined) or most > sum(examined))


def _among_parts(text: Text, fields: list[Count], parts: list[Count]) -> bool:
    """Whether each specimen has a form of its own: one stands between others, or all count less than the parts do."""
    if not fields or any(field.total for field in fields):
        return False
    if any(fields[0].start < part.start < fields[-1].start and node_parts.apart(part, fields) for part in parts):
        return True
    if any(field.section != "final" for field in fields) or not parts or fields[0].start > parts[-1].start:
        return False
    final = node_parts.told([part for part in parts if part.section == "final"], text.flat)
    return 0 < node_parts.sums(fields)[0] < node_parts.sums(final)[0]


def _answer(code: str, which: str, counts: list[Count], *, bonus: float, summed: bool) -> Iterator[Candidate]:
    """One count as it is; several as their sum, or where a total is among them, the largest."""
    values = [getattr(count, which) for count in counts]
    best = max(counts, key=lambda count: (count.total, getattr(count, which)))
    value = sum(values) if summed else getattr(best, which)
    added = (summed and len(values) > 1) or (which == "examined" and best.added)
    rule = "sum of the node counts of the parts" if added else ""
    yield Candidate(
        code=code,
        value=value,
        start=best.start,
        end=best.end,
        score=bonus + (5 if best.total else 0),
        status=Status.INFERRED if added else Status.STATED,
        rule=rule,
        why=rule or f"stated; {best.section}",
    )


def _fields(text: Text, regions: list[list[Number]]) -> list[Count]:
    """What forms ask for, each form once; a count of sentinel nodes only is left out where a full one stands too."""
    found = [count for numbers in regions for count in node_fields.fields(text, numbers)]
    asked = []
    for which in ("positive", "examined"):
        asked += node_fields.chosen([count for count in found if getattr(count, which) is not None])
    paired = node_fields.paired(sorted(asked, key=lambda count: count.start))
    return node_parts.once(node_parts.placed(paired, text.flat), text.flat, copied=1)


def _parts(text: Text, regions: list[list[Number]], stations: Sequence[Count] = ()) -> list[Count]:
    """What the words of sentences and lists count, and the lists of stations."""
    counts = [
        *stations,
        *(
            count
            for numbers in regions
            for count in (*node_counts.counts(text, numbers), *node_fields.slashed(text, numbers))
        ),
    ]
    if "lymphono" in text.flat:
        counts += _latin(text)
    return node_parts.distinct(sorted(counts, key=lambda count: (count.start, -count.end)), text.flat)


def _latin(text: Text) -> Iterator[Count]:
    for found in _LATIN.finditer(text.flat):
        yield node_statements.count_of(text, *found.span(), number(found["p"]), number(found["e"]))
    for found in _LATIN_CLEAR.finditer(text.flat):
        yield node_statements.count_of(text, *found.span(), 0, number(found["e"]))


def _regions(text: Text) -> Iterator[tuple[int, int]]:
    """Stretches of whole lines that speak of nodes, follow such a line or go on with its list; none is cut in two."""
    began, done = 0, -1
    for start, end in text.sentences("node", after=_AFTER):
        if start <= done:
            done = max(done, text.sentence(end, end)[1])
            continue
        if done >= 0:
            yield began, done
        began, done = _wrapped(text, start), _listed(text.flat, text.sentence(end, end)[1])
    if done >= 0:
        yield began, _listed(text.flat, done)


def _wrapped(text: Text, start: int) -> int:
    """Where a line begins that goes on in brackets: `multiple (5) subcarinal / (station 7) lymph nodes`."""
    return text.sentence(start - 2)[0] if start > 1 and text.flat[start] == "(" else start


def _listed(flat: str, done: int) -> int:
    """Where a list of places with their counts ends that goes on here."""
    while item := _ITEM.match(flat, done):
        done = item.end()
    return done

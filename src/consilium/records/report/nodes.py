"""Lymph nodes: how many were examined and how many hold cancer, part by part and in all."""

import re
from collections.abc import Iterator

from consilium.facts import Status
from consilium.records.report import node_counts, node_fields, node_parts
from consilium.records.report.candidates import Candidate
from consilium.records.report.node_counts import Count, Number
from consilium.records.report.numbers import number
from consilium.records.report.text import Text

_LATIN = re.compile(r"lymphonod\w+(?: regionali\w+)?\s\(?no ?\(?(?P<p>[ivxl]+) ?/ ?(?P<e>[ivxl]+)")
_LATIN_CLEAR = re.compile(r"lymphonodul\w+ reactiv\w+\s\(?no ?(?P<e>[ivxl]+)\b(?! ?/)")
_BESIDE_N = re.compile(r"\bpn ?[0-3][a-c]?(?: ?\(sn\))?,? ?\((?P<p>\d{1,2}) ?(?:/|of|out of) ?(?P<e>\d{1,3})\)")
_PLACES = (
    {"final", "synoptic", "addendum", "head", "comment", "impression", "markers"},
    {"micro", "assessment", "findings"},
    {"gross", "clinical", "procedure", "specimen", "legal"},
)


_BY_EYE = 2
_UNTOLD = frozenset({"gross", "blocks", "frozen", "clinical"})
_CODES = (("nodes.examined", "examined"), ("nodes.positive", "positive"))
_AFTER = 80
"""How far behind a line about nodes a number may count them."""


def candidates(text: Text) -> Iterator[Candidate]:
    """Node counts in all: a stated total, or the sum of the parts."""
    if not text.hits("node"):
        yield from _beside_n(text)
        return
    spans = list(_regions(text))
    told = [span for span in spans if not _seen(text, span)]
    regions = [list(node_counts.numbers(text.flat, *span)) for span in told]
    fields, parts = list(_fields(text, regions)), list(_parts(text, regions))
    if _absurd(fields, parts) or _of_one_part(fields, parts):
        fields = []
    answered = set()
    for code, which in _CODES:
        stated = [field for field in fields if getattr(field, which) is not None]
        if stated:
            answered.add(code)
            yield from _answer(code, which, stated, bonus=60, summed=not any(field.total for field in stated))
    for place, kinds in enumerate(_PLACES):
        if place == _BY_EYE and len(answered) < len(_CODES):
            more = [list(node_counts.numbers(text.flat, *span)) for span in spans if span not in told]
            parts += _parts(text, more)
        for candidate in _summed([part for part in parts if part.section in kinds], 40 - 30 * place):
            answered.add(candidate.code)
            yield candidate


def _summed(here: list[Count], bonus: float) -> Iterator[Candidate]:
    """The parts of one kind of section, each once, or the one among them that counts all."""
    once = node_parts.unsummed(node_parts.unrepeated(here))
    whole = node_parts.whole(once) or node_parts.whole(here)
    here = [whole] if whole else once
    for code, which in _CODES:
        stated = [part for part in here if getattr(part, which) is not None]
        if stated and not (which == "examined" and any(part.examined is None for part in here)):
            yield from _answer(code, which, stated, bonus=bonus, summed=True)


def _seen(text: Text, span: tuple[int, int]) -> bool:
    """Whether a stretch holds only what was seen by eye, or the patient's history: asked where nothing else answers."""
    return all(text.section(place).kind in _UNTOLD for place in (span[0], span[1] - 1))


def _beside_n(text: Text) -> Iterator[Candidate]:
    """`pN2 (4/19)` where no word speaks of nodes."""
    for found in _BESIDE_N.finditer(text.flat) if "pn" in text.flat else ():
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
    """More nodes with cancer than were examined, or all of those that a part calls free: neither number is trusted."""
    examined = [field.examined for field in fields if field.examined is not None]
    positive = [field.positive for field in fields if field.positive is not None]
    if positive and not examined and any(part.positive == 0 and part.examined == max(positive) > 1 for part in parts):
        return True
    return bool(examined and positive) and max(positive) > sum(examined)


def _of_one_part(fields: list[Count], parts: list[Count]) -> bool:
    """A field inside the list of parts counts that part only, where the parts together hold more."""
    if any(field.total or field.section != "final" for field in fields):
        return False
    counted = sum(field.examined or 0 for field in fields)
    together = sum(
        part.examined or 0 for part in node_parts.unrepeated([part for part in parts if part.section == "final"])
    )
    return 0 < counted < together


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


def _fields(text: Text, regions: list[list[Number]]) -> Iterator[Count]:
    """What forms ask for; a count of sentinel nodes only is left out where a full one stands too."""
    found = [count for numbers in regions for count in node_fields.fields(text, numbers)]
    for which in ("positive", "examined"):
        asked = [count for count in found if getattr(count, which) is not None]
        chosen = [count for count in asked if not count.sentinel] or _largest(asked)
        yield from (count for place, count in enumerate(chosen) if not _again(count, chosen[:place], which))


def _largest(counts: list[Count]) -> list[Count]:
    """Of nodes with large and with small metastases one number each: a second list is of another tumor there."""
    best = {count.part: count for count in sorted(counts, key=lambda count: count.positive or 0) if count.part}
    return [count for count in counts if not count.part or best[count.part] is count]


def _again(count: Count, before: list[Count], which: str) -> bool:
    """`Number found: 26. Number examined: 26` is one count."""
    value = getattr(count, which)
    return any(getattr(one, which) == value and (count.start - one.end < 60 or value > 3) for one in before)


def _parts(text: Text, regions: list[list[Number]]) -> Iterator[Count]:
    counts = [
        count
        for numbers in regions
        for count in (*node_counts.counts(text, numbers), *node_fields.slashed(text, numbers))
    ]
    if "lymphono" in text.flat:
        counts += _latin(text)
    yield from node_parts.distinct(sorted(counts, key=lambda count: (count.start, -count.end)), text.flat)


def _latin(text: Text) -> Iterator[Count]:
    for found in _LATIN.finditer(text.flat):
        yield node_counts.count_of(text, *found.span(), number(found["p"]), number(found["e"]))
    for found in _LATIN_CLEAR.finditer(text.flat):
        yield node_counts.count_of(text, *found.span(), 0, number(found["e"]))


def _regions(text: Text) -> Iterator[tuple[int, int]]:
    """The stretches of whole lines that speak of nodes or follow such a line, so that no statement is cut in two."""
    began, done = 0, -1
    for start, end in text.sentences("node", after=_AFTER):
        if start <= done:
            done = max(done, text.sentence(end, end)[1])
            continue
        if done >= 0:
            yield began, done
        began, done = start, text.sentence(end, end)[1]
    if done >= 0:
        yield began, done

"""Which side the tumor is on: the side named beside its organ, or in the form's field."""

import re
from collections import defaultdict
from collections.abc import Iterator

from consilium.oncology.sites import SiteTerm
from consilium.records.report.candidates import Candidate
from consilium.records.report.patterns import later
from consilium.records.report.text import Text

PAIRED = frozenset(
    f"C{number:02}" for number in (7, 8, 9, 30, 31, 34, 38, 40, 50, 56, 57, 62, 63, 64, 65, 66, 69, 73, 74)
)
"""Organs of which there are two, or that have two sides worth telling apart."""

_FIELD = re.compile(
    r"laterality(?: of (?:the )?(?:tumor|specimen))?[ :=]{1,3}(?P<v>left|right|bilateral|midline)\b"
    r"|(?:specimen |(?:\A|(?<=\n)))side[ :]{1,3}(?P<w>left|right)\b"
)
_SIDE = re.compile(r"(?:l(?<!\wl)eft|r(?<!\wr)ight|b(?<!\wb)ilateral)\b")
_NOT_TUMOR = re.compile(
    r"node|margin|axilla|ureter|seminal|contralateral|negative|benign|no tumor|free of|hand|arm|neck"
    r"|stitch|suture|effusion|derrame|percus|hilar|nodules|hyperplasia|unremarkable|adenopathy|opacity|supraclav|paratracheal"
)


_THYROID = "C73"
_TUMOR = later(r"nodule|tumor|mass\b|carcinoma|lesion|neoplasm")
_OF_GROSS = frozenset({"gross", "blocks", "frozen"})
_LOBE = later(
    r"(?:location|site)s? ?[:.][ \n]?(?P<v>left|right|bilateral)(?= lobe| ?[.,;\n])"
    r"(?P<both> lobe[.,]?[ \n](?:and )?(?:isthmus[.,]?[ \n](?:and )?)?(?:left|right) lobe)?"
)
_OF_NODES = later(r"\bnodes?\b|neck")
_LOBES = {"rul": "right", "rml": "right", "rll": "right", "lul": "left", "lll": "left"}


def candidates(text: Text, group: str) -> Iterator[Candidate]:
    """The side for a tumor of a paired organ `group` (`C50`)."""
    if group not in PAIRED:
        return
    for found in (
        _FIELD.finditer(text.flat)
        if "laterality" in text.flat or "side:" in text.flat or "specimen side" in text.flat
        else ()
    ):
        section = text.section(found.start())
        yield Candidate(
            code="diagnosis.laterality",
            value=found["v"] or found["w"],
            start=found.start(),
            end=found.end(),
            score=1000 + section.weight,
            why="field of the form",
        )
    if group == _THYROID:
        yield from _lobes(text)
    weights: dict[str, float] = defaultdict(float)
    best: dict[str, tuple[float, int, int]] = {}
    for hit in text.hits("site"):
        term: SiteTerm = hit.value
        if term.group != group:
            continue
        left, right = text.sentence(hit.start, hit.end)
        near = text.flat[max(left, hit.start - 30) : min(right, hit.end + 30)]
        if (lobe := _LOBES.get(text.flat[hit.start : hit.end])) and group == "C34":
            weights[lobe] += text.section(hit.start).weight
            best.setdefault(lobe, (text.section(hit.start).weight, hit.start, hit.end))
        if "left" not in near and "right" not in near and "bilateral" not in near:
            continue
        if group == _THYROID and text.section(hit.start).kind in _OF_GROSS and not _TUMOR.search(near):
            continue  # both lobes are measured
        base = max(left, hit.start - 30)
        weight = text.section(hit.start).weight * (0.2 if _NOT_TUMOR.search(near) else 1.0)
        both = "bilateral" in near and group != "C34"
        for side in _SIDE.finditer(near):
            if both and side[0] != "bilateral":
                continue  # `bilateral (left 4 cm, right 2 cm)`
            if group == "C34" and side[0] == "bilateral":
                continue  # what stands on both sides of the chest is spread or nodules
            weights[side[0]] += weight
            if weight > best.get(side[0], (0, 0, 0))[0]:
                best[side[0]] = (weight, base + side.start(), base + side.end())
    winners = [value for value, weight in weights.items() if weight == max(weights.values())]
    for value, (_, start, end) in best.items():
        yield Candidate(
            code="diagnosis.laterality",
            value=value,
            start=start,
            end=end,
            score=weights[value],
            why="beside the organ",
            refused="" if winners == [value] else "another side is named as much",
        )


def _lobes(text: Text) -> Iterator[Candidate]:
    """The lobe in which a form or a diagnosis says that the tumor lies: `Location: left lobe`."""
    for found in _LOBE.finditer(text.flat) if "location" in text.flat or "site" in text.flat else ():
        if _OF_NODES.search(text.flat, max(0, found.start() - 80), found.start()):
            continue
        yield Candidate(
            code="diagnosis.laterality",
            value="bilateral" if found["both"] else found["v"],
            start=found.start(),
            end=found.end(),
            score=900 + text.section(found.start()).weight,
            why="the lobe named as its place",
        )

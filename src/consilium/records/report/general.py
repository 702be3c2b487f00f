"""What holds of everybody: sentences of general knowledge, and lists that tell what each category means.

In: all that was read; out: nothing, what stands in such words is refused, for it tells nothing of this patient.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from operator import attrgetter

from consilium.records.report.candidates import Candidate
from consilium.records.report.text import Text

_MANY = r"(?:tumors|cancers|[a-z]+omas|patients|women|men|people|persons|individuals|adults|children|cases|families)"
_OF_ALL = re.compile(
    r"[-*• ]*(?:(?:some|many|most|all|(?:about |up to |nearly )?\d{1,2} ?(?:%|percent) of"
    r"|(?:one|two|three|\d) (?:in|out of) (?:\w+)) (?:of )?(?:the )?(?:[a-z0-9-]+ ){0,3}?"
    rf"{_MANY}\b(?! (?:was|were)\b)"
    rf"|{_MANY} (?:who|whose|with|that|over|under|aged)\b)"
)
"""Begins a sentence of others: `Some tumors are`, `Women whose mother`, `About 20 % of breast cancers`."""
_MEANS = re.compile(
    r"(?: (?:[a-z]+ ){0,2}(?:cancers?|disease|tumors?))? (?:means?|describes?|indicates?|refers? to|is when)\b"
    r"|(?: (?:[a-z]+ ){0,2}(?:cancers?|disease|tumors?))? (?:has|have|is|are)\b[^\n]{0,60}"
    r"\b(?:other (?:organs|parts)|nearby|such as|surrounding tissue)"
)
"""Behind a stage: `Stage I means the tumor is small`, `Stage IV cancer has spread to other organs such as`."""
_LABEL = re.compile(r"\)? ?(?:[:=]|-(?= ))")
_WORDS = re.compile(r"\)? (?:tumor|(?:no )?(?:regional|distant)|metasta)")
_GRADE = re.compile(r"\bg(?:rade)? ?(?:\d|[ivx]{1,3}) ?[:=-] ?\Z")
_SCALES = ("stage.", "diagnosis.grade")
_FAR = 250
"""Letters between two categories of one list."""
_LABELLED, _SPOKEN = 2, 3
"""So many different categories, one after the other in their order, make a list of what they mean."""


def refuse(text: Text, stated: Iterable[Candidate]) -> None:
    """Refuse what is said of all, and of what a category means."""
    flat = text.flat
    lines: dict[int, list[Candidate]] = {}
    scales: dict[str, list[Candidate]] = {}
    for one in stated:
        if not one.refused:
            lines.setdefault(flat.rfind("\n", 0, one.start) + 1, []).append(one)
            if one.code.startswith(_SCALES):
                scales.setdefault(one.code, []).append(one)
    meanings = {one.start for same in scales.values() if len(same) > 1 for one in _meanings(flat, same)}
    for line, here in lines.items():
        if _OF_ALL.match(flat, line) or (meanings and any(one.start in meanings for one in here)):
            for one in here:
                one.refused = "said of all, not of this patient"
    for same in scales.values():
        for one in same:
            if not one.refused and _MEANS.match(flat, one.end):
                one.refused = "what a stage means"


def _meanings(flat: str, same: list[Candidate]) -> Iterator[Candidate]:
    """The categories of lists that tell what each means: `pT1: tumor 2 cm or less. pT2: more than 2 cm`."""
    told = [(one, how) for one in sorted(same, key=_START) if (how := _explained(flat, one))]
    run = told[:1]
    for before, after in pairwise([*told, None]):
        if before and after and _goes_on(before[0], after[0]):
            run.append(after)
            continue
        if len(run) >= max((how for _, how in run), default=_SPOKEN):
            yield from (one for one, _ in run)
        run = [after] if after else []


_START = attrgetter("start")


def _explained(flat: str, one: Candidate) -> int:
    """How many such categories make a list, where words that explain it stand beside this one; 0 where none do."""
    if one.code == "diagnosis.grade":
        return _LABELLED if _GRADE.search(flat, max(0, one.start - 10), one.start) else 0
    return _LABELLED if _LABEL.match(flat, one.end) else _SPOKEN if _WORDS.match(flat, one.end) else 0


def _goes_on(before: Candidate, after: Candidate) -> bool:
    return after.start - before.end < _FAR and str(before.value) < str(after.value)

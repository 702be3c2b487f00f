"""Gene tests over lines: an answer below a name's own line, and a heading of changes whose meaning nobody knows."""

import re

from consilium.records.report.answers import Names
from consilium.records.report.gene_names import GENES, KIND
from consilium.records.report.text import Text

_ANSWER_LINE = re.compile(
    r"\n(?:(?P<no>not detected|negative|wild[- ]?type|no (?:mutation|alteration|rearrangement|fusion|variant)s?"
    r" (?:detected|identified|found))|(?P<yes>detected|positive))[ .]*(?=\n|\Z)"
)


_MOST = 50
"""Genes of one list that are looked back over."""


def below(text: Text, names: Names) -> list[tuple[str, int]]:
    """The answer on the line below a name that has a line of its own; a column of names or of answers gives none."""
    start, end = text.sentence(names.found[0].start(), names.found[-1].end())
    answer = _ANSWER_LINE.match(text.flat, end)
    if not answer or not _only_name(text.flat[start:end]) or _ANSWER_LINE.match(text.flat, answer.end()):
        return []
    above, asked = _above(text, start), 0
    while asked < _MOST and _ANSWER_LINE.fullmatch("\n" + text.flat[above[0] : above[1]]):
        above = _above(text, above[0])
        if not _only_name(text.flat[above[0] : above[1]]):
            return []
        above, asked = _above(text, above[0]), asked + 1
    in_column = _only_name(text.flat[above[0] : above[1]])
    return [] if in_column else [("negative" if answer["no"] else "positive", answer.end())]


def _above(text: Text, start: int) -> tuple[int, int]:
    """The line above the one that begins here; none stands above the first."""
    return text.sentence(start - 1, start - 1) if start else (0, 0)


def _only_name(line: str) -> bool:
    gene = GENES.match(line)
    return bool(gene and _NAME_ONLY.fullmatch(line, gene.end()))


_NAME_ONLY = re.compile(rf"(?: ?(?:gene|{KIND}|status|exons? [\d, -]+|testing|analysis))* ?:?[ .]*")
_UNKNOWN_MEANING = re.compile(
    r"(?:variants?(?:\(s\))?|alterations?(?:\(s\))?|mutations?|changes) of (?:unknown|uncertain|undetermined|unclear)"
    r" (?:clinical )?significance"
    r"|\bvus(?:es)?\b"
)
_LIST, _LINE = 400, 60


def of_unknown_meaning(flat: str, start: int, at: int) -> bool:
    """Whether a heading before, on this line or above its list, says that nobody knows what these changes mean."""
    *_, last = (None, *_UNKNOWN_MEANING.finditer(flat, max(0, start - _LIST), at))
    if last is None:
        return False
    heading, *lines = flat[last.end() : start].split("\n")
    return last.end() > start or not (heading.strip(" :)") or any(":" in line or len(line) > _LINE for line in lines))

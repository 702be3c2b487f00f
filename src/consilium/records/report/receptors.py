"""ER, PR and HER2: result, share of cells, score."""

import re
from collections.abc import Iterator

from consilium.facts import Assertion
from consilium.records.report import receptor_answers, receptor_names
from consilium.records.report.answers import of_others
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import assertion, line_start
from consilium.records.report.patterns import later
from consilium.records.report.receptor_answers import Answer
from consilium.records.report.receptor_names import Group
from consilium.records.report.text import Text
from consilium.values import Quantity

_TRIPLE = re.compile(
    r"t(?<!not t)(?<!non-t)(?<!\wt)(?:riple[- ]negative|nbc)\b"
    r"(?! (?:phenotype|status)? ?(?:cannot|is not|not)|[ -]like)"
)
_ALL_THREE = re.compile(r"\btriple[- ]positive\b(?! control)")
_NO_HORMONE = later(
    r"\bhormone[- ]receptors?(?: status)?(?: is| are|:)?[ -]negative\b(?! control)"
    r"|\bhr[ -]neg(?:ative)?\b|\bhr ?-(?= ?[/,] ?her-?2)"
)
_BELOW = re.compile(r"(?:less than|fewer than|under|below|<) ?$")
_ABOVE, _CUT_OFF = re.compile(r"(?:greater than|more than|over|above|at least|>=?) ?$"), 10
"""`Positive (greater than 10 % of cells)` tells from where on it is called so."""
_PERCENT = re.compile(r"(?<![\d.])(?P<v>\d{1,3})(?:(?: ?%)?(?: ?- ?| to )(?P<w>\d{1,3}))? ?(?:%|per ?cent\b)")
_OF_PEOPLE = later(r"\b(?:cancers|patients|women|people|cases)\b")
"""Before a share: it is of others, `ER positive - most cancers (80 %)`."""
_AFTER = 90
"""How far behind the sentence that names a receptor its answer may stand."""


def candidates(text: Text) -> Iterator[Candidate]:
    """Every receptor result stated; of two that differ, the one of an earlier sample belongs to the past."""
    found = list(_told(text))
    results = [one for one in found if not one.refused and one.code.count(".") == 1]
    for code in {one.code for one in results} if len(results) > len({one.code for one in results}) else ():
        same = [one for one in results if one.code == code]
        earlier = [one for one in same if _EARLIER.search(text.flat, line_start(text.flat, one.start, 60), one.start)]
        if {"positive", "negative"} <= {one.value for one in same} and len(earlier) < len(same):
            for one in earlier:
                one.assertion = Assertion.HISTORICAL
    yield from found


_EARLIER = later(
    r"\b(?:prior|previous(?:ly)?|original(?:ly)?|initial(?:ly)?|earlier|outside)\b(?![^\n]*\b(?:now|current))[^\n;]*\Z"
)


def _told(text: Text) -> Iterator[Candidate]:
    for start, end in _stretches(text):
        named = list(receptor_names.groups(text.flat, start, end))
        for place, group in enumerate(named):
            if not (place and _left_empty(text.flat, named[place - 1], group)):
                yield from _read(text, group)
    if "triple" in text.flat or "tnbc" in text.flat:
        yield from _both(text, _TRIPLE, ("ER", "PR", "HER2"))
        yield from _both(text, _ALL_THREE, ("ER", "PR", "HER2"), "positive")
    if "hormone" in text.flat or "hr-" in text.flat or "hr neg" in text.flat:
        yield from _both(text, _NO_HORMONE, ("ER", "PR"))


def _both(text: Text, pattern: re.Pattern[str], names: tuple[str, ...], value: str = "negative") -> Iterator[Candidate]:
    """What one word says of several receptors at once."""
    for found in pattern.finditer(text.flat):
        if of_others(text.flat, line_start(text.flat, found.start(), 120), *found.span()):
            continue
        if assertion(text.flat, *found.span(), text.section(found.start()).kind) is Assertion.PRESENT:
            said = Answer(value, *found.span())
            explained = receptor_answers.explains(text.flat, found.start(), said.end)
            for name in names:
                yield _result(text, f"biomarker.{name}", said, found.start(), -20, explained=explained)


def _stretches(text: Text) -> Iterator[tuple[int, int]]:
    """The sentences that name a receptor and what follows them, neighbours joined."""
    began, done = 0, -1
    for start, end in text.sentences("receptor", after=_AFTER):
        if start > done >= 0:
            yield began, done
        if start > done:
            began = start
        done = end
    if done >= 0:
        yield began, done


def _left_empty(flat: str, before: Group, group: Group) -> bool:
    """`PROGESTERONE: HER2: positive`: a scan has torn the columns, and no answer can be told from another's."""
    return flat[before.end : group.start].strip() in (":", ":-") and before.names != group.names


def _read(text: Text, group: Group) -> Iterator[Candidate]:
    flat = text.flat
    if any(word in flat[max(0, group.start - 30) : group.start] for word in ("control", "antibod")) and not group.lead:
        return
    if receptor_answers.conditional(flat, group):
        return
    several = receptor_answers.several(flat, group)
    either = not group.lead and (" or " in flat[group.start : group.end] or flat.endswith(_OR, 0, group.start))
    concluded = 30 if flat.endswith(_FINAL, 0, group.start) else 0
    for place, name in enumerate(group.names):
        said = several[place] if several else receptor_answers.answer(flat, group, name)
        if said is None or (said.gene and name != "HER2"):
            continue
        if said.value == "positive" and (either or flat.endswith(_NOT, 0, group.start)):
            continue
        start = min(group.start, said.start)
        explained = receptor_answers.explains(flat, start, said.end)
        if said.value:
            code = "biomarker.HER2.ish" if said.gene else f"biomarker.{name}"
            yield _result(text, code, said, start, concluded, explained=explained)
        if explained:
            continue
        if name != "HER2":
            yield from _share(text, name, group, said)
        elif said.score and not said.gene:
            yield _score(text, said)
    if "HER2" in group.names and (gene := receptor_answers.gene(flat, group)):
        explained = receptor_answers.explains(flat, gene.start, gene.end)
        yield _result(text, "biomarker.HER2.ish", gene, gene.start, explained=explained)


_OR = ("- or ", "and/or ")
"""`ER or PR positive` does not say which."""
_NOT = ("no longer ", " not ")
_FINAL = ("final ", "overall ", "final result: ", "conclusion: ")


def _result(text: Text, code: str, said: Answer, start: int, bonus: float = 0, *, explained: bool) -> Candidate:
    section = text.section(start)
    of_family = assertion(text.flat, start, said.end, section.kind) is Assertion.FAMILY
    near = {"clinical": -5, "legal": -200, "family": -200}.get(section.kind, 0)
    return Candidate(
        code=code,
        value=said.value,
        start=start,
        end=said.end,
        score=section.weight + bonus + near + (20 if said.asked else 0) - (10 if said.bare else 0),
        why=f"{text.flat[said.start : said.end]}; {section.kind}",
        refused="pending or an explanation of the scale" if explained else "",
        assertion=Assertion.FAMILY if of_family else Assertion.PRESENT,
    )


def _share(text: Text, name: str, group: Group, said: Answer) -> Iterator[Candidate]:
    """The share of cells in or after the result; a share below a limit is no number, and a range stays one."""
    line = text.flat[group.end : max(said.end, min(group.stop, said.end + 60))]
    tail = line[max(0, said.end - group.end) :].split("\n")[0]
    line = line[: max(0, said.end - group.end)] + tail
    percent = _PERCENT.search(line)
    if (
        not percent
        or int(percent["v"]) > 100
        or (percent["w"] and percent["v"] == "0")
        or _BELOW.search(line, 0, percent.start())
        or _OF_PEOPLE.search(line, 0, percent.start())
        or (int(percent["v"]) <= _CUT_OFF and _ABOVE.search(line, 0, percent.start()))
    ):
        return
    yield Candidate(
        code=f"biomarker.{name}.percent",
        value=f"{percent['v']}-{percent['w']} %" if percent["w"] else Quantity(int(percent["v"]), "%"),
        start=group.end + percent.start(),
        end=group.end + percent.end(),
        score=text.section(group.start).weight,
        why="share of cells beside the result",
    )


def _score(text: Text, said: Answer) -> Candidate:
    return Candidate(
        code="biomarker.HER2.score",
        value="0" if said.score == "0" else f"{said.score}+",
        start=said.scored[0],
        end=said.scored[1],
        score=text.section(said.start).weight,
        why="score beside the result",
    )

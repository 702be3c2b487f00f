"""What a centre's second opinions came to: agreement, what changed, how long it took, how people felt (R45, R46, B7).

What enters: one `Outcome` for each case. What leaves: `Figures` in which every rate carries its interval and no small
cell shows. Nothing here tells who the cases are.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from consilium.cases import Case
from consilium.concordance import FIELDS, Concordance, Grade, diagnoses
from consilium.oncology import cancers
from consilium.opinions import Judgement, Opinion, Part, Verdict
from consilium.outcomes.agreement import Agreement, agreement, cohen_kappa, krippendorff_alpha, pairwise
from consilium.outcomes.intervals import Quartiles, Rate, Span, bootstrap, quartiles, wilson
from consilium.outcomes.privacy import SMALLEST, Cell, Table, table
from consilium.outcomes.sure import conflict
from consilium.outcomes.yardsticks import Yardstick, yardsticks

__all__ = [
    "ALL",
    "OTHER",
    "SMALLEST",
    "TALKS",
    "WAYS",
    "Agreement",
    "Cell",
    "Change",
    "Figures",
    "Outcome",
    "Quartiles",
    "Rate",
    "Span",
    "Table",
    "Yardstick",
    "agreement",
    "bootstrap",
    "cohen_kappa",
    "figures",
    "krippendorff_alpha",
    "of_case",
    "pairwise",
    "quartiles",
    "table",
    "wilson",
    "yardsticks",
]

ALL, OTHER = "all", "other"
CODES = (
    "confirmed",
    "diagnosis_changed",
    "stage_changed",
    "treatment_changed",
    "prognosis_changed",
    "trial_found",
)
WAYS = ("first", "later", "shared", "other", "open")
"""Which way a patient chose: the first plan, a later one, one that both share, another one; or not decided yet."""
TALKS = ("settled", "apart", "none")
"""How two doctors who differed ended: settled, still apart, or nothing recorded."""
Feelings = tuple[int, int]
"""One answer before and one after, 0 to 10."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one case came to. `days`: from sending to the first release. `verdicts`: of each reviewer, in the order of
    `Part`, "" where a part was not judged. `confidence`, `worry`: before and after, None where either is missing;
    `sure`: the sum of the SURE test. `decision`: one of WAYS; `talk`: one of TALKS; "" where nothing is known.
    """

    cancer: str
    days: float
    overall: Grade
    items: tuple[tuple[str, Grade], ...]
    codes: tuple[str, ...]
    verdicts: tuple[tuple[str, ...], ...]
    confidence: Feelings | None = None
    worry: Feelings | None = None
    sure: Feelings | None = None
    decision: str = ""
    talk: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How an answer from 0 to 10 changed: of `n` people, the mean step with its interval, and how many feel better."""

    n: int
    before: float
    after: float
    mean: Span
    better: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A centre's figures. None stands for what too few cases can tell.

    `by_cancer` has a line for ALL and one for each cancer, `by_field` one for each field compared, with the grades as
    columns; `by_part` one for each part of the review, with the verdicts as columns; `codes` yes and no for each code.
    `sure`: before and after, decisional conflict or none, of those who answered the SURE test both times.
    """

    cases: int
    by_cancer: Table
    by_field: Table
    by_part: Table
    codes: Table
    turnaround: Quartiles | None
    confidence: Change | None
    worry: Change | None
    reviewers: Agreement | None
    decisions: Table
    talks: Table
    sure: Table


def of_case(
    case: Case, first: Judgement, opinions: Sequence[Opinion], compared: Concordance, *, days: float
) -> Outcome:
    """The outcome of a case. `opinions`: those released together; `compared`: they, joined, beside `first`."""
    return Outcome(
        cancer=_cancer(case, first, opinions[0].form.judgement),
        days=days,
        overall=compared.overall,
        items=tuple(dict(_by_field(compared)).items()),
        codes=compared.outcomes,
        verdicts=tuple(_verdicts(one) for one in opinions),
    )


def _cancer(case: Case, first: Judgement, second: Judgement) -> str:
    """The key of the cancer, never the person's own words for it."""
    site = diagnoses.site(second.site or first.site)
    known = cancers.named(case.cancer) or cancers.classify(site, diagnoses.kind(second.histology, site))
    return known.key or OTHER if known else OTHER


def _by_field(compared: Concordance) -> Iterable[tuple[str, Grade]]:
    """One grade for each field; the gravest of several markers."""
    for grade in (Grade.NOT_COMPARABLE, Grade.SAME, Grade.MINOR, Grade.MAJOR):
        yield from ((item.field.split(".")[0], grade) for item in compared.of(grade))


def _verdicts(opinion: Opinion) -> tuple[str, ...]:
    said = {one.part: one.verdict.value for one in opinion.form.parts}
    return tuple(said.get(part, "") for part in Part)


def figures(outcomes: Iterable[Outcome]) -> Figures | None:
    """The figures of these cases; None while there are fewer than SMALLEST."""
    known = tuple(outcomes)
    if len(known) < SMALLEST:
        return None
    grades, verdicts = [grade.value for grade in Grade], [verdict.value for verdict in Verdict]
    return Figures(
        cases=len(known),
        by_cancer=table({ALL: _graded(known)} | _pooled(known), grades, adds_up=True),
        by_field=table(_fields(known), grades),
        by_part=table(_parts(known), verdicts),
        codes=table({code: _yes_no(code in one.codes for one in known if one.codes) for code in CODES}, ["yes", "no"]),
        turnaround=quartiles([one.days for one in known]),
        confidence=_change([one.confidence for one in known if one.confidence], lambda step: step > 0),
        worry=_change([one.worry for one in known if one.worry], lambda step: step < 0),
        reviewers=_reviewers(known),
        decisions=table({ALL: Counter(one.decision for one in known if one.decision)}, WAYS),
        talks=table({ALL: Counter(one.talk for one in known if one.talk)}, TALKS),
        sure=table(_sure([one.sure for one in known if one.sure]), ["conflict", "none"]),
    )


def _sure(pairs: Sequence[Feelings]) -> dict[str, Counter[str]]:
    """Before and after; nothing where too few people answered both times."""
    if len(pairs) < SMALLEST:
        return {}
    words = [[("conflict" if conflict(one) else "none") for one in pair] for pair in pairs]
    return {line: Counter(row[place] for row in words) for place, line in enumerate(("before", "after"))}


def _yes_no(found: Iterable[bool]) -> Counter[str]:
    return Counter("yes" if one else "no" for one in found)


def _pooled(known: Sequence[Outcome]) -> dict[str, Counter[str]]:
    """Grades by cancer, the commonest first. Cancers with few cases stand together, so that none is told by itself."""
    sizes = Counter(one.cancer for one in known)
    few = {cancer for cancer, size in sizes.items() if size < SMALLEST} | {OTHER}
    common = [cancer for cancer, _ in sizes.most_common() if cancer not in few]
    while common and 0 < sum(sizes[cancer] for cancer in few) < SMALLEST:
        few.add(common.pop())
    groups = [*common, OTHER] if few & set(sizes) else common
    shown = [(one.cancer if one.cancer in common else OTHER, one.overall.value) for one in known]
    return {group: Counter(grade for cancer, grade in shown if cancer == group) for group in groups}


def _graded(known: Sequence[Outcome]) -> Counter[str]:
    return Counter(one.overall.value for one in known)


def _fields(known: Sequence[Outcome]) -> dict[str, Counter[str]]:
    said = [(field, grade.value) for one in known for field, grade in one.items]
    return {field: Counter(grade for name, grade in said if name == field) for field in FIELDS}


def _parts(known: Sequence[Outcome]) -> dict[str, Counter[str]]:
    first = [one.verdicts[0] for one in known if one.verdicts]
    return {part.value: Counter(row[place] for row in first if row[place]) for place, part in enumerate(Part)}


def _change(pairs: Sequence[Feelings], is_better: Callable[[int], bool]) -> Change | None:
    if len(pairs) < SMALLEST:
        return None
    steps = [after - before for before, after in pairs]
    counted = table({ALL: _yes_no(is_better(step) for step in steps)}, ["yes", "no"])
    return Change(
        n=len(pairs),
        before=fmean(before for before, _ in pairs),
        after=fmean(after for _, after in pairs),
        mean=bootstrap(steps, np.mean),
        better=counted.lines[0].cells[0],
    )


def _reviewers(known: Sequence[Outcome]) -> Agreement | None:
    """How reviewers of the same case agreed, part by part, where there was more than one."""
    several = [one for one in known if len(one.verdicts) > 1]
    if len(several) < SMALLEST:
        return None
    return agreement([part for one in several for part in zip(*one.verdicts, strict=True)])

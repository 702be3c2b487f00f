"""What comes of two opinions that differ: how the two doctors' talk ended, and where three opinions go together.

What enters: comparisons, judgements, what the doctors recorded. What leaves: frozen values. Nothing here says who is
right: it repeats what people recorded, compares, and counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

from consilium.concordance import (
    FIELDS,
    ORDER,
    Concordance,
    Grade,
    Item,
    compare,
    compare_field,
    gravest,
    markers,
    outcomes,
    said,
)
from consilium.errors import Invalid
from consilium.opinions import Judgement
from consilium.values import Answer


class Ending(StrEnum):
    """How the talk of two doctors ended on one point."""

    FIRST = "first"
    SECOND = "second"
    NEW = "new"
    APART = "apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One major difference after the talk. `opinion`: number of the later opinion; `view`: the new common view."""

    opinion: int
    field: str
    ending: Ending
    view: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one of the two doctors wrote down of their talk; it stands once the other confirms it."""

    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """One field on which not all opinions go together. `said`: what each says, in their order, "" where nothing.

    `group`: places of those that go together, the largest such group; empty where each says something else.
    """

    field: str
    said: tuple[str, ...]
    group: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """One field of opinions that were given beside each other. `said` and `group` as in `Together`.

    `item` compares the two that lie furthest apart, by the same table as with the first opinion.
    """

    field: str
    said: tuple[str, ...]
    item: Item
    group: tuple[int, ...]


def check_result(points: Iterable[Point], expected: Iterable[tuple[int, str]]) -> Result:
    """The result, where it holds one complete point for each major difference. Raises Invalid that lists the rest."""
    given = {(point.opinion, point.field): point for point in points}
    missing: dict[str, str] = {}
    for number, field in expected:
        point, name = given.get((number, field)), f"{number}.{field}"
        if point is None:
            missing[f"{name}.ending"] = "Say how your talk ended on this point."
        elif point.ending is Ending.NEW and not point.view.strip():
            missing[f"{name}.view"] = "Write the new common view."
        elif not point.why.strip():
            missing[f"{name}.why"] = "Write your reasons in plain words. The patient reads them."
    if missing:
        raise Invalid("The result is not complete.", missing)
    return Result(points=tuple(given.values()))


def resolved(number: int, compared: Concordance, result: Result | None, *, days: int, patience: int) -> Answer:
    """Whether the major differences of this opinion are settled.

    YES or NO by what both doctors recorded; NO also where `patience` days passed since the release without a result;
    else UNKNOWN, as where there is no major difference.
    """
    if compared.overall is not Grade.MAJOR:
        return Answer.UNKNOWN
    endings = {point.field: point.ending for point in result.points if point.opinion == number} if result else {}
    if endings and all(item.field in endings for item in compared.of(Grade.MAJOR)):
        return Answer.NO if Ending.APART in endings.values() else Answer.YES
    return Answer.NO if days >= patience else Answer.UNKNOWN


def together(judgements: Sequence[Judgement], *, cancer: str = "") -> tuple[Together, ...]:
    """Where opinions go together, field by field: only fields on which two or more of them differ in a major way."""
    found = among(judgements, cancer=cancer)
    return tuple(
        Together(field=one.field, said=one.said, group=one.group) for one in found if one.item.grade is Grade.MAJOR
    )


def among(judgements: Sequence[Judgement], *, cancer: str = "") -> tuple[Among, ...]:
    """Opinions item by item among themselves (R39): every field of which one of them speaks; none for less than two."""
    found = []
    for field in _fields(judgements):
        values = tuple(_value(one, field) for one in judgements)
        if not any(values) or len(values) < 2:
            continue
        pairs = {pair: _item(field, values[pair[0]], values[pair[1]], cancer) for pair in _pairs(len(values))}
        furthest = min(pairs.values(), key=lambda item: ORDER.index(item.grade))
        grades = {pair: item.grade for pair, item in pairs.items()}
        found.append(Among(field=field, said=values, item=furthest, group=_largest(len(values), grades)))
    return tuple(found)


def agreeing(judgements: Sequence[Judgement], *, cancer: str = "") -> tuple[bool, ...]:
    """For each opinion after the first, whether it agrees with one before it, small things aside."""
    alike = {Grade.SAME, Grade.MINOR}
    return tuple(
        any(compare(before, judgements[at], cancer=cancer).overall in alike for before in judgements[:at])
        for at in range(1, len(judgements))
    )


def joined(compared: Sequence[Concordance]) -> Concordance:
    """Several opinions given at once beside the first, as one comparison: of each field the gravest item.

    So the order in which they were signed decides nothing. There is at least one.
    """
    items: dict[str, Item] = {}
    for item in (item for one in compared for item in one.items):
        kept = items.get(item.field)
        if kept is None or ORDER.index(item.grade) < ORDER.index(kept.grade):
            items[item.field] = item
    found = tuple(items.values())
    return replace(compared[0], items=found, overall=gravest(item.grade for item in found), outcomes=outcomes(found))


def nearest(judgements: Sequence[Judgement], *, cancer: str = "") -> tuple[Grade, ...]:
    """For each opinion after the first, how it compares with that other opinion to which it comes nearest."""
    near = (Grade.SAME, Grade.MINOR, Grade.MAJOR, Grade.NOT_COMPARABLE)
    found = []
    for at in range(1, len(judgements)):
        others = (one for place, one in enumerate(judgements) if place != at)
        grades = {compare(one, judgements[at], cancer=cancer).overall for one in others}
        found.append(next(grade for grade in near if grade in grades))
    return tuple(found)


def _fields(judgements: Sequence[Judgement]) -> Iterator[str]:
    names = dict.fromkeys(name for one in judgements for name in markers.by_name(one.biomarkers))
    for field in FIELDS:
        yield from (f"biomarkers.{name}" for name in names) if field == "biomarkers" else (field,)


def _value(judgement: Judgement, field: str) -> str:
    family, _, marker = field.partition(".")
    return markers.by_name(judgement.biomarkers).get(marker, "") if family == "biomarkers" else said(judgement, field)


def _item(field: str, first: str, second: str, cancer: str) -> Item:
    family, _, marker = field.partition(".")
    if not marker:
        return compare_field(field, first, second, cancer)
    one, other = (f"{marker}={text}" if text else "" for text in (first, second))
    return replace(compare_field(family, one, other, cancer), field=field, first=first, second=second)


def _pairs(count: int) -> Iterator[tuple[int, int]]:
    return combinations(range(count), 2)


def _largest(count: int, pairs: dict[tuple[int, int], Grade]) -> tuple[int, ...]:
    """The largest group in which every two go together; none where two groups are equally large."""
    near = {pair for pair, grade in pairs.items() if grade in {Grade.SAME, Grade.MINOR}}
    for size in range(count, 1, -1):
        groups = [group for group in combinations(range(count), size) if set(combinations(group, 2)) <= near]
        if groups:
            return groups[0] if len(groups) == 1 else ()
    return ()

"""First, second and third opinion compared field by field.

What enters: two judgements. What leaves: an item for each field that either knows, graded same, minor variation, major
difference or not comparable, each with the rule that graded it and its source (R39). The grades stand in
`tables/concordance.toml`. It says how two opinions relate, never which is right.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from consilium.concordance import diagnoses, markers, outlook, stages, treatments
from consilium.concordance.table import Found, Grade, rules, source, table
from consilium.opinions import Judgement
from consilium.values import Answer, PartialDate, RecordId

__all__ = [
    "ORDER",
    "Concordance",
    "Gap",
    "Grade",
    "Item",
    "compare",
    "compare_field",
    "gap",
    "gravest",
    "next_steps",
    "outcomes",
    "said",
]

FIELDS = (
    "site",
    "laterality",
    "histology",
    "grade",
    "stage_t",
    "stage_n",
    "stage_m",
    "stage_group",
    "biomarkers",
    "treatments",
    "prognosis",
    "trial",
)
ORDER = (Grade.MAJOR, Grade.MINOR, Grade.SAME, Grade.NOT_COMPARABLE)
"""The gravest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One field of two opinions. `field` is one of FIELDS, or `biomarkers.ER`; `reason` the code of the rule that
    graded it, whose sentences stand in the wording; `source` what the rule rests on.
    """

    field: str
    first: str
    second: str
    grade: Grade
    reason: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What one side did not have (R41): records newer than the first opinion; what the reviewer said was missing."""

    unseen_by_first: tuple[RecordId, ...] = ()
    missing_for_second: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.unseen_by_first or self.missing_for_second)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concordance:
    """The comparison. `overall` is the gravest grade found; `outcomes` are its codes (R45)."""

    items: tuple[Item, ...]
    overall: Grade
    outcomes: tuple[str, ...]
    gap: Gap = Gap()
    edition: str = ""

    def of(self, grade: Grade) -> tuple[Item, ...]:
        """The items of one grade, in order."""
        return tuple(item for item in self.items if item.grade is grade)


def compare(first: Judgement, second: Judgement, *, cancer: str = "", gap: Gap | None = None) -> Concordance:
    """Compares two judgements field by field. `cancer` is the case's word for it; without it, the first known site."""
    where = cancer or first.site or second.site
    items = tuple(_items(first, second, where))
    overall = gravest(item.grade for item in items)
    edition = str(table()["edition"])
    return Concordance(items=items, overall=overall, outcomes=outcomes(items), gap=gap or Gap(), edition=edition)


def _items(first: Judgement, second: Judgement, cancer: str) -> Iterator[Item]:
    for field in FIELDS:
        if field == "biomarkers":
            yield from _marker_items(first, second)
        elif said(first, field) or said(second, field):
            yield compare_field(field, said(first, field), said(second, field), cancer)


def said(judgement: Judgement, field: str) -> str:
    """The field as one string; a diagnosis in words stands in for a kind or site that was not given."""
    if field == "treatments":
        return " + ".join(phrase for phrase in judgement.treatments if phrase.strip())
    told = str(getattr(judgement, field)).strip()
    if told or not judgement.diagnosis:
        return told
    if field == "histology" and diagnoses.kind(judgement.diagnosis, judgement.site):
        return judgement.diagnosis
    return judgement.diagnosis if field == "site" and diagnoses.site(judgement.diagnosis) else ""


def _marker_items(first: Judgement, second: Judgement) -> Iterator[Item]:
    mine, yours = markers.by_name(first.biomarkers), markers.by_name(second.biomarkers)
    for name in dict.fromkeys((*mine, *yours)):
        one, other = mine.get(name, ""), yours.get(name, "")
        found = _unknown(one, other) or markers.compare_marker(name, one, other)
        yield _item(f"biomarkers.{name}", one, other, found)


def compare_field(field: str, first: str, second: str, cancer: str = "") -> Item:
    """One field of FIELDS compared; several treatments or markers (`ER=positive`) are joined by ` + `."""
    return _item(field, first, second, _unknown(first, second) or _found(field, first, second, cancer))


def _unknown(first: str, second: str) -> Found | None:
    match bool(first.strip()), bool(second.strip()):
        case False, False:
            return Found("unknown.both")
        case False, True:
            return Found("unknown.first")
        case True, False:
            return Found("unknown.second")
    return None


def _found(field: str, first: str, second: str, cancer: str) -> Found:
    match field:
        case "site":
            return diagnoses.compare_site(first, second)
        case "laterality":
            return diagnoses.compare_side(first, second)
        case "histology":
            return diagnoses.compare_kind(first, second, cancer)
        case "grade":
            return stages.compare_grade(first, second, cancer)
        case "stage_t" | "stage_n" | "stage_m":
            return stages.compare_category(field, first, second, cancer)
        case "stage_group":
            return stages.compare_group(first, second, cancer)
        case "biomarkers":
            return _gravest_marker(first, second)
        case "treatments":
            return treatments.compare_plans(first.split(" + "), second.split(" + "), cancer)
        case "prognosis":
            return outlook.compare_prognosis(first, second)
    return outlook.compare_trial(first, second)


def _gravest_marker(first: str, second: str) -> Found:
    mine, yours = (markers.by_name(_pair(one) for one in text.split(" + ")) for text in (first, second))
    found = [markers.compare_marker(name, mine[name], yours[name]) for name in mine if name in yours]
    return min(found, key=lambda one: ORDER.index(rules()[one.code][0])) if found else Found("unknown.both")


def _pair(text: str) -> tuple[str, str]:
    name, _, result = text.partition("=")
    return name.strip(), result.strip()


def _item(field: str, first: str, second: str, found: Found) -> Item:
    grade, key = rules()[found.code]
    return Item(
        field=field, first=first, second=second, grade=grade, reason=found.code, source=source(found.source or key)
    )


def gravest(grades: Iterable[Grade]) -> Grade:
    """The gravest of these grades; NOT_COMPARABLE where there is none."""
    found = set(grades)
    return next((grade for grade in ORDER if grade in found), Grade.NOT_COMPARABLE)


_CHANGES = {
    "site": "diagnosis_changed",
    "laterality": "diagnosis_changed",
    "histology": "diagnosis_changed",
    "grade": "diagnosis_changed",
    "stage_t": "stage_changed",
    "stage_n": "stage_changed",
    "stage_m": "stage_changed",
    "stage_group": "stage_changed",
    "biomarkers": "diagnosis_changed",
    "treatments": "treatment_changed",
    "prognosis": "prognosis_changed",
}


def outcomes(items: Iterable[Item]) -> tuple[str, ...]:
    """The codes of the outcome (R45): what changed by a major difference; a trial found; else confirmed.

    Nothing where no field could be compared: not comparable is not confirmed.
    """
    items = tuple(items)
    known = [item for item in items if item.grade is not Grade.NOT_COMPARABLE]
    changed = [_CHANGES[item.field.split(".")[0]] for item in known if item.grade is Grade.MAJOR]
    found = ["trial_found" for item in items if item.field == "trial" and _is_new_trial(item)]
    codes = tuple(dict.fromkeys((*changed, *found)))
    return ("confirmed", *codes) if known and not changed else codes


def _is_new_trial(item: Item) -> bool:
    return item.second.casefold() not in {"", "none"} and item.grade is not Grade.SAME


def gap(
    first_on: date | None,
    dated: Iterable[tuple[RecordId, PartialDate | None]],
    missing_for_second: Iterable[str] = (),
) -> Gap:
    """Looks for a communication gap first (R41): records that are surely newer than the first opinion."""
    unseen = (record for record, on in dated if first_on and on and on.earliest > first_on)
    return Gap(unseen_by_first=tuple(dict.fromkeys(unseen)), missing_for_second=tuple(missing_for_second))


def next_steps(
    concordance: Concordance, *, resolved: Answer = Answer.UNKNOWN, apart: bool = False, agreeing: int = 0
) -> tuple[str, ...]:
    """Codes of what to tell the person, in order; their sentences stand in the wording.

    A major difference: the gap first, then both doctors (R41), a third opinion where it stays unresolved (R43).
    `apart`: the two talked and recorded that they still differ; nobody is sent to talk once more.
    Agreement: reassurance (R42). `agreeing` opinions already agreed and another is asked for: a kind note (R44).
    """
    match concordance.overall:
        case Grade.MAJOR if apart:
            return ("still_apart", "third_opinion")
        case Grade.MAJOR:
            seek = ("find_gap",) if concordance.gap else ("look_for_gap",)
            third = ("third_opinion",) if resolved is Answer.NO else ("third_opinion_later",)
            return ("resolved",) if resolved is Answer.YES else (*seek, "talk_to_both", *third)
        case Grade.MINOR:
            steps: tuple[str, ...] = ("protocols_vary", "reassurance")
        case Grade.SAME:
            steps = ("reassurance", "further_rarely_adds")
        case _:
            return ("not_comparable",)
    return (*steps, "kind_note") if agreeing > 1 else steps

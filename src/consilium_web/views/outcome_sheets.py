"""A centre's figures in words, as tables of one shape for the page and for the spreadsheet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from consilium.delivery.words import words
from consilium.oncology.cancers import cancers
from consilium.outcomes import (
    ALL,
    OTHER,
    Agreement,
    Change,
    Figures,
    Quartiles,
    Rate,
    Span,
    Table,
    Yardstick,
    yardsticks,
)
from consilium_web.views.opinion_forms import VERDICTS

CODES = {
    "confirmed": "First opinion confirmed",
    "diagnosis_changed": "Diagnosis changed",
    "stage_changed": "Stage changed",
    "treatment_changed": "Treatment changed",
    "prognosis_changed": "Prognosis changed",
    "trial_found": "Trial found",
}
"""Words for the codes of `consilium.outcomes`."""
TALKS = {"settled": "Settled", "apart": "Still apart", "none": "Nothing recorded"}
WAYS = {
    "first": "The first plan",
    "later": "A later plan",
    "shared": "A plan both share",
    "other": "Another way",
    "open": "Not decided yet",
}
SURE = {"conflict": "Conflict", "none": "No conflict"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure. `count` is "" where it counts nobody; where `shown` is False there is no figure to show."""

    name: str
    shown: bool = False
    value: float = 0
    low: float = 0
    high: float = 0
    count: int | str = ""

    @property
    def width(self) -> float:
        """How wide the interval is."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `total` is "" where too few cases stand behind it."""

    name: str
    total: int | str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table. `unit`: "%", "days" or "points"; a scale of `most` units is drawn. `beside`: what others published."""

    title: str
    about: str
    unit: str
    lines: tuple[Line, ...]
    most: float = 100
    beside: tuple[Yardstick, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names above the cells."""
        return tuple(cell.name for cell in self.lines[0].cells) if self.lines else ()


def sheets(found: Figures) -> tuple[Sheet, ...]:
    """Every figure that there are enough cases for."""
    return tuple(sheet for sheet in _sheets(found) if sheet.lines)


def _sheets(found: Figures) -> Iterator[Sheet]:
    say = words(reader="clinician")
    grade, verdict = (lambda code: say.say(f"grade.{code}")), {one.value: text for one, text in VERDICTS}
    yield Sheet(
        title="First and second opinion compared, by cancer",
        about="The gravest difference in each case. “Cannot be compared”: what one of the two opinions left open.",
        unit="%",
        lines=_table(found.by_cancer, _cancer, grade),
        beside=_beside("grades"),
    )
    yield Sheet(
        title="First and second opinion compared, by field",
        about="Of the cases in which at least one of the two opinions says something on the field.",
        unit="%",
        lines=_table(found.by_field, say.field, grade),
    )
    yield Sheet(
        title="What the reviewer says of each part",
        about="What was signed, part by part. Where several reviewers read a case, the one who signed first.",
        unit="%",
        lines=_table(found.by_part, lambda part: say.say(f"part.{part}"), lambda code: verdict[code]),
    )
    yield Sheet(
        title="What changed",
        about="As a person confirmed it; where nobody has yet, as the comparison proposes it. A case can have "
        "several. Cases with nothing to compare are left out.",
        unit="%",
        lines=_table(found.codes, lambda code: CODES[code], lambda _: "Share of cases", only="yes"),
        beside=_beside("codes"),
    )
    yield _turnaround(found.turnaround)
    yield Sheet(
        title="How two doctors who differed ended",
        about="Of the cases with a major difference. Settled or apart: as both doctors recorded it.",
        unit="%",
        lines=_table(found.talks, _cancer, lambda code: TALKS[code]),
    )
    yield Sheet(
        title="Which way people chose",
        about="Of those who told what they decided.",
        unit="%",
        lines=_table(found.decisions, _cancer, lambda code: WAYS[code]),
    )
    yield Sheet(
        title="Decisional conflict before and after",
        about="The SURE test, of those who answered it before the opinion and after their decision. Three or fewer of "
        "four yes show conflict.",
        unit="%",
        lines=_table(found.sure, lambda when: f"{when} the decision".capitalize(), lambda code: SURE[code]),
        beside=_beside("sure"),
    )
    yield from _feelings(found)
    yield from _reviewers(found.reviewers)


def _cancer(key: str) -> str:
    if key in (ALL, OTHER):
        return {ALL: "All cases", OTHER: "Other or rarer cancers"}[key]
    return next((one.name for one in cancers() if one.key == key), key).capitalize()


def _table(table: Table, line: Callable[[str], str], column: Callable[[str], str], only: str = "") -> tuple[Line, ...]:
    return tuple(
        Line(
            line(one.name),
            one.total or "",
            tuple(_percent(column(cell.name), cell.rate) for cell in one.cells if only in ("", cell.name)),
        )
        for one in table.lines
    )


def _percent(name: str, rate: Rate | None) -> Cell:
    if rate is None:
        return Cell(name)
    return Cell(name, True, 100 * rate.share, 100 * rate.low, 100 * rate.high, rate.count)


def _span(name: str, span: Span) -> Cell:
    return Cell(name, True, span.value, span.low, span.high)


def _turnaround(found: Quartiles | None) -> Sheet:
    lines: tuple[Line, ...] = ()
    if found:
        half = f"Half of the cases took {found.lower:.1f} to {found.upper:.1f} days"
        lines = (Line(half, found.n, (_span("Median", found.median),)),)
    return Sheet(
        title="Days from sending to the opinion",
        about="From the day the patient sent the case to the first release of an opinion.",
        unit="days",
        most=max(14.0, found.median.high if found else 0),
        lines=lines,
        beside=_beside("turnaround"),
    )


def _feelings(found: Figures) -> Iterator[Sheet]:
    asked = [("How sure people are about their treatment", found.confidence), ("How worried people are", found.worry)]
    known = [(name, change) for name, change in asked if change]
    yield Sheet(
        title="How people feel before and after: the mean change",
        about="Answers from 0 to 10, of those who answered before and after. Below nought: less than before.",
        unit="points",
        most=0,
        lines=tuple(Line(_means(name, one), one.n, (_span("Mean change", one.mean),)) for name, one in known),
    )
    better = {"How sure people are about their treatment": "Are surer than before"}
    yield Sheet(
        title="How people feel before and after: how many feel better",
        about="Of those who answered before and after.",
        unit="%",
        lines=tuple(
            Line(better.get(name, "Worry less than before"), one.n, (_percent("Share of people", one.better.rate),))
            for name, one in known
        ),
        beside=_beside("feelings"),
    )


def _means(name: str, change: Change) -> str:
    return f"{name}: {change.before:.1f} before, {change.after:.1f} after"


def _reviewers(found: Agreement | None) -> Iterator[Sheet]:
    if found is None:
        return
    chance = "not known" if found.alpha is None else f"{found.alpha:.2f}"
    yield Sheet(
        title="How reviewers of the same case agree",
        about=f"Parts of the review that two or more judged. Two of them agree on {found.pairwise:.0%}. "
        f"Agreement beyond chance (Krippendorff’s alpha, 1 is perfect): {chance}.",
        unit="%",
        lines=(Line("Parts judged by two or more", found.things, (_percent("All agree", found.unanimous),)),),
        beside=_beside("reviewers"),
    )


def _beside(topic: str) -> tuple[Yardstick, ...]:
    return tuple(one for one in yardsticks() if one.topic == topic)

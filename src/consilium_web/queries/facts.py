"""Facts as an actor may see them: each with the words it came from, and with what people put beside it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from consilium.assessment import Assessment
from consilium.cases import Actor
from consilium.delivery import labels
from consilium.errors import Denied
from consilium.facts import Fact
from consilium.policy.permissions import Permission
from consilium_web.queries import assessments, cases, charts, timeline, vocabulary
from consilium_web.queries.cases import CaseView
from consilium_web.queries.charts import Chart
from consilium_web.queries.timeline import TimeRow

GROUPS = (
    ("patient.", "About you"),
    ("diagnosis.", "The diagnosis"),
    ("stage.", "The stage"),
    ("tumor.", "The tumor"),
    ("gleason.", "The tumor"),
    ("nottingham.", "The tumor"),
    ("invasion.", "The tumor"),
    ("nodes.", "Lymph nodes"),
    ("margin.", "After the operation"),
    ("biomarker.", "Tumor markers and genes"),
    ("variant", "Tumor markers and genes"),
    ("plan.", "The plan"),
    ("treatment.", "Treatment"),
    ("response.", "Treatment"),
    ("imaging.", "Images"),
    ("performance.", "Health and daily life"),
    ("comorbidity", "Health and daily life"),
    ("allergy", "Health and daily life"),
    ("medication", "Health and daily life"),
    ("history.", "Health and daily life"),
    ("lab.", "Laboratory"),
)
"""Beginning of a code, and the heading under which its facts stand; the others stand under "Other"."""
HIDDEN = ("record.", "answer.", "imaging.number", "imaging.position")
"""Facts about the files and the answers, which have pages of their own, and the places of pictures in their pile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLine:
    """One fact: its words, and where they stand. `record` is None for what a person stated."""

    id: str
    fact: Fact
    label: str
    value: str
    group: str
    record: UUID | None
    record_name: str
    corrections: tuple[Fact, ...]

    @property
    def quote(self) -> str:
        """The words it came from, on one line; nothing where they are the value itself."""
        words = " ".join(self.fact.source.quote.split())
        return "" if words[:60].casefold() == " ".join(self.value.split())[:60].casefold() else words


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """Equal facts of one or several records. `disputed`: a check found that records disagree about it."""

    lines: tuple[FactLine, ...]
    disputed: bool

    @property
    def first(self) -> FactLine:
        """The one that is shown, and corrected."""
        return self.lines[0]

    @property
    def corrections(self) -> tuple[Fact, ...]:
        """What people put beside any of them."""
        return tuple(said for line in self.lines for said in line.corrections)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactPage:
    """Heading -> rows, in the order of the headings; and every heading and record that one can choose."""

    groups: dict[str, tuple[FactRow, ...]]
    headings: tuple[str, ...]
    records: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsView:
    """A case and its facts; `over_time` where nothing was chosen."""

    it: CaseView
    listed: FactPage
    over_time: tuple[TimeRow, ...]


def get_all(case_id: UUID, actor: Actor, *, heading: str = "", record: str = "", today: date) -> FactsView:
    """The facts of one heading, of one record (by its id), or all. Denied for strangers."""
    chart = charts.load(case_id, actor, Permission.SEE_RECORD)
    return FactsView(
        it=cases.of(chart),
        listed=of(chart, assessments.of(chart, today=today), heading=heading, record=record),
        over_time=() if heading or record else timeline.of(chart),
    )


def of(chart: Chart, found: Assessment, *, heading: str = "", record: str = "") -> FactPage:
    """The facts of a chart, as its actor may see them; `found`: its assessment for this actor."""
    lines = tuple(lines_of(chart))
    order = dict.fromkeys((*(text for _, text in GROUPS), "Other"))
    said = {line.group for line in lines}
    headings = tuple(text for text in order if text in said)
    shown = [line for line in lines if record in ("", str(line.record))]
    disputed = _disputed(found)
    rows = {text: _rows((line for line in shown if line.group == text), disputed) for text in headings}
    return FactPage(
        groups={text: some for text, some in rows.items() if some and heading in ("", text)},
        headings=headings,
        records=tuple(dict.fromkeys((str(line.record), line.record_name) for line in lines)),
    )


def _disputed(found: Assessment) -> set[tuple[str, str]]:
    """Code and value of the facts that a check found at odds with each other."""
    odd = [one for one in found.findings if one.code.startswith(("contradiction.", "identity.", "impossible."))]
    return {(fact.code, fact.text) for one in odd for fact in one.because}


def _rows(lines: Iterable[FactLine], disputed: set[tuple[str, str]]) -> tuple[FactRow, ...]:
    equal: dict[tuple[str, str], list[FactLine]] = {}
    for line in lines:
        equal.setdefault((line.fact.code, line.value), []).append(line)
    rows = (
        FactRow(lines=tuple(some), disputed=any((one.fact.code, one.fact.text) in disputed for one in some))
        for some in equal.values()
    )
    return tuple(sorted(rows, key=lambda row: row.first.label))


def group(code: str) -> str:
    """Under which heading a fact is shown."""
    return next((text for prefix, text in GROUPS if code.startswith(prefix)), "Other")


def get(case_id: UUID, fact_id: str, actor: Actor) -> FactLine:
    """One fact. Denied where there is none of this id that the actor may see."""
    chart = charts.load(case_id, actor, Permission.SEE_RECORD)
    found = next((line for line in lines_of(chart) if line.id == fact_id), None)
    if found is None:
        raise Denied("There is no such fact.")
    return found


def lines_of(chart: Chart) -> Iterator[FactLine]:
    """Every fact of a chart that its actor may see, record by record."""
    corrections = _corrections(chart)
    for reading in chart.readings:
        for fact in reading.facts:
            if fact.code.startswith(HIDDEN) or chart.sight.hides(fact):
                continue
            id = chart.fact_id(fact)
            yield _line(chart, id, fact, corrections.get(id, ()))


def _corrections(chart: Chart) -> dict[str, tuple[Fact, ...]]:
    found: dict[str, tuple[Fact, ...]] = {}
    for said in chart.statements:
        if said.corrects:
            shown = chart.sight.visible_facts([said.fact])
            found[said.corrects] = (*found.get(said.corrects, ()), *shown)
    return found


def _line(chart: Chart, id: str, fact: Fact, corrections: tuple[Fact, ...]) -> FactLine:
    (shown,) = chart.sight.visible_facts([fact])
    record = fact.source.record
    name = next((one.name for one in chart.readings if one.record == record), "")
    return FactLine(
        id=id,
        fact=shown,
        label=labels.label(fact.code),
        value=vocabulary.day(labels.value(shown)),
        group=group(fact.code),
        record=chart.rows.get(record) if record else None,
        record_name=chart.sight.record_name(record, name) if record else "",
        corrections=corrections,
    )

"""Facts as an actor may see them: each with the words it came from, and with what people put beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from consilium.cases import Actor
from consilium.delivery import labels
from consilium.errors import Denied
from consilium.facts import Assertion, Fact
from consilium.policy.permissions import Permission
from consilium_web.queries import charts
from consilium_web.queries.charts import Chart

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
    ("performance.", "Health and daily life"),
    ("comorbidity", "Health and daily life"),
    ("allergy", "Health and daily life"),
    ("medication", "Health and daily life"),
)
"""Beginning of a code, and the heading under which its facts stand; the others stand under "Other"."""
HIDDEN = ("record.", "answer.")
"""Facts about the files and the answers, which have pages of their own."""


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
    def sure(self) -> bool:
        """Whether the record says so plainly."""
        return self.fact.assertion is Assertion.PRESENT and self.fact.confidence == 1


def listing(case_id: UUID, actor: Actor) -> dict[str, list[FactLine]]:
    """Heading -> facts, in the order of the headings."""
    chart = charts.load(case_id, actor, Permission.SEE_RECORD)
    grouped: dict[str, list[FactLine]] = {}
    for line in _lines(chart):
        grouped.setdefault(line.group, []).append(line)
    order = list(dict.fromkeys(text for _, text in GROUPS))
    rank = {text: number for number, text in enumerate(order)}
    return dict(sorted(grouped.items(), key=lambda item: rank.get(item[0], len(rank))))


def group(code: str) -> str:
    """Under which heading a fact is shown."""
    return next((text for prefix, text in GROUPS if code.startswith(prefix)), "Other")


def get(case_id: UUID, fact_id: str, actor: Actor) -> FactLine:
    """One fact. Denied where there is none of this id that the actor may see."""
    chart = charts.load(case_id, actor, Permission.SEE_RECORD)
    found = next((line for line in _lines(chart) if line.id == fact_id), None)
    if found is None:
        raise Denied("There is no such fact.")
    return found


def _lines(chart: Chart) -> Iterator[FactLine]:
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
        value=labels.value(fact),
        group=group(fact.code),
        record=chart.rows.get(record) if record else None,
        record_name=chart.sight.record_name(record, name) if record else "",
        corrections=corrections,
    )

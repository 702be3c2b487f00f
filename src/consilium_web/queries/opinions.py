"""First reads, drafts, signed opinions and how they compare with the first one; as an actor may see them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from consilium import concordance, opinions, policy
from consilium.cases import REVIEW_SIDE, Action, Actor, Case, Phase, Role, Route
from consilium.concordance import Concordance, Gap, Grade, reconciling
from consilium.concordance.reconciling import Among
from consilium.delivery.words import words
from consilium.errors import Denied, WrongState
from consilium.facts import FactSheet
from consilium.opinions import Addendum, BlindedRead, Judgement, Opinion, OpinionForm, Part, ReadDraft
from consilium.policy.permissions import Permission, signed_place
from consilium.values import PartialDate, PersonId
from consilium_web.models import BlindedReadRow, DraftRow, OpinionRow, ReadDraftRow
from consilium_web.queries import agendas, assessments, charts
from consilium_web.queries.charts import Chart


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One field of the first and the second opinion, in words; `grade` is the code, `said` its words."""

    field: str
    first: str
    second: str
    grade: str
    said: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a reviewer has written so far, and what still stands between it and a signature."""

    form: OpinionForm
    version: int
    missing: dict[str, str]
    case: Case
    role: Role
    parts: tuple[Part, ...]
    """The parts that its writer is asked about (R27)."""
    sealed: BlindedRead
    first: Judgement
    comparison: tuple[CompareRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A signed opinion beside the first one. `first` is the first opinion as a judgement."""

    number: int
    opinion: Opinion
    first: Judgement
    comparison: Concordance
    steps: tuple[str, ...]
    case: Case


@dataclass(frozen=True, slots=True)
class Unsealed:
    """The first read as far as it is written, and what still stands between it and its seal."""

    draft: ReadDraft
    version: int
    missing: dict[str, str]


def first_read(case_id: UUID, actor: Actor) -> Unsealed:
    """The actor's own first read, before it is sealed. Denied or WrongState where they have none to write."""
    return first_read_of(charts.load(case_id, actor, Action.SEAL))


def first_read_of(chart: Chart) -> Unsealed:
    """The own first read of a chart's actor, who may seal it."""
    row = ReadDraftRow.objects.filter(case_id=chart.id, by_id=UUID(chart.actor.id)).first()
    written = row.value(chart.key, ReadDraft) if row else ReadDraft()
    return Unsealed(written, row.version if row else 0, opinions.missing_to_seal(written))


def draft(case_id: UUID, actor: Actor, *, today: date) -> Draft:
    """The actor's own draft. WrongState before the first read is sealed."""
    return draft_of(charts.load(case_id, actor, Permission.WRITE_OPINION), today=today)


def draft_of(chart: Chart, *, today: date) -> Draft:
    """The own draft of a chart's actor, who may write an opinion. WrongState before the first read is sealed."""
    case_id, actor = chart.id, chart.actor
    if chart.phase is Phase.BLINDED:
        raise WrongState("Write and seal your first read before you write the opinion.")
    row = DraftRow.objects.get(case_id=case_id, by_id=UUID(actor.id))
    form = with_board(chart, row.value(chart.key, OpinionForm))
    sealed = BlindedReadRow.objects.get(case_id=case_id, by_id=UUID(actor.id)).value(chart.key, BlindedRead)
    first = _first(chart, today)
    return Draft(
        form=form,
        version=row.version,
        missing=opinions.missing_to_sign(chart.case, form, actor.id),
        case=chart.visible_case,
        role=actor.role,
        parts=opinions.parts_asked(chart.case, actor.id),
        sealed=sealed,
        first=first,
        comparison=tuple(_compared(first, form.judgement, chart.case.cancer)),
    )


def with_board(chart: Chart, form: OpinionForm) -> OpinionForm:
    """The form with the record of its board (R26): who met, and what each said before. Nothing on another route."""
    if chart.case.route is not Route.BOARD:
        return form
    return replace(form, board=agendas.record(chart, form.board))


def _compared(first: Judgement, second: Judgement, cancer: str) -> Iterator[CompareRow]:
    """Item by item, the gravest difference first (R39)."""
    say, found = words(reader="clinician"), concordance.compare(first, second, cancer=cancer)
    for grade in (Grade.MAJOR, Grade.MINOR, Grade.SAME, Grade.NOT_COMPARABLE):
        for item in found.of(grade):
            values = (say.value(item.field, item.first), say.value(item.field, item.second))
            yield CompareRow(
                say.field(item.field), *values, grade.value, say.say(f"grade.{grade.value}"), say.reason(item)
            )


def given(case_id: UUID, actor: Actor, *, today: date) -> tuple[Given, ...]:
    """The signed opinions that this actor may read, in the order of their signatures.

    The number of an opinion is the same for everybody.
    """
    return given_of(charts.load(case_id, actor, Permission.SEE_OPINION), today=today)


def given_of(chart: Chart, *, today: date) -> tuple[Given, ...]:
    """The same of a chart whose actor may see opinions."""
    every = tuple(signed(chart))
    shown, first = policy.visible_opinions(chart.actor, chart.case, every), _first(chart, today)
    return tuple(_beside(chart, number, one, first) for number, one in enumerate(every, start=1) if one in shown)


def one(case_id: UUID, number: int, actor: Actor, *, today: date) -> Given:
    """One of `given`, by its number. Denied where there is none."""
    return numbered(given(case_id, actor, today=today), number)


def numbered(shown: tuple[Given, ...], number: int) -> Given:
    """The one of this number. Denied where there is none."""
    found = next((one for one in shown if one.number == number), None)
    if found is None:
        raise Denied("There is no such opinion.")
    return found


def judgements(shown: tuple[Given, ...]) -> tuple[Judgement, ...]:
    """The first opinion and those shown, in order."""
    return (shown[0].first, *(one.opinion.form.judgement for one in shown)) if shown else ()


def among(shown: tuple[Given, ...]) -> tuple[Among, ...]:
    """The opinions shown, item by item among themselves; none for less than two."""
    said = [one.opinion.form.judgement for one in shown]
    return reconciling.among(said, cancer=shown[0].case.cancer) if shown else ()


def first_round(case: Case, shown: tuple[Given, ...]) -> tuple[Given, ...]:
    """Those that were released first, together: what the second opinion came to, and not a third."""
    released = next((at for at, step in enumerate(case.history) if step.action is Action.RELEASE), len(case.history))
    return tuple(one for one in shown if signed_place(one.opinion.reviewer.id, case) < released)


def for_clinician(actor: Actor) -> bool:
    """Whether the clinical text comes first."""
    return actor.role in {Role.FIRST_DOCTOR, Role.COORDINATOR, *REVIEW_SIDE}


def signed(chart: Chart) -> Iterator[Opinion]:
    """Every signed opinion of a chart, whoever may see it, in the order of the signatures in the history: a time would
    put them wrong where a clock went backwards."""
    rows = OpinionRow.objects.filter(case_id=chart.id)
    for row in sorted(rows, key=lambda one: signed_place(PersonId(str(one.by_id)), chart.case)):
        added = tuple(one.value(chart.key, Addendum) for one in row.addenda.order_by("at", "pk"))
        yield replace(row.value(chart.key, Opinion), addenda=added)


def _first(chart: Chart, today: date) -> Judgement:
    if chart.case.first_opinion is None or chart.blinded:
        return Judgement()
    return opinions.first_judgement(assessments.whole(chart, today=today).sheet, chart.case.first_opinion)


def _beside(chart: Chart, number: int, opinion: Opinion, first: Judgement) -> Given:
    compared = concordance.compare(first, opinion.form.judgement, cancer=chart.case.cancer, gap=_gap(chart, opinion))
    return Given(
        number=number,
        opinion=opinion,
        first=first,
        comparison=compared,
        steps=concordance.next_steps(compared),
        case=chart.visible_case,
    )


def _gap(chart: Chart, opinion: Opinion) -> Gap:
    first = chart.case.first_opinion
    dated = ((reading.record, _dated(FactSheet.of(reading.facts))) for reading in chart.readings)
    return concordance.gap(first.on if first else None, dated, opinion.form.missing_information)


def _dated(sheet: FactSheet) -> PartialDate | None:
    found = sheet.best("record.date")
    try:
        return PartialDate.parse(found.text) if found else None
    except ValueError:
        return None

"""What followed an opinion, as an actor may see it: decision, SURE answers, the proposed and the confirmed outcome."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from consilium import policy
from consilium.cases import Actor
from consilium.concordance import Grade
from consilium.concordance.reconciling import joined
from consilium.delivery.words import words
from consilium.errors import WrongState
from consilium.policy.permissions import Permission
from consilium_web.models import CaseRow, CodedRow, DecisionRow, SureRow
from consilium_web.models.after import Coded, Decision, Sure
from consilium_web.models.sealed import SaidRow
from consilium_web.queries import charts, opinions

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the comparison proposes, and the items it rests on: name, first, second, how they compare."""

    codes: tuple[str, ...]
    items: tuple[tuple[str, str, str, str], ...]
    decision: Decision | None
    coded: Coded | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the patient told: the last decision, and the last answer to the SURE test before it and after it."""

    decision: Decision | None
    before: Sure | None
    after: Sure | None


def last(kind: type[SaidRow], row: CaseRow, value: type[T]) -> T | None:
    """The last value of one kind in a case."""
    found = kind._default_manager.filter(case=row).order_by("at", "pk").last()
    return found.value(row.key, value) if found else None


def has_decided(row: CaseRow) -> bool:
    """Whether the patient told a decision that is one."""
    decision = last(DecisionRow, row, Decision)
    return decision is not None and decision.way != "open"


def told(case_id: UUID, actor: Actor) -> Told:
    """What the patient told. Denied for all but the patient's side."""
    row = charts.load(case_id, actor, Permission.DECIDE).found
    before, after = sure_of(row)
    return Told(decision=last(DecisionRow, row, Decision), before=before, after=after)


def sure_of(row: CaseRow) -> tuple[Sure | None, Sure | None]:
    """The last answers to the SURE test: before the decision and after it."""
    said = [one.value(row.key, Sure) for one in SureRow.objects.filter(case=row).order_by("at", "pk")]
    before, after = ([one for one in said if one.after is late] for late in (False, True))
    return before[-1] if before else None, after[-1] if after else None


def proposal(case_id: UUID, actor: Actor, *, today: date) -> Proposal:
    """What the comparison with the first opinion proposes as outcome. WrongState before an opinion is out."""
    chart = charts.load(case_id, actor, Permission.CODE_OUTCOME)
    policy.check_can(Permission.SEE_OPINION, actor, chart.case)
    given = opinions.given_of(chart, today=today)
    if not given:
        raise WrongState("There is no opinion to code yet.")
    compared = joined([one.comparison for one in opinions.first_round(chart.case, given) or given])
    say, row = words(reader="clinician"), chart.found
    shown = [item for grade in (Grade.MAJOR, Grade.MINOR, Grade.SAME) for item in compared.of(grade)]
    items = tuple(
        (
            say.field(one.field),
            say.value(one.field, one.first),
            say.value(one.field, one.second),
            say.graded(one),
        )
        for one in shown
    )
    return Proposal(
        codes=compared.outcomes,
        items=items,
        decision=last(DecisionRow, row, Decision),
        coded=last(CodedRow, row, Coded),
    )

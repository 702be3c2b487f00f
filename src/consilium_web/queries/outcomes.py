"""A centre's figures, from the cases whose patients agreed to research; without anything that tells who they are."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from statistics import median
from typing import TypeVar
from uuid import UUID

from django.db.models import Prefetch

from consilium import outcomes, policy, waiting
from consilium.cases import Actor, Case, Purpose
from consilium.concordance import Grade
from consilium.concordance.reconciling import Ending, Result, joined
from consilium.outcomes import Figures, Outcome
from consilium.outcomes.sure import score
from consilium.policy.permissions import Permission
from consilium_web.models import CaseRow, CodedRow, DecisionRow, FeelingRow, OutcomeRow, ResultRow, SureRow
from consilium_web.models.after import Coded, Decision, Sure
from consilium_web.models.outcomes import Feeling
from consilium_web.models.sealed import SaidRow
from consilium_web.queries import opinions, people

T = TypeVar("T")
_Later = dict[tuple[type[SaidRow], UUID], list[SaidRow]]


def of_case(case_id: UUID, actor: Actor, *, sent: datetime, at: datetime) -> Outcome:
    """What a case came to, of which an opinion has just been released. Denied for those who may not read it.

    The days are those of the review: while it waited for records or tests, its clock stood still.
    """
    shown = opinions.given(case_id, actor, today=at.date())
    first = shown[0]
    waited = waiting.waited(first.case.asks, since=sent, until=at)
    return outcomes.of_case(
        first.case,
        first.first,
        [one.opinion for one in shown],
        joined([one.comparison for one in shown]),
        days=(at - sent - waited) / timedelta(days=1),
    )


def figures(actor: Actor) -> Figures | None:
    """The figures of all cases that may be counted; None while they are too few. Denied outside the centre."""
    policy.check_can(Permission.SEE_FIGURES, actor, None)
    return outcomes.figures(_consented(actor.organisation))


FEWEST = 5
"""Cases of the past from which we say how long one takes."""


def usual_days(organisation: str) -> int | None:
    """In how many days half of this organisation's opinions came, rounded up; None while there are too few to say."""
    days = [one.days for one in _consented(organisation)] if organisation else []
    return ceil(median(days)) if len(days) >= FEWEST else None


def _consented(organisation: str) -> Iterator[Outcome]:
    feelings = Prefetch("case__feelings", FeelingRow.objects.order_by("at", "pk"))
    later = _later(organisation)
    ours = OutcomeRow.objects.filter(case__organisation=people.place(organisation))
    for row in ours.select_related("case").prefetch_related(feelings):
        key = row.case.key
        if not row.case.value(key, Case).consents_to(Purpose.RESEARCH):
            continue
        said = [one.value(key, Feeling) for one in row.case.feelings.all()]
        found = replace(row.value(key, Outcome), confidence=_pair(said, "confidence"), worry=_pair(said, "worry"))
        yield _with_later(found, row.case, later)


def _later(organisation: str) -> _Later:
    """Everything that was told later in the cases of a place, by kind and case, in order: few queries for all."""
    found: _Later = {}
    for kind in (DecisionRow, SureRow, CodedRow, ResultRow):
        rows = kind._default_manager.filter(case__organisation=people.place(organisation)).order_by("at", "pk")
        for one in rows:
            found.setdefault((kind, one.case_id), []).append(one)
    return found


def _with_later(outcome: Outcome, row: CaseRow, later: _Later) -> Outcome:
    """The outcome with the decision, the talk, the SURE test, and the codes that a person confirmed (R45)."""
    key = row.key

    def values(kind: type[SaidRow], value: type[T]) -> list[T]:
        return [one.value(key, value) for one in later.get((kind, row.pk), ())]

    decisions, coded = values(DecisionRow, Decision), values(CodedRow, Coded)
    confirmed = [one for one in later.get((ResultRow, row.pk), ()) if isinstance(one, ResultRow) and one.confirmed_at]
    endings = {point.ending for one in confirmed for point in one.value(key, Result).points}
    talk = ("apart" if Ending.APART in endings else "settled") if endings else "none"
    return replace(
        outcome,
        codes=coded[-1].codes if coded else outcome.codes,
        decision=decisions[-1].way if decisions else "",
        talk=talk if outcome.overall is Grade.MAJOR else "",
        sure=_sums(values(SureRow, Sure)),
    )


def _sums(said: list[Sure]) -> tuple[int, int] | None:
    """The last sum before the decision and the last one after it; None where either is missing."""
    before, after = ([score(one.answers) for one in said if one.after is late] for late in (False, True))
    known = [[number for number in some if number is not None] for some in (before, after)]
    return (known[0][-1], known[1][-1]) if all(known) else None


def _pair(said: list[Feeling], name: str) -> tuple[int, int] | None:
    """The last answer before the opinion and the last one after it."""
    before, after = ([getattr(one, name) for one in said if one.after is late] for late in (False, True))
    known = [[number for number in some if number is not None] for some in (before, after)]
    return (known[0][-1], known[1][-1]) if all(known) else None

"""A centre's figures, from the cases whose patients agreed to research; without anything that tells who they are."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch

from consilium import outcomes, policy, waiting
from consilium.cases import Actor, Case, Purpose
from consilium.outcomes import Figures, Outcome
from consilium.policy.permissions import Permission
from consilium_web.models import FeelingRow, OutcomeRow
from consilium_web.models.outcomes import Feeling
from consilium_web.queries import opinions, people


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
        first.comparison,
        days=(at - sent - waited) / timedelta(days=1),
    )


def figures(actor: Actor) -> Figures | None:
    """The figures of all cases that may be counted; None while they are too few. Denied outside the centre."""
    policy.check_can(Permission.SEE_FIGURES, actor, None)
    return outcomes.figures(_consented(actor.organisation))


def _consented(organisation: str) -> Iterator[Outcome]:
    feelings = Prefetch("case__feelings", FeelingRow.objects.order_by("at", "pk"))
    ours = OutcomeRow.objects.filter(case__organisation=people.place(organisation))
    for row in ours.select_related("case").prefetch_related(feelings):
        key = row.case.key
        if not row.case.value(key, Case).consents_to(Purpose.RESEARCH):
            continue
        said = [one.value(key, Feeling) for one in row.case.feelings.all()]
        yield replace(row.value(key, Outcome), confidence=_pair(said, "confidence"), worry=_pair(said, "worry"))


def _pair(said: list[Feeling], name: str) -> tuple[int, int] | None:
    """The last answer before the opinion and the last one after it."""
    before, after = ([getattr(one, name) for one in said if one.after is late] for late in (False, True))
    known = [[number for number in some if number is not None] for some in (before, after)]
    return (known[0][-1], known[1][-1]) if all(known) else None

"""Time spent: a reviewer's own on one case, and the sums of a month for whoever pays. Nothing of a patient is in it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from consilium.cases import Actor
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.models import User, WorkCorrection, WorkRow
from consilium_web.queries import charts


@dataclass(frozen=True, slots=True)
class Spent:
    """Minutes as measured, and after the reviewer put them right."""

    measured: int
    minutes: int


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One reviewer's month."""

    month: str
    reviewer: str
    cases: int
    measured: int
    minutes: int


def seconds(case_id: UUID, person: UUID) -> tuple[int, int]:
    """Seconds of somebody on a case: measured, and after what they put right."""
    own = {"case_id": case_id, "user_id": person}
    measured = WorkRow.objects.filter(**own).aggregate(all=Sum("seconds"))["all"] or 0
    right = WorkCorrection.objects.filter(**own).aggregate(all=Sum("seconds"))["all"] or 0
    return measured, max(0, measured + right)


def of_case(case_id: UUID, actor: Actor) -> Spent:
    """The actor's own time on a case. Denied for all who do not review it."""
    check_can(Permission.READ_FOR_REVIEW, actor, charts.row(case_id).case)
    measured, right = seconds(case_id, UUID(actor.id))
    return Spent(_minutes(measured), _minutes(right))


def months(actor: Actor) -> tuple[MonthLine, ...]:
    """Every reviewer's months, the latest first. Denied outside the centre."""
    check_can(Permission.SEE_FIGURES, actor, None)
    measured: defaultdict[tuple[str, UUID], int] = defaultdict(int)
    right: defaultdict[tuple[str, UUID], int] = defaultdict(int)
    cases: defaultdict[tuple[str, UUID], set[UUID]] = defaultdict(set)
    for row in WorkRow.objects.all():
        place = (_month(row.day), row.user_id)
        measured[place] += row.seconds
        cases[place].add(row.case_id)
    for one in WorkCorrection.objects.all():
        place = (_month(one.at.date()), one.user_id)
        right[place] += one.seconds
        cases[place].add(one.case_id)
    names = {user.pk: user.name for user in User.objects.filter(pk__in={person for _, person in cases})}
    lines = (
        MonthLine(
            place[0],
            names[place[1]] or "Someone",
            len(found),
            _minutes(measured[place]),
            _minutes(measured[place] + right[place]),
        )
        for place, found in cases.items()
    )
    return tuple(sorted(sorted(lines, key=lambda line: line.reviewer), key=lambda line: line.month, reverse=True))


def _month(day: date) -> str:
    return day.isoformat()[:7]


def _minutes(seconds: int) -> int:
    return round(seconds / 60)

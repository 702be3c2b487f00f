"""Whom a case is given to: what triage proposes, who could be asked, who is asked and how far they are."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from consilium import policy
from consilium.cases import INVITED_TO_LOOK, Action, Actor, Case, Route, Scope, role_of, seat_of
from consilium.delivery import wording
from consilium.opinions import Reviewer
from consilium.policy.independence import FieldMatch
from consilium.values import PersonId
from consilium_web.models import CasePerson
from consilium_web.queries import assessments, charts, people
from consilium_web.queries.vocabulary import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who could review. `refused` says why they are not independent (R3); `field` compares fields (R4)."""

    reviewer: Reviewer
    refused: str
    field: FieldMatch
    asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What triage proposes, and why (R14, R15). `left_out` warns of what a pathologist would not judge."""

    route: Route
    advice: str
    reasons: tuple[str, ...]
    left_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody who is asked, as what, since when, and how far they are. `can_go`: may be let go."""

    person: PersonId
    name: str
    seat: str
    since: datetime
    days: int
    sealed: bool
    signed: bool
    can_go: bool


def proposal(case_id: UUID, actor: Actor, *, today: date) -> Proposal:
    """What triage proposes for this case. Denied for all but coordinators."""
    chart = charts.load(case_id, actor, Action.ASSIGN)
    advice = assessments.of(chart, today=today).advice
    return Proposal(
        route=advice.route,
        advice=wording.advice(advice, "clinician"),
        reasons=tuple(wording.fired(one, "clinician") for one in advice.fired if one.route is advice.route),
        left_out=chart.case.scope in (Scope.TREATMENT, Scope.BOTH),
    )


def candidates(case_id: UUID, actor: Actor, route: Route) -> tuple[Candidate, ...]:
    """Who can be asked on this route, the independent ones of the same field first. Denied for all but coordinators."""
    chart = charts.load(case_id, actor, Action.ASSIGN)
    first, declined = chart.case.first_opinion, {one.by for one in chart.case.declined}
    found = [
        Candidate(
            reviewer=one,
            refused=policy.not_independent_because(one, first) if first else "",
            field=policy.field_match(one, first, route) if first else FieldMatch.UNKNOWN,
            asked=one.id in {*chart.case.reviewers, *chart.case.earlier_reviewers, *declined},
        )
        for one in people.reviewers(route, chart.case.organisation)
    ]
    return tuple(sorted(found, key=lambda one: (one.asked, bool(one.refused), one.field is not FieldMatch.SAME)))


def asked(case_id: UUID, actor: Actor, *, today: date) -> tuple[Asked, ...]:
    """Those who are asked now. Denied for all but coordinators, who see the case."""
    chart = charts.load(case_id, actor)
    policy.check_can(policy.Permission.SEE_QUEUE, actor, chart.case)
    case = chart.case
    since = dict(
        CasePerson.objects.filter(
            case_id=case_id, ended_at=None, role__in=[role.value for role in INVITED_TO_LOOK]
        ).values_list("user_id", "since")
    )
    may_go = not policy.may(Action.LET_GO, actor, case)
    return tuple(
        Asked(
            person=person,
            name=people.reviewer_by_id(person).name,
            seat=_seat(person, case),
            since=since[UUID(person)],
            days=(today - since[UUID(person)].date()).days,
            sealed=person in case.sealed_by,
            signed=person in case.signed_by,
            can_go=may_go and person not in case.signed_by and role_of(person, case).value != "board_chair",
        )
        for person in case.reviewers
        if UUID(person) in since
    )


def _seat(person: PersonId, case: Case) -> str:
    seat = seat_of(person, case)
    told = seat.field.capitalize() if seat.field else words(seat.role)
    return f"{told}, also asked about testing" if seat.testing else told

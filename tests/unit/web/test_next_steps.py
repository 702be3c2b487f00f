"""What comes next, for each role, state and route: a page that opens for this person, or a sentence that they wait."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import case_for_tests as made
import pytest
from django.urls import resolve, reverse

from consilium import cases, policy
from consilium.cases import Action, Actor, Case, Intent, Purpose, Role, Route, Seat, Status
from consilium.policy.permissions import Permission
from consilium.waiting import Ask, AskKind
from consilium_web.queries.cases import CaseLine, CaseView
from consilium_web.views.steps import links, next_step, now

ONE = {
    Route.SPECIALIST: (made.REVIEWER,),
    Route.EXPERT: (made.REVIEWER,),
    Route.PATHOLOGIST: (made.PATHOLOGIST,),
    Route.MODALITIES: (made.REVIEWER, made.OTHER_REVIEWER),
    Route.BOARD: (made.CHAIR, made.MEMBER, made.GUEST),
}
"""Who is asked on each route."""
PEOPLE = (made.PATIENT, made.PROXY, made.FIRST_DOCTOR, made.COORDINATOR)


def move(case: Case, action: Action, by: Actor, *reviewers: Actor) -> Case:
    return cases.advance(case, action, by, made.AT, reviewers=[one.id for one in reviewers])


def asked(route: Route) -> Case:
    seats = [Seat(person=one.id, role=one.role) for one in ONE[route]]
    sent = replace(made.sent(), route=route)
    return cases.advance(sent, Action.ASSIGN, made.COORDINATOR, made.AT, seats=seats)


def on_the_way(route: Route) -> Iterator[Case]:
    """A case of this route at each place that it comes by."""
    first, *others = ONE[route]
    yield made.ready()
    yield replace(made.sent(), route=route)
    case = asked(route)
    yield case
    ask = Ask(id="a", kind=AskKind.RECORDS, what="MRI", why="Size", by=first.id, at=made.AT)
    yield replace(case, asks=(ask,))
    yield move(case, Action.WITHDRAW, made.PATIENT)
    yield (case := move(case, Action.SEAL, first))
    if route is Route.BOARD:
        yield (case := move(case, Action.OPEN_DISCUSSION, first, *others))
    yield (case := move(case, Action.SIGN, first))
    for other in others if route is Route.MODALITIES else ():
        yield (case := move(case, Action.SEAL, other))
        yield (case := move(case, Action.SIGN, other))
    yield (case := move(case, Action.RELEASE, made.COORDINATOR))
    yield move(case, Action.ASK_THIRD, made.PATIENT)
    yield move(case, Action.CLOSE, made.PATIENT)


def moving() -> Iterator[Case]:
    """A case that moves care."""
    referred = move(replace(made.ready(), intent=Intent.TRANSFER), Action.REFER, made.PATIENT)
    yield referred
    yield move(referred, Action.CLOSE, made.PATIENT)


def view(case: Case, actor: Actor) -> CaseView:
    wishes: tuple[Permission | Action, ...] = (*Permission, *Action)
    sight = policy.sight(actor, case, ())
    return CaseView(
        id=uuid4(),
        reference="ABCD",
        version=1,
        actor=actor,
        case=sight.visible_case(case),
        missing=cases.missing_to_send(case) if case.status is Status.DRAFT else {},
        blinded=sight.blinded,
        withheld=sight.blinded,
        records=1,
        waiting=0,
        news=False,
        names={},
        may=frozenset(wish.value for wish in wishes if not policy.may(wish, actor, case)),
    )


def line(it: CaseView) -> CaseLine:
    return CaseLine(
        id=it.id,
        reference=it.reference,
        role=it.actor.role,
        status=it.case.status,
        cancer="",
        changed_at=made.AT,
        due_on=None,
        first_read_sealed=it.actor.id in it.case.sealed_by,
        signed=it.actor.id in it.case.signed_by,
        released=cases.was_released(it.case),
        editable="edit_case" in it.may,
        asked=bool(it.case.asks),
    )


def opens(page: str, actor: Actor, case: Case) -> bool:
    """Whether the door of this page lets this person in."""
    door = resolve(reverse(page, args=[uuid4()])).func
    return actor.role in door.rule.roles and (door.needs is None or not policy.may(door.needs, actor, case))


@pytest.mark.parametrize("route", [*ONE, None])
def test_there_is_a_next_step_that_opens_or_a_sentence_that_says_to_wait(route: Route | None) -> None:
    said = 0
    for place in on_the_way(route) if route else moving():
        for agreed in (True, False):
            case = place
            for purpose in (Purpose.REVIEW, Purpose.SHARE_WITH_FIRST_DOCTOR):
                case = cases.consent(case, purpose, given=agreed, by=made.PATIENT, at=made.AT)
            for actor in (*PEOPLE, *(ONE[route] if route else ())):
                if policy.may(Permission.SEE_CASE, actor, case):
                    continue
                it = view(case, actor)
                where = f"{actor.role.value}, {case.status.value}, agreed: {agreed}"
                for step in (now(it), next_step(line(it))) if actor.role is not Role.COORDINATOR else (now(it),):
                    assert step.text and step.then, where
                    assert step.waits or opens(step.page, actor, case), f"{where}: {step.page}"
                assert [page for page, _ in links(it) if not opens(page, actor, case)] == [], where
                said += 1
    assert said > 10


@pytest.mark.parametrize("route", list(ONE))
def test_no_report_is_offered_before_there_is_one(route: Route) -> None:
    for case in on_the_way(route):
        shown = {page for page, _ in links(view(case, made.PATIENT))}
        assert ({"report", "two_opinions"} <= shown) == cases.was_released(case)
        assert bool({"report", "two_opinions"} & shown) == cases.was_released(case)

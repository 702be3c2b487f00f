"""Whoever reads a case for its review learns nothing of the others' work before their own is in (B5, R26, R28).

A case is walked at random: people are asked, seal, open a discussion, sign, are let go. After every step each person's
sight is held against a rule that is written here once more, in other words than the library's.
"""

from collections.abc import Iterator
from dataclasses import replace

import case_for_tests as made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consilium import cases
from consilium.cases import Action, Actor, Case, Role, Route, Seat, Status
from consilium.errors import ConsiliumError
from consilium.opinions import BlindedRead, Judgement, Opinion, OpinionForm, Reviewer
from consilium.policy import phase, visible_opinions, visible_reads
from consilium.values import PersonId

ALONE = (
    Actor(id=PersonId("surgeon"), role=Role.REVIEWER),
    Actor(id=PersonId("oncologist"), role=Role.REVIEWER),
    Actor(id=PersonId("radiotherapist"), role=Role.REVIEWER),
    made.PATHOLOGIST,
)
TOGETHER = (
    made.CHAIR,
    made.MEMBER,
    Actor(id=PersonId("member-2"), role=Role.BOARD_MEMBER),
    made.GUEST,
)
STEPS = (Action.SEAL, Action.SIGN, Action.OPEN_DISCUSSION, Action.LET_GO, Action.ASSIGN)
moves = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 3), st.integers(0, 3)), max_size=14)


def asked(people: tuple[Actor, ...], route: Route) -> Case:
    case = replace(made.sent(), route=route)
    seats = [Seat(person=one.id, role=one.role) for one in people[:3]]
    return cases.advance(case, Action.ASSIGN, made.COORDINATOR, made.AT, seats=seats)


def walked(case: Case, people: tuple[Actor, ...], steps: list[tuple[Action, int, int]]) -> Iterator[Case]:
    """The case after each step that is allowed."""
    yield case
    for action, who, whom in steps:
        by = made.COORDINATOR if action in (Action.LET_GO, Action.ASSIGN) else people[who]
        named = [people[whom].id] if action is not Action.OPEN_DISCUSSION else [people[who].id, people[whom].id]
        try:
            case = cases.advance(case, action, by, made.AT, reviewers=named, role=people[whom].role)
        except ConsiliumError:
            continue
        yield case


def reads(case: Case) -> list[BlindedRead]:
    return [
        BlindedRead(case=case.id, by=person, at=made.AT, judgement=Judgement(), reasons="") for person in case.sealed_by
    ]


def signed(case: Case) -> list[Opinion]:
    who = [replace(made.WHO, id=person) for person in case.signed_by]
    return [_opinion(case, one) for one in who]


def _opinion(case: Case, by: Reviewer) -> Opinion:
    return Opinion(case=case.id, reviewer=by, signed_at=made.AT, form=OpinionForm(), sealed_digest="")


@pytest.mark.requirement("B5", "R28")
@given(moves)
@settings(max_examples=300)
def test_independent_specialists_see_each_other_only_when_nothing_can_be_coloured_any_more(
    steps: list[tuple[Action, int, int]],
) -> None:
    for case in walked(asked(ALONE, Route.MODALITIES), ALONE, steps):
        for one in ALONE:
            others = [read for read in visible_reads(one, case, reads(case)) if read.by != one.id]
            theirs = [given for given in visible_opinions(one, case, signed(case)) if given.reviewer.id != one.id]
            if one.id not in case.sealed_by:
                assert phase(one, case).value == "blinded"
            if one.id not in case.signed_by or set(case.reviewers) - set(case.sealed_by):
                assert others == []
                assert theirs == []


@pytest.mark.requirement("B5", "R26")
@given(moves)
@settings(max_examples=300)
def test_a_member_sees_the_first_opinion_and_other_views_once_theirs_is_in_or_the_chair_opened_or_signed(
    steps: list[tuple[Action, int, int]],
) -> None:
    for case in walked(asked(TOGETHER, Route.BOARD), TOGETHER, steps):
        for one in TOGETHER:
            signed = bool(case.signed_by) and one.id in case.reviewers  # then no view is awaited of anybody
            knows = one.id in case.sealed_by or one.id in case.opened_to or signed
            assert (phase(one, case).value == "open") == knows
            others = [read for read in visible_reads(one, case, reads(case)) if read.by != one.id]
            if not knows or one.id not in case.reviewers:
                assert others == []
        assert made.GUEST.id not in case.sealed_by
        assert not set(case.signed_by) - {made.CHAIR.id}
        if case.opened_to:
            assert made.CHAIR.id in case.sealed_by
        assert visible_reads(made.COORDINATOR, case, reads(case)) == () or case.opened_to
        for outsider in (made.PATIENT, made.FIRST_DOCTOR, made.OTHER_REVIEWER, made.ADMINISTRATOR):
            assert visible_reads(outsider, case, reads(case)) == ()


@pytest.mark.requirement("B5", "R26")
def test_a_board_that_was_let_go_in_its_discussion_begins_blinded_when_it_is_asked_again() -> None:
    everybody = [one.id for one in TOGETHER[:3]]
    case = asked(TOGETHER, Route.BOARD)
    case = cases.advance(case, Action.SEAL, made.CHAIR, made.AT)
    case = cases.advance(case, Action.OPEN_DISCUSSION, made.CHAIR, made.AT, reviewers=everybody)
    assert {phase(one, case).value for one in TOGETHER[:3]} == {"open"}
    case = cases.advance(case, Action.LET_GO, made.COORDINATOR, made.AT, reviewers=everybody)
    case = cases.advance(
        case, Action.ASSIGN, made.COORDINATOR, made.AT, seats=[Seat(person=one.id, role=one.role) for one in TOGETHER]
    )
    assert {phase(one, case).value for one in TOGETHER[:3]} == {"blinded"}


@pytest.mark.requirement("R28")
@given(moves)
@settings(max_examples=200)
def test_letting_one_go_loses_nothing_of_the_others(steps: list[tuple[Action, int, int]]) -> None:
    before = asked(ALONE, Route.MODALITIES)
    for case in walked(before, ALONE, steps):
        gone = set(before.reviewers) - set(case.reviewers)
        assert set(before.sealed_by) - gone <= set(case.sealed_by)
        assert set(before.signed_by) <= set(case.signed_by)
        assert gone <= set(case.earlier_reviewers)
        assert (case.status is Status.SIGNED) == (bool(case.signed_by) and set(case.reviewers) <= set(case.signed_by))
        before = case

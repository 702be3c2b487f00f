"""Assignment of a whole queue: the best by brute force, no rule broken, the same in any order."""

import random
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consilium import assignment
from consilium.assignment import Bar, Candidate, Reason, Waiting, bar, interests, propose
from consilium.cases import FirstOpinion, Role, Route
from consilium.opinions import Reviewer
from consilium.policy import not_independent_because
from consilium.values import CaseId, PersonId

TODAY = date(2026, 11, 21)
PLACES = ("Lakeside Clinic", "Meridian Institute", "Harbor Hospital")
FIELDS = ("Medical oncology", "Surgical oncology", "Pathology", "")
CANCERS = ("breast", "lung", "blood")


def reviewer(number: int, place: str = "Meridian Institute", field: str = "Medical oncology") -> Reviewer:
    return Reviewer(
        id=PersonId(f"r{number}"), name=f"Dr. Number{number} Somebody", credentials="MD", field=field, institution=place
    )


def first(place: str = "Lakeside Clinic", field: str = "Medical oncology") -> FirstOpinion:
    return FirstOpinion(diagnosis="Cancer", doctor="Dr. Adams", institution=place, field=field)


@st.composite
def queues(draw: st.DrawFn) -> tuple[list[Waiting], list[Candidate]]:
    cases = [
        Waiting(
            case=CaseId(f"c{number}"),
            first=first(draw(st.sampled_from(PLACES)), draw(st.sampled_from(FIELDS))),
            route=draw(st.sampled_from([None, Route.SPECIALIST, Route.PATHOLOGIST, Route.BOARD])),
            cancers=frozenset(draw(st.sets(st.sampled_from(CANCERS), max_size=2))),
            language=draw(st.sampled_from(["en", "es"])),
            age=draw(st.integers(0, 30)),
            days_left=draw(st.none() | st.integers(-5, 60)),
            apart=frozenset(PersonId(one) for one in draw(st.sets(st.sampled_from(["r0", "r1", "r2"]), max_size=1))),
        )
        for number in range(draw(st.integers(0, 4)))
    ]
    people = [
        Candidate(
            reviewer=reviewer(number, draw(st.sampled_from(PLACES)), draw(st.sampled_from(FIELDS))),
            roles=frozenset(draw(st.sets(st.sampled_from([Role.REVIEWER, Role.PATHOLOGIST]), min_size=1))),
            cancers=frozenset(draw(st.sets(st.sampled_from(CANCERS), max_size=2))),
            languages=frozenset(draw(st.sets(st.sampled_from(["en", "es"])))),
            capacity=draw(st.integers(0, 3)),
            open=draw(st.integers(0, 2)),
            away_until=draw(st.none() | st.sampled_from([date(2026, 11, 20), date(2026, 12, 1)])),
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    return cases, people


def best_by_trying_all(cases: list[Waiting], people: list[Candidate]) -> int:
    choices: list[list[Candidate | None]] = [
        [None, *(one for one in people if bar(case, one, today=TODAY) is None)] for case in cases
    ]
    worth = []
    for tried in product(*choices):
        pairs = [(case, one) for case, one in zip(cases, tried, strict=True) if one is not None]
        if all(sum(other is one for _, other in pairs) <= one.room for one in people):
            worth.append(assignment.value(pairs, cases))
    return max(worth)


@pytest.mark.requirement("B6")
@settings(max_examples=150)
@given(queue=queues())
def test_no_other_assignment_is_better(queue: tuple[list[Waiting], list[Candidate]]) -> None:
    cases, people = queue
    by_case, by_person = {one.case: one for one in cases}, {one.reviewer.id: one for one in people}
    found = propose(cases, people, today=TODAY)
    pairs = [(by_case[one.case], by_person[one.reviewer]) for one in found.pairs]
    assert assignment.value(pairs, cases) == best_by_trying_all(cases, people)


@pytest.mark.requirement("B6")
@pytest.mark.requirement("R3")
@settings(max_examples=150)
@given(queue=queues(), seed=st.integers(0, 99))
def test_no_rule_is_broken_and_the_order_of_the_input_tells_nothing(
    queue: tuple[list[Waiting], list[Candidate]], seed: int
) -> None:
    cases, people = queue
    by_case, by_person = {one.case: one for one in cases}, {one.reviewer.id: one for one in people}
    found = propose(cases, people, today=TODAY)
    for pair in found.pairs:
        case, one = by_case[pair.case], by_person[pair.reviewer]
        assert case.first is not None
        assert not not_independent_because(one.reviewer, case.first)
        assert one.reviewer.id not in case.apart and not one.is_away(TODAY)
        assert pair.load <= one.capacity
        assert 0 <= pair.points <= 90
    assert {one.case for one in (*found.pairs, *found.unassigned)} == set(by_case)
    random.Random(seed).shuffle(cases)
    random.Random(seed).shuffle(people)
    assert propose(cases, people, today=TODAY) == found


def case(name: str = "c", **said: object) -> Waiting:
    return Waiting(case=CaseId(name), first=first(), cancers=frozenset({"breast"}), **said)  # type: ignore[arg-type]


@pytest.mark.requirement("B6")
def test_the_one_who_works_with_this_cancer_is_proposed_and_the_reasons_say_so() -> None:
    people = [
        Candidate(reviewer=reviewer(1), cancers=frozenset({"lung"})),
        Candidate(reviewer=reviewer(2), cancers=frozenset({"breast"})),
    ]
    (pair,) = propose([case()], people, today=TODAY).pairs
    assert pair.reviewer == "r2"
    assert pair.reasons == (Reason.INTEREST, Reason.SAME_FIELD, Reason.LANGUAGE, Reason.INDEPENDENT)


@pytest.mark.requirement("B6")
def test_equal_people_share_the_load() -> None:
    people = [Candidate(reviewer=reviewer(number), capacity=6) for number in range(3)]
    found = propose([case(f"c{number}") for number in range(6)], people, today=TODAY)
    assert sorted(one.load for one in found.pairs) == [2] * 6


def test_the_urgent_case_gets_the_last_place() -> None:
    cases = [case("calm", days_left=50), case("urgent", days_left=3), case("old", age=20)]
    found = propose(cases, [Candidate(reviewer=reviewer(1), capacity=1)], today=TODAY)
    assert [one.case for one in found.pairs] == ["urgent"]
    assert [(one.case, one.no_room) for one in found.unassigned] == [("old", True), ("calm", True)]


@pytest.mark.parametrize(
    ("waiting", "one", "why"),
    [
        (case(), Candidate(reviewer=reviewer(1, "Lakeside Clinic")), Bar.NOT_INDEPENDENT),
        (case(apart=frozenset({PersonId("r1")})), Candidate(reviewer=reviewer(1)), Bar.APART),
        (case(), Candidate(reviewer=reviewer(1), away_until=TODAY), Bar.AWAY),
        (case(), Candidate(reviewer=reviewer(1), capacity=2, open=2), Bar.FULL),
        (case(route=Route.BOARD), Candidate(reviewer=reviewer(1)), Bar.BY_HAND),
        (case(route=Route.PATHOLOGIST), Candidate(reviewer=reviewer(1)), Bar.FIELD),
        (case(), Candidate(reviewer=reviewer(1, field="Pathology")), Bar.FIELD),
        (case(), Candidate(reviewer=reviewer(1), roles=frozenset({Role.PATHOLOGIST})), Bar.FIELD),
        (case(route=Route.MODALITIES), Candidate(reviewer=reviewer(1)), Bar.BY_HAND),
        (Waiting(case=CaseId("c")), Candidate(reviewer=reviewer(1)), Bar.FIRST_UNKNOWN),
    ],
)
def test_each_hard_rule_forbids_and_is_named(waiting: Waiting, one: Candidate, why: Bar) -> None:
    found = propose([waiting], [one], today=TODAY)
    assert found.pairs == ()
    assert found.unassigned[0].bars == ((why, 1),)
    assert not found.unassigned[0].no_room


def test_away_ends_with_its_last_day_and_begins_with_its_first() -> None:
    away = Candidate(reviewer=reviewer(1), away_from=date(2026, 11, 22), away_until=date(2026, 11, 30))
    assert [away.is_away(date(2026, 11, day)) for day in (21, 22, 30)] == [False, True, True]
    assert not away.is_away(date(2026, 12, 1))


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Breast cancer", {"breast"}),
        ("Adenocarcinoma of the sigmoid colon", {"bowel"}),
        ("Prostate cancer, Gleason 7", {"urology"}),
        ("non-Hodgkin lymphoma", {"blood"}),
        ("Glioblastoma", {"brain"}),
        ("I do not know", set()),
        ("canal", set()),
    ],
)
def test_words_tell_a_group_of_cancers(text: str, group: set[str]) -> None:
    assert interests.of(text) == group

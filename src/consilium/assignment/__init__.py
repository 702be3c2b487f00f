"""Reviewers for a whole queue at once (B6): as many cases as can be, the urgent first, best fit, fair load.

What enters: the cases that wait and the people who could review them. What leaves: a `Proposal` that a coordinator
looks at, changes and confirms; nobody is asked by the software.

The problem is a minimum-cost flow (Ahuja, Magnanti and Orlin, Network Flows, 1993, chapter 9): one unit from each case,
over a reviewer or over "nobody", to the sink. A reviewer's next case costs more than the one before, so that load is
shared; what it costs rises with their load against their capacity. Leaving a case without reviewer costs more than any
rearrangement can win, and most for an urgent one. The optimum is exact, and the same for the same input in any order.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from consilium.assignment.fit import BEST, Bar, Candidate, Reason, Waiting, bar, points, reasons
from consilium.values import CaseId, PersonId

__all__ = [
    "Bar",
    "Candidate",
    "Pair",
    "Proposal",
    "Reason",
    "Unassigned",
    "Waiting",
    "bar",
    "due_day",
    "propose",
    "urgency",
    "value",
]

LOAD = 30
"""Points that a reviewer's last free place costs more than their first: about as much as the right field is worth."""
MOST_URGENT = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A reviewer proposed for a case. `load`: how many cases they would have, this one and all others proposed."""

    case: CaseId
    reviewer: PersonId
    points: int
    reasons: tuple[Reason, ...]
    load: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unassigned:
    """A case for which nobody is proposed. `bars`: how many people each rule forbids; none where there was not room
    enough for all, and the others were more urgent or left more cases served."""

    case: CaseId
    bars: tuple[tuple[Bar, int], ...]
    no_room: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Pairs and what stays without one, the most urgent case first."""

    pairs: tuple[Pair, ...]
    unassigned: tuple[Unassigned, ...]


def due_day(asked: date, planned_start: date | None) -> date:
    """By when a reviewer is asked to be done: in a week, or two days before treatment starts where that is sooner, and
    never before tomorrow. A convention of this project."""
    usual, tomorrow = asked + timedelta(days=7), asked + timedelta(days=1)
    return max(tomorrow, min(usual, planned_start - timedelta(days=2))) if planned_start else usual


def urgency(case: Waiting) -> int:
    """0 to `MOST_URGENT`: from the days until treatment starts, and from the time that the case has waited."""
    left = case.days_left
    pressing = 2 if left is None else 7 if left < 8 else 5 if left < 15 else 3 if left < 29 else 1
    return min(MOST_URGENT, pressing + case.age // 7)


def propose(waiting: Iterable[Waiting], candidates: Iterable[Candidate], *, today: date) -> Proposal:
    """The best assignment of all cases at once."""
    cases = sorted(waiting, key=lambda one: str(one.case))
    people = sorted(candidates, key=lambda one: str(one.reviewer.id))
    fits = list(_fits(cases, people, today))
    chosen = _solve(cases, people, fits)
    order = {one.case: (-urgency(one), -one.age, str(one.case)) for one in cases}
    load = Counter(person for person in chosen.values())
    pairs = (_pair(cases[case], people[person], load[person]) for case, person in chosen.items())
    left = (_unassigned(case, people, today) for number, case in enumerate(cases) if number not in chosen)
    return Proposal(
        pairs=tuple(sorted(pairs, key=lambda one: order[one.case])),
        unassigned=tuple(sorted(left, key=lambda one: order[one.case])),
    )


def _fits(cases: Sequence[Waiting], people: Sequence[Candidate], today: date) -> Iterator[tuple[int, int, int]]:
    """(case, person, points) of each pair that no rule forbids."""
    for number, case in enumerate(cases):
        for place, one in enumerate(people):
            if bar(case, one, today=today) is None:
                yield number, place, points(reasons(case, one))


def place_cost(one: Candidate, number: int) -> int:
    """What the `number`-th further case costs this person (1 is the first), up to `LOAD` for their last place."""
    return LOAD * (one.open + number) // max(one.capacity, 1)


def _forgone(cases: Sequence[Waiting]) -> int:
    """More than any rearrangement of all cases can win."""
    return (len(cases) + 1) * (BEST + LOAD + 1)


def _solve(
    cases: Sequence[Waiting], people: Sequence[Candidate], fits: Sequence[tuple[int, int, int]]
) -> dict[int, int]:
    """Number of the case -> number of the person, of an optimal flow."""
    flow, sink, first = SimpleMinCostFlow(), len(cases) + len(people), len(cases)
    arcs = {}
    for case, person, worth in fits:
        arcs[flow.add_arc_with_capacity_and_unit_cost(case, first + person, 1, BEST - worth)] = (case, person)
    for number, waiting in enumerate(cases):
        flow.add_arc_with_capacity_and_unit_cost(number, sink, 1, _forgone(cases) * (1 + urgency(waiting)))
        flow.set_node_supply(number, 1)
    for place, one in enumerate(people):
        for number in range(1, min(one.room, len(cases)) + 1):
            flow.add_arc_with_capacity_and_unit_cost(first + place, sink, 1, place_cost(one, number))
    flow.set_node_supply(sink, -len(cases))
    if cases and flow.solve() != flow.OPTIMAL:
        raise RuntimeError("an assignment always exists, because a case may stay without one")
    return {case: person for arc, (case, person) in arcs.items() if cases and flow.flow(arc)}


def value(pairs: Iterable[tuple[Waiting, Candidate]], cases: Sequence[Waiting]) -> int:
    """What an assignment is worth, by the same measure that `propose` makes largest: for comparing it with others."""
    taken, worth, served = Counter[PersonId](), 0, set()
    for case, one in pairs:
        taken[one.reviewer.id] += 1
        served.add(case.case)
        worth -= BEST - points(reasons(case, one)) + place_cost(one, taken[one.reviewer.id])
    return worth - sum(_forgone(cases) * (1 + urgency(case)) for case in cases if case.case not in served)


def _pair(case: Waiting, one: Candidate, more: int) -> Pair:
    why = reasons(case, one)
    return Pair(case=case.case, reviewer=one.reviewer.id, points=points(why), reasons=why, load=one.open + more)


def _unassigned(case: Waiting, people: Sequence[Candidate], today: date) -> Unassigned:
    found = [bar(case, one, today=today) for one in people]
    counted = Counter(one for one in found if one is not None)
    bars = tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0])))
    return Unassigned(case=case.case, bars=bars, no_room=None in found)

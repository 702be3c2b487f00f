"""Assigning a whole queue: time, total fit and highest load, beside two peers in the same run.

Peers: greedy (each case in the order of urgency gets the fitting reviewer with the most points, then the fewest cases)
and first come (each case in the order of arrival gets the least loaded reviewer that no rule forbids).
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from consilium import assignment
from consilium.assignment import Candidate, Waiting, bar, fit, interests, urgency
from consilium.cases import FirstOpinion
from consilium.opinions import Reviewer
from consilium.values import CaseId, PersonId

TODAY = date(2026, 11, 21)
FIELDS = ("Medical oncology", "Surgical oncology", "Radiation oncology")
NAMES, KINDS = ("Arbor", "Birch", "Cedar", "Dogwood", "Elm", "Fir"), ("Clinic", "Institute", "Hospital")
PLACES = tuple(f"{name} {kind}" for name in NAMES for kind in KINDS)
CANCERS = tuple(group.key for group in interests.groups())
Pairs = list[tuple[Waiting, Candidate]]


def people(number: int, chance: random.Random) -> list[Candidate]:
    """Reviewers with two interests each and room for four to eight cases, some of it taken."""
    return [
        Candidate(
            reviewer=Reviewer(
                id=PersonId(f"r{one:04d}"),
                name=f"Dr. {one} Example",
                credentials="MD",
                field=chance.choice(FIELDS),
                institution=chance.choice(PLACES),
            ),
            cancers=frozenset(chance.sample(CANCERS, 2)),
            languages=frozenset(("en", "es") if chance.random() < 0.3 else ("en",)),
            capacity=chance.randint(4, 8),
            open=chance.randint(0, 2),
        )
        for one in range(number)
    ]


def queue(number: int, chance: random.Random) -> list[Waiting]:
    """Cases, half of them of three common cancers."""
    common = CANCERS[:3] * 3 + CANCERS[3:]
    return [
        Waiting(
            case=CaseId(f"c{one:04d}"),
            first=FirstOpinion(
                diagnosis="x", doctor=f"Dr. First {one}", field=chance.choice(FIELDS), institution=chance.choice(PLACES)
            ),
            cancers=frozenset({chance.choice(common)}),
            language="es" if chance.random() < 0.2 else "en",
            age=chance.randint(0, 20),
            days_left=chance.choice((None, *range(2, 60))),
        )
        for one in range(number)
    ]


def ours(cases: Sequence[Waiting], some: Sequence[Candidate]) -> Pairs:
    """The assignment that is shipped."""
    by_case, by_person = {one.case: one for one in cases}, {one.reviewer.id: one for one in some}
    found = assignment.propose(cases, some, today=TODAY)
    return [(by_case[one.case], by_person[one.reviewer]) for one in found.pairs]


def one_by_one(
    cases: Sequence[Waiting], some: Sequence[Candidate], order: Callable[[Waiting], tuple[int, ...]], *, by_fit: bool
) -> Pairs:
    """A peer that never takes a choice back."""
    taken, pairs = Counter[PersonId](), []
    for case in sorted(cases, key=order):
        free = [replace(one, open=one.open + taken[one.reviewer.id]) for one in some]
        free = [one for one in free if bar(case, one, today=TODAY) is None]
        if free:
            best = min(free, key=lambda one: (-_points(case, one) * by_fit, one.open / one.capacity, one.reviewer.id))
            taken[best.reviewer.id] += 1
            pairs.append((case, next(one for one in some if one.reviewer.id == best.reviewer.id)))
    return pairs


def _points(case: Waiting, one: Candidate) -> int:
    return fit.points(fit.reasons(case, one))


def main(cases: int = 500, reviewers: int = 100) -> None:
    """Print one line for each way."""
    chance = random.Random(20261121)
    waiting, some = queue(cases, chance), people(reviewers, chance)
    ways: dict[str, Callable[[], Pairs]] = {
        "flow (ours)": lambda: ours(waiting, some),
        "greedy by fit": lambda: one_by_one(waiting, some, lambda one: (-urgency(one), -one.age), by_fit=True),
        "first come": lambda: one_by_one(waiting, some, lambda one: (-one.age,), by_fit=False),
    }
    room = sum(one.room for one in some)
    print(f"{cases} cases, {reviewers} reviewers with room for {room}")
    heads = ("seconds", "assigned", "urgent left", "fit", "fit/case", "max load", "value")
    print(f"{'way':15}" + "".join(f"{head:>12}" for head in heads))
    for name, way in ways.items():
        begun = time.process_time()
        pairs = way()
        spent = time.process_time() - begun
        load = Counter(one.reviewer.id for _, one in pairs)
        highest = max((one.open + load[one.reviewer.id]) / one.capacity for one in some)
        served = {case.case for case, _ in pairs}
        urgent = sum(urgency(case) >= 7 and case.case not in served for case in waiting)
        points = sum(_points(case, one) for case, one in pairs)
        worth = assignment.value(pairs, waiting)
        figures = (f"{spent:.2f}", len(pairs), urgent, points, f"{points / len(pairs):.1f}", f"{highest:.0%}", worth)
        print(f"{name:15}" + "".join(f"{one:>12}" for one in figures))


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))

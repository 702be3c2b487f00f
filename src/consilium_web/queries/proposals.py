"""Reviewers proposed for every case that waits, with the reasons in words (B6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from consilium import assignment, policy
from consilium.assignment import Bar, Candidate, Pair, Reason, Unassigned, Waiting, fit, interests
from consilium.cases import Actor, Case, Status
from consilium.policy.permissions import Permission
from consilium_web.models import CaseRow
from consilium_web.queries import people, reviewers
from consilium_web.queries.cases import reference

SHOWN = 100
"""Pairs on one page, the most urgent cases; the rest follows once these are confirmed."""
OFFERED = 10
"""Others who fit, offered in each row."""

WORDS = {
    Reason.INTEREST: "works with this cancer",
    Reason.INTEREST_UNKNOWN: "not known whether they work with this cancer",
    Reason.NO_INTEREST: "does not name this cancer as an interest",
    Reason.SAME_FIELD: "same field as the first doctor",
    Reason.FIELD_BY_ROUTE: "the field that this route wants",
    Reason.FIELD_UNKNOWN: "a field is not known",
    Reason.OTHER_FIELD: "another field than the first doctor",
    Reason.LANGUAGE: "reads the patient’s language",
    Reason.NO_LANGUAGE: "does not name the patient’s language",
    Reason.INDEPENDENT: "independent",
    Reason.INDEPENDENCE_UNKNOWN: "independence not known: a workplace is missing",
}
BARS = {
    Bar.APART: "takes part in the case, or was asked before",
    Bar.NOT_INDEPENDENT: "not independent of the first doctor",
    Bar.FIRST_UNKNOWN: "the first opinion is not known",
    Bar.BY_HAND: "several people for one case are chosen by hand",
    Bar.AWAY: "away",
    Bar.FULL: "no room for another case",
    Bar.FIELD: "a field that this route does not want",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Somebody who can be chosen in a row, with what speaks for them."""

    id: str
    name: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedLine:
    """One case: the proposed reviewer, why, and who else could be asked."""

    case: UUID
    version: int
    reference: str
    cancer: str
    days_left: int | None
    age: int
    reviewer: str
    name: str
    reasons: tuple[str, ...]
    load: int
    capacity: int
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftLine:
    """One case without a proposal, and why."""

    case: UUID
    reference: str
    cancer: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalView:
    """The proposal as a coordinator sees it. `more`: pairs beyond those on the page."""

    lines: tuple[ProposedLine, ...]
    left: tuple[LeftLine, ...]
    more: int


def waiting(row: CaseRow, case: Case, today: date) -> Waiting:
    """The case as the library assigns it."""
    taking_part = (case.patient, case.starter, case.first_doctor, *case.proxies, *case.clinicians)
    declined = (one.by for one in case.declined)
    first = case.first_opinion
    return Waiting(
        case=case.id,
        first=first,
        route=case.route,
        cancers=interests.of(case.cancer, first.diagnosis if first else ""),
        language=case.language,
        age=(today - row.sent_at.date()).days if row.sent_at else 0,
        days_left=(row.due_on - today).days if row.due_on else None,
        apart=frozenset(one for one in (*taking_part, *case.reviewers, *case.earlier_reviewers, *declined) if one),
    )


def propose(actor: Actor, *, today: date) -> ProposalView:
    """Reviewers for all cases of this organisation that wait for one. Denied for all but coordinators."""
    policy.check_can(Permission.SEE_QUEUE, actor, None)
    rows = CaseRow.objects.filter(organisation=people.place(actor.organisation), status=Status.SENT.value)
    opened = ((row, row.case) for row in rows)
    cases = {case.id: (row, case) for row, case in opened if not policy.may(Permission.SEE_RECORD, actor, case)}
    some = reviewers.candidates(actor.organisation)
    wanted = {id: waiting(row, case, today) for id, (row, case) in cases.items()}
    found = assignment.propose(wanted.values(), some, today=today)
    by_id = {one.reviewer.id: one for one in some}
    lines = (
        _line(*cases[pair.case], wanted[pair.case], pair, by_id[pair.reviewer], some, today)
        for pair in found.pairs[:SHOWN]
    )
    left = (_left(*cases[one.case], one) for one in found.unassigned)
    return ProposalView(lines=tuple(lines), left=tuple(left), more=max(0, len(found.pairs) - SHOWN))


def _offers(case: Waiting, some: Iterable[Candidate], pair: Pair, today: date) -> tuple[Offer, ...]:
    """The proposed one first, then the others who fit best."""
    able = [one for one in some if assignment.bar(case, one, today=today) is None]
    able.sort(key=lambda one: (one.reviewer.id != pair.reviewer, -fit.points(fit.reasons(case, one)), one.open))
    return tuple(Offer(id=one.reviewer.id, name=one.reviewer.name, label=_label(one)) for one in able[:OFFERED])


def _label(one: Candidate) -> str:
    return f"{one.reviewer.name} – {one.reviewer.field or 'field not known'} – {one.open} of {one.capacity} cases"


def _line(
    row: CaseRow, case: Case, asked: Waiting, pair: Pair, one: Candidate, some: Iterable[Candidate], today: date
) -> ProposedLine:
    return ProposedLine(
        case=row.pk,
        version=row.version,
        reference=reference(row.pk),
        cancer=case.cancer,
        days_left=asked.days_left,
        age=asked.age,
        reviewer=str(pair.reviewer),
        name=one.reviewer.name,
        reasons=tuple(WORDS[reason] for reason in pair.reasons),
        load=pair.load,
        capacity=one.capacity,
        offers=_offers(asked, some, pair, today),
    )


def _left(row: CaseRow, case: Case, one: Unassigned) -> LeftLine:
    people_barred = tuple(f"{BARS[why]}: {number}" for why, number in one.bars)
    room = ("there is not room for all, and other cases are more urgent",) if one.no_room else ()
    nobody = () if one.bars or room else ("nobody reviews here yet",)
    return LeftLine(case=row.pk, reference=reference(row.pk), cancer=case.cancer, why=(*room, *people_barred, *nobody))

"""Meetings of a tumor board: planned, moved, held; a case on the agenda, its discussion opened, carried over (R26)."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from consilium import boards, cases
from consilium.boards import Attendee, Item, Meeting, Outcome, Standing
from consilium.cases import Action, Actor, Case, Route, Seat
from consilium.errors import Denied, Invalid, NotIndependent, WrongState
from consilium.policy import check_can, not_independent_because
from consilium.policy.permissions import Permission
from consilium.values import PersonId
from consilium_web.actions import audit, conflicts, notices, queue, saving
from consilium_web.crypto import CaseKey
from consilium_web.models import AgendaRow, CaseRow, MeetingPerson, MeetingRow, User
from consilium_web.queries import agendas, people
from consilium_web.queries import boards as queries


@transaction.atomic
def plan(*, meeting: Meeting, by: Actor, at: datetime, token: UUID | None = None) -> UUID:
    """A new meeting; its id. Invalid where it has no chair, no members, no place, or lies in the past."""
    check_can(Permission.PLAN_BOARDS, by, None)
    boards.check_ready(meeting)
    _check_ahead(meeting.begins, at)
    made = conflicts.once(token, by=by, at=at)
    key, wrapped = CaseKey.new(str(made))
    ours = people.place(by.organisation)
    _check_hold(meeting, by.organisation)
    row = MeetingRow(
        id=made, organisation_id=ours, wrapped_key=wrapped, begins=meeting.begins, standing=meeting.standing.value
    )
    row.put(key, replace(meeting, id=str(made)))
    row.save(force_insert=True)
    MeetingPerson.objects.bulk_create(
        MeetingPerson(meeting=row, user_id=UUID(one.person), role=one.role.value) for one in meeting.attendees
    )
    audit.record("board.planned", by=by, at=at, meeting=str(made), asked=len(meeting.attendees))
    return made


def _check_hold(meeting: Meeting, organisation: str) -> None:
    """Raises Denied where somebody does not hold the role that they are asked in here."""
    for one in meeting.attendees:
        if not User.objects.filter(people.holds(one.role, organisation=organisation), pk=UUID(one.person)).exists():
            raise Denied("There is no such person on a board here.")


def _check_ahead(begins: datetime, at: datetime) -> None:
    if begins <= at:
        raise Invalid("A meeting lies ahead.", {"begins": "Choose a day and an hour that are still to come."})


@transaction.atomic
def move(*, meeting_id: UUID, begins: datetime, where: str, reason: str, by: Actor, at: datetime) -> Meeting:
    """The meeting at another time or place, with the reason."""
    check_can(Permission.PLAN_BOARDS, by, None)
    _check_ahead(begins, at)
    row, meeting = _load(meeting_id, by.organisation)
    moved = boards.move(meeting, begins=begins, where=where, reason=reason, by=by.name, at=at)
    _save(row, moved)
    audit.record("board.moved", by=by, at=at, meeting=str(meeting_id))
    _tell(row, at)
    return moved


@transaction.atomic
def cancel(*, meeting_id: UUID, reason: str, by: Actor, at: datetime) -> Meeting:
    """The meeting, cancelled with the reason; its cases wait for another one."""
    check_can(Permission.PLAN_BOARDS, by, None)
    row, meeting = _load(meeting_id, by.organisation)
    gone = boards.cancel(meeting, reason=reason, by=by.name, at=at)
    _save(row, gone)
    audit.record("board.cancelled", by=by, at=at, meeting=str(meeting_id))
    _tell(row, at)
    return gone


@transaction.atomic
def put_on(*, meeting_id: UUID, case_id: UUID, presenter: PersonId, by: Actor, at: datetime) -> Case:
    """Put a case on the agenda: everybody on the meeting's list is asked, but for those of the first doctor's place.

    Raises NotIndependent where its chair is one of them; Invalid where the case is on an agenda already.
    """
    row, case = saving.load(case_id)
    check_can(Action.ASSIGN, by, case)
    kept, meeting = _load(meeting_id, case.organisation)
    if meeting.standing is not Standing.PLANNED:
        raise WrongState("This meeting takes no more cases.")
    if agendas.live(case_id) is not None:
        raise Invalid("Twice on an agenda.", {"meeting": "This case is on the agenda of a meeting already."})
    recused = _recused(meeting, case)
    if presenter not in {one.person for one in meeting.attendees if one.has_view and one.person not in recused}:
        raise Invalid("Nobody presents.", {"presenter": "Choose the chair or a member of this meeting."})
    taking_part = [one for one in meeting.attendees if one.person not in recused]
    on_route = replace(case, route=cases.route_with(case, Route.BOARD))
    moved = cases.advance(on_route, Action.ASSIGN, by, at, seats=_seats(taking_part))
    saving.save(row, moved, at=at)
    item = Item(case=case.id, presenter=presenter, recused=recused)
    position = AgendaRow.objects.filter(meeting=kept).count() + 1
    placed = AgendaRow(id=uuid4(), meeting=kept, case=row, position=position, outcome=item.outcome.value)
    placed.put(row.key, item)
    placed.save(force_insert=True)
    audit.record("board.asked", case=case_id, by=by, at=at, meeting=str(meeting_id), recused=len(recused))
    for one in taking_part:
        notices.tell(UUID(one.person), "board.asked", case_id, at)
    notices.tell_all("reviewer.found", moved, at, by=by)
    return moved


def _recused(meeting: Meeting, case: Case) -> tuple[PersonId, ...]:
    reasons = {one.person: _not_apart(one, case) for one in meeting.attendees}
    if reason := reasons[meeting.chair.person]:
        raise NotIndependent(reason)
    return tuple(person for person, reason in reasons.items() if reason)


def _not_apart(one: Attendee, case: Case) -> str:
    """Why somebody takes no part in this case, or ""."""
    try:
        queue.check_apart(one.person, case)
    except Denied as reason:
        return str(reason)
    gone = {*case.earlier_reviewers, *(gave.by for gave in case.declined)}
    if one.person in gone and one.person not in case.reviewers:
        return "This person was asked before."
    first = case.first_opinion
    return not_independent_because(people.reviewer_by_id(one.person), first) if first else ""


def _seats(taking_part: Iterable[Attendee]) -> list[Seat]:
    return [Seat(person=one.person, role=one.role, field=one.discipline) for one in taking_part]


@transaction.atomic
def hold(*, meeting_id: UUID, present: Iterable[PersonId], by: Actor, at: datetime) -> Meeting:
    """Record who is there; the chair does, and may do so again as people come late."""
    check_can(Permission.LEAD_BOARD, queries.actor(meeting_id, by), None)
    row, meeting = _load(meeting_id, by.organisation)
    held = boards.hold(meeting, present)
    _save(row, held)
    audit.record("board.held", by=by, at=at, meeting=str(meeting_id), present=len(held.present))
    return held


@transaction.atomic
def open_discussion(*, meeting_id: UUID, case_id: UUID, by: Actor, at: datetime) -> Case:
    """Open the discussion of a case: those present see the first opinion and every view that was given."""
    row, case = saving.load(case_id)
    check_can(Action.OPEN_DISCUSSION, by, case)
    meeting, placed = _item(meeting_id, case_id)
    _check_leads(by, meeting)
    boards.check_can_open(meeting, placed.item, case.sealed_by)
    there = [one.person for one in boards.taking_part(meeting, placed.item)]
    moved = cases.advance(case, Action.OPEN_DISCUSSION, by, at, reviewers=there)
    saving.save(row, moved, at=at)
    audit.record("board.opened", case=case_id, by=by, at=at, meeting=str(meeting_id), present=len(there))
    return moved


@transaction.atomic
def carry_over(*, meeting_id: UUID, case_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Leave a case to a later meeting, with the reason."""
    _, case = saving.load(case_id)
    check_can(Permission.LEAD_BOARD, by, case)
    meeting, placed = _item(meeting_id, case_id)
    _check_leads(by, meeting)
    _settle(placed, lambda item: boards.carry_over(item, reason))
    audit.record("board.carried_over", case=case_id, by=by, at=at, meeting=str(meeting_id))


def decide(row: CaseRow, by: Actor) -> None:
    """A board's opinion was signed: its meeting has decided the case. A step of that action, in its transaction.

    Denied where somebody else leads that meeting, as after a case was carried over to one with another chair.
    """
    placed = agendas.live(row.id)
    if placed is not None:
        _check_leads(by, placed.meeting.meeting)
        _settle(placed, boards.decided)


def leave(row: CaseRow, reason: str) -> None:
    """A case whose board was sent away waits for another meeting. A step of that action, in its transaction."""
    placed = agendas.live(row.id)
    if placed is not None:
        _settle(placed, lambda item: boards.carry_over(item, reason))


def _check_leads(by: Actor, meeting: Meeting) -> None:
    if by.id != meeting.chair.person:
        raise Denied("Somebody else leads this meeting.")


def _settle(placed: AgendaRow, change: Callable[[Item], Item]) -> None:
    item = change(placed.item)
    placed.put(placed.case.key, item)
    placed.outcome = item.outcome.value
    placed.save(update_fields=["sealed", "outcome"])


def _load(meeting_id: UUID, organisation: str) -> tuple[MeetingRow, Meeting]:
    ours = MeetingRow.objects.select_for_update().filter(organisation=people.place(organisation))
    row = ours.filter(pk=meeting_id).first()
    if row is None:
        raise Denied("There is no such meeting.")
    return row, row.meeting


def _save(row: MeetingRow, meeting: Meeting) -> None:
    row.put(row.key, meeting)
    row.begins, row.standing = meeting.begins, meeting.standing.value
    row.save()


def _item(meeting_id: UUID, case_id: UUID) -> tuple[Meeting, AgendaRow]:
    placed = AgendaRow.objects.filter(meeting_id=meeting_id, case_id=case_id).select_related("meeting").first()
    if placed is None:
        raise Denied("This case is not on the agenda.")
    return placed.meeting.meeting, placed


def _tell(row: MeetingRow, at: datetime) -> None:
    for placed in AgendaRow.objects.filter(meeting=row, outcome=Outcome.WAITING.value).select_related("case"):
        for person in placed.case.case.reviewers:
            notices.tell(UUID(person), "board.changed", placed.case_id, at)

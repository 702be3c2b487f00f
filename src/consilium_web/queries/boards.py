"""Meetings of a tumor board as their people may see them: the list, and one meeting with its cases."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from consilium import boards, policy
from consilium.boards import Attendee, Item, Meeting, Outcome, Quorum, Standing
from consilium.cases import Action, Actor, Case, Phase, Role, Route, Status
from consilium.concordance import reconciling
from consilium.concordance.reconciling import Among
from consilium.delivery import document
from consilium.delivery.document import Document, section
from consilium.delivery.reconciliation import beside
from consilium.delivery.words import words as delivery_words
from consilium.errors import Denied, WrongState
from consilium.opinions import BlindedRead, Reviewer
from consilium.policy.independence import field_of
from consilium.policy.permissions import Permission
from consilium.values import PersonId
from consilium_web.models import AgendaRow, CaseRow, MeetingPerson, MeetingRow, User
from consilium_web.queries import agendas, charts, people
from consilium_web.queries.cases import reference
from consilium_web.queries.vocabulary import words

SEATS = (Role.BOARD_CHAIR, Role.BOARD_MEMBER, Role.BOARD_GUEST)
LATE = timedelta(hours=12)
"""A meeting that began so long ago takes no more cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLine:
    """One meeting in a list. `owed`: how many views this person has still to give."""

    id: UUID
    begins: datetime
    where: str
    standing: Standing
    chair: str
    role: Role
    cases: int
    owed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A case that waits for a board's next meeting, and what an earlier one left it over for."""

    id: UUID
    reference: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What one member said before the discussion."""

    name: str
    discipline: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """A case on the agenda. `shown` false: this person takes no part in it, and sees nothing of it.

    `given` and `awaited` are names; `wanted`: this person's own view is awaited; `views` are those they may see.
    """

    case: UUID
    reference: str
    shown: bool
    cancer: str
    presenter: str
    outcome: Outcome
    reason: str
    recused: tuple[str, ...]
    given: tuple[str, ...]
    awaited: tuple[str, ...]
    wanted: bool
    views: tuple[View, ...]
    among: tuple[Among, ...]
    """The same views item by item, in the order of `views` (R39)."""
    opened: bool
    quorum: Quorum
    may_open: str
    """Why the discussion cannot be opened now, or ""."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somebody's place in a meeting, in words."""

    person: PersonId
    name: str
    label: str
    there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingView:
    """One meeting with its agenda. `role` is that of whoever looks."""

    id: UUID
    meeting: Meeting
    role: Role
    items: tuple[ItemView, ...]
    people: tuple[Place, ...]

    @property
    def leads(self) -> bool:
        """Whether whoever looks is its chair."""
        return self.role is Role.BOARD_CHAIR


def actor(meeting_id: UUID, by: Actor) -> Actor:
    """The person, who acts in their role in this meeting, or plans meetings here. Denied for everybody else."""
    ours = people.place(by.organisation)
    place = MeetingPerson.objects.filter(meeting_id=meeting_id, user_id=UUID(by.id), role=by.role.value)
    if not place.exists():
        policy.check_can(Permission.PLAN_BOARDS, by, None)
    if not MeetingRow.objects.filter(pk=meeting_id, organisation=ours).exists():
        raise Denied("There is no such meeting.")
    return by


def listing(by: Actor) -> tuple[MeetingLine, ...]:
    """The meetings to which this person is asked, the latest first; to coordinators all. Denied for others."""
    policy.check_can(Permission.SEE_BOARDS, by, None)
    rows = MeetingRow.objects.filter(organisation=people.place(by.organisation)).order_by("-begins", "pk")
    if policy.may(Permission.PLAN_BOARDS, by, None):
        rows = rows.filter(people__user_id=UUID(by.id), people__role=by.role.value)
    return tuple(_line(row, by) for row in rows[:100])


def _line(row: MeetingRow, by: Actor) -> MeetingLine:
    meeting, acting = row.meeting, actor(row.id, by)
    items = [_item(placed, meeting, acting) for placed in _agenda(row.id)]
    return MeetingLine(
        id=row.id,
        begins=meeting.begins,
        where=meeting.where,
        standing=meeting.standing,
        chair=meeting.chair.name,
        role=acting.role,
        cases=len(items),
        owed=sum(item.wanted for item in items),
    )


def get(meeting_id: UUID, by: Actor) -> MeetingView:
    """One meeting. Denied for strangers."""
    acting = actor(meeting_id, by)
    meeting = _row(meeting_id).meeting
    items = tuple(_item(placed, meeting, acting) for placed in _agenda(meeting_id))
    return MeetingView(id=meeting_id, meeting=meeting, role=acting.role, items=items, people=tuple(_places(meeting)))


def _places(meeting: Meeting) -> Iterator[Place]:
    known = boards.disciplines()
    for one in meeting.attendees:
        label = ", ".join(part for part in (words(one.role).lower(), known.get(one.discipline, "").lower()) if part)
        yield Place(person=one.person, name=one.name, label=label, there=one.person in meeting.present)


def leading(meeting_id: UUID, by: Actor) -> MeetingView:
    """One meeting, for its chair. Denied for everybody else."""
    found = get(meeting_id, by)
    policy.check_can(Permission.LEAD_BOARD, replace(by, role=found.role), None)
    return found


def item(meeting_id: UUID, case_id: UUID, by: Actor) -> ItemView:
    """One case of an agenda. Denied where it is not on it, or the person takes no part in it."""
    found = next((one for one in get(meeting_id, by).items if one.case == case_id), None)
    if found is None or not found.shown:
        raise Denied("There is no such case in this meeting.")
    return found


def meeting_of(case_id: UUID, by: Actor) -> UUID | None:
    """The meeting that takes this case up, or did last, where this person is asked to it; None where there is none."""
    rows = AgendaRow.objects.filter(case_id=case_id).order_by("-meeting__begins", "pk")
    return next((row.meeting_id for row in rows if _may_enter(row.meeting_id, by)), None)


def _may_enter(meeting_id: UUID, by: Actor) -> bool:
    try:
        actor(meeting_id, by)
    except Denied:
        return False
    return True


def _row(meeting_id: UUID) -> MeetingRow:
    row = MeetingRow.objects.filter(pk=meeting_id).first()
    if row is None:
        raise Denied("There is no such meeting.")
    return row


def _agenda(meeting_id: UUID) -> Iterator[AgendaRow]:
    yield from AgendaRow.objects.filter(meeting_id=meeting_id).select_related("case").order_by("position", "pk")


def _item(placed: AgendaRow, meeting: Meeting, by: Actor) -> ItemView:
    case, one = placed.case.case, placed.item
    shown = not policy.may(Permission.SEE_RECORD, by, case)
    names = {person.person: person.name for person in meeting.attendees}
    reads = tuple(_reads(placed, meeting, by, case)) if shown else ()
    readers = [p for p in meeting.attendees if p.has_view and p.person not in one.recused]
    return ItemView(
        case=placed.case_id,
        reference=reference(placed.case_id),
        shown=shown,
        cancer=policy.sight(by, case, ()).visible_case(case).cancer if shown else "",
        presenter=names.get(one.presenter, ""),
        outcome=one.outcome,
        reason=one.reason if shown else "",
        recused=tuple(names[person] for person in one.recused if person in names),
        given=tuple(p.name for p in readers if p.person in case.sealed_by),
        awaited=tuple(p.name for p in readers if p.person not in {*case.sealed_by, *case.opened_to}),
        wanted=shown and not policy.may(Action.SEAL, by, case) and one.outcome is Outcome.WAITING,
        views=tuple(_view(who, read) for who, read in reads),
        among=reconciling.among([read.judgement for _, read in reads], cancer=case.cancer),
        opened=bool(case.opened_to),
        quorum=boards.quorum(meeting, one),
        may_open=_may_open(meeting, one, case, by),
    )


def _reads(placed: AgendaRow, meeting: Meeting, by: Actor, case: Case) -> Iterator[tuple[Attendee, BlindedRead]]:
    """The views that this person may see, each with who gave it."""
    if by.role is not Role.COORDINATOR and policy.phase(by, case) is Phase.BLINDED:
        return
    for read in policy.visible_reads(by, case, agendas.reads(charts.load(placed.case_id, by))):
        who = meeting.attendee(read.by)
        if who is not None:
            yield who, read


def _view(who: Attendee, read: BlindedRead) -> View:
    return View(name=who.name, discipline=boards.disciplines().get(who.discipline, ""), text=boards.view(read))


def compared(one: ItemView) -> str:
    """The views of a case item by item, as HTML in which everything is escaped; "" for less than two."""
    say = delivery_words(reader="clinician")
    blocks = tuple(beside(one.among, [view.name for view in one.views], say))
    drawn = Document(title="", sections=section(say.say("two.views"), blocks))
    return document.fragment(drawn, titled=False)


def _may_open(meeting: Meeting, one: Item, case: Case, by: Actor) -> str:
    if reason := policy.may(Action.OPEN_DISCUSSION, by, case):
        return reason
    try:
        boards.check_can_open(meeting, one, case.sealed_by)
    except WrongState as refused:
        return str(refused)
    return ""


def waiting(by: Actor) -> tuple[Waiting, ...]:
    """Cases of a board that no coming meeting has on its agenda: left over, or of a meeting that was cancelled."""
    policy.check_can(Permission.PLAN_BOARDS, by, None)
    under_way = CaseRow.objects.filter(
        organisation=people.place(by.organisation),
        agendas__isnull=False,
        status__in=[Status.BLINDED.value, Status.OPEN.value, Status.SENT.value],
    ).distinct()
    return tuple(
        Waiting(id=row.id, reference=reference(row.id), reason=_left_for(row))
        for row in under_way.order_by("sent_at", "pk")
        if agendas.live(row.id) is None and row.case.route is Route.BOARD
    )


def _left_for(row: CaseRow) -> str:
    placed = AgendaRow.objects.filter(case=row).select_related("case").order_by("meeting__begins", "pk").last()
    return placed.item.reason if placed else ""


def open_meetings(case_id: UUID, by: Actor, *, at: datetime) -> list[tuple[str, str]]:
    """Id and words of each coming meeting on whose agenda this case is not yet. Denied for all but coordinators."""
    policy.check_can(Permission.PLAN_BOARDS, by, None)
    rows = _coming(by, at).exclude(agenda__case_id=case_id)
    return [(str(row.id), f"{row.begins:%-d %B %Y, %H:%M}, {row.meeting.chair.name}") for row in rows]


def presenters(by: Actor, *, at: datetime) -> list[tuple[str, str]]:
    """Id and name of everybody who could present a case in a coming meeting. Denied for all but coordinators."""
    policy.check_can(Permission.PLAN_BOARDS, by, None)
    found = {one.person: one.name for row in _coming(by, at) for one in row.meeting.attendees if one.has_view}
    return sorted(found.items(), key=lambda one: one[1])


def _coming(by: Actor, at: datetime) -> "QuerySet[MeetingRow]":
    ours = MeetingRow.objects.filter(organisation=people.place(by.organisation))
    return ours.filter(standing=Standing.PLANNED.value, begins__gte=at - LATE).order_by("begins", "pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitter:
    """Somebody who can sit on a board here, in which roles, and the discipline of their field."""

    reviewer: Reviewer
    roles: tuple[Role, ...]
    discipline: str


def sitters(by: Actor) -> tuple[Sitter, ...]:
    """Everybody who can sit on a board here, by name. Denied for all but coordinators."""
    policy.check_can(Permission.PLAN_BOARDS, by, None)
    found = User.objects.filter(people.holds(*SEATS, organisation=by.organisation)).order_by("name", "pk")
    return tuple(_sitter(user, by.organisation) for user in found)


def _sitter(user: User, organisation: str) -> Sitter:
    one = people.reviewer(user)
    return Sitter(
        reviewer=one,
        roles=people.seats(user, SEATS, organisation),
        discipline=boards.discipline_of(field_of(one.field)),
    )

"""What is new for a person, and the table of the kinds of news: who gets each, what it says, which page it opens."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator

from consilium import policy
from consilium.cases import INVITED_TO_LOOK, REVIEW_SIDE, Actor, Case, Phase, Role, Status, role_of
from consilium.policy.permissions import Permission
from consilium.values import PersonId
from consilium_web.models import CaseRow, NoticeRow, User
from consilium_web.queries import people
from consilium_web.queries.cases import reference

PAGE = 25
COUNTED = 100
"""Unread news beyond this number is not counted one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of news. It is told to those in these roles to whom the policy allows `needs`, and to nobody else.

    `open_only`: not to a reviewer who still reads blinded. `to_patient`: the words for the patient's side, where they
    differ.
    """

    words: str
    page: str
    roles: frozenset[Role]
    needs: Permission = Permission.SEE_CASE
    to_patient: str = ""
    open_only: bool = False
    during: frozenset[Status] = frozenset()
    """Where the case stands while this is news; empty: wherever it stands."""

    def is_past(self, status: Status) -> bool:
        """Whether the case has moved on, so that this waits for nobody any more."""
        return bool(self.during) and status not in self.during

    def said_to(self, role: Role) -> str:
        """The words for somebody in this role."""
        return (role in PATIENTS and self.to_patient) or self.words


PATIENTS = frozenset({Role.PATIENT, Role.PROXY})
DESK = frozenset({Role.COORDINATOR})
REVIEWERS = REVIEW_SIDE
DOCTORS = frozenset({Role.FIRST_DOCTOR})

KINDS: Mapping[str, Kind] = {
    "case.sent": Kind(
        words="A new case waits for a reviewer", page="case", roles=DESK, during=frozenset({Status.SENT})
    ),
    "case.referred": Kind(words="Somebody asks to move their care", page="case", roles=DESK),
    "case.withdrawn": Kind(words="A case was taken back", page="case", roles=DESK),
    "consent.ended": Kind(words="A patient took back a consent to the review", page="case", roles=DESK),
    "case.closed": Kind(words="A case was closed", page="case", roles=DESK),
    "third.asked": Kind(words="One more opinion is asked for", page="case", roles=DESK),
    "reviewer.asked": Kind(
        words="You are asked to review a case",
        page="case",
        roles=REVIEWERS,
        during=frozenset({Status.BLINDED, Status.OPEN}),
    ),
    "board.asked": Kind(words="A board you sit on has a new case", page="case", roles=INVITED_TO_LOOK),
    "board.changed": Kind(words="The meeting of your board was moved or cancelled", page="case", roles=INVITED_TO_LOOK),
    "reviewer.found": Kind(words="A reviewer has your records now", page="case", roles=PATIENTS),
    "reviewer.changed": Kind(
        words="A case needs another reviewer",
        to_patient="We look for another reviewer for you",
        page="case",
        roles=DESK | PATIENTS,
    ),
    "records.added": Kind(
        words="Records were added",
        page="records",
        roles=DESK | PATIENTS | REVIEWERS | DOCTORS,
        needs=Permission.SEE_RECORD,
    ),
    "records.asked": Kind(
        words="Records were asked for",
        to_patient="We need more of your records",
        page="ask_for_records",
        roles=DESK | PATIENTS,
        needs=Permission.ASK_FOR_RECORDS,
    ),
    "more.asked": Kind(
        words="A reviewer asks for more before they can go on",
        to_patient="The reviewer asks you for something",
        page="requests",
        roles=DESK | PATIENTS | DOCTORS,
        needs=Permission.SEE_RECORD,
    ),
    "more.answered": Kind(words="What you asked for was answered", page="requests", roles=REVIEWERS),
    "reviewer.declined": Kind(words="A reviewer gave a case back", page="case", roles=DESK),
    "reviewer.gone": Kind(words="Somebody who reviews a case does not work here any more", page="assign", roles=DESK),
    "records.reminded": Kind(
        words="We still wait for records",
        page="ask_for_records",
        roles=PATIENTS,
        needs=Permission.ASK_FOR_RECORDS,
    ),
    "review.reminded": Kind(words="A review waits for you", page="case", roles=REVIEWERS),
    "review.due_soon": Kind(words="The day for a review is near", page="case", roles=REVIEWERS),
    "appointment.set": Kind(words="An appointment was made or changed", page="dates", roles=PATIENTS),
    "appointment.soon": Kind(words="An appointment is near", page="dates", roles=PATIENTS | DESK),
    "opinion.signed": Kind(
        words="An opinion is signed and can be handed over",
        page="release",
        roles=DESK,
        during=frozenset({Status.SIGNED}),
    ),
    "opinion.released": Kind(
        words="A second opinion can be read",
        to_patient="Your second opinion is ready",
        page="report",
        roles=PATIENTS | DOCTORS | REVIEWERS,
        needs=Permission.SEE_OPINION,
        open_only=True,
    ),
    "opinion.reminded": Kind(
        words="An opinion waits to be read",
        to_patient="Your second opinion waits for you",
        page="report",
        roles=PATIENTS,
        needs=Permission.SEE_OPINION,
    ),
    "opinion.amended": Kind(
        words="Something was added to an opinion",
        to_patient="Something was added to your second opinion",
        page="report",
        roles=PATIENTS | DOCTORS | DESK,
        needs=Permission.SEE_OPINION,
    ),
    "talk.said": Kind(
        words="The other doctor wrote to you",
        page="two_opinions",
        roles=DOCTORS | REVIEWERS,
        needs=Permission.TALK,
    ),
    "talk.noted": Kind(
        words="The other doctor wrote down what you two came to",
        page="two_opinions",
        roles=DOCTORS | REVIEWERS,
        needs=Permission.TALK,
    ),
    "talk.agreed": Kind(
        words="Two doctors recorded what they came to",
        to_patient="The two doctors wrote down what they came to",
        page="two_opinions",
        roles=PATIENTS | DOCTORS | DESK,
        needs=Permission.SEE_OPINION,
    ),
    "decision.told": Kind(
        words="A patient told what they decided",
        page="outcome",
        roles=DESK | REVIEWERS,
        needs=Permission.CODE_OUTCOME,
    ),
    "move.step": Kind(
        words="The move of care went on",
        to_patient="There is news of the move of your care",
        page="move",
        roles=PATIENTS,
        needs=Permission.SEE_MOVE,
    ),
    "knowledge.changed": Kind(
        words="What is known has changed, and it touches a case",
        page="findings",
        roles=DESK | REVIEWERS,
        needs=Permission.SEE_RECORD,
        open_only=True,
    ),
    "message.new": Kind(
        words="A message waits for you",
        page="messages",
        roles=DESK | PATIENTS | REVIEWERS,
        needs=Permission.SEE_MESSAGES,
    ),
    "person.joined": Kind(words="Somebody you invited takes part now", page="companions", roles=PATIENTS),
}
"""Code -> kind. What is new and whom it concerns is decided here and nowhere else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One line of "What is new". `page` is the page of the case that it opens."""

    words: str
    page: str
    case: UUID
    reference: str
    at: datetime
    read: bool


def concerns(kind: Kind, actor: Actor, case: Case) -> bool:
    """Whether this kind of news is for this person in this case now."""
    if actor.role not in kind.roles or policy.may(kind.needs, actor, case):
        return False
    return not (kind.open_only and policy.phase(actor, case) is Phase.BLINDED)


def audience(kind: Kind, case: Case) -> Iterator[Actor]:
    """Those for whom this kind of news is, each in their role in the case."""
    for person, role in _people(kind, case):
        actor = Actor(id=PersonId(person), role=role, organisation=case.organisation)
        if concerns(kind, actor, case):
            yield actor


def _people(kind: Kind, case: Case) -> Iterator[tuple[str, Role]]:
    taking_part = [(case.patient, Role.PATIENT), *((one, Role.PROXY) for one in case.proxies)]
    taking_part += [(one, Role.FIRST_DOCTOR) for one in (case.first_doctor, *case.clinicians) if one]
    taking_part += [(one, role_of(one, case)) for one in case.reviewers]
    named = {str(person): role for person, role in taking_part}
    known = User.objects.filter(pk__in=named, is_active=True).values_list("pk", flat=True)
    yield from ((str(person), named[str(person)]) for person in known)
    if Role.COORDINATOR in kind.roles:
        yield from ((str(person), Role.COORDINATOR) for person in people.coordinators(case.organisation))


def listing(user: User, *, number: int) -> tuple[Page[NoticeRow], tuple[News, ...]]:
    """One page of what is new for a person, the newest first; what they may not see any more is left out."""
    rows = NoticeRow.objects.filter(user=user).order_by("-at", "-pk")
    page = Paginator(rows, PAGE).get_page(number)
    return page, tuple(_news(user, list(page.object_list)))


def _news(user: User, rows: list[NoticeRow]) -> Iterator[News]:
    """The lines of these; each case is opened once."""
    cases = {row.pk: row.case for row in CaseRow.objects.filter(pk__in={row.case_id for row in rows})}
    actors = {case_id: people.actor_in(user, case_id) for case_id in cases}
    for row in rows:
        found = _line(row, cases[row.case_id], actors[row.case_id])
        if found is not None:
            yield found


def _line(row: NoticeRow, case: Case, actor: Actor | None) -> News | None:
    kind = KINDS.get(row.what)
    if kind is None or actor is None or not concerns(kind, actor, case):
        return None
    past = kind.is_past(case.status)
    return News(
        words=kind.said_to(actor.role),
        page="case" if past else kind.page,
        case=row.case_id,
        reference=reference(row.case_id),
        at=row.at,
        read=past or row.read_at is not None,
    )


def unread(user: User) -> int:
    """How much of what is new this person has not looked at, up to `COUNTED`. What they may not see is not counted."""
    rows = list(NoticeRow.objects.filter(user=user, read_at=None).order_by("-at")[:COUNTED])
    if user.role == Role.COORDINATOR.value:  # who knows every case sent to them: no need to open it
        ours = CaseRow.objects.filter(organisation=people.place(people.actor(user).organisation))
        sent = ours.exclude(status=Status.DRAFT.value).filter(pk__in={row.case_id for row in rows})
        known = {pk: Status(status) for pk, status in sent.values_list("pk", "status")}
        return sum(row.case_id in known and not _is_past(row, known[row.case_id]) for row in rows)
    return sum(not one.read for one in _news(user, rows))


def _is_past(row: NoticeRow, status: Status) -> bool:
    return row.what not in KINDS or KINDS[row.what].is_past(status)


def waits(user: User) -> bool:
    """Whether anything waits for this person in any of the roles that they hold: for a mail, which goes to a person."""
    for membership in user.held:
        user.act_in(str(membership.pk))
        if unread(user):
            return True
    return False

"""The threads of a case and their messages, as an actor may read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from consilium import policy
from consilium.cases import Actor, Case, Phase, Role, Status, role_of
from consilium.delivery import ready
from consilium.errors import Denied
from consilium.policy import WITHHELD_TEXT
from consilium.policy.permissions import Permission
from consilium.values import PersonId
from consilium_web.models import MessageDraftRow, MessageRow, OwnWordsRow, ThreadSeenRow, User
from consilium_web.models.messages import Message
from consilium_web.queries import charts
from consilium_web.queries.charts import Chart

PAGE = 20
CLOSED = frozenset({Status.DRAFT, Status.WITHDRAWN})
"""Where nobody writes: a draft has no desk yet, and a case that was taken back is nobody's to talk about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message as this actor may read it. `withheld`: its words wait until the first read is sealed."""

    id: UUID
    who: str
    role: str
    own: bool
    at: datetime
    text: str
    withheld: bool
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A thread in the list: with whom, and how much of it is not read."""

    id: str
    title: str
    unread: int
    blinded: bool
    """Whether its reviewer still reads without the first opinion, so that only ready messages reach them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One thread, opened."""

    threads: tuple[Thread, ...]
    thread: Thread | None
    page: Page[MessageRow] | None
    lines: tuple[Line, ...]
    draft: str
    may_write: bool
    to: Literal["patient", "reviewer", ""]
    language: str


def conversation(case_id: UUID, actor: Actor, wanted: str, *, number: int) -> Conversation:
    """The threads of a case, and the one that is wanted, or the first. Denied where there is no such thread."""
    chart = charts.load(case_id, actor, Permission.SEE_MESSAGES)
    known = policy.threads(actor, chart.case)
    if wanted and wanted not in known:
        raise Denied("There is no such thread.")
    listed = tuple(_threads(chart, known))
    name = wanted or known[0]
    page, lines = _page(chart, name, number)
    return Conversation(
        threads=listed,
        thread=next(one for one in listed if one.id == name),
        page=page,
        lines=lines,
        draft=draft(chart, name),
        may_write=chart.case.status not in CLOSED and name in policy.open_threads(actor, chart.case),
        to=("patient" if name == policy.DESK else "reviewer") if actor.role is Role.COORDINATOR else "",
        language=chart.case.language,
    )


def _threads(chart: Chart, known: tuple[str, ...]) -> Iterator[Thread]:
    names = {
        str(user.pk): user.name for user in User.objects.filter(pk__in=[one for one in known if one != policy.DESK])
    }
    for one in known:
        yield Thread(
            id=one,
            title=_title(chart.actor, one, names),
            unread=unread(chart.id, one, chart.actor),
            blinded=one != policy.DESK and _is_blinded(one, chart.case),
        )


def _title(actor: Actor, thread: str, names: dict[str, str]) -> str:
    if actor.role is not Role.COORDINATOR:
        return "The coordinator"
    return "The patient" if thread == policy.DESK else names.get(thread) or "A reviewer"


def _is_blinded(reviewer: str, case: Case) -> bool:
    return policy.phase(Actor(id=PersonId(reviewer), role=role_of(PersonId(reviewer), case)), case) is Phase.BLINDED


def _rows(case_id: UUID, thread: str) -> QuerySet[MessageRow]:
    return MessageRow.objects.filter(case_id=case_id, thread=thread)


def _seen(case_id: UUID, thread: str, actor: Actor) -> datetime | None:
    found = ThreadSeenRow.objects.filter(case_id=case_id, thread=thread, user_id=UUID(actor.id)).first()
    return found.at if found else None


def unread(case_id: UUID, thread: str, actor: Actor) -> int:
    """How many messages of others came to this thread since the actor read it."""
    since = _seen(case_id, thread, actor)
    rows = _rows(case_id, thread).exclude(by_id=UUID(actor.id))
    return (rows.filter(at__gt=since) if since else rows).count()


def _page(chart: Chart, thread: str, number: int) -> tuple[Page[MessageRow], tuple[Line, ...]]:
    rows = _rows(chart.id, thread).select_related("by").order_by("-at", "-pk")
    page, since = Paginator(rows, PAGE).get_page(number), _seen(chart.id, thread, chart.actor)
    return page, tuple(_line(chart, row, since) for row in page.object_list)


def _line(chart: Chart, row: MessageRow, since: datetime | None) -> Line:
    said, own = row.value(chart.key, Message), str(row.by_id) == chart.actor.id
    text = chart.sight.visible_message(said.text, own=own, ready=bool(said.ready))
    return Line(
        id=row.id,
        who="You" if own else row.by.name or "Someone",
        role=_role(chart.case, row),
        own=own,
        at=row.at,
        text=text,
        withheld=text == WITHHELD_TEXT,
        new=not own and (since is None or row.at > since),
    )


def _role(case: Case, row: MessageRow) -> str:
    """In which role its writer stands in the case."""
    person = str(row.by_id)
    if person == case.patient:
        return "Patient"
    if person in case.proxies:
        return "For the patient"
    return "Reviewer" if person == row.thread else "Coordinator"


def draft(chart: Chart, thread: str) -> str:
    """What this actor has written of a message so far."""
    found = MessageDraftRow.objects.filter(case_id=chart.id, thread=thread, by_id=UUID(chart.actor.id)).first()
    return found.value(chart.key, str) if found else ""


def quoted(case_id: UUID, actor: Actor, message: str) -> str:
    """A message of the patient's thread as a quotation, to pass it on; "" where there is none such."""
    chart = charts.load(case_id, actor, Permission.SEE_MESSAGES)
    if policy.DESK not in policy.threads(actor, chart.case):
        return ""
    found = next((row for row in _rows(case_id, policy.DESK) if str(row.pk) == message), None)
    return "The patient asks: “" + found.value(chart.key, Message).text + "”" if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A message that is ready to be sent. `own`: the id of the desk's own, which can be changed."""

    title: str
    text: str
    own: str = ""


def choices(actor: Actor, to: Literal["patient", "reviewer"], language: str) -> tuple[Choice, ...]:
    """Ready messages of ours, then those of this desk. Denied for all but coordinators."""
    ours = (Choice(title=one.title, text=one.text) for one in ready.messages(to, language))
    return (*ours, *own_words(actor))


def own_words(actor: Actor) -> tuple[Choice, ...]:
    """The desk's own ready messages, by name. Denied for all but coordinators."""
    policy.check_can(Permission.SEE_QUEUE, actor, None)
    rows = OwnWordsRow.objects.filter(ended_at=None)
    own = (Choice(title=row.words.title, text=row.words.text, own=str(row.pk)) for row in rows)
    return tuple(sorted(own, key=lambda one: (one.title.casefold(), one.own)))

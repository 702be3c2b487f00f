"""Writing a message, keeping what is written of one, and reading a thread."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from consilium import policy
from consilium.cases import REVIEW_SIDE, Actor, Case, Phase, Role
from consilium.delivery import ready
from consilium.errors import Denied, Invalid, WrongState
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium.values import PersonId
from consilium_web.actions import audit, conflicts, notices, saving
from consilium_web.models import CaseRow, FormToken, MessageDraftRow, MessageRow, OwnWordsRow, ThreadSeenRow
from consilium_web.models.messages import Message, OwnWords
from consilium_web.queries import messages

LONGEST = 10_000
"""Characters in one message."""


@transaction.atomic
def send(*, case_id: UUID, thread: str, text: str, by: Actor, at: datetime, token: UUID | None = None) -> UUID:
    """Send a message to a thread; its id. What was written of it before is forgotten."""
    row, case = saving.load(case_id)
    check_can(Permission.WRITE_MESSAGE, by, case)
    _check_open(case, thread, by)
    said = text.strip()
    if not said or len(said) > LONGEST:
        how = "Write something." if not said else f"A message has {LONGEST} characters at most. Add a file instead."
        raise Invalid("The message cannot be sent.", {"text": how})
    kept = MessageRow(id=conflicts.once(token, by=by, at=at), case=row, thread=thread, by_id=UUID(by.id), at=at)
    code = ready.code_of(said) if by.role is Role.COORDINATOR else ""
    kept.put(row.key, Message(text=said, ready=code))
    kept.save(force_insert=True)
    _keep_draft(row, thread, "", by, at)
    audit.record("message.sent", case=case_id, by=by, at=at, thread=thread)
    _tell(case, thread, at, by=by, readable=bool(code))
    return kept.id


def _check_open(case: Case, thread: str, by: Actor) -> None:
    if thread not in policy.threads(by, case):
        raise Denied("There is no such thread.")
    if case.status in messages.CLOSED or thread not in policy.open_threads(by, case):
        raise WrongState("Nobody reads here now, so nothing can be written.")


def _tell(case: Case, thread: str, at: datetime, *, by: Actor, readable: bool) -> None:
    """A blinded reviewer is told of what they may read now; of the rest once their first read is sealed."""
    for person in notices.readers("message.new", case):
        blinded = person.role in REVIEW_SIDE and policy.phase(person, case) is Phase.BLINDED
        if person.id != by.id and thread in policy.threads(person, case) and (readable or not blinded):
            notices.tell(UUID(person.id), "message.new", UUID(case.id), at)


def tell_after_sealing(case: Case, reviewer: PersonId, at: datetime) -> None:
    """The messages that waited for the first read can be read now. A step of the action that seals it."""
    waited = MessageRow.objects.filter(case_id=UUID(case.id), thread=str(reviewer)).exclude(by_id=UUID(reviewer))
    if waited.exists():
        ThreadSeenRow.objects.filter(case_id=UUID(case.id), thread=str(reviewer), user_id=UUID(reviewer)).delete()
        notices.tell(UUID(reviewer), "message.new", UUID(case.id), at)


@transaction.atomic
def keep_draft(*, case_id: UUID, thread: str, text: str, by: Actor, at: datetime, token: UUID | None = None) -> None:
    """Keep what is written so far. Words that come after their message was sent are not kept again."""
    row, case = saving.load(case_id)
    check_can(Permission.WRITE_MESSAGE, by, case)
    _check_open(case, thread, by)
    if token and FormToken.objects.filter(token=token, user_id=UUID(by.id)).exists():
        return
    _keep_draft(row, thread, text[:LONGEST], by, at)
    audit.record("message.kept", case=case_id, by=by, at=at, thread=thread)


def _keep_draft(row: CaseRow, thread: str, text: str, by: Actor, at: datetime) -> None:
    draft = MessageDraftRow.objects.filter(case=row, thread=thread, by_id=UUID(by.id)).first()
    if draft is None and not text:
        return
    draft = draft or MessageDraftRow(id=uuid4(), case=row, thread=thread, by_id=UUID(by.id))
    draft.at = at
    draft.put(row.key, text)
    draft.save()


def looked(case_id: UUID, thread: str, by: Actor, at: datetime) -> None:
    """Somebody has read this thread up to now."""
    found = ThreadSeenRow.objects.filter(case_id=case_id, thread=thread, user_id=UUID(by.id))
    if not found.update(at=at):
        ThreadSeenRow.objects.get_or_create(case_id=case_id, thread=thread, user_id=UUID(by.id), defaults={"at": at})


@transaction.atomic
def keep_own_words(*, title: str, text: str, by: Actor, at: datetime, old: UUID | None = None) -> None:
    """Keep a ready message of this desk; it takes the place of `old`."""
    check_can(Permission.SEE_QUEUE, by, None)
    if not (title.strip() and text.strip()):
        raise Invalid("A name and words are needed.", {"text": "Write the words of the message."})
    if old:
        OwnWordsRow.objects.filter(pk=old, ended_at=None).update(ended_at=at)
    kept = OwnWordsRow(id=uuid4(), by_id=UUID(by.id), at=at)
    kept.put(OwnWords(title=title.strip(), text=text.strip()))
    kept.save(force_insert=True)
    audit.record("words.kept", by=by, at=at)


@transaction.atomic
def end_own_words(*, words: UUID, by: Actor, at: datetime) -> None:
    """Take a ready message of this desk out of the list."""
    check_can(Permission.SEE_QUEUE, by, None)
    if OwnWordsRow.objects.filter(pk=words, ended_at=None).update(ended_at=at):
        audit.record("words.ended", by=by, at=at)

"""Taking records in, keeping what reading gave, correcting facts, answering questions."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from django.db import transaction

from consilium.cases import Actor, Case, Status
from consilium.errors import Invalid, WrongState
from consilium.facts import Fact, Provenance
from consilium.facts import Status as Answered
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium.reading import Reading
from consilium.values import RecordId
from consilium_web.actions import audit, conflicts, identities, notices, saving
from consilium_web.models import CaseRow, ReadingRow, RecordAskRow, RecordRow, State, StatementRow
from consilium_web.models.records import REQUESTED, Statement
from consilium_web.models.sealed import seal
from consilium_web.storage.files import Arriving
from consilium_web.storage.partial import Partial
from consilium_web.storage.uploads import SealedUpload

ATTEMPTS = 3
"""How often reading is tried before a record is called unreadable: a crash is not always the record's fault."""
OVERDUE = timedelta(minutes=15)
"""A record that has been read for longer than this was left by a worker that died."""
CRASHED = "We could not read this file. It is kept, and a reviewer can still open it."


class Taken(StrEnum):
    """What became of one uploaded file."""

    NEW = "new"
    KNOWN = "known"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NO_ROOM = "no_room"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one file: `name` as the person knows it, `record` where it is kept."""

    name: str
    taken: Taken
    record: UUID | None = None


def take(*, case_id: UUID, uploads: Iterable[SealedUpload], by: Actor, at: datetime) -> tuple[Receipt, ...]:
    """Keep each uploaded file. One that is empty, too large or already here is said so, and the others go on.

    A file is on disk under its final name before its row is committed; a crash between the two leaves a file that
    belongs to no row, which `sweep` removes.
    """
    return tuple(_take_one(case_id, upload, by, at) for upload in uploads)


@transaction.atomic
def _take_one(case_id: UUID, upload: SealedUpload, by: Actor, at: datetime) -> Receipt:
    row, case = saving.load(case_id)
    check_can(Permission.ADD_RECORD, by, case)
    check_open(case)
    name, arriving = upload.name or "file", upload.arriving
    if arriving is None:
        return Receipt(name=name, taken=Taken.NO_ROOM if upload.no_room else Taken.TOO_LARGE)
    if not arriving.size:
        return Receipt(name=name, taken=Taken.EMPTY)
    return keep(row, case, arriving, arriving.digest, name, by, at)


def check_open(case: Case) -> None:
    """Raises WrongState where nothing is added to this case any more."""
    if case.status in {Status.WITHDRAWN, Status.CLOSED}:
        raise WrongState("Records cannot be added to a case that is closed.")


def keep(
    row: CaseRow, case: Case, arriving: Arriving | Partial, digest: str, name: str, by: Actor, at: datetime
) -> Receipt:
    """Make a file that has arrived a record, in the caller's transaction; `digest`: SHA-256 of its plain bytes."""
    receipt = _keep(row, arriving, digest, name, by, at)
    if receipt.taken is Taken.NEW and case.status is not Status.DRAFT:
        notices.tell_all("records.added", case, at, by=by)
        RecordAskRow.objects.filter(case=row, answered_at=None).update(answered_at=at)
    return receipt


def _keep(row: CaseRow, arriving: Arriving | Partial, digest: str, name: str, by: Actor, at: datetime) -> Receipt:
    key = row.key
    fingerprint = key.fingerprint(digest)
    known = RecordRow.objects.filter(case=row, fingerprint=fingerprint).first()
    if known is not None:
        return _known(known, name, by, at)
    record = RecordRow(
        id=UUID(arriving.id),
        case=row,
        fingerprint=fingerprint,
        file_key=arriving.key.wrap(key),
        size=arriving.size,
        by_id=UUID(by.id),
        at=at,
    )
    record.put(key, name)
    arriving.keep(str(row.id))
    record.save(force_insert=True)
    audit.record("record.added", case=row.id, by=by, at=at, record=arriving.id, size=arriving.size)
    return Receipt(name=name, taken=Taken.NEW, record=record.id)


def _known(known: RecordRow, name: str, by: Actor, at: datetime) -> Receipt:
    """The same file again: one record. One that was taken out comes back."""
    if known.removed_at is not None:
        known.removed_at = None
        known.save(update_fields=["removed_at"])
        RecordRow.objects.filter(parent=known).update(removed_at=None)
        audit.record("record.put_back", case=known.case_id, by=by, at=at, record=str(known.id))
    return Receipt(name=name, taken=Taken.KNOWN, record=known.id)


@transaction.atomic
def remove(*, case_id: UUID, record: UUID, by: Actor, at: datetime) -> None:
    """Take a record out of a draft: nothing shows it any more, and the audit says who did it."""
    _, case = saving.load(case_id)
    check_can(Permission.EDIT_CASE, by, case)
    if case.status is not Status.DRAFT:
        raise WrongState("Records cannot be taken out of a case that was sent.")
    changed = RecordRow.objects.filter(case_id=case_id, removed_at=None)
    if changed.filter(pk=record).update(removed_at=at):
        changed.filter(parent_id=record).update(removed_at=at)
        audit.record("record.removed", case=case_id, by=by, at=at, record=str(record))


@transaction.atomic
def begin_reading(*, record: UUID, at: datetime) -> RecordRow | None:
    """Claim a record for reading; None where it is already read, being read, or was tried too often."""
    row = RecordRow.objects.select_for_update().get(pk=record)
    left = row.state == State.READING and row.reading_since is not None and row.reading_since < at - OVERDUE
    if not (row.state == State.QUEUED or left):
        return None
    if row.attempts >= ATTEMPTS:
        row.state = State.REFUSED
        row.save(update_fields=["state"])
        _save_reading(row, _given_up(row), at)
        return None
    row.state, row.attempts, row.reading_since = State.READING, row.attempts + 1, at
    row.save(update_fields=["state", "attempts", "reading_since"])
    return row


@transaction.atomic
def put_back(*, record: UUID) -> None:
    """Give back a record whose reading stopped on an error of ours; the attempt still counts."""
    RecordRow.objects.filter(pk=record, state=State.READING).update(state=State.QUEUED, reading_since=None)


def _given_up(row: RecordRow) -> Reading:
    return Reading(record=RecordId(row.fingerprint), name=row.name, size=row.size, refused=CRASHED, refusal="crashed")


@transaction.atomic
def keep_readings(*, record: UUID, readings: Iterable[Reading], at: datetime) -> None:
    """Keep what reading a record gave, with the files found inside it. Doing it again changes nothing."""
    row = RecordRow.objects.select_for_update().get(pk=record)
    if row.state in {State.READ, State.REFUSED}:
        return
    key, kept = row.case.key, tuple(readings)
    for reading in kept:
        if reading.parent is None:
            _finish(row, reading, at)
        else:
            _keep_member(row, key.fingerprint(reading.record), reading, at)
    identities.add(row.case, kept, at)


def _keep_member(parent: RecordRow, fingerprint: str, reading: Reading, at: datetime) -> None:
    known = RecordRow.objects.filter(case=parent.case, fingerprint=fingerprint)
    if known.exists():
        known.update(removed_at=None)  # it came again, inside another file than the one that was taken out
        return
    member = RecordRow(
        id=uuid4(), case=parent.case, parent=parent, fingerprint=fingerprint, size=reading.size, by=parent.by, at=at
    )
    member.put(parent.case.key, reading.inside or reading.name)
    member.save(force_insert=True)
    _finish(member, reading, at)


def _finish(row: RecordRow, reading: Reading, at: datetime) -> None:
    row.state, row.read_at = State.REFUSED if reading.refused else State.READ, at
    row.save(update_fields=["state", "read_at"])
    _save_reading(row, reading, at)
    audit.record(f"record.{row.state}", case=row.case_id, by=None, at=at, record=str(row.id), pages=len(reading.pages))


def _save_reading(row: RecordRow, reading: Reading, at: datetime) -> None:
    key = row.case.key
    kept = ReadingRow(record=row, at=at, page_count=len(reading.pages))
    kept.put(key, replace(reading, pages=()))
    kept.sealed_pages = seal(key, reading.pages, kind="pages", row=str(row.pk))
    kept.save(force_insert=True)


@transaction.atomic
def correct(*, case_id: UUID, fact: Fact, corrects: str, by: Actor, at: datetime, token: UUID | None = None) -> None:
    """Put a fact right: the new one stands beside the one that was read, which stays."""
    row, case = saving.load(case_id)
    check_can(Permission.CORRECT_FACT, by, case)
    if not fact.text.strip():
        raise Invalid("A correction needs words.", {"value": "Write what is right."})
    _state(row, Statement(fact=fact, corrects=corrects), by, at, conflicts.once(token, by=by, at=at))
    audit.record("fact.corrected", case=case_id, by=by, at=at)


@transaction.atomic
def answer(*, case_id: UUID, facts: Iterable[Fact], by: Actor, at: datetime, token: UUID | None = None) -> None:
    """Keep the patient's answers to our questions; a later answer stands before an earlier one."""
    row, case = saving.load(case_id)
    check_can(Permission.CORRECT_FACT, by, case)
    conflicts.once(token, by=by, at=at)
    for fact in facts:
        _state(row, Statement(fact=fact), by, at, uuid4())
    audit.record("questions.answered", case=case_id, by=by, at=at)


@transaction.atomic
def request(*, case_id: UUID, items: Iterable[str], by: Actor, at: datetime) -> None:
    """Keep that these lines of the checklist were asked for (R16)."""
    row, case = saving.load(case_id)
    check_can(Permission.ASK_FOR_RECORDS, by, case)
    source = Provenance(record=None, reader="person/1", said_by=by.name)
    wanted = tuple(items)
    for item in wanted:
        said = Fact(code=REQUESTED, value=item, source=source, status=Answered.ANSWERED)
        _state(row, Statement(fact=said), by, at, uuid4())
    audit.record("records.requested", case=case_id, by=by, at=at)
    if case.status is not Status.DRAFT:
        notices.tell_all("records.asked", case, at, by=by)
        RecordAskRow.objects.filter(case=row, answered_at=None).update(answered_at=at)
        RecordAskRow.objects.create(case=row, by_id=UUID(by.id), at=at, count=len(wanted))


@transaction.atomic
def remind(*, case_id: UUID, by: Actor, at: datetime) -> bool:
    """Remind the patient's side of records that were asked for and have not come; whether any were."""
    row, case = saving.load(case_id)
    check_can(Permission.ASK_FOR_RECORDS, by, case)
    if not RecordAskRow.objects.filter(case=row, answered_at=None).update(reminded_at=at):
        return False
    notices.tell_all("records.reminded", case, at, by=by)
    audit.record("records.reminded", case=case_id, by=by, at=at)
    return True


def _state(row: CaseRow, statement: Statement, by: Actor, at: datetime, id: UUID) -> None:
    said = StatementRow(id=id, case=row, by_id=UUID(by.id), at=at)
    said.put(row.key, statement)
    said.save(force_insert=True)

"""Files that arrive in several requests: beginning one, taking what comes, keeping it as a record, giving it up."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from consilium.cases import Actor
from consilium.errors import Denied, Invalid
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.actions import audit, records, saving
from consilium_web.actions.records import Receipt, Taken
from consilium_web.crypto import FileKey
from consilium_web.models import CaseRow, RecordRow, UploadRow
from consilium_web.models.records import Sending
from consilium_web.storage.partial import Partial, older

MOST = 2000
"""Files of one case that may be on their way at once: a hospital's disc holds some hundreds."""


@transaction.atomic
def begin(*, case_id: UUID, sending: Sending, size: int, changed: str, by: Actor, at: datetime) -> UUID:
    """The id of an upload: of the one that broke off, where the same person sends the same file again.

    `changed`: when the file was changed, as the browser says. Raises Invalid where the file cannot be taken.
    """
    row, case = saving.load(case_id)
    check_can(Permission.ADD_RECORD, by, case)
    records.check_open(case)
    if not 0 < size <= settings.CONSILIUM_UPLOAD_LIMIT:
        raise Invalid((Taken.TOO_LARGE if size else Taken.EMPTY).value)
    mark = row.key.fingerprint("\0".join((sending.where, sending.name, str(size), changed)))
    known = UploadRow.objects.filter(case=row, by_id=UUID(by.id), mark=mark, record=None).first()
    if known is not None and partial(known).path.exists():
        return known.id
    UploadRow.objects.filter(case=row, by_id=UUID(by.id), mark=mark).delete()
    _check_room(row, size)
    id = uuid4()
    key = FileKey.new(str(id))
    made = UploadRow(id=id, case=row, by_id=UUID(by.id), mark=mark, file_key=key.wrap(row.key), size=size, at=at)
    made.put(row.key, sending)
    Partial(str(id), key, size).begin()
    made.save(force_insert=True)
    audit.record("upload.begun", case=case_id, by=by, at=at, size=size)
    return id


def _check_room(row: CaseRow, size: int) -> None:
    waiting = UploadRow.objects.filter(case=row, record=None)
    kept = RecordRow.objects.filter(case=row, parent=None)
    used = sum(some.aggregate(sum=Sum("size"))["sum"] or 0 for some in (waiting, kept))
    if used + size > settings.CONSILIUM_CASE_LIMIT or waiting.count() >= MOST:
        raise Invalid("full")


def partial(row: UploadRow) -> Partial:
    """The file of an upload on disk."""
    return Partial(str(row.id), row.opener, row.size)


def receive(
    *, case_id: UUID, upload: UUID, offset: int, read: Callable[[int], bytes], by: Actor, now: datetime
) -> tuple[int, Receipt | None]:
    """Take what comes; how far the file is now, and what became of it where it is whole.

    No transaction is open while the bytes come: a slow line must hold up nobody. Raises `partial.Elsewhere` and `Busy`.
    """
    row = of(case_id, upload, by)
    if row.record_id is not None:
        return row.size, Receipt(name="", taken=Taken.KNOWN, record=row.record_id)
    file = partial(row)
    arrived = file.take(offset, read)
    if arrived < row.size:
        return arrived, None
    return arrived, keep(case_id=case_id, upload=upload, digest=file.digest, by=by, at=now)


def of(case_id: UUID, upload: UUID, by: Actor) -> UploadRow:
    """An upload of this person. Denied for everybody else, and where it is gone."""
    row = UploadRow.objects.filter(pk=upload, case_id=case_id, by_id=UUID(by.id)).select_related("case").first()
    if row is None:
        raise Denied("There is no such upload.")
    check_can(Permission.ADD_RECORD, by, row.case.case)
    return row


@transaction.atomic
def keep(*, case_id: UUID, upload: UUID, digest: str, by: Actor, at: datetime) -> Receipt:
    """Make a file that has arrived whole a record; the same file twice is one. Doing it again changes nothing."""
    row, case = saving.load(case_id)
    check_can(Permission.ADD_RECORD, by, case)
    records.check_open(case)
    made = UploadRow.objects.get(pk=upload, by_id=UUID(by.id))
    name = made.value(row.key, Sending).name
    if made.record_id is not None:
        return Receipt(name=name, taken=Taken.KNOWN, record=made.record_id)
    file = partial(made)
    receipt = records.keep(row, case, file, digest, name, by, at)
    made.record_id = receipt.record
    made.save(update_fields=["record"])
    if receipt.taken is Taken.KNOWN:
        file.discard()
    return receipt


@transaction.atomic
def forget(*, case_id: UUID, upload: UUID, by: Actor, at: datetime) -> None:
    """Give up a file that has not arrived whole."""
    row = of(case_id, upload, by)
    check_can(Permission.ADD_RECORD, by, row.case.case)
    if row.record_id is None:
        partial(row).discard()
        audit.record("upload.forgotten", case=case_id, by=by, at=at, size=row.size)
    row.delete()


@transaction.atomic
def expire(*, before: datetime, now: datetime) -> int:
    """Remove uploads that began before this time, and that nobody went on with; how many."""
    old = list(UploadRow.objects.filter(at__lt=before).select_related("case"))
    for row in old:
        if row.record_id is None:
            partial(row).discard()
            audit.record("upload.expired", case=row.case_id, by=None, at=now, size=row.size)
        row.delete()
    for path in older(before.timestamp()):
        if not UploadRow.objects.filter(pk=UUID(path.name), record=None).exists():
            path.unlink(missing_ok=True)  # its row was never committed
    return len(old)

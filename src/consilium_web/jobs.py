"""Work done after the answer: reading a record that was uploaded, and holding cases against new knowledge.

A job may run twice, and a worker may die in the middle; the record's own state says what is still to do.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from consilium import reading
from consilium.reading import Reading
from consilium.values import RecordId
from consilium_web.actions import knowledge, mailing, records, uploads
from consilium_web.models import RecordRow
from consilium_web.queries.records import left_unread
from consilium_web.queries.uploads import planned
from consilium_web.storage import files

log = logging.getLogger(__name__)


TOO_LARGE = "This file is too large to be read or shown here. It is kept as it came. Another program can open it."


AGAIN = timedelta(minutes=5)
"""How long to wait after an error of ours: a disk or a key file may be away for a while."""


class ReadingFailed(Exception):
    """Reading stopped on an error of ours. It names the kind of error only: its words could hold a patient's."""


@task()
def read_record(record: str) -> None:
    """Read one record in the limited child process, and keep what it gave."""
    row = records.begin_reading(record=UUID(record), at=timezone.now())
    if row is None:
        return
    try:
        records.keep_readings(record=row.pk, readings=list(_read(row)), at=timezone.now())
    except Exception as error:
        records.put_back(record=row.pk)
        if read_record.get_backend().supports_defer:
            read_record.using(run_after=timezone.now() + AGAIN).enqueue(record)
        raise ReadingFailed(type(error).__name__) from None


def _read(row: RecordRow) -> Iterator[Reading]:
    if row.size > reading.Limits().size:
        yield Reading(
            record=RecordId(row.fingerprint), name=row.name, size=row.size, refused=TOO_LARGE, refusal="too_large"
        )
        return
    data = files.read(str(row.case_id), row.opener)
    yield from reading.read([(row.name, data)])


def queue(record: UUID) -> None:
    """Ask for a record to be read."""
    read_record.enqueue(str(record))


def queue_left_over() -> int:
    """Ask again for every record whose job may have been lost with its worker; how many.

    One that a worker is still at is asked for again only after the time in which every worker is done with it.
    """
    waiting = left_unread()
    for record, since in waiting:
        task = read_record.using(run_after=since + records.OVERDUE) if since else read_record
        task.enqueue(str(record))
    if waiting:
        log.info("asked again for %d records", len(waiting))
    return len(waiting)


@task()
def recheck_cases() -> None:
    """Hold every open and signed case against the present knowledge. Doing it again changes nothing."""
    flagged = sum(knowledge.recheck(case_id=case, at=timezone.now()) for case in knowledge.watched())
    log.info("knowledge touches %d cases", flagged)


def queue_recheck() -> None:
    """Ask for every case to be held against the present knowledge: a new edition comes with a new start."""
    recheck_cases.enqueue()


def queue_left_mail() -> None:
    """Plan again the mails that may have been lost with a worker. No mail goes twice."""
    mailing.plan_left_over(timezone.now())


DAY = timedelta(days=1)


@task()
def clean_uploads() -> None:
    """Remove files that never arrived whole and that nobody went on with; and once a day from then on."""
    remove_old_uploads()
    if clean_uploads.get_backend().supports_defer:
        clean_uploads.using(run_after=timezone.now() + DAY).enqueue()


def remove_old_uploads() -> int:
    """Remove uploads that began more than `CONSILIUM_UNFINISHED_DAYS` ago; how many."""
    now = timezone.now()
    return uploads.expire(before=now - timedelta(days=settings.CONSILIUM_UNFINISHED_DAYS), now=now)


def queue_cleaning() -> None:
    """Ask for old uploads to be removed, now and each day, where nobody asked for it yet."""
    if not planned(clean_uploads.module_path):
        clean_uploads.enqueue()

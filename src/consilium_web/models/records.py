"""Records as they came, what reading gave, statements of people about them, and marks on what to withhold."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.db import models

from consilium.facts import Fact
from consilium_web.crypto import FileKey
from consilium_web.models.cases import CaseRow
from consilium_web.models.sealed import SealedRow


class State(models.TextChoices):
    """Where reading a record stands."""

    QUEUED = "queued", "Waiting to be read"
    READING = "reading", "Being read"
    READ = "read", "Read"
    REFUSED = "refused", "Could not be read"


class RecordRow(SealedRow):
    """One file. `sealed` holds its name; the bytes are on disk under the id of the row, with a key of their own.

    `fingerprint` is a keyed hash: the same file twice in one case is one record, and nobody can look up a known file.
    A member of an archive has a `parent` and no bytes of its own.
    """

    kind = "record"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="records")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="members")
    fingerprint = models.CharField(max_length=64)
    file_key = models.BinaryField(null=True)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reading_since = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "fingerprint"], name="one_record_per_file"),)
        indexes: ClassVar = [models.Index(fields=["state", "reading_since"])]

    @property
    def name(self) -> str:
        """The file's name as it came; for a member of an archive the way to it."""
        return self.value(self.case.key, str)

    @property
    def opener(self) -> FileKey:
        """The key of the file on disk."""
        return FileKey.unwrap(str(self.id), bytes(self.file_key or b""), self.case.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A file on its way, as the person's browser knows it."""

    name: str
    where: str = ""
    """Its place in the folder that was chosen."""


class UploadRow(SealedRow):
    """A file that arrives in several requests (`storage.partial`). Its id becomes that of the record.

    `mark` is a keyed hash of what the browser tells of the file before it reads it: chosen again, it goes on where it
    stopped. `record` is set when it has arrived: the record that it is.
    """

    kind = "upload"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="uploads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=64)
    file_key = models.BinaryField()
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    record = models.ForeignKey(RecordRow, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "by", "mark"], condition=models.Q(record=None), name="one_upload_of_a_file"
            ),
        )

    @property
    def opener(self) -> FileKey:
        """The key of the file on disk."""
        return FileKey.unwrap(str(self.id), bytes(self.file_key), self.case.key)


class ReadingRow(SealedRow):
    """What reading one record gave, without its pages' text, which lies beside it for those who open a page."""

    kind = "reading"

    record = models.OneToOneField(RecordRow, primary_key=True, on_delete=models.PROTECT, related_name="reading")
    sealed_pages = models.BinaryField()
    page_count = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()


REQUESTED = "record.requested"
"""Code of the statement that a line of the checklist was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A fact that a person states. `corrects` is the id (`Chart.fact_id`) of the read fact beside which it stands."""

    fact: Fact
    corrects: str = ""


class StatementRow(SealedRow):
    """A correction beside what was read, or an answer to a question; its value is a `Statement`. Never changed."""

    kind = "statement"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="statements")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class MarkRow(SealedRow):
    """What is withheld from a blinded reviewer in one record: proposed by reading, decided by a person."""

    kind = "mark"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="marks")
    record = models.ForeignKey(RecordRow, on_delete=models.PROTECT, related_name="marks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

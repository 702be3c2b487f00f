"""Messages of a case, what is written of one so far, up to where a thread was read, and a desk's ready words."""

import uuid
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.conf import settings
from django.db import models

from consilium_web import crypto
from consilium_web.models.cases import CaseRow
from consilium_web.models.sealed import SealedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The words of one message; `ready` is the code of the ready message of ours that it is, unchanged, or ""."""

    text: str
    ready: str = ""


class MessageRow(SealedRow):
    """One message of one thread. `thread`: `desk` for the patient's side, else the id of a reviewer. Never changed."""

    kind = "message"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="messages")
    thread = models.CharField(max_length=36)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["case", "thread", "at"]),)


class MessageDraftRow(SealedRow):
    """What somebody has written of a message so far; empty once it was sent."""

    kind = "message-draft"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="message_drafts")
    thread = models.CharField(max_length=36)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "thread", "by"], name="one_message_draft_each"),)


class ThreadSeenRow(models.Model):
    """Up to when somebody has read a thread."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="+")
    thread = models.CharField(max_length=36)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "thread", "user"], name="one_reading_of_a_thread"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """A ready message that a desk wrote for itself."""

    title: str
    text: str


class OwnWordsRow(models.Model):
    """One such message, sealed under the site's own key: somebody may put a name into it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    def put(self, words: OwnWords) -> None:
        """Seal the words into this row; it is not saved yet."""
        self.sealed = crypto.seal_secret("own-words", msgspec.json.encode(words))

    @property
    def words(self) -> OwnWords:
        """The words that this row holds."""
        return msgspec.json.decode(crypto.open_secret("own-words", bytes(self.sealed)), type=OwnWords)

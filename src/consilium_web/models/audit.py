"""The audit: a chain of events in which each holds the hash of the one before (B9), and the forms once sent."""

import hashlib
import uuid
from typing import Any, ClassVar

import msgspec
from django.conf import settings
from django.db import models


class AuditHead(models.Model):
    """One row: where the chain ends. Whoever writes locks it first, so that two writers cannot fork the chain."""

    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)


class AuditEvent(models.Model):
    """Somebody did or saw something. `details` holds ids, counts and states; never anything clinical.

    Database triggers refuse to change or delete a row.
    """

    seq = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    case = models.ForeignKey("consilium_web.CaseRow", null=True, on_delete=models.PROTECT, related_name="events")
    action = models.CharField(max_length=40)
    details: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "seq"])]

    def computed_hash(self) -> str:
        """SHA-256 over everything in the row but the hash itself."""
        content = [
            self.seq,
            self.at.isoformat(),
            str(self.actor_id or ""),
            self.role,
            str(self.case_id or ""),
            self.action,
            self.details,
            self.previous,
        ]
        return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()


class FormToken(models.Model):
    """A form that was sent. A double click or the back button sends the same token again, and is answered as before."""

    token = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    result = models.UUIDField(default=uuid.uuid4)
    """The id of what the form made."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "token"], name="each_form_once"),)

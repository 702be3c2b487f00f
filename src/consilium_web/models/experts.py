"""Who could be asked: the centre's directory, which tells of nobody's illness, and a person's own list, sealed."""

import uuid

import msgspec
from django.conf import settings
from django.db import models

from consilium.experts import Expert
from consilium_web.models.cases import CaseRow
from consilium_web.models.sealed import SealedRow


class ExpertRow(models.Model):
    """A person or a house of the directory, as public as where it came from. Rows end; they are not deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    label = models.CharField(max_length=300)
    entry = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["ended_at", "label"], name="directory_in_force"),)

    def __str__(self) -> str:
        return self.label

    @property
    def expert(self) -> Expert:
        """The entry as a frozen value."""
        return msgspec.json.decode(self.entry, type=Expert)


class CandidateRow(SealedRow):
    """Somebody whom the patient thinks of asking, with where they heard of them (R29). Rows end."""

    kind = "candidate"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="candidates")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

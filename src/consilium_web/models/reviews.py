"""Reviews: sealed first reads, drafts, signed opinions."""

import uuid

from django.conf import settings
from django.db import models

from consilium_web.models.cases import CaseRow
from consilium_web.models.sealed import SealedRow


class BlindedReadRow(SealedRow):
    """A first read, sealed before the first opinion was shown. One for each reviewer of a case; never changed."""

    kind = "blinded-read"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="blinded_reads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "by"], name="one_first_read_each"),)


class ReadDraftRow(SealedRow):
    """A first read before it is sealed; gone once it is. `version` as in `DraftRow`."""

    kind = "read_draft"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="read_drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "by"], name="one_read_draft_each"),)


class DraftRow(SealedRow):
    """What a reviewer has written so far. `version` finds a second tab that would overwrite the first."""

    kind = "draft"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "by"], name="one_draft_each"),)


class OpinionRow(SealedRow):
    """A signed opinion. Never changed; what comes later is an addendum."""

    kind = "opinion"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="opinions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "by"], name="one_opinion_each"),)


class AddendumRow(SealedRow):
    """Words added to a signed opinion. Never changed."""

    kind = "addendum"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opinion = models.ForeignKey(OpinionRow, on_delete=models.PROTECT, related_name="addenda")
    at = models.DateTimeField()


class OverrideRow(SealedRow):
    """Who allowed a reviewer who is not independent, and why (R3). Never changed."""

    kind = "override"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="overrides")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

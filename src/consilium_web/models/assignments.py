"""Who was asked to review what and until when, what reviewers say of themselves, and records that were asked for."""

from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models

from consilium_web.models.cases import CaseRow


class AssignmentRow(models.Model):
    """A reviewer was asked to review a case, by the day `due_on`."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    at = models.DateTimeField()
    due_on: "models.DateField[date, date]" = models.DateField()
    reminded_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "reviewer"], name="asked_once_for_a_case"),)


class ReviewerProfile(models.Model):
    """What a reviewer says of their work here: which cancers, which languages, how many cases at a time, until when
    they are away."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="reviewer_profile"
    )
    cancers: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    languages: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    capacity = models.PositiveSmallIntegerField(default=5)
    away_from: "models.DateField[date | None, date | None]" = models.DateField(null=True)
    away_until: "models.DateField[date | None, date | None]" = models.DateField(null=True)
    changed_at = models.DateTimeField()


class RecordAskRow(models.Model):
    """Missing records of a case were asked for; answered when records came after it."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="record_asks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    count = models.PositiveSmallIntegerField()
    reminded_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    answered_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "answered_at"])]

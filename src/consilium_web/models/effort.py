"""Time that reviewers spend on cases, for their pay. Nothing here tells anything about a patient."""

import uuid
from datetime import date, datetime

from django.conf import settings
from django.db import models

from consilium_web.models.cases import CaseRow
from consilium_web.models.sealed import SealedRow


class WorkClock(models.Model):
    """The last sign of work of a reviewer, and on which case: the time up to the next one belongs to that case."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="work_clock"
    )
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="+")
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()


class WorkRow(models.Model):
    """Time that a reviewer spent on a case on one day."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="work")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="work")
    day: "models.DateField[date, date]" = models.DateField()
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "user", "day"], name="one_work_row_a_day"),)


class WorkCorrection(SealedRow):
    """A reviewer put their time right by so many seconds, more or fewer; the reason is sealed."""

    kind = "work_correction"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="work_corrections")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="work_corrections")
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    seconds = models.IntegerField()

"""Appointments of a case, and who its records say the patient is."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import models

from consilium_web.models.cases import CaseRow
from consilium_web.models.sealed import SealedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """When people meet, for how many minutes, where; `kind` is `call`, `video` or `visit`."""

    kind: str
    starts: datetime
    minutes: int
    where: str = ""


class AppointmentRow(SealedRow):
    """One appointment; one that was called off has ended."""

    kind = "appointment"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="appointments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The names and birth dates that a case's records state for the patient; ISO dates."""

    names: tuple[str, ...] = ()
    births: tuple[str, ...] = ()


class IdentityRow(SealedRow):
    """That, kept beside the case, so that the queue need not open every record to find one person twice."""

    kind = "identity"

    case = models.OneToOneField(CaseRow, primary_key=True, on_delete=models.PROTECT, related_name="identity")
    at = models.DateTimeField()

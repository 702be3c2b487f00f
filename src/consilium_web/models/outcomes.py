"""What people feel before and after, and what was known when an opinion was signed."""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import models

from consilium_web.models.cases import CaseRow
from consilium_web.models.sealed import SealedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeling:
    """How sure and how worried somebody is, 0 to 10, before the second opinion or after it (R46), and what they say
    about the way (R48). None is "not answered"."""

    after: bool
    confidence: int | None = None
    worry: int | None = None
    respected: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What an assessment found: code and parameters of each finding. `facts`: a digest of what it rests on."""

    findings: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    facts: str = ""


class FeelingRow(SealedRow):
    """One answer to "how do you feel?"; its value is a `Feeling`. The last one before and the last one after count."""

    kind = "feeling"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="feelings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class KnownRow(SealedRow):
    """What was known when a case was checked or its opinion signed (R23); its value is a `Known`.

    `knowledge`: edition of the tables.
    """

    kind = "known"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="known")
    at = models.DateTimeField()
    knowledge = models.CharField(max_length=64)


class OutcomeRow(SealedRow):
    """What a case came to when its opinion was first released; its value is a `consilium.outcomes.Outcome`.

    Made at the release, so that a centre's figures need not read every record again (R45, B7).
    """

    kind = "outcome"

    case = models.OneToOneField(CaseRow, primary_key=True, on_delete=models.PROTECT, related_name="outcome")
    at = models.DateTimeField()

"""What follows an opinion: the decision, how sure the person is of it, the coded outcome, the move of care."""

from dataclasses import dataclass
from datetime import date

from django.db import models

from consilium_web.models.sealed import SaidRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Which way the patient chose. `way` is one of `consilium.outcomes.WAYS`; the rest in the person's own words."""

    way: str
    words: str = ""
    on: date | None = None
    with_whom: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sure:
    """One answer to the SURE test: item -> yes or no; an item that is not there was not answered."""

    after: bool
    answers: dict[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """The outcome of a case as a person confirmed it (R45). `proposed`: what the comparison gave at that time."""

    codes: tuple[str, ...]
    proposed: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """One step of moving care (R5). `place`, `doctor`, `reason`: where to and why; `words`: what came back."""

    place: str = ""
    doctor: str = ""
    reason: str = ""
    on: date | None = None
    words: str = ""


class DecisionRow(SaidRow):
    """A decision as it was told; the last one counts. Its value is a `Decision`."""

    kind = "decision"


class SureRow(SaidRow):
    """One answer to the SURE test; the last one before and the last one after count. Its value is a `Sure`."""

    kind = "sure"


class CodedRow(SaidRow):
    """A coded outcome; the last one counts. Its value is a `Coded`."""

    kind = "coded-outcome"


class ReferralRow(SaidRow):
    """A step of moving care: `arranged`, `sent` or `acknowledged`. Its value is a `Referral`. Never changed."""

    kind = "referral"

    step = models.CharField(max_length=12)

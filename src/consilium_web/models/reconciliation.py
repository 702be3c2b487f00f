"""The private words of two doctors about one case, and what they recorded of them."""

from django.conf import settings
from django.db import models

from consilium_web.models.sealed import SaidRow


class TalkRow(SaidRow):
    """What one doctor wrote to the other; its value is text. Read by the two sides of the talk only. Never changed."""

    kind = "talk"


class ResultRow(SaidRow):
    """What one side wrote down of the talk; its value is a `consilium.concordance.reconciling.Result`. Never changed.

    It stands once somebody of the other side confirmed it.
    """

    kind = "talk-result"

    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

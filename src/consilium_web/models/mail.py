"""When somebody wishes to get mail, and how often."""

from datetime import time

from django.conf import settings
from django.db import models


class How(models.TextChoices):
    """How mail comes."""

    AT_ONCE = "at_once", "As soon as something waits"
    DAILY = "daily", "Once a day, when my quiet hours end"
    NEVER = "never", "Not at all"


class MailWishRow(models.Model):
    """One person's wishes. Between `quiet_from` and `quiet_to` in their own time zone no mail goes to them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="mail_wish"
    )
    how = models.CharField(max_length=10, choices=How.choices, default=How.AT_ONCE)
    quiet_from: "models.TimeField[time, time]" = models.TimeField(default=time(21))
    quiet_to: "models.TimeField[time, time]" = models.TimeField(default=time(8))
    zone = models.CharField(max_length=60, default="")
    """A name of the IANA list of time zones; "" is the zone of the site."""

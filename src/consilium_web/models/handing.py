"""Links by which a patient hands on a report. Only hashes of their secrets are kept."""

from django.db import models

from consilium_web.models.sealed import SaidRow


class HandedRow(SaidRow):
    """A link to one opinion's report; its value is for whom it is meant, for the patient's own list.

    It opens with a code that is told apart. It ends at `ends_at`, after `most` downloads, after too many wrong codes,
    or when `ended_at` is set.
    """

    kind = "handed"

    number = models.PositiveSmallIntegerField()
    secret_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64)
    ends_at = models.DateTimeField()
    most = models.PositiveSmallIntegerField()
    used = models.PositiveSmallIntegerField(default=0)
    wrong = models.PositiveSmallIntegerField(default=0)
    last_used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    role = models.CharField(max_length=20)
    """The role of whoever made it: the link gives no more than they may see themselves."""

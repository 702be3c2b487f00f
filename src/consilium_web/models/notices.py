"""What is new for a person: one row without content for each thing that waits."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models

from consilium_web.models.cases import CaseRow


class NoticeRow(models.Model):
    """Something of kind `what` waits for this person in this case. The row tells nothing else.

    There is at most one unread row for each person, case and kind: when more of it comes, `at` moves on.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="notices")
    what = models.CharField(max_length=40)
    at = models.DateTimeField()
    read_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    mailed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    """When a mail said that something waits; claimed before the mail leaves, so that none leaves twice."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "case", "what"], condition=models.Q(read_at=None), name="one_unread_notice"
            ),
        )
        indexes: ClassVar = [models.Index(fields=["user", "read_at"])]

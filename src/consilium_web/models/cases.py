"""Cases, who takes part in them, and invitations to take part."""

import uuid
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import ClassVar

from django.conf import settings
from django.db import models

from consilium.cases import Case
from consilium_web.crypto import CaseKey
from consilium_web.models.organisations import Organisation
from consilium_web.models.sealed import SealedRow


class CaseRow(SealedRow):
    """One case. The case itself is sealed; beside it stand only what a queue sorts and filters by."""

    kind = "case"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped_key = models.BinaryField()
    status = models.CharField(max_length=12)
    version = models.PositiveIntegerField(default=0)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    """To which organisation it is sent. None while nobody has chosen."""
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    due_on: "models.DateField[date | None, date | None]" = models.DateField(null=True)
    """The day treatment is planned to start: what the safe-to-wait clock runs to."""
    news_at = models.DateTimeField(null=True)
    """Since when a later edition of the knowledge brings a finding that was not there before (R23)."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["status", "sent_at"])]

    @cached_property
    def key(self) -> CaseKey:
        """This case's key."""
        return CaseKey.unwrap(str(self.id), bytes(self.wrapped_key))

    @property
    def case(self) -> Case:
        """The case as a frozen value."""
        found, place = self.value(self.key, Case), str(self.organisation_id or "")
        return found if found.organisation == place else replace(found, organisation=place)


class CasePerson(models.Model):
    """Somebody takes part in a case in a role. Rows end; they are not deleted."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="people")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases")
    role = models.CharField(max_length=20)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "user", "role"], name="one_link_per_role"),)

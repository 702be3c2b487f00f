"""Meetings of a tumor board, who is asked to them, and their agendas."""

import uuid

from django.conf import settings
from django.db import models

from consilium.boards import Item, Meeting
from consilium_web.crypto import CaseKey
from consilium_web.models.cases import CaseRow
from consilium_web.models.organisations import Organisation
from consilium_web.models.sealed import SealedRow


class MeetingRow(SealedRow):
    """One meeting, sealed under a key of its own; beside it stands only what a list sorts and filters by."""

    kind = "meeting"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="meetings")
    wrapped_key = models.BinaryField()
    begins = models.DateTimeField()
    standing = models.CharField(max_length=12)

    @property
    def key(self) -> CaseKey:
        """This meeting's key."""
        return CaseKey.unwrap(str(self.id), bytes(self.wrapped_key))

    @property
    def meeting(self) -> Meeting:
        """The meeting as a frozen value."""
        return self.value(self.key, Meeting)


class MeetingPerson(models.Model):
    """Somebody is asked to a meeting, as chair, member or guest."""

    meeting = models.ForeignKey(MeetingRow, on_delete=models.PROTECT, related_name="people")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="meetings")
    role = models.CharField(max_length=20)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["meeting", "user"], name="one_place_in_a_meeting"),)


class AgendaRow(SealedRow):
    """A case on the agenda of a meeting, sealed under the case's key."""

    kind = "agenda"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(MeetingRow, on_delete=models.PROTECT, related_name="agenda")
    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="agendas")
    position = models.PositiveIntegerField()
    outcome = models.CharField(max_length=12)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["meeting", "case"], name="a_case_once_in_a_meeting"),)

    @property
    def item(self) -> Item:
        """The item as a frozen value."""
        return self.value(self.case.key, Item)

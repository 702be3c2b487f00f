"""Links that are used once: to take part in a case, or to work for an organisation."""

import uuid

from django.conf import settings
from django.db import models

from consilium_web.models.cases import CaseRow
from consilium_web.models.organisations import Organisation
from consilium_web.models.roles import Role
from consilium_web.models.sealed import SealedRow


class OneTimeLink(models.Model):
    """A link and a code that is told apart from it; only hashes of both are kept. `tries`: wrong codes so far."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.CharField(max_length=20, choices=Role.choices)
    secret_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    used_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Invitation(OneTimeLink, SealedRow):
    """Lets somebody take part in a case. Sealed: the name that the one who invites gave them."""

    kind = "invitation"

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="invitations")
    as_parent = models.BooleanField(default=False)
    """For a proxy: as parent or guardian, and not by the patient's consent."""


class StaffInvitation(OneTimeLink):
    """Lets somebody work for an organisation. `address`: for whom an account may be made by the hospital's sign-on."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    address = models.EmailField()
    name = models.CharField(max_length=200)

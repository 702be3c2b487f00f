"""Organisations, and who acts for one in which role."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from consilium_web.models.roles import Role


class Kind(models.TextChoices):
    """What an organisation is."""

    CENTRE = "centre", "Cancer centre"
    NETWORK = "network", "Network of centres"
    CHARITY = "charity", "Charity"


class OrganisationManager(models.Manager["Organisation"]):
    """Finds organisations."""

    def only_one(self) -> "Organisation | None":
        """The one organisation of this site; a site that has none gets one of the site's name. None: there are more."""
        found = list(self.order_by("since", "pk")[:2])
        if not found:
            return self.create(name=settings.SITE_NAME, since=timezone.now())
        return found[0] if len(found) == 1 else None


class Organisation(models.Model):
    """A place to which cases are sent. `colour` and `ink` (as `#1b5e6b`) are its own; empty: as the site's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CENTRE)
    colour = models.CharField(max_length=7, blank=True)
    ink = models.CharField(max_length=7, blank=True)
    since = models.DateTimeField()

    objects: ClassVar[OrganisationManager] = OrganisationManager()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("name"), name="one_organisation_per_name"),)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Somebody may act in a role, for an organisation or (without one) for themselves. Rows end; none is deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "organisation", "role"], condition=Q(ended_at=None), name="one_membership_per_role"
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(ended_at=None, organisation=None),
                name="one_membership_per_personal_role",
            ),
        )
        indexes: ClassVar = [models.Index(fields=["role", "ended_at"])]

    def __str__(self) -> str:
        where = f", {self.organisation}" if self.organisation else ""
        return f"{Role(self.role).label}{where}"

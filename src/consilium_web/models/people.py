"""People: who signs in, the roles they hold and act in, and a professional's profile (R3, R4, R6)."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from consilium_web.models.organisations import Membership, Organisation
from consilium_web.models.roles import LAY, PERSONAL, Role


class UserManager(BaseUserManager["User"]):
    """Makes accounts by e-mail address."""

    @transaction.atomic
    def create_user(
        self,
        email: str,
        password: str | None = None,
        *,
        role: str = Role.PATIENT,
        organisation: Organisation | None = None,
        **fields: Any,
    ) -> "User":
        """A new account that holds one role; without a password it needs another way of signing in.

        A role of a centre's is held for `organisation`, by default for the only one of this site.
        """
        if not email:
            raise ValueError("an account needs an e-mail address")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        user.take_role(Role(role), organisation=organisation, at=user.date_joined)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An administrator's account."""
        fields.setdefault("role", Role.ADMINISTRATOR)
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Addresses are kept in lower case, so that one person has one account."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """An account. Its memberships say which roles it holds; its person acts in one of them at a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField("full name", max_length=200, blank=True)
    credentials = models.CharField(max_length=200, blank=True, help_text="For example: MD, FRCP, board certified.")
    field = models.CharField(max_length=200, blank=True, help_text="For example: Medical oncology.")
    team = models.CharField(max_length=200, blank=True)
    practice = models.CharField(max_length=200, blank=True)
    institution = models.CharField(max_length=200, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="one_account_per_address"),)

    def __str__(self) -> str:
        return self.name or "Unnamed account"

    @cached_property
    def held(self) -> tuple[Membership, ...]:
        """The memberships in force, the oldest first."""
        rows = self.memberships.filter(ended_at=None).select_related("organisation").order_by("since", "pk")
        return tuple(rows)

    @property
    def acting(self) -> Membership | None:
        """The membership that the person acts in: the one chosen, while it is in force, else the oldest."""
        chosen = getattr(self, "_chosen", None)
        return next((one for one in self.held if str(one.pk) == chosen), self.held[0] if self.held else None)

    def act_in(self, membership: str | None) -> None:
        """Choose the membership to act in, by its id. One that is not in force is not chosen."""
        self._chosen = membership

    @property
    def role(self) -> Role:
        """The role that the person acts in now; whoever holds none is a patient like everybody else."""
        return Role(self.acting.role) if self.acting else Role.PATIENT

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles in which this person meets a case now: on the patient's side both, as the case says."""
        return LAY if self.role in LAY else (self.role,)

    def take_role(self, role: Role, *, organisation: Organisation | None = None, at: Any = None) -> Membership:
        """The membership of this role, made where it is not held yet."""
        for_whom = None if role in PERSONAL else organisation or Organisation.objects.only_one()
        membership, _ = Membership.objects.get_or_create(
            user=self, role=role, organisation=for_whom, ended_at=None, defaults={"since": at or timezone.now()}
        )
        self.__dict__.pop("held", None)
        return membership

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

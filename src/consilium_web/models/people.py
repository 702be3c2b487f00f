"""People: who signs in, in which role, and a professional's profile (R3, R4, R6)."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class Role(models.TextChoices):
    """In what capacity an account is used; the same names as `consilium.cases.Role`."""

    PATIENT = "patient", "Patient"
    PROXY = "proxy", "Family member or friend who acts for a patient"
    FIRST_DOCTOR = "first_doctor", "First doctor"
    COORDINATOR = "coordinator", "Coordinator"
    REVIEWER = "reviewer", "Reviewer"
    PATHOLOGIST = "pathologist", "Pathologist"
    BOARD_CHAIR = "board_chair", "Chair of a tumor board"
    BOARD_MEMBER = "board_member", "Member of a tumor board"
    BOARD_GUEST = "board_guest", "Guest of a tumor board"
    ADMINISTRATOR = "administrator", "Administrator"
    AUDITOR = "auditor", "Auditor"


class UserManager(BaseUserManager["User"]):
    """Makes accounts by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new account; without a password it can be used only through another way of signing in."""
        if not email:
            raise ValueError("an account needs an e-mail address")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An administrator's account."""
        fields.setdefault("role", Role.ADMINISTRATOR)
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Addresses are kept in lower case, so that one person has one account."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """An account. `role` is the role of the account; a case says in which role a person takes part in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField("full name", max_length=200, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.PATIENT)
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

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

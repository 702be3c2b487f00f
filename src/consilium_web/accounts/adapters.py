"""How sign-in behaves here, where it differs from allauth's own ways."""

import base64
from time import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from consilium_web import crypto
from consilium_web.models import User
from consilium_web.queries import invitations

SECRETS = "second-factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts by e-mail address. Who has just signed in is not asked for the password a second time."""

    def is_reauthentication_required(self, *, app: str) -> bool:
        return not _signed_in_lately(context.request)


def _signed_in_lately(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return any(time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in records)


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A hospital's own sign-on: for staff who were invited, and for nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """An account is made only for an address that an administrator invited, and that the hospital vouches for."""
        vouched = [one.email for one in sociallogin.email_addresses if one.verified]
        return any(invitations.expected(address, timezone.now()) for address in vouched)

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """An account that is there already is opened this way only where it is one of the staff."""
        vouched = {one.email.lower() for one in login.email_addresses if one.verified}
        user = User.objects.filter(email=email.lower()).first()
        return email.lower() in vouched and user is not None and any(one.organisation for one in user.held)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """The name as the hospital knows it."""
        user: User = super().populate_user(request, sociallogin, data)
        user.name = str(data.get("name") or "")[:200]
        return user


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors, their secrets sealed with the site's own key."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(crypto.seal_secret(SECRETS, text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.open_secret(SECRETS, base64.b64decode(encrypted_text)).decode()

"""How sign-in behaves here, where it differs from allauth's own ways."""

import base64
from time import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from consilium_web import crypto

SECRETS = "second-factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts by e-mail address. Who has just signed in is not asked for the password a second time."""

    def is_reauthentication_required(self, *, app: str) -> bool:
        return not _signed_in_lately(context.request)


def _signed_in_lately(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return any(time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in records)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors, their secrets sealed with the site's own key."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(crypto.seal_secret(SECRETS, text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.open_secret(SECRETS, base64.b64decode(encrypted_text)).decode()

"""How sign-in behaves here, where it differs from allauth's own ways."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter

from consilium_web import crypto

SECRETS = "second-factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts by e-mail address."""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors, their secrets sealed with the site's own key."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(crypto.seal_secret(SECRETS, text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.open_secret(SECRETS, base64.b64decode(encrypted_text)).decode()

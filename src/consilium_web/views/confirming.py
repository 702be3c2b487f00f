"""Showing once more who one is, before signing and before handing over: password and second step, not one of them."""

from time import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from consilium.errors import Invalid
from consilium_web.accounts import second_steps
from consilium_web.views.doors import SiteRequest
from consilium_web.views.forms import SiteForm

CODES = [Authenticator.Type.TOTP]
KEYS = [Authenticator.Type.WEBAUTHN]


class ConfirmForm(SiteForm):
    """Asks for what this person has: a password, a code of their app. A passkey is asked for on a page of its own."""

    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False, required=False
    )
    code = forms.CharField(
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text="The one that your app shows now, or a recovery code.",
        required=False,
    )

    def __init__(self, *args: Any, request: SiteRequest, to: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["password"].label = f"Your password, to {to}"
        self.fields["code"].label = f"Your second step: a code, to {to}"
        if not request.user.has_usable_password():
            del self.fields["password"]
        if not is_mfa_enabled(request.user, types=CODES) or _used_a_passkey_now(request):
            del self.fields["code"]

    @property
    def passkey_page(self) -> str:
        """Where the second step can be a passkey instead of the code; "" where the person has none or just used it."""
        if "code" not in self.fields or not is_mfa_enabled(self.request.user, types=KEYS):
            return ""
        return _passkey_page(self.request)

    def check(self) -> None:
        """Raises Invalid where the person does not show who they are."""
        if not ratelimit.consume(self.request, action="reauthenticate", user=self.request.user):
            first = next(iter(name for name in ("password", "code") if name in self.fields), "token")
            raise Invalid("Too many tries.", {first: "Too many tries. Wait a minute, then try again."})
        if "password" in self.fields and not self.request.user.check_password(self.cleaned_data["password"]):
            raise Invalid("The password is needed.", {"password": "This is not your password."})
        if "code" in self.fields and not second_steps.shown(self.request, self.cleaned_data["code"]):
            raise Invalid("The code is needed.", {"code": "This is not a code that your app shows now."})
        if "password" in self.fields:
            reauthenticate_by_password(self.request)


def passkey_first(request: SiteRequest) -> HttpResponseBase | None:
    """The page on which a passkey is asked for, for whoever has no other second step and did not just use it."""
    if not is_mfa_enabled(request.user, types=KEYS) or is_mfa_enabled(request.user, types=CODES):
        return None
    return None if _used_a_passkey_now(request) else redirect(_passkey_page(request))


def _passkey_page(request: SiteRequest) -> str:
    return f"{reverse('mfa_reauthenticate_webauthn')}?{urlencode({'next': request.path})}"


def _used_a_passkey_now(request: SiteRequest) -> bool:
    """Whether a passkey was asked for again and shown within the last minutes."""
    records = get_authentication_records(request, request.user)
    again = (one for one in records if one.get("reauthenticated") and one.get("type") == Authenticator.Type.WEBAUTHN)
    return any(time() - one["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for one in again)

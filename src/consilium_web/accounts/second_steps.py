"""The second step, asked for again."""

from allauth.mfa.base.forms import ReauthenticateForm
from django.http import HttpRequest


def shown(request: HttpRequest, code: str) -> bool:
    """Whether this is a code that the person's app shows now, or a recovery code; each counts once."""
    form = ReauthenticateForm({"code": code}, user=request.user)
    if not form.is_valid():
        return False
    form.save()
    return True

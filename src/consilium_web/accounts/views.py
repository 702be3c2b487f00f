"""A person's own account: what is on it, and their name."""

from allauth.mfa.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from consilium_web.accounts.forms import NameForm, ProfileForm
from consilium_web.models import Role, User


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """What the account holds, each line with the way to change it."""
    user = _user(request)
    second_factor = get_adapter().is_mfa_enabled(user)
    rows = (
        ("Name", user.name or "not given", reverse("account_profile"), "Change"),
        ("E-mail address", user.email, reverse("account_email"), "Change"),
        ("Password", "hidden", reverse("account_change_password"), "Change"),
        ("Second step at sign-in", "On" if second_factor else "Off", reverse("mfa_index"), "Change"),
        ("Kind of account", user.get_role_display()),
    )
    return render(request, "account/account.html", {"rows": rows, "second_factor": second_factor})


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Change one's name; professionals also how their credentials read."""
    user = _user(request)
    kind = NameForm if user.role in (Role.PATIENT, Role.PROXY) else ProfileForm
    form = kind(request.POST or None, instance=user)
    if form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("account")
    return render(request, "account/profile.html", {"form": form})


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # login_required has seen to it
    return request.user

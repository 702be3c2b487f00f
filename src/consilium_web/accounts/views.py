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
        ("Mail", "When it comes", reverse("mail_wishes"), "Change"),
        ("Second step at sign-in", "On" if second_factor else "Off", reverse("mfa_index"), "Change"),
        *_roles(user),
    )
    return render(request, "account/account.html", {"rows": rows, "second_factor": second_factor})


def _roles(user: User) -> list[tuple[str, ...]]:
    """The roles that the person holds; where there are several, the page on which they choose one to act in."""
    held = ", ".join(str(one) for one in user.held) or user.role.label
    change = (reverse("acting"), "Act in another one") if len(user.held) > 1 else ()
    return [("Your roles" if change else "Your role", held, *change)]


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

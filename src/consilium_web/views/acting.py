"""In which of their roles a person acts."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from consilium_web.actions import roles as actions
from consilium_web.views.doors import SIGNED_IN, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted


class RoleForm(SiteForm):
    """The role to act in."""

    membership = forms.TypedChoiceField(label="In which role?", widget=forms.RadioSelect)


@door(SIGNED_IN)
def acting(request: SiteRequest) -> HttpResponseBase:
    """Choose one of one's own roles; then go on to where one wanted to go."""
    held, now = request.user.held, request.user.acting
    form = RoleForm(posted(request), initial={"membership": str(now.pk) if now else ""})
    form.offer("membership", ((str(one.pk), str(one)) for one in held))
    if request.method == "POST" and form.is_valid():
        chosen = next(one for one in held if str(one.pk) == form.cleaned_data["membership"])
        actions.choose(membership=chosen.pk, by=request.actor, at=request.at)
        request.session["acting"] = str(chosen.pk)
        messages.success(request, f"You act as {chosen} now.")
        return redirect(_next(request))
    return render(request, "people/acting.html", {"form": form, "next": request.GET.get("next", "")})


def _next(request: SiteRequest) -> str:
    wanted = request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else "/"

"""Inviting an expert from outside to one case; the expert says who they are."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from consilium.cases import Action, Case
from consilium.errors import NotIndependent
from consilium_web.actions import experts as actions
from consilium_web.queries import cases
from consilium_web.queries import experts as queries
from consilium_web.views.case_forms import short_field
from consilium_web.views.doors import HANDLERS, SIGNED_IN, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted


class InviteExpertForm(SiteForm):
    """Whom the coordinator invites."""

    name = forms.CharField(label="The expert’s name, for your own list", max_length=200)


@door(HANDLERS, needs=Action.ASSIGN)
def invite_expert(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Make a link and a code that show one expert this one case, to hand over by two ways."""
    form, handed, link = InviteExpertForm(posted(request)), None, ""
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        handed = form.accept(lambda: actions.invite(case_id=case, name=name, by=request.actor, at=request.at))
        link = request.build_absolute_uri(reverse("accept", args=[handed.secret])) if handed else ""
    context = {"it": cases.get(case, request.actor), "form": form, "link": link, "handed": handed}
    return render(request, "people/invite_expert.html", context)


class ExpertForm(SiteForm):
    """Who signs the opinion (R6), and where they work (R3)."""

    name = short_field("Your full name")
    credentials = short_field("Your credentials", "For example: MD, PhD, board certified in medical oncology.")
    field = short_field("Your field", "For example: Medical oncology.")
    institution = short_field("Where you work", "Nobody from the first doctor’s place reviews the case.")

    def profile(self) -> dict[str, str]:
        """What was written."""
        return {name: self.cleaned_data[name].strip() for name in queries.PROFILE}


@door(SIGNED_IN)
def expert(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """An expert who opened their invitation says who they are, and reads the case from then on."""
    form = ExpertForm(posted(request), initial=queries.profile(case, request.actor, request.at))
    if request.method == "POST" and form.is_valid():
        seated = form.accept(lambda: _take_seat(request, case, form))
        if seated is not None:
            messages.success(request, "Thank you. You read this case now, and this case only.")
            return redirect("case", case=case)
    return render(request, "people/expert.html", {"form": form})


def _take_seat(request: SiteRequest, case: UUID, form: ExpertForm) -> Case | None:
    try:
        return actions.take_seat(case_id=case, profile=form.profile(), by=request.actor, at=request.at)
    except NotIndependent as refused:
        form.add_error("institution", f"{refused} The opinion would not be independent. Tell the one who invited you.")
        return None

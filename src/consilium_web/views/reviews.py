"""The reviewer's first read, made and sealed before the first opinion is shown (B5)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from consilium.cases import Action
from consilium_web.actions import opinions as actions
from consilium_web.queries import cases
from consilium_web.views.doors import REVIEWERS, SiteRequest, door
from consilium_web.views.forms import posted
from consilium_web.views.opinion_forms import FirstReadForm


@door(REVIEWERS, needs=Action.SEAL)
def first_read(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Write a first judgement and seal it."""
    form = FirstReadForm(posted(request))
    if request.method == "POST" and form.is_valid():
        sealed = form.accept(
            lambda: actions.seal(
                case_id=case,
                judgement=form.judgement(),
                reasons=form.cleaned_data["reasons"],
                by=request.actor,
                at=request.at,
            )
        )
        if sealed:
            messages.success(request, "Your first read is sealed. You now see the first opinion.")
            return redirect("opinion", case=case)
    return render(request, "reviews/first_read.html", {"it": cases.get(case, request.actor), "form": form})

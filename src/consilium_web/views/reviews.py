"""The reviewer's first read, made and sealed before the first opinion is shown (B5)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from consilium.cases import Action
from consilium_web.actions import opinions as actions
from consilium_web.queries import cases
from consilium_web.queries import opinions as queries
from consilium_web.queries.opinions import Unsealed
from consilium_web.views import writing
from consilium_web.views.doors import REVIEWERS, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted
from consilium_web.views.opinion_forms import FirstReadForm, judgement_fields


@door(REVIEWERS, needs=Action.SEAL)
def first_read(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Write a first judgement; it is saved as often as one likes, and sealed on the next page."""
    form = read_form(request, queries.first_read(case, request.actor))
    saved = writing.keep(
        request,
        form,
        lambda version: actions.save_read(
            case_id=case, draft=form.draft(), version=version, by=request.actor, at=request.at
        ),
    )
    if request.htmx and request.method == "POST":
        return writing.told(request, form, saved)
    if saved is not None:
        return writing.back(request, "first_read", case, then="seal")
    return render(request, "reviews/first_read.html", {"it": cases.get(case, request.actor), "form": form})


def read_form(request: SiteRequest, found: Unsealed) -> FirstReadForm:
    """The form with what was kept, or what was just sent."""
    written = judgement_fields(found.draft.judgement) | {"reasons": found.draft.reasons, "version": found.version}
    return FirstReadForm(posted(request), initial=written, role=request.actor.role)


@door(REVIEWERS, needs=Action.SEAL)
def seal(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Look once more at what is sealed, and what that means; seal it."""
    found = queries.first_read(case, request.actor)
    form = SiteForm(posted(request), initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        if form.accept(lambda: actions.seal(case_id=case, version=version, by=request.actor, at=request.at)):
            messages.success(request, "Your first read is sealed. You now see the first opinion.")
            return redirect(f"{reverse('desk', kwargs={'case': case})}#form")
    told = judgement_fields(found.draft.judgement) | {"reasons": found.draft.reasons}
    written = FirstReadForm(initial=told, role=request.actor.role)
    context = {
        "it": cases.get(case, request.actor),
        "form": form,
        "written": [(one.label, one.initial) for one in written.visible_fields() if one.initial],
        "missing": written.named(found.missing),
    }
    return render(request, "reviews/seal.html", context)

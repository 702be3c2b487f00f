"""Writing the opinion, signing it, adding to it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from consilium.cases import Action
from consilium.policy.permissions import Permission
from consilium_web.actions import opinions as actions
from consilium_web.queries import cases
from consilium_web.queries import opinions as queries
from consilium_web.queries.opinions import Draft
from consilium_web.views import writing
from consilium_web.views.case_forms import text_field
from consilium_web.views.confirming import ConfirmForm, passkey_first
from consilium_web.views.doors import REVIEWERS, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted
from consilium_web.views.opinion_forms import OpinionPage, opinion_fields


@door(REVIEWERS, needs=Permission.WRITE_OPINION, seen="first_opinion")
def opinion(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """The opinion in five parts; it is saved as often as one likes."""
    draft = queries.draft(case, request.actor, today=request.at.date())
    form = opinion_form(request, draft)
    saved = writing.keep(
        request,
        form,
        lambda version: actions.save_draft(
            case_id=case, form=form.opinion(), version=version, by=request.actor, at=request.at
        ),
    )
    if request.htmx and request.method == "POST":
        return writing.told(request, form, saved)
    if saved is not None:
        return writing.back(request, "opinion", case, then="sign")
    context = {"it": cases.get(case, request.actor), "form": form, "draft": draft}
    return render(request, "opinions/opinion.html", context)


def opinion_form(request: SiteRequest, draft: Draft, *, blank: bool = False) -> OpinionPage:
    """The form with what was kept, or what was just sent."""
    written = draft.form
    return OpinionPage(
        None if blank else posted(request),
        initial=opinion_fields(written) | {"version": draft.version},
        case=draft.case,
        role=draft.role,
        parts=draft.parts,
        board=draft.form.board,
        options=len(written.options),
        recommendations=len(written.recommendations),
    )


@door(REVIEWERS, needs=Action.SIGN)
def sign(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Look at what still has to be said, show once more who one is (R6), and sign."""
    draft = queries.draft(case, request.actor, today=request.at.date())
    elsewhere = passkey_first(request)
    if elsewhere is not None:
        return elsewhere
    form = ConfirmForm(posted(request), request=request, to="sign")
    if request.method == "POST" and form.is_valid():
        signed = form.accept(lambda: _sign(request, case, form))
        if signed:
            messages.success(request, "Your opinion is signed.")
            return redirect("case", case=case)
    missing = opinion_form(request, draft, blank=True).named(draft.missing)
    context = {"it": cases.get(case, request.actor), "form": form, "draft": draft, "missing": missing}
    return render(request, "opinions/sign.html", context)


def _sign(request: SiteRequest, case: UUID, form: ConfirmForm) -> object:
    form.check()
    return actions.sign(case_id=case, by=request.actor, at=request.at)


class AddendumForm(SiteForm):
    """What is added to a signed opinion."""

    text = text_field("What do you wish to add?", required=True)


@door(REVIEWERS, needs=Action.AMEND)
def addendum(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Add to one's own signed opinion; what was signed stays."""
    form = AddendumForm(posted(request))
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if form.accept(lambda: actions.amend(case_id=case, text=text, by=request.actor, at=request.at)):
            messages.success(request, "Your addendum stands below the opinion.")
            return redirect("report", case=case)
    return render(request, "opinions/addendum.html", {"it": cases.get(case, request.actor), "form": form})

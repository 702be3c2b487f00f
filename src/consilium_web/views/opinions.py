"""Writing the opinion, signing it, adding to it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from consilium.cases import Action
from consilium.opinions import OpinionForm, plain, rearranged, with_headings
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
    form, do = opinion_form(request, draft), request.POST.get("do", "")
    saved = writing.keep(
        request,
        form,
        lambda version: actions.save_draft(
            case_id=case, form=_changed(form, do), version=version, by=request.actor, at=request.at
        ),
    )
    if request.htmx and request.method == "POST":
        return writing.told(request, form, saved)
    if saved is not None:
        return writing.back(request, "opinion", case, then="sign", at=do.split(".")[0])
    context = {"it": cases.get(case, request.actor), "form": form, "draft": draft, "level_of_summary": _level(draft)}
    return render(request, "opinions/opinion.html", context)


def writing_context(request: SiteRequest, draft: Draft) -> dict[str, object]:
    """The form as it stands on the desk."""
    return {"form": opinion_form(request, draft), "level_of_summary": _level(draft)}


def _level(draft: Draft) -> int | None:
    """Years of school that the summary asks for, where it is in English."""
    return plain.grade(draft.form.summary) if draft.case.language == "en" else None


def _changed(form: OpinionPage, do: str) -> OpinionForm:
    """What was written, after a button that moves a row, takes one out or puts headings in."""
    return with_headings(form.opinion(), form.offered, form.parts) if do == "part" else rearranged(form.opinion(), do)


@door(REVIEWERS, needs=Permission.WRITE_OPINION)
def take_over(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Put a finding into the draft, marked until the reviewer rewrites it."""
    if request.method == "POST":
        part = actions.take_over(case_id=case, finding=request.POST.get("finding", ""), by=request.actor, at=request.at)
        messages.success(request, "It stands in your draft between marks. Put it into your own words before you sign.")
        return redirect(f"{reverse('desk', kwargs={'case': case})}#id_part.{part.value}.why")
    return redirect("desk", case=case)


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
        written=written,
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

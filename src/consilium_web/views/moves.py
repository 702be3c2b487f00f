"""Moving care to another place: where it stands, the next step, the letter and the packet (R5)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from consilium.cases import Action, Role, Status
from consilium.policy.permissions import Permission
from consilium_web.actions import cases as case_actions
from consilium_web.actions import moves as actions
from consilium_web.models.after import Referral
from consilium_web.queries import cases
from consilium_web.queries import moves as queries
from consilium_web.views.case_forms import date_field, short_field, text_field
from consilium_web.views.doors import CORRECTORS, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted
from consilium_web.views.letters import as_pdf

WORDS = {
    "arranged": "A new place was found",
    "sent": "The referral was sent",
    "acknowledged": "The new place answered",
}


class ArrangeForm(SiteForm):
    """Where care is moved to, and why."""

    place = short_field("To which hospital or clinic?", required=True)
    doctor = short_field("To which doctor?", "If you know.")
    reason = text_field("Why is care moved?", "This stands in the letter.", rows=2, required=True)


class SentForm(SiteForm):
    """When it was sent."""

    on = date_field("When was the referral sent?", required=True)


class AnsweredForm(SiteForm):
    """What the new place said."""

    on = date_field("When did the new place answer?", required=True)
    words = text_field("What did they say?", "For example when the patient can come. The patient reads this.", rows=2)


FORMS: dict[str, type[SiteForm]] = {"arranged": ArrangeForm, "sent": SentForm, "acknowledged": AnsweredForm}


@door(CORRECTORS, needs=Permission.SEE_MOVE, seen="move")
def move(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Where the move stands; for a coordinator the next step."""
    found, taken = cases.get(case, request.actor), queries.get(case, request.actor)
    step = queries.next_step(taken) if found.case.status is Status.REFERRED else ""
    arranges = request.actor.role is Role.COORDINATOR
    form: forms.Form | None = FORMS[step](posted(request)) if step and arranges else None
    if request.method == "POST" and "close" in request.POST:
        case_actions.move(case_id=case, action=Action.CLOSE, by=request.actor, at=request.at)
        messages.success(request, "The move is done and the case is closed.")
        return redirect("move", case=case)
    if isinstance(form, SiteForm) and request.method == "POST" and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name not in ("token", "version")}
        if form.accept(lambda: _go_on(request, case, step, said, form.cleaned_data["token"])):
            messages.success(request, "Written down. The patient sees it now.")
            return redirect("move", case=case)
    context = {
        "it": found,
        "taken": [(WORDS[one.step], one) for one in taken],
        "form": form,
        "step": step,
        "arranges": arranges,
        "closable": "close" in found.may and not step,
    }
    return render(request, "cases/move.html", context)


def _go_on(request: SiteRequest, case: UUID, step: str, said: dict[str, Any], token: UUID | None) -> bool:
    actions.go_on(
        case_id=case,
        step=step,
        said=Referral(**said),
        by=request.actor,
        at=request.at,
        token=token,
    )
    return True


@door(CORRECTORS, needs=Permission.SEE_MOVE, seen="move_letter")
def letter(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """The letter of referral."""
    return as_pdf(queries.letter(case, request.actor, today=request.at.date()), "referral.pdf")


@door(CORRECTORS, needs=Permission.SEE_MOVE, seen="move_packet")
def packet(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """The letter with the records, in one file for the new place."""
    data = queries.packed(case, request.actor, today=request.at.date())
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="referral.zip"'
    return response

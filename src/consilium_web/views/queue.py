"""The coordinator's queue, and asking a reviewer."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from consilium.cases import Action, Case, Route, Status
from consilium.errors import NotIndependent
from consilium_web.actions import queue as actions
from consilium_web.queries import cases
from consilium_web.queries import queue as queries
from consilium_web.queries.queue import WAITING, Candidate, Filters
from consilium_web.views.case_forms import text_field
from consilium_web.views.doors import COORDINATORS, HANDLERS, SiteRequest, door
from consilium_web.views.forms import SiteForm, page_number, posted

ROUTES = (
    (Route.SPECIALIST, "Independent specialist"),
    (Route.BOARD, "Tumor board"),
    (Route.PATHOLOGIST, "Pathologist"),
    (Route.EXPERT, "Renowned expert"),
)


@door(COORDINATORS, seen="queue")
def queue(request: SiteRequest) -> HttpResponseBase:
    """Cases that wait, the most urgent first."""
    asked = request.GET.get("status", "")
    filters = Filters(
        status=Status(asked) if asked in [status.value for status in Status] else None,
        oldest_first=request.GET.get("order") == "age",
    )
    page, lines = queries.listing(request.actor, filters, number=page_number(request), today=request.at.date())
    return render(request, "queue/queue.html", {"page": page, "lines": lines, "filters": filters, "states": WAITING})


class AssignForm(SiteForm):
    """Who is asked, on which route; for one who is not independent, that it is allowed and why."""

    route = forms.ChoiceField(label="Route", choices=ROUTES, widget=forms.RadioSelect, initial=Route.SPECIALIST)
    reviewer = forms.ChoiceField(label="Reviewer", widget=forms.RadioSelect)
    override = forms.BooleanField(
        label="I allow a reviewer who is not independent. My name will stand beside the opinion.", required=False
    )
    reason = text_field("Why?", "Needed only if you allow it.", rows=2)


@door(HANDLERS, needs=Action.ASSIGN)
def assign(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Ask a reviewer."""
    found = cases.get(case, request.actor)
    candidates = queries.candidates(case, request.actor, found.case.route)
    form = AssignForm(posted(request), initial={"route": found.case.route or Route.SPECIALIST})
    form.offer("reviewer", ((one.reviewer.id, _label(one)) for one in candidates if not one.asked))
    if request.method == "POST" and form.is_valid():
        form.accept(lambda: _assign(request, case, form))
        if not form.errors:
            messages.success(request, "The reviewer was asked.")
            return redirect("case", case=case)
    return render(request, "queue/assign.html", {"it": found, "form": form, "candidates": candidates})


def _assign(request: SiteRequest, case: UUID, form: AssignForm) -> Case | None:
    said = form.cleaned_data
    try:
        return actions.assign(
            case_id=case,
            reviewer=UUID(said["reviewer"]),
            route=Route(said["route"]),
            by=request.actor,
            at=request.at,
            reason=said["reason"],
            override=said["override"],
        )
    except NotIndependent as refused:
        form.add_error("reviewer", f"{refused} Choose somebody else, or allow it below.")
        return None


def _label(one: Candidate) -> str:
    parts = [one.reviewer.name, one.reviewer.field, one.reviewer.institution]
    notes = [f"Not independent: {one.refused}"] if one.refused else []
    if one.field.value == "different":
        notes.append("Another field than the first doctor’s")
    return " – ".join(part for part in (*parts, *notes) if part)

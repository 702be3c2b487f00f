"""Choosing the route of a case and asking people on it; letting one of them go."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from consilium.cases import Action, Case, Route
from consilium.errors import NotIndependent
from consilium.values import PersonId
from consilium_web.actions import boards as board_actions
from consilium_web.actions import queue as actions
from consilium_web.queries import boards, cases
from consilium_web.queries import routes as queries
from consilium_web.queries.routes import Candidate
from consilium_web.views.case_forms import text_field
from consilium_web.views.doors import HANDLERS, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted

ROUTES = {
    Route.SPECIALIST: (
        "One specialist",
        "One independent doctor of the first doctor’s field reads and judges all of it.",
    ),
    Route.PATHOLOGIST: (
        "Pathologist",
        "A pathologist reads the tissue and judges what the cancer is, and nothing else.",
    ),
    Route.MODALITIES: (
        "One specialist for each treatment",
        "A surgeon, a medical and a radiation oncologist, each on their own. The patient gets every opinion.",
    ),
    Route.BOARD: ("Tumor board", "A meeting of several disciplines gives one opinion together."),
    Route.EXPERT: ("Renowned expert", "Somebody known for this cancer, from here or from outside."),
}


class AskForm(SiteForm):
    """Who is asked on one route; for one who is not independent, that it is allowed and why."""

    route = forms.ChoiceField(
        choices=[(route, words) for route, (words, _) in ROUTES.items()], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, on: Route, people: tuple[Candidate, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        several = on is Route.MODALITIES
        kind = forms.MultipleChoiceField if several else forms.ChoiceField
        self.fields["reviewer"] = kind(
            label="Whom do you ask? One for each field." if several else "Whom do you ask?",
            widget=forms.CheckboxSelectMultiple if several else forms.RadioSelect,
        )
        self.offer("reviewer", ((one.reviewer.id, _label(one)) for one in people if not one.asked))
        if on is Route.PATHOLOGIST:
            self.fields["testing"] = forms.BooleanField(
                label="Ask also about testing for treatment targets.", required=False
            )
        self.fields["override"] = forms.BooleanField(
            label="I allow a reviewer who is not independent. My name will stand beside the opinion.", required=False
        )
        self.fields["reason"] = text_field("Why?", "Needed only if you allow it.", rows=2)

    def people(self) -> list[UUID]:
        """Those who are chosen."""
        chosen = self.cleaned_data["reviewer"]
        return [UUID(one) for one in (chosen if isinstance(chosen, list) else [chosen])]


class AgendaForm(SiteForm):
    """On which meeting's agenda the case is put, and who presents it (R26)."""

    route = forms.CharField(widget=forms.HiddenInput)
    meeting = forms.ChoiceField(label="Which meeting?", widget=forms.RadioSelect)
    presenter = forms.ChoiceField(label="Who presents the case?")


@door(HANDLERS, needs=Action.ASSIGN)
def assign(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Choose the route, and ask."""
    found = cases.get(case, request.actor)
    proposal = queries.proposal(case, request.actor, today=request.at.date())
    route = _route(request, found.case, proposal.route)
    form = _agenda_form(request, case) if route is Route.BOARD else _ask_form(request, case, route)
    if request.method == "POST" and form.is_valid():
        form.accept(lambda: _put_on(request, case, form) if route is Route.BOARD else _ask(request, case, route, form))
        if not form.errors:
            messages.success(request, "The case is on the agenda." if route is Route.BOARD else _asked_words(form))
            return redirect("case", case=case)
    context = {
        "it": found,
        "form": form,
        "proposal": proposal,
        "route": route,
        "routes": ROUTES.items(),
        "asked": queries.asked(case, request.actor, today=request.at.date()),
        "meetings": route is Route.BOARD and form.fields["meeting"].choices,  # type: ignore[attr-defined]
    }
    return render(request, "queue/assign.html", context)


def _route(request: SiteRequest, case: Case, proposed: Route) -> Route:
    """The one that is asked for; else that of the case, else what triage proposes."""
    said = request.POST.get("route") or request.GET.get("route") or ""
    return Route(said) if said in list(Route) else (case.route or proposed)


def _ask_form(request: SiteRequest, case: UUID, route: Route) -> AskForm:
    people = queries.candidates(case, request.actor, route)
    return AskForm(posted(request), initial={"route": route}, on=route, people=people)


def _agenda_form(request: SiteRequest, case: UUID) -> AgendaForm:
    form = AgendaForm(posted(request), initial={"route": Route.BOARD})
    form.offer("meeting", boards.open_meetings(case, request.actor, at=request.at))
    form.offer("presenter", boards.presenters(request.actor, at=request.at))
    return form


def _ask(request: SiteRequest, case: UUID, route: Route, form: Any) -> Case | None:
    said = form.cleaned_data
    try:
        return actions.assign(
            case_id=case,
            reviewers=form.people(),
            route=route,
            by=request.actor,
            at=request.at,
            reason=said["reason"],
            override=said["override"],
            testing=said.get("testing", False),
        )
    except NotIndependent as refused:
        form.add_error("reviewer", f"{refused} Choose somebody else, or allow it below.")
        return None


def _put_on(request: SiteRequest, case: UUID, form: Any) -> Case | None:
    said = form.cleaned_data
    try:
        return board_actions.put_on(
            meeting_id=UUID(said["meeting"]),
            case_id=case,
            presenter=PersonId(said["presenter"]),
            by=request.actor,
            at=request.at,
        )
    except NotIndependent as refused:
        form.add_error("meeting", f"{refused} Choose a meeting with another chair.")
        return None


def _asked_words(form: Any) -> str:
    return "The reviewers were asked." if len(form.people()) > 1 else "The reviewer was asked."


def _label(one: Candidate) -> str:
    parts = [one.reviewer.name, one.reviewer.field, one.reviewer.institution]
    notes = [f"Not independent: {one.refused}"] if one.refused else []
    if one.field.value == "different":
        notes.append("Another field than the first doctor’s")
    return " – ".join(part for part in (*parts, *notes) if part)


@door(HANDLERS, needs=Action.LET_GO)
def let_go(request: SiteRequest, case: UUID, person: UUID) -> HttpResponseBase:
    """Ask once, then let one of those who read the case go."""
    asked = queries.asked(case, request.actor, today=request.at.date())
    one = next((one for one in asked if one.person == str(person) and one.can_go), None)
    if one is None:
        return redirect("assign", case=case)
    form = SiteForm(posted(request))
    if request.method == "POST":
        actions.let_go(case_id=case, person=one.person, by=request.actor, at=request.at)
        messages.success(request, f"{one.name} does not read this case any more.")
        return redirect("case", case=case)
    return render(request, "queue/let_go.html", {"it": cases.get(case, request.actor), "form": form, "one": one})

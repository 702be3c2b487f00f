"""Which passages state the first opinion: a person confirms, rejects, or adds one."""

from dataclasses import replace
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from consilium.policy.permissions import Permission
from consilium_web.actions import marks as actions
from consilium_web.queries import marks as queries
from consilium_web.views.case_forms import text_field
from consilium_web.views.doors import CORRECTORS, SiteRequest, door
from consilium_web.views.forms import SiteForm


class DrawForm(SiteForm):
    """Words that state the first opinion, and where they stand."""

    record = forms.ChoiceField(label="Record")
    number = forms.IntegerField(label="Page", min_value=1, initial=1)
    what = forms.ChoiceField(
        label="What do they tell?",
        choices=(("plan", "What the doctor wants to do"), ("diagnosis", "What the doctor found")),
        widget=forms.RadioSelect,
    )
    words = text_field("The words", "Copy them as they stand on the page.", required=True)


@door(CORRECTORS, needs=Permission.MARK_FIRST_OPINION, seen="marks")
def marks(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """The passages; a word on each is kept."""
    found = queries.listing(case, request.actor)
    form = _form(request, found.records)
    if request.method == "POST" and "decide" in request.POST:
        _decide(request, case, found.lines)
        return redirect("marks", case=case)
    if request.method == "POST" and form.is_valid():
        form.accept(lambda: _draw(request, case, form))
        if not form.errors:
            messages.success(request, "These words are withheld until the first read is sealed.")
            return redirect("marks", case=case)
    context = {"it": found.it, "lines": found.lines, "form": form}
    return render(request, "marks/marks.html", context)


def _form(request: SiteRequest, known: tuple[tuple[str, str], ...]) -> DrawForm:
    drawing = request.method == "POST" and "decide" not in request.POST
    form = DrawForm(request.POST if drawing else None)
    form.offer("record", known)
    return form


def _decide(request: SiteRequest, case: UUID, lines: tuple[queries.MarkLine, ...]) -> None:
    said = {line: request.POST.get(f"mark-{line.id}") for line in lines}
    marks = [
        (line.record, replace(line.mark, stands=answer == "yes"))
        for line, answer in said.items()
        if answer in ("yes", "no")
    ]
    actions.decide(case_id=case, marks=marks, by=request.actor, at=request.at)
    messages.success(request, "Saved.")


def _draw(request: SiteRequest, case: UUID, form: DrawForm) -> None:
    said = form.cleaned_data
    record = UUID(said["record"])
    mark = queries.drawn(case, record, said["number"], said["words"], said["what"], request.actor)
    actions.decide(case_id=case, marks=[(record, mark)], by=request.actor, at=request.at)

"""What we noticed, the record checklist, the advice; and the questions that only the patient can answer."""

from uuid import UUID

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from consilium.facts import Fact, Provenance, Status
from consilium.policy.permissions import Permission
from consilium_web.actions import records as actions
from consilium_web.queries import cases
from consilium_web.queries import findings as queries
from consilium_web.queries import questions as asked
from consilium_web.queries.questions import Situation
from consilium_web.views.doors import IN_CASE, PATIENTS, SiteRequest, door
from consilium_web.views.finding_groups import grouped
from consilium_web.views.forms import SiteForm, posted

ANSWERS = (("yes", "Yes"), ("no", "No"), ("unknown", "I do not know"))


@door(IN_CASE, needs=Permission.SEE_RECORD, seen="findings")
def findings(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """What was noticed, and what it would mean."""
    it, noticed = queries.get(case, request.actor, today=request.at.date())
    context = {"it": it, "noticed": noticed, "groups": grouped(noticed.findings)}
    return render(request, "findings/findings.html", context)


class SituationsForm(SiteForm):
    """One question a situation; whoever does not answer one says nothing about it."""

    def __init__(self, *args: object, situations: tuple[Situation, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for one in situations:
            self.fields[one.id] = forms.ChoiceField(
                label=one.text, choices=ANSWERS, widget=forms.RadioSelect, required=False, initial=one.answer
            )
        self.first = [self[one.id] for one in situations if one.telling and not one.answer]
        self.more = [self[one.id] for one in situations if not one.telling or one.answer]

    def facts(self, situations: tuple[Situation, ...], said_by: str) -> list[Fact]:
        """An answer for each question whose answer is new."""
        source = Provenance(record=None, reader="person/1", said_by=said_by)
        return [
            Fact(code=f"answer.{one.id}", value=answer, source=source, status=Status.ANSWERED)
            for one in situations
            if (answer := self.cleaned_data[one.id]) and answer != one.answer
        ]


@door(PATIENTS, needs=Permission.EDIT_CASE)
def questions(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Questions about the patient's own situation."""
    situations = asked.situations(case, request.actor, today=request.at.date())
    form = SituationsForm(posted(request), situations=situations)
    if request.method == "POST" and form.is_valid():
        facts = form.facts(situations, request.actor.name)
        actions.answer(case_id=case, facts=facts, by=request.actor, at=request.at, token=form.cleaned_data["token"])
        return redirect("findings", case=case)
    return render(request, "findings/questions.html", {"it": cases.get(case, request.actor), "form": form})

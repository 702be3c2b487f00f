"""How the person feels: asked before the second opinion and after it (R46, R48, R35)."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from consilium.cases import Status
from consilium.policy.permissions import Permission
from consilium_web.actions import feelings as actions
from consilium_web.models.outcomes import Feeling
from consilium_web.queries import cases
from consilium_web.views.case_forms import text_field
from consilium_web.views.doors import PATIENTS, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted

AFTER = {Status.RELEASED, Status.CLOSED}


def _scale(label: str, low: str, high: str) -> forms.TypedChoiceField:
    steps = [(step, str(step)) for step in range(11)]
    steps[0], steps[10] = (0, f"0: {low}"), (10, f"10: {high}")
    return forms.TypedChoiceField(
        label=label,
        choices=[("", "I would rather not say"), *steps],
        coerce=int,
        empty_value=None,
        required=False,
    )


class FeelingForm(SiteForm):
    """Two numbers, and words for who wants to."""

    confidence = _scale("How sure are you about your treatment?", "not sure at all", "very sure")
    worry = _scale("How worried are you?", "not at all", "more than I can bear")
    respected = forms.ChoiceField(
        label="Do you feel at ease with us, and respected?",
        choices=(("", "I would rather not say"), ("yes", "Yes"), ("partly", "Partly"), ("no", "No")),
        required=False,
    )
    words = text_field("What should we know?", "What was good, and what was not?")

    def feeling(self, *, after: bool) -> Feeling:
        """What was answered."""
        said = self.cleaned_data
        return Feeling(
            after=after,
            confidence=said["confidence"],
            worry=said["worry"],
            respected=said["respected"],
            words=said["words"].strip(),
        )


@door(PATIENTS, needs=Permission.GIVE_FEEDBACK)
def feeling(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """How do you feel?"""
    found = cases.get(case, request.actor)
    form = FeelingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        after = found.case.status in AFTER
        actions.tell(
            case_id=case,
            feeling=form.feeling(after=after),
            by=request.actor,
            at=request.at,
            token=form.cleaned_data["token"],
        )
        messages.success(request, "Thank you. What you said is kept with your case.")
        return redirect("case", case=case)
    return render(request, "cases/feeling.html", {"it": found, "form": form})

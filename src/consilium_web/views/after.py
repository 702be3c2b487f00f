"""The pages after an opinion: what the patient decided, how sure they are of it, and the coded outcome."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from consilium.delivery import wording
from consilium.outcomes import sure as scale
from consilium.policy.permissions import Permission
from consilium_web.actions import after as actions
from consilium_web.models.after import Decision
from consilium_web.queries import after as queries
from consilium_web.queries import cases
from consilium_web.views import languages
from consilium_web.views.case_forms import LANGUAGES, date_field, short_field, text_field
from consilium_web.views.doors import PATIENTS, RELEASERS, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted
from consilium_web.views.outcome_sheets import CODES

WAYS = (
    ("first", "The plan of my first doctor"),
    ("later", "The plan of a later opinion"),
    ("shared", "A plan that the doctors share"),
    ("other", "Something else"),
    ("open", "I have not decided yet"),
)


class DecisionForm(SiteForm):
    """What the patient chose."""

    way = forms.ChoiceField(label="Which way did you choose?", choices=WAYS, widget=forms.RadioSelect)
    words = text_field("What did you choose?", "In your own words. For example: the smaller operation.")
    on = date_field("When did you decide?")
    with_whom = short_field("With whom did you decide?", "For example: my doctor and my daughter.")


@door(PATIENTS, needs=Permission.DECIDE, seen="decision")
def decision(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Which plan the patient chose, when, and with whom."""
    told = queries.told(case, request.actor)
    known = told.decision
    initial = {name: getattr(known, name) for name in ("way", "words", "on", "with_whom")} if known else {}
    form = DecisionForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        chosen = Decision(way=said["way"], words=said["words"], on=said["on"], with_whom=said["with_whom"])
        actions.decide(case_id=case, decision=chosen, by=request.actor, at=request.at, token=said["token"])
        messages.success(request, "Thank you. What you decided is kept with your case.")
        return redirect("sure" if chosen.way != "open" else "case", case=case)
    return render(request, "after/decision.html", {"it": cases.get(case, request.actor), "form": form, "told": told})


class SureForm(SiteForm):
    """The four questions of the SURE test, in the patient's language."""

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = wording.sure(language)
        page = said["page"]
        for item in scale.items():
            self.fields[item] = forms.ChoiceField(
                label=said[item]["ask"],
                choices=(("yes", page["yes"]), ("no", page["no"]), ("", page["skip"])),
                widget=forms.RadioSelect,
                required=False,
            )

    def answers(self) -> dict[str, bool]:
        """What was answered."""
        return {item: said == "yes" for item in scale.items() if (said := self.cleaned_data[item])}


@door(PATIENTS, needs=Permission.DECIDE, seen="sure")
def sure(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """How sure the patient is of the choice: before the second opinion, and after the decision."""
    found, told = cases.get(case, request.actor), queries.told(case, request.actor)
    language = languages.asked(request) or found.case.language
    form = SureForm(posted(request), language=language)
    if request.method == "POST" and form.is_valid():
        answers, token = form.answers(), form.cleaned_data["token"]
        actions.be_sure(case_id=case, answers=answers, by=request.actor, at=request.at, token=token)
        return redirect("sure", case=case)
    latest, said = told.after or told.before, wording.sure(language)
    context = {
        "it": found,
        "form": form,
        "page": said["page"],
        "answered": latest is not None,
        "settled": latest is not None and scale.score(latest.answers) == len(scale.items()),
        "open": [said[item]["ask"] for item in scale.items() if latest and latest.answers.get(item) is False],
        "language": language,
        "languages": LANGUAGES,
        "source": scale.source(),
        "decided": told.decision,
    }
    return render(request, "after/sure.html", context)


class OutcomeForm(SiteForm):
    """The outcome as a person confirms it."""

    codes = forms.MultipleChoiceField(
        label="What did the second opinion come to?",
        choices=tuple(CODES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = text_field("A note, if you wish", rows=2)


@door(RELEASERS, needs=Permission.CODE_OUTCOME, seen="outcome")
def outcome(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Confirm the outcome; what the comparison gives is a proposal beside its items (R45)."""
    found = queries.proposal(case, request.actor, today=request.at.date())
    chosen = found.coded.codes if found.coded else found.codes
    form = OutcomeForm(
        posted(request), initial={"codes": list(chosen), "note": found.coded.note if found.coded else ""}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def keep() -> bool:
            chosen = tuple(said["codes"])
            actions.code(
                case_id=case, codes=chosen, note=said["note"], by=request.actor, at=request.at, token=said["token"]
            )
            return True

        if form.accept(keep):
            messages.success(request, "The outcome is confirmed.")
            return redirect("case", case=case)
    context = {
        "it": cases.get(case, request.actor),
        "form": form,
        "found": found,
        "proposed": [CODES[code] for code in found.codes],
        "way": dict(WAYS).get(found.decision.way, "") if found.decision else "",
    }
    return render(request, "after/outcome.html", context)

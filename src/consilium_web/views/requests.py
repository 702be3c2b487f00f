"""What a reviewer needs before they can go on, the answer to it, and giving a case back."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render

from consilium.cases import REVIEW_SIDE, Action, Role
from consilium.policy.permissions import Permission
from consilium.waiting import AskAnswer, AskKind, DeclineReason
from consilium_web.actions import requests as actions
from consilium_web.queries import cases
from consilium_web.views.case_forms import short_field, text_field
from consilium_web.views.doors import IN_CASE, MESSENGERS, REVIEWERS, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted

KINDS = ((AskKind.RECORDS, "Records or images that exist"), (AskKind.TESTS, "A test that was not done yet"))
ANSWERS = {
    AskAnswer.HERE: "It is here: I added it to the records",
    AskAnswer.CANNOT: "It cannot be had",
    AskAnswer.WITHOUT: "I go on without it",
}
REASONS = (
    (DeclineReason.CONFLICT, "I know somebody in this case, or have an interest in it"),
    (DeclineReason.NOT_MY_FIELD, "It is not my field"),
    (DeclineReason.NO_TIME, "I have no time for it now"),
    (DeclineReason.OTHER, "Another reason"),
)


class AskForm(SiteForm):
    """What is needed, in words for the patient and for a doctor."""

    kind = forms.ChoiceField(label="What do you need?", choices=KINDS, widget=forms.RadioSelect)
    what = short_field("Name it", "For the patient. For example: the pictures of the last breast scan.")
    why = text_field("Why do you need it?", "For the patient, in plain words.", rows=3)
    for_doctor = text_field("The same in medical words", "For the first doctor, who may have it or order it.", rows=3)


@door(REVIEWERS, needs=Action.ASK_MORE)
def ask_for_more(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Name what is missing; the review waits for it."""
    form = AskForm(posted(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        form.accept(
            lambda: actions.ask_for_more(
                case_id=case,
                kind=AskKind(said["kind"]),
                what=said["what"].strip(),
                why=said["why"].strip(),
                for_doctor=said["for_doctor"].strip(),
                by=request.actor,
                at=request.at,
                token=said["token"],
            )
        )
        if not form.errors:
            messages.success(request, "You asked for it. The review waits, and you are told when there is an answer.")
            return redirect("requests", case=case)
    return render(request, "requests/ask.html", {"it": cases.get(case, request.actor), "form": form})


@door(IN_CASE, needs=Permission.SEE_RECORD, seen="requests")
def requests(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Everything that reviewers asked for in this case, and what became of it."""
    return render(request, "requests/requests.html", {"it": cases.get(case, request.actor), "answers": ANSWERS})


class AnswerForm(SiteForm):
    """What became of it."""

    said = forms.ChoiceField(label="What is the answer?", widget=forms.RadioSelect)
    note = text_field("Do you wish to add something?", rows=3)


@door(MESSENGERS, needs=Action.ANSWER)
def answer(request: SiteRequest, case: UUID, ask: str) -> HttpResponseBase:
    """Say that it is here, or that it cannot be had."""
    it = cases.get(case, request.actor)
    wanted = next((one for one in it.case.asks if one.id == ask), None)
    if wanted is None or (request.actor.role in REVIEW_SIDE and wanted.by != request.actor.id):
        raise Http404
    form = AnswerForm(posted(request))
    form.offer("said", [(one.value, ANSWERS[one]) for one in _offered(request.actor.role)])
    if request.method == "POST" and form.is_valid():
        said, note = AskAnswer(form.cleaned_data["said"]), form.cleaned_data["note"]
        form.accept(
            lambda: actions.answer(case_id=case, ask=ask, said=said, note=note, by=request.actor, at=request.at)
        )
        if not form.errors:
            messages.success(request, "Thank you. The review goes on.")
            return redirect("requests", case=case)
    return render(request, "requests/answer.html", {"it": it, "ask": wanted, "form": form})


def _offered(role: Role) -> tuple[AskAnswer, ...]:
    return (AskAnswer.WITHOUT,) if role in REVIEW_SIDE else (AskAnswer.HERE, AskAnswer.CANNOT)


class DeclineForm(SiteForm):
    """Why somebody gives the case back."""

    reason = forms.ChoiceField(label="Why?", choices=REASONS, widget=forms.RadioSelect)
    note = text_field("Anything the coordinator should know", "The patient and their doctor do not see this.", rows=3)


@door(REVIEWERS, needs=Action.DECLINE)
def decline(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Give the case back; after that it is not seen any more."""
    form = DeclineForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason, note = DeclineReason(form.cleaned_data["reason"]), form.cleaned_data["note"]
        form.accept(lambda: actions.decline(case_id=case, reason=reason, note=note, by=request.actor, at=request.at))
        if not form.errors:
            messages.success(request, "You gave the case back. Somebody else is asked.")
            return redirect("home")
    return render(request, "requests/decline.html", {"it": cases.get(case, request.actor), "form": form})

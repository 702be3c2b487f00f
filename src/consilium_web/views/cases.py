"""Starting a case and telling it, step by step; sending and withdrawing it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from consilium.cases import Action, Purpose, Role, Status
from consilium.policy.permissions import Permission
from consilium_web.actions import cases as actions
from consilium_web.actions.conflicts import Repeated
from consilium_web.queries import cases as queries
from consilium_web.queries import findings, organisations, outcomes, questions, talks
from consilium_web.queries.cases import CaseView
from consilium_web.views import goals, writing
from consilium_web.views.case_forms import AboutForm, ConsentForm, FirstOpinionForm, WishesForm
from consilium_web.views.doors import IN_CASE, PATIENT_SIDE, PATIENTS, SIGNED_IN, STARTERS, WRITERS, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted
from consilium_web.views.start_forms import SendForm, StartForm
from consilium_web.views.steps import links, next_step, now, steps

UNDER_WAY = (Status.SENT, Status.BLINDED, Status.OPEN, Status.SIGNED)
"""States in which a patient waits for somebody else."""


@door(SIGNED_IN)
def home(request: SiteRequest) -> HttpResponseBase:
    """What there is to do, for each case in which the person takes part."""
    lines = queries.mine(request.user)
    return render(request, "cases/home.html", {"lines": [(line, next_step(line)) for line in lines]})


@door(STARTERS)
def start(request: SiteRequest) -> HttpResponseBase:
    """Say for whom the case is, and begin."""
    form = StartForm(posted(request), role=request.actor.role)
    if request.method == "POST" and form.is_valid():
        by = replace(request.actor, role=Role(form.cleaned_data["who"]))
        try:
            parent = form.cleaned_data.get("acts_by") == "parent"
            case = actions.start(by=by, at=request.at, token=form.cleaned_data["token"], as_parent=parent)
        except Repeated as again:
            case = again.result
        return redirect("first_opinion", case=case)
    return render(request, "cases/start.html", {"form": form})


@door(IN_CASE, seen="case")
def case(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """One case: where it stands and what comes next."""
    found, clock = findings.clock(case, request.actor, today=request.at.date())
    context = {"it": found, "steps": steps(found), "now": now(found), "links": links(found), "clock": clock}
    context["mine"] = found.actor.role in PATIENT_SIDE
    if context["mine"] and now(found).waits and found.case.status in UNDER_WAY:
        context |= {"since": found.case.history[-1].at, "usual": outcomes.usual_days(found.case.organisation)}
    return render(request, "cases/case.html", context)


@door(WRITERS, needs=Permission.EDIT_CASE)
def first_opinion(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """What the first doctor found and plans."""
    found = queries.draft(case, request.actor)
    initial = FirstOpinionForm.of(found.case.first_opinion)
    return _step(request, found, FirstOpinionForm(posted(request), initial=initial), "first_opinion", "about")


@door(WRITERS, needs=Permission.EDIT_CASE)
def about(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """What is asked, and where the person stands."""
    found = queries.draft(case, request.actor)
    initial = {name: getattr(found.case, name) for name in AboutForm.base_fields if hasattr(found.case, name)}
    return _step(request, found, AboutForm(posted(request), initial=initial), "about", "wishes")


@door(WRITERS, needs=Permission.EDIT_CASE)
def wishes(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Goals, wishes and questions."""
    found = queries.draft(case, request.actor)
    offered = questions.offered(case, request.actor, today=request.at.date())
    form = WishesForm(posted(request), initial=_wishes(found), offered=offered)
    return _step(request, found, form, "wishes", "consents")


def _wishes(found: CaseView) -> dict[str, Any]:
    asked = found.case.questions
    answers, free = goals.apart(found.case.preferences)
    return {
        **answers,
        "goals": "\n".join(found.case.goals),
        "preferences": "\n".join(free),
        "offered": [question.id for question in asked if question.origin == "builder"],
        "questions": "\n".join(question.text for question in asked if question.origin != "builder"),
    }


def _step(request: SiteRequest, found: CaseView, form: Any, step: str, following: str) -> HttpResponseBase:
    form.initial["version"] = found.version
    while_writing = bool(request.htmx) and request.method == "POST"
    if while_writing:
        form.allow_unanswered()
    saved = None
    if request.method == "POST" and form.is_valid():
        saved = form.accept(lambda: _change(request, found, form, step))
    if while_writing:
        return writing.told(request, form, saved)
    if saved is not None:
        return redirect(following, case=found.id)
    return render(request, f"cases/{step}.html", {"it": found, "form": form, "saves": True})


def _change(request: SiteRequest, found: CaseView, form: Any, step: str) -> int:
    version, by, at = form.cleaned_data["version"], request.actor, request.at
    actions.change(case_id=found.id, changes=form.changes(), step=step, by=by, at=at, version=version)
    return queries.get(found.id, request.actor).version


@door(PATIENTS, needs=Permission.GIVE_CONSENT)
def consents(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """What the patient agrees to, each purpose by itself; it can be changed at any time."""
    found = queries.get(case, request.actor)
    given = {purpose.value: found.case.consents_to(purpose) for purpose in Purpose}
    form = ConsentForm(posted(request), initial=given)
    if request.method == "POST" and form.is_valid():
        actions.consent(case_id=case, answers=form.answers(), by=request.actor, at=request.at)
        return redirect("records" if found.missing else "case", case=case)
    return render(request, "cases/consents.html", {"it": found, "form": form})


@door(WRITERS, needs=Permission.EDIT_CASE)
def send(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Look at everything once more, and send."""
    found = queries.get(case, request.actor)
    if found.case.status is not Status.DRAFT:
        return redirect("case", case=case)
    form = SendForm(posted(request), places=organisations.choices(), initial={"organisation": found.case.organisation})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.get("organisation", "")
        sent = form.accept(lambda: actions.send(case_id=case, by=request.actor, at=request.at, organisation=chosen))
        if sent:
            messages.success(request, "Your case was sent.")
            return redirect("letter", case=case)
    return render(request, "cases/send.html", {"it": found, "form": form, "steps": steps(found)})


@door(WRITERS, needs=Action.WITHDRAW)
def withdraw(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Ask once, then take the case back."""
    return _confirmed(request, case, Action.WITHDRAW, "cases/withdraw.html", "Your case was withdrawn.")


@door(PATIENTS, needs=Action.CHANGE_REVIEWER)
def change_reviewer(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """The patient does not feel comfortable, and asks for somebody else (R35)."""
    done = "We will ask another reviewer."
    return _confirmed(request, case, Action.CHANGE_REVIEWER, "cases/change_reviewer.html", done)


@door(PATIENTS, needs=Action.ASK_THIRD)
def ask_third(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """The patient asks for one more opinion (R43, R44)."""
    found = talks.get(case, request.actor, today=request.at.date())
    done = "We will ask one more reviewer."
    return _confirmed(request, case, Action.ASK_THIRD, "cases/ask_third.html", done, found=found)


@door(PATIENTS, needs=Action.CLOSE)
def close(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """The patient is done."""
    return _confirmed(request, case, Action.CLOSE, "cases/close.html", "Your case is closed. You can still read it.")


def _confirmed(
    request: SiteRequest, case: UUID, action: Action, template: str, done: str, **shown: object
) -> HttpResponseBase:
    if request.method == "POST":
        actions.move(case_id=case, action=action, by=request.actor, at=request.at)
        messages.success(request, done)
        return redirect("home") if action is Action.WITHDRAW else redirect("case", case=case)
    return render(request, template, {"it": queries.get(case, request.actor), "form": SiteForm()} | shown)

"""Inviting somebody to a case, accepting an invitation, and the people involved with what each may see."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from consilium.cases import Purpose, Role
from consilium.policy.permissions import Permission
from consilium.values import PersonId
from consilium_web.actions import cases as consents
from consilium_web.actions import invitations as actions
from consilium_web.queries import cases, involved, organisations
from consilium_web.queries import invitations as queries
from consilium_web.queries.involved import Involved
from consilium_web.views.doors import PATIENTS, SIGNED_IN, WRITERS, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted
from consilium_web.views.start_forms import ACTS_BY

BY_PATIENT = ((Role.FIRST_DOCTOR, "My doctor"), (Role.PROXY, "Someone in my family, or a friend, who acts for me"))
BY_PROXY = (
    (Role.FIRST_DOCTOR, "The doctor"),
    (Role.PROXY, "Someone else who acts for the patient"),
    (Role.PATIENT, "The patient"),
)
BY_DOCTOR = ((Role.PATIENT, "My patient"),)
INVITABLE = {Role.PATIENT: BY_PATIENT, Role.PROXY: BY_PROXY, Role.FIRST_DOCTOR: BY_DOCTOR}


class InviteForm(SiteForm):
    """Whom to invite."""

    role = forms.ChoiceField(label="Whom do you invite?", widget=forms.RadioSelect)
    name = forms.CharField(label="Their name, for your own list", max_length=200)
    acts_by = forms.ChoiceField(
        label="If they act for the patient: by what right?",
        choices=(("consent", "The patient asked them to"), ("parent", ACTS_BY[1][1].replace("I am", "They are"))),
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, by: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("role", ((role.value, label) for role, label in INVITABLE[by]))
        if by is not Role.PROXY:  # whom the patient invites acts by their consent
            del self.fields["acts_by"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "acts_by" in self.fields and said.get("role") == Role.PROXY and not said.get("acts_by"):
            self.add_error("acts_by", "Say by what right they act for the patient.")
        return said


@door(WRITERS, needs=Permission.EDIT_CASE)
def invite(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Make a link and a code that let one person take part, to hand to them by two ways."""
    form, handed, link = InviteForm(posted(request), by=request.actor.role), None, ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        handed = actions.invite(
            case_id=case,
            role=Role(said["role"]),
            address=said["name"],
            by=request.actor,
            at=request.at,
            as_parent=said.get("acts_by") == "parent",
        )
        link = request.build_absolute_uri(reverse("accept", args=[handed.secret]))
    context = {"it": cases.get(case, request.actor), "form": form, "link": link, "handed": handed}
    return render(request, "people/invite.html", context)


@door(PATIENTS, needs=Permission.GIVE_CONSENT)
def companions(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Everybody involved, what each may see, and beside each the way to end it."""
    found = involved.people(case, request.actor)
    if request.method == "POST":
        done = _change(request, case, found)
        if done:
            messages.success(request, done)
        return redirect("companions", case=case)
    it = cases.get(case, request.actor)
    context = {
        "it": it,
        "people": found,
        "agreed": involved.consents(case, request.actor),
        "place": organisations.name_of(it.case.organisation),
        "waiting": queries.to_case(case, request.actor, request.at),
    }
    return render(request, "people/companions.html", context)


def _change(request: SiteRequest, case: UUID, found: tuple[Involved, ...]) -> str:
    """Do what the button says; the words that tell that it is done."""
    sent = request.POST
    one = next((person for person in found if person.id == sent.get("person")), None)
    does: dict[str, Callable[[], str]] = {
        "take_back": lambda: _take_back(request, case),
        "research": lambda: _research(request, case, given=sent.get("given") == "yes"),
        "end": lambda: _end(request, case, one),
        "agree": lambda: _consent(request, case, one, given=True),
        "refuse": lambda: _consent(request, case, one, given=False),
    }
    act = does.get(sent.get("do", "end"))
    return act() if act else ""


def _take_back(request: SiteRequest, case: UUID) -> str:
    open_ones = queries.to_case(case, request.actor, request.at)
    for waiting in open_ones:
        if str(waiting.id) == request.POST.get("invitation"):
            actions.take_back(case_id=case, invitation=waiting.id, by=request.actor, at=request.at)
            return "The link opens nothing any more."
    return ""


def _research(request: SiteRequest, case: UUID, *, given: bool) -> str:
    consents.consent(case_id=case, answers={Purpose.RESEARCH: given}, by=request.actor, at=request.at)
    return "Your case counts in the figures." if given else "Your case does not count in the figures any more."


def _end(request: SiteRequest, case: UUID, one: Involved | None) -> str:
    if one is None or not one.let_in:
        return ""
    consents.send_away(case_id=case, person=PersonId(one.id), by=request.actor, at=request.at)
    return "This person cannot open your case any more."


def _consent(request: SiteRequest, case: UUID, one: Involved | None, *, given: bool) -> str:
    if one is None or one.purpose is None:
        return ""
    consents.consent_for(
        case_id=case, purpose=one.purpose, person=PersonId(one.id), given=given, by=request.actor, at=request.at
    )
    return f"{one.name} may see your records again." if given else f"{one.name} does not see your records any more."


class CodeForm(SiteForm):
    """The code that the person was told, apart from the link."""

    code = forms.CharField(
        label="Your code",
        max_length=20,
        help_text="Eight letters and digits. Whoever invited you tells you the code, best on the telephone.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )


@door(SIGNED_IN)
def accept(request: SiteRequest, secret: str) -> HttpResponseBase:
    """Take part, by the link and the code. The link alone opens nothing, and does not say to what it leads."""
    link = queries.pending(secret, request.at)
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        joined = form.accept(lambda: actions.accept(secret=secret, code=code, by=request.actor, at=request.at))
        if joined:
            request.session["acting"] = str(joined.membership.pk)
            messages.success(request, f"You act as {joined.membership} now.")
            if joined.case and joined.membership.role == Role.REVIEWER:
                return redirect("expert", case=joined.case)
            return redirect("case", case=joined.case) if joined.case else redirect("home")
        if not form.errors:
            left = queries.TRIES - link.tries - 1
            form.add_error("code", f"This is not the code. {_tries(left)}")
    return render(request, "people/accept.html", {"form": form})


def _tries(left: int) -> str:
    if left <= 0:
        return "The link does not work any more. Ask for a new one."
    return "You can try once more." if left == 1 else f"You can try {left} more times."

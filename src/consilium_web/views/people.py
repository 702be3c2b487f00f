"""Inviting somebody to a case, and accepting an invitation."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from consilium.cases import Role
from consilium.policy.permissions import Permission
from consilium.values import PersonId
from consilium_web.actions import invitations as actions
from consilium_web.actions.cases import send_away
from consilium_web.queries import cases
from consilium_web.queries import invitations as queries
from consilium_web.views.doors import PATIENTS, SIGNED_IN, WRITERS, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted

BY_PATIENT = ((Role.FIRST_DOCTOR, "My doctor"), (Role.PROXY, "Someone who acts for me"))
BY_PROXY = (*BY_PATIENT, (Role.PATIENT, "The patient"))
BY_DOCTOR = ((Role.PATIENT, "My patient"),)
INVITABLE = {Role.PATIENT: BY_PATIENT, Role.PROXY: BY_PROXY, Role.FIRST_DOCTOR: BY_DOCTOR}


class InviteForm(SiteForm):
    """Whom to invite."""

    role = forms.ChoiceField(label="Whom do you invite?", widget=forms.RadioSelect)
    name = forms.CharField(label="Their name, for your own list", max_length=200)


@door(WRITERS, needs=Permission.EDIT_CASE)
def invite(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Make a link that lets one person take part, to hand to them oneself."""
    form, link = InviteForm(posted(request)), ""
    form.offer("role", ((role.value, label) for role, label in INVITABLE[request.actor.role]))
    if request.method == "POST" and form.is_valid():
        role, name = Role(form.cleaned_data["role"]), form.cleaned_data["name"]
        secret = actions.invite(case_id=case, role=role, address=name, by=request.actor, at=request.at)
        link = request.build_absolute_uri(reverse("accept", args=[secret]))
    return render(request, "people/invite.html", {"it": cases.get(case, request.actor), "form": form, "link": link})


@door(PATIENTS, needs=Permission.GIVE_CONSENT)
def companions(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Those whom the patient let in; each can be sent away."""
    found = cases.companions(case, request.actor)
    if request.method == "POST":
        person = next((one for one in found if one.id == request.POST.get("person")), None)
        if person is not None:
            send_away(case_id=case, person=PersonId(person.id), by=request.actor, at=request.at)
            messages.success(request, "This person cannot open your case any more.")
        return redirect("companions", case=case)
    return render(request, "people/companions.html", {"it": cases.get(case, request.actor), "companions": found})


@door(SIGNED_IN)
def accept(request: SiteRequest, secret: str) -> HttpResponseBase:
    """Take part in a case to which one was invited."""
    role = queries.role(secret, request.at)
    form = SiteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        case = form.accept(lambda: actions.accept(secret=secret, by=request.actor, at=request.at))
        if case:
            return redirect("case", case=case)
    return render(request, "people/accept.html", {"form": form, "role": role})

"""An administrator's pages: the organisation, its staff; and its colours as a stylesheet."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from consilium_web.actions import invitations as inviting
from consilium_web.actions import organisations as actions
from consilium_web.models import Kind, Role
from consilium_web.queries import invitations
from consilium_web.queries import organisations as queries
from consilium_web.views.doors import ADMINISTRATORS, PUBLIC, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted

ROLES = tuple((role.value, role.label) for role in actions.STAFF)


class OrganisationForm(SiteForm):
    """Name, kind and colours."""

    name = forms.CharField(label="Name", max_length=120)
    kind = forms.ChoiceField(label="What it is", choices=Kind.choices, widget=forms.RadioSelect)
    colour = forms.CharField(
        label="Colour of the bar at the top",
        required=False,
        max_length=7,
        help_text="As # and six digits, for example #1b5e6b. Leave both empty for the colours of this site.",
    )
    ink = forms.CharField(label="Colour of the words on it", required=False, max_length=7)


@door(ADMINISTRATORS)
def organisation(request: SiteRequest) -> HttpResponseBase:
    """Name, kind and colours of one's own organisation."""
    own = queries.own(request.actor)
    form = OrganisationForm(
        posted(request), initial={"name": own.name, "kind": own.kind, "colour": own.colour, "ink": own.ink}
    )
    saved = request.method == "POST" and form.is_valid() and form.accept(lambda: _describe(request, form)) is not None
    if saved:
        messages.success(request, "Saved.")
        return redirect("organisation")
    return render(request, "organisations/organisation.html", {"form": form})


def _describe(request: SiteRequest, form: OrganisationForm) -> object:
    said = form.cleaned_data
    return actions.describe(
        name=said["name"],
        kind=Kind(said["kind"]),
        colour=said["colour"].strip().lower(),
        ink=said["ink"].strip().lower(),
        by=request.actor,
        at=request.at,
    )


@door(PUBLIC)
def colours(request: SiteRequest, organisation: UUID) -> HttpResponseBase:
    """The colours as a stylesheet of our own: the policy of the pages forbids any other way."""
    found = queries.by_id(organisation)
    response = render(request, "organisations/colours.css", {"it": found}, content_type="text/css")
    response["Cache-Control"] = "public, max-age=300"
    return response


@door(ADMINISTRATORS, seen="staff")
def staff(request: SiteRequest) -> HttpResponseBase:
    """Everybody who works or worked here, and who is invited; an invitation can be taken back."""
    waiting = invitations.to_staff(request.actor, request.at)
    if request.method == "POST":
        for one in waiting:
            if str(one.id) == request.POST.get("invitation"):
                inviting.take_back_staff(invitation=one.id, by=request.actor, at=request.at)
                messages.success(request, "The link opens nothing any more.")
        return redirect("staff")
    return render(request, "organisations/staff.html", {"staff": queries.staff(request.actor), "waiting": waiting})


class InviteStaffForm(SiteForm):
    """Who is invited to work here, as what."""

    name = forms.CharField(label="Their full name", max_length=200)
    address = forms.EmailField(label="Their e-mail address", help_text="The hospital's own sign-on knows them by it.")
    role = forms.ChoiceField(label="As what?", choices=ROLES, widget=forms.RadioSelect)


@door(ADMINISTRATORS)
def invite_staff(request: SiteRequest) -> HttpResponseBase:
    """Make a link and a code that let one person work here, to hand to them by two ways."""
    form, handed, link = InviteStaffForm(posted(request)), None, ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        handed = inviting.invite_staff(
            role=Role(said["role"]), address=said["address"], name=said["name"], by=request.actor, at=request.at
        )
        link = request.build_absolute_uri(reverse("accept", args=[handed.secret]))
    return render(request, "organisations/invite.html", {"form": form, "handed": handed, "link": link})


class RoleForm(SiteForm):
    """One more role."""

    role = forms.ChoiceField(label="One more role", choices=ROLES)


class ProfileForm(SiteForm):
    """What decides who may review whom."""

    credentials = forms.CharField(label="Credentials", required=False, max_length=200, help_text="Such as MD, FRCP")
    field = forms.CharField(label="Field", required=False, max_length=200, help_text="For example: Medical oncology")
    institution = forms.CharField(label="Hospital or institution", required=False, max_length=200)
    practice = forms.CharField(label="Practice", required=False, max_length=200)
    team = forms.CharField(label="Team", required=False, max_length=200)


@door(ADMINISTRATORS)
def member(request: SiteRequest, person: UUID) -> HttpResponseBase:
    """One of the staff: their roles, and what decides whom they may review."""
    found = queries.member(request.actor, person)
    about = "credentials" in request.POST
    profile = ProfileForm(posted(request) if about else None, initial=found.profile)
    role = RoleForm(posted(request) if "role" in request.POST else None)
    if request.method == "POST" and _change(request, person, profile, role):
        return redirect("member", person=person)
    return render(request, "organisations/member.html", {"one": found, "profile": profile, "role": role})


def _change(request: SiteRequest, person: UUID, profile: ProfileForm, role: RoleForm) -> bool:
    if profile.is_bound and profile.is_valid():
        actions.describe_person(person=person, profile=profile.cleaned_data, by=request.actor, at=request.at)
        messages.success(request, "Saved.")
        return True
    if role.is_bound and role.is_valid():
        given = Role(role.cleaned_data["role"])
        actions.give_role(person=person, role=given, by=request.actor, at=request.at)
        messages.success(request, f"The role was given: {given.label}.")
        return True
    return False


@door(ADMINISTRATORS)
def end_role(request: SiteRequest, person: UUID, membership: UUID) -> HttpResponseBase:
    """Ask once, then end a role of one of the staff."""
    found = queries.member(request.actor, person)
    role = next((one for one in found.roles if one.id == membership and one.ended_at is None), None)
    if role is None:
        return redirect("member", person=person)
    if request.method == "POST":
        actions.end_role(membership=membership, by=request.actor, at=request.at)
        messages.success(request, f"{found.name} does not hold this role any more.")
        return redirect("staff")
    return render(request, "organisations/end_role.html", {"one": found, "role": role, "form": SiteForm()})

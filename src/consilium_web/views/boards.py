"""Tumor boards: the meetings, one of them, who is there, and the discussion of one case."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe

from consilium import boards as library
from consilium.boards import Attendee, Meeting
from consilium.cases import Actor, Role
from consilium.values import PersonId
from consilium_web.actions import boards as actions
from consilium_web.actions.conflicts import Repeated
from consilium_web.queries import boards as queries
from consilium_web.queries import cases
from consilium_web.queries import minutes as minutes_of
from consilium_web.views.case_forms import short_field, text_field
from consilium_web.views.doors import BOARD_PEOPLE, COORDINATORS, ON_BOARD, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted
from consilium_web.views.letters import as_pdf

NOT_ASKED = ("", "Not asked")
SEATS = {
    Role.BOARD_CHAIR: "Chair",
    Role.BOARD_MEMBER: "Member",
    Role.BOARD_GUEST: "Guest: listens, no vote",
}
LENGTHS = ((30, "30 minutes"), (60, "1 hour"), (90, "1 hour and a half"), (120, "2 hours"), (180, "3 hours"))


def moment_field(label: str) -> forms.DateTimeField:
    """A day and an hour."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, input_formats=["%Y-%m-%dT%H:%M"])


class MeetingForm(SiteForm):
    """When and where, and who is asked as what."""

    begins = moment_field("When does it begin?")
    lasts = forms.TypedChoiceField(label="How long?", choices=LENGTHS, coerce=int, initial=60)
    where = short_field("Where?", "A room, or the address of a call.", required=True)
    attendees = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = queries.sitters(by)
        for sitter in self.people:
            one, seats = sitter.reviewer, [NOT_ASKED, *((role.value, SEATS[role]) for role in sitter.roles)]
            name = f"{one.name}, {one.field}" if one.field else one.name
            self.fields[f"seat.{one.id}"] = forms.ChoiceField(label=name, choices=seats, required=False)
            if set(sitter.roles) != {Role.BOARD_GUEST}:
                self.fields[f"for.{one.id}"] = forms.ChoiceField(
                    label=f"{one.name} speaks for",
                    choices=list(library.disciplines().items()),
                    initial=sitter.discipline,
                )

    def seats(self) -> list[list[forms.BoundField]]:
        """The fields of everybody who can be asked."""
        names = [(f"seat.{one.reviewer.id}", f"for.{one.reviewer.id}") for one in self.people]
        return [[self[name] for name in some if name in self.fields] for some in names]

    def meeting(self) -> Meeting:
        """What was written."""
        said = self.cleaned_data
        asked = [
            Attendee(
                person=one.id,
                name=one.name,
                role=Role(role),
                discipline="" if role == Role.BOARD_GUEST else said[f"for.{one.id}"],
            )
            for one in (sitter.reviewer for sitter in self.people)
            if (role := said[f"seat.{one.id}"])
        ]
        return Meeting(
            id="",
            begins=said["begins"],
            lasts=timedelta(minutes=said["lasts"]),
            where=said["where"],
            attendees=tuple(asked),
        )


@door(BOARD_PEOPLE)
def boards(request: SiteRequest) -> HttpResponseBase:
    """The meetings that concern this person; for a coordinator also the cases that wait for the next one."""
    plans = request.actor.role is Role.COORDINATOR
    context = {
        "lines": queries.listing(request.actor),
        "plans": plans,
        "waiting": queries.waiting(request.actor) if plans else (),
    }
    return render(request, "boards/boards.html", context)


@door(COORDINATORS)
def plan(request: SiteRequest) -> HttpResponseBase:
    """Plan a meeting: when, where, and who is asked."""
    form = MeetingForm(posted(request), by=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = form.accept(
                lambda: actions.plan(
                    meeting=form.meeting(), by=request.actor, at=request.at, token=form.cleaned_data["token"]
                )
            )
        except Repeated as again:
            made = again.result
        if made:
            messages.success(request, "The meeting is planned. Now put cases on its agenda.")
            return redirect("board", meeting=made)
    return render(request, "boards/plan.html", {"form": form})


@door(BOARD_PEOPLE)
def meeting(request: SiteRequest, meeting: UUID) -> HttpResponseBase:
    """One meeting: when, where, who, and its agenda."""
    return render(request, "boards/meeting.html", _context(request, meeting))


def _context(request: SiteRequest, meeting: UUID, **more: Any) -> dict[str, Any]:
    return {"it": queries.get(meeting, request.actor), **more}


class ChangeForm(SiteForm):
    """Another time or place, or none at all; always with the reason."""

    begins = moment_field("When does it begin?")
    where = short_field("Where?", required=True)
    reason = text_field("Why?", "Everybody who is asked reads this.", rows=2, required=True)
    cancel = forms.BooleanField(label="The meeting is cancelled. Its cases wait for another one.", required=False)


@door(COORDINATORS)
def change(request: SiteRequest, meeting: UUID) -> HttpResponseBase:
    """Move or cancel a meeting."""
    found = queries.get(meeting, request.actor)
    form = ChangeForm(posted(request), initial={"begins": found.meeting.begins, "where": found.meeting.where})
    if request.method == "POST" and form.is_valid():
        changed = form.accept(lambda: _change(request, meeting, form))
        if changed is not None:
            messages.success(request, "Everybody who is asked can see it now.")
            return redirect("board", meeting=meeting)
    return render(request, "boards/change.html", {"it": found, "form": form})


def _change(request: SiteRequest, meeting: UUID, form: ChangeForm) -> Meeting:
    said = form.cleaned_data
    if said["cancel"]:
        return actions.cancel(meeting_id=meeting, reason=said["reason"], by=request.actor, at=request.at)
    return actions.move(
        meeting_id=meeting,
        begins=said["begins"],
        where=said["where"],
        reason=said["reason"],
        by=request.actor,
        at=request.at,
    )


class PresentForm(SiteForm):
    """Who is in the room."""

    present = forms.MultipleChoiceField(label="Who is there?", widget=forms.CheckboxSelectMultiple)


@door(BOARD_PEOPLE)
def present(request: SiteRequest, meeting: UUID) -> HttpResponseBase:
    """The chair records who is there."""
    found = queries.leading(meeting, request.actor)
    form = PresentForm(posted(request), initial={"present": list(found.meeting.present)})
    form.offer("present", ((one.person, f"{one.name}, {one.label}") for one in found.people))
    if request.method == "POST" and form.is_valid():
        there = [PersonId(one) for one in form.cleaned_data["present"]]
        if form.accept(lambda: actions.hold(meeting_id=meeting, present=there, by=request.actor, at=request.at)):
            messages.success(request, "It is recorded who is there.")
            return redirect("board", meeting=meeting)
    return render(request, "boards/present.html", {"it": found, "form": form})


class DiscussionForm(SiteForm):
    """What the chair does with a case; a reason where it is carried over."""

    reason = text_field("What does the board wait for?", "Needed only to carry the case over.", rows=2)


@door(ON_BOARD, seen="discussion")
def discussion(request: SiteRequest, meeting: UUID, case: UUID) -> HttpResponseBase:
    """One case in a meeting: the views, the discussion, and what comes of it."""
    one = queries.item(meeting, case, request.actor)
    form = DiscussionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if "open" in request.POST:
            actions.open_discussion(meeting_id=meeting, case_id=case, by=request.actor, at=request.at)
            messages.success(request, "The discussion is open. Those who are there see every view.")
            return redirect("discussion", meeting=meeting, case=case)
        if form.accept(lambda: _carry_over(request, meeting, case, form.cleaned_data["reason"])):
            messages.success(request, "The case is left to a later meeting.")
            return redirect("board", meeting=meeting)
    compared = mark_safe(queries.compared(one))  # noqa: S308  the library escapes every word
    context = _context(request, meeting, one=one, form=form, compared=compared, case=cases.get(case, request.actor))
    return render(request, "boards/discussion.html", context)


@door(ON_BOARD)
def of_case(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """On to the meeting that has this case on its agenda."""
    meeting = queries.meeting_of(case, request.actor)
    return redirect("discussion", meeting=meeting, case=case) if meeting else redirect("boards")


def _carry_over(request: SiteRequest, meeting: UUID, case: UUID, reason: str) -> bool:
    actions.carry_over(meeting_id=meeting, case_id=case, reason=reason, by=request.actor, at=request.at)
    return True


@door(BOARD_PEOPLE)
def calendar(request: SiteRequest, meeting: UUID) -> HttpResponseBase:
    """The meeting for one's own calendar."""
    data = minutes_of.as_calendar(meeting, request.actor, at=request.at)
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="tumor-board.ics"'
    return response


@door(BOARD_PEOPLE)
def minutes(request: SiteRequest, meeting: UUID) -> HttpResponseBase:
    """The minutes as PDF."""
    return as_pdf(minutes_of.as_minutes(meeting, request.actor, at=request.at), "minutes.pdf")

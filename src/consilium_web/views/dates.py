"""Days and appointments of a case, on a page and as a calendar file."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from consilium.policy.permissions import Permission
from consilium_web.actions import dates as actions
from consilium_web.models.appointments import Appointment
from consilium_web.queries import cases, mail
from consilium_web.queries import dates as queries
from consilium_web.views.case_forms import date_field, short_field
from consilium_web.views.doors import MESSENGERS, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted
from consilium_web.views.mail import time_field


class AppointmentForm(SiteForm):
    """When people meet, and how."""

    kind = forms.ChoiceField(label="What is it?", choices=tuple(queries.KINDS.items()), widget=forms.RadioSelect)
    day = date_field("Day", required=True)
    begins = time_field("Begins at")
    minutes = forms.IntegerField(label="How many minutes?", min_value=5, max_value=480, initial=30)
    where = short_field("Where, or the address of the call", "This goes into calendars. Write nothing of an illness.")

    def appointment(self, zone: str) -> Appointment:
        """What was said, in this time zone."""
        said = self.cleaned_data
        starts = datetime.combine(said["day"], said["begins"], tzinfo=ZoneInfo(zone))
        return Appointment(kind=said["kind"], starts=starts, minutes=said["minutes"], where=said["where"])


@door(MESSENGERS, needs=Permission.SEE_DATES, seen="dates")
def dates(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """The days of a case; a coordinator makes appointments and calls them off."""
    found, it = queries.get(case, request.actor, today=request.at.date()), cases.get(case, request.actor)
    zone = mail.wish(request.user.pk).zone
    off = next((one for one in found.meetings if str(one.id) == request.POST.get("off")), None)
    if off:
        actions.call_off(case_id=case, appointment=off.id, by=request.actor, at=request.at)
        messages.success(request, "The appointment is called off.")
        return redirect("dates", case=case)
    form = AppointmentForm(posted(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = form.accept(
            lambda: actions.make(
                case_id=case, appointment=form.appointment(zone), by=request.actor, at=request.at, token=said["token"]
            )
        )
        if made:
            messages.success(request, "The appointment is made.")
            return redirect("dates", case=case)
    return render(request, "cases/dates.html", {"it": it, "found": found, "form": form, "zone": zone})


@door(MESSENGERS, needs=Permission.SEE_DATES)
def calendar(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """The same days as a file for one's own calendar."""
    response = HttpResponse(queries.as_calendar(case, request.actor, at=request.at), content_type="text/calendar")
    response["Content-Disposition"] = 'attachment; filename="days.ics"'
    return response

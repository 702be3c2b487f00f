"""Time spent on a case: a reviewer sees theirs and can put it right; whoever pays sees the sums of a month."""

import csv
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from consilium.effort import IDLE
from consilium.policy.permissions import Permission
from consilium_web.actions import effort as actions
from consilium_web.queries import cases
from consilium_web.queries import effort as queries
from consilium_web.views.case_forms import text_field
from consilium_web.views.doors import REVIEWERS, STAFF, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted
from consilium_web.views.outcomes import harmless


class TimeForm(SiteForm):
    """What is right, and why."""

    minutes = forms.IntegerField(label="Minutes that you spent on this case in all", min_value=0)
    reason = text_field("Why is it more or less?", "For example: I read the slides at the microscope.", rows=2)


@door(REVIEWERS, needs=Permission.READ_FOR_REVIEW)
def time_spent(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """One's own time on a case; it can be put right before one signs."""
    spent = queries.of_case(case, request.actor)
    form = TimeForm(posted(request), initial={"minutes": spent.minutes})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        form.accept(
            lambda: actions.correct(
                case_id=case, minutes=said["minutes"], reason=said["reason"], by=request.actor, at=request.at
            )
        )
        if not form.errors:
            messages.success(request, "Your time is put right.")
            return redirect("time_spent", case=case)
    context = {"it": cases.get(case, request.actor), "spent": spent, "form": form, "idle": IDLE.seconds // 60}
    return render(request, "effort/mine.html", context)


@door(REVIEWERS, needs=Permission.READ_FOR_REVIEW)
def beat(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """A page that is being worked on says so; the door counts it, as it counts every page of a case."""
    return HttpResponse(status=204)


@door(STAFF, seen="efforts")
def efforts(request: SiteRequest) -> HttpResponseBase:
    """Every reviewer's months."""
    return render(request, "effort/months.html", {"lines": queries.months(request.actor)})


@door(STAFF, seen="efforts_csv")
def efforts_csv(request: SiteRequest) -> HttpResponseBase:
    """The same for a spreadsheet. It holds nothing about a patient."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="time-spent.csv"'
    file = csv.writer(response)
    file.writerow(["month", "reviewer", "cases", "minutes_measured", "minutes"])
    for one in queries.months(request.actor):
        file.writerow([harmless(cell) for cell in (one.month, one.reviewer, one.cases, one.measured, one.minutes)])
    return response

"""The coordinator's queue, who has how much, and reviewers proposed for all cases."""

from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from consilium.assignment import interests
from consilium.cases import Route, Status
from consilium.policy.permissions import Permission
from consilium_web.actions import opinions, records
from consilium_web.actions import proposals as actions
from consilium_web.actions import reviewers as reviewer_actions
from consilium_web.actions.conflicts import Repeated
from consilium_web.queries import cases, proposals, reviewers
from consilium_web.queries import queue as queries
from consilium_web.queries.queue import WAITING, Filters
from consilium_web.views.doors import COORDINATORS, HANDLERS, SiteRequest, door
from consilium_web.views.forms import SiteForm, page_number, posted


@door(COORDINATORS, seen="queue")
def queue(request: SiteRequest) -> HttpResponseBase:
    """Cases that wait, the most urgent first."""
    filters = _filters(request)
    page, lines = queries.listing(request.actor, filters, number=page_number(request), today=request.at.date())
    context = {
        "page": page,
        "lines": lines,
        "filters": filters,
        "states": WAITING,
        "routes": Route,
        "groups": interests.groups(),
        "reviewers": reviewers.all_of(request.actor),
    }
    return render(request, "queue/queue.html", context)


def _filters(request: SiteRequest) -> Filters:
    """What the address asks for; what it asks for in vain is not asked."""
    asked = request.GET
    return Filters(
        status=next((one for one in Status if one.value == asked.get("status")), None),
        route=next((one for one in Route if one.value == asked.get("route")), None),
        cancer=next((one.key for one in interests.groups() if one.key == asked.get("cancer")), ""),
        reviewer=next((id for id, _ in reviewers.all_of(request.actor) if id == asked.get("reviewer")), ""),
        records="records" in asked,
        twins="twins" in asked,
        oldest_first=asked.get("order") == "age",
    )


@door(HANDLERS, needs=Permission.ASK_FOR_RECORDS)
def remind(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Remind whoever is waited for: the patient's side of records or of the opinion, the reviewers of the review."""
    if request.method == "POST" and request.POST.get("of") == "records":
        done = records.remind(case_id=case, by=request.actor, at=request.at)
        messages.success(request, "The patient was reminded." if done else "No records are waited for.")
        return redirect("queue")
    if request.method == "POST" and request.POST.get("of") == "opinion":
        told = opinions.remind(case_id=case, by=request.actor, at=request.at)
        messages.success(request, "The patient was reminded." if told else "There is no opinion to read yet.")
        return redirect("queue")
    if request.method == "POST":
        number = reviewer_actions.remind(case_id=case, by=request.actor, at=request.at)
        messages.success(request, "The reviewer was reminded." if number else "No review is waited for.")
        return redirect("queue")
    return render(request, "queue/remind.html", {"it": cases.get(case, request.actor)})


@door(COORDINATORS, seen="queue")
def workload(request: SiteRequest) -> HttpResponseBase:
    """What each reviewer has now."""
    loads = reviewers.loads(request.actor, today=request.at.date())
    return render(request, "queue/workload.html", {"loads": loads})


@door(COORDINATORS, seen="queue")
def proposal(request: SiteRequest) -> HttpResponseBase:
    """Reviewers proposed for everything that waits; each row can be changed, and nobody is asked before a yes."""
    if request.method == "POST":
        return _confirm(request)
    found = proposals.propose(request.actor, today=request.at.date())
    return render(request, "queue/proposal.html", {"found": found, "form": SiteForm()})


def _confirm(request: SiteRequest) -> HttpResponseBase:
    form, chosen = SiteForm(posted(request)), list(_chosen(request))
    if not form.is_valid() or not chosen:
        messages.info(request, "Nobody was chosen, so nobody was asked.")
        return redirect("proposal")
    try:
        refused = actions.confirm(chosen=chosen, by=request.actor, at=request.at, token=form.cleaned_data["token"])
    except Repeated as again:
        messages.info(request, str(again))
        return redirect("queue")
    asked = len(chosen) - len(refused)
    if asked:
        messages.success(request, "One reviewer was asked." if asked == 1 else f"{asked} reviewers were asked.")
    for case, why in refused.items():
        messages.warning(request, f"Case {cases.reference(case)}: {why}")
    return redirect("proposal" if refused else "queue")


def _chosen(request: SiteRequest) -> Iterator[actions.Chosen]:
    """The rows in which somebody was chosen: each field holds the reviewer and the version of the case."""
    for name, value in request.POST.items():
        reviewer, _, version = str(value).partition(":")
        with suppress(ValueError):
            if name.startswith("case-") and reviewer:
                yield actions.Chosen(UUID(name.removeprefix("case-")), UUID(reviewer), int(version))

"""The coordinator's queue, and asking a reviewer."""

from django.http import HttpResponseBase
from django.shortcuts import render

from consilium.cases import Status
from consilium_web.queries import queue as queries
from consilium_web.queries.queue import WAITING, Filters
from consilium_web.views.doors import COORDINATORS, SiteRequest, door
from consilium_web.views.forms import page_number


@door(COORDINATORS, seen="queue")
def queue(request: SiteRequest) -> HttpResponseBase:
    """Cases that wait, the most urgent first."""
    asked = request.GET.get("status", "")
    filters = Filters(
        status=Status(asked) if asked in [status.value for status in Status] else None,
        oldest_first=request.GET.get("order") == "age",
    )
    page, lines = queries.listing(request.actor, filters, number=page_number(request), today=request.at.date())
    return render(request, "queue/queue.html", {"page": page, "lines": lines, "filters": filters, "states": WAITING})

"""Viewers: a PDF with its facts beside it, the pictures of scanners, slides. Each is a page, and may be framed by ours.

`?page=2` opens a page, `?fact=…` the page of a fact with its words marked, `?pane=1` leaves out what surrounds a page,
for those of our pages that show a viewer in a frame.
"""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from consilium.policy.permissions import Permission
from consilium_web.queries import cases
from consilium_web.queries import viewers as queries
from consilium_web.views.doors import IN_CASE, SiteRequest, door
from consilium_web.views.forms import number

P = ParamSpec("P")
View = Callable[Concatenate[SiteRequest, P], HttpResponseBase]


def framed(view: View[P]) -> View[P]:
    """Our own pages may show this page in a frame, and its script may start workers of ours."""
    policy = csp_replace({"frame-ancestors": [SELF], "worker-src": [SELF]})
    return cast("View[P]", policy(xframe_options_sameorigin(cast("Any", view))))


@door(IN_CASE, needs=Permission.SEE_RECORD, seen="view")
@framed
def view(request: SiteRequest, case: UUID, record: UUID) -> HttpResponseBase:
    """One record in the viewer of its kind."""
    at = number(request.GET.get("page", ""), otherwise=1)
    shown = queries.view(case, record, request.actor, number=at, fact=request.GET.get("fact", ""))
    pane = "pane" in request.GET
    base = "viewers/pane.html" if pane else "cases/layout.html"
    context = {"it": cases.get(case, request.actor), "view": shown, "page": shown.page, "base": base, "pane": pane}
    return render(request, f"viewers/{shown.viewer}.html", context)


@door(IN_CASE, needs=Permission.SEE_RECORD)
def places(request: SiteRequest, case: UUID, record: UUID) -> HttpResponseBase:
    """Where the words of each fact stand in a PDF, for the viewer's script. Its page says that it was looked at."""
    return JsonResponse(queries.places(case, record, request.actor))

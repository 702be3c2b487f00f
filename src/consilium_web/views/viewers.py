"""Viewers: a PDF with its facts beside it, the pictures of scanners, slides. Each is a page, and may be framed by ours.

`?page=2` opens a page, `?fact=…` the page of a fact with its words marked, `?pane=1` leaves out what surrounds a page,
for those of our pages that show a viewer in a frame.
"""

import json
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

import msgspec
from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from consilium.policy.permissions import Permission
from consilium_web.queries import records, slides
from consilium_web.queries import viewers as queries
from consilium_web.views.doors import IN_CASE, SiteRequest, door
from consilium_web.views.forms import number
from consilium_web.views.records import refused

PRESETS = (("Lung", -600, 1500), ("Soft tissue", 40, 400), ("Bone", 300, 1500), ("Brain", 40, 80))
"""Name, centre and width in Hounsfield units of the windows in which CT pictures are usually read."""

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
    context = {"it": shown.it, "view": shown, "page": shown.page, "base": base, "pane": pane}
    if shown.stacks:
        context |= _pile(shown.stack, record, at)
    return render(request, f"viewers/{shown.viewer}.html", context)


def _pile(stack: queries.Stack, record: UUID, number: int) -> dict[str, Any]:
    """The pictures of a series, as the script and those without it walk through them."""
    pile = stack.pictures
    begin = pile.index((record, number)) if (record, number) in pile else [row for row, _ in pile].index(record)
    return {
        "pictures": json.dumps([[str(row), frame] for row, frame in pile]),
        "count": len(pile),
        "begin": begin,
        "number": pile[begin][1],
        "before": pile[begin - 1] if begin else None,
        "after": pile[begin + 1] if begin + 1 < len(pile) else None,
        "presets": PRESETS,
    }


@door(IN_CASE, needs=Permission.SEE_RECORD)
def frame(request: SiteRequest, case: UUID, record: UUID, number: int) -> HttpResponseBase:
    """One frame of a scanner's file for the viewer's script: its values, and in a header what they are.

    The page that the script belongs to says that the pictures were looked at.
    """
    shown = records.frame(case, record, number, request.actor)
    if shown.frame is None:
        return JsonResponse({"refused": shown.refused}, status=404)
    response = HttpResponse(shown.values, content_type="application/octet-stream")
    response["Consilium-Frame"] = msgspec.json.encode(shown.frame).decode()
    return response


@door(IN_CASE, needs=Permission.SEE_RECORD)
def places(request: SiteRequest, case: UUID, record: UUID) -> HttpResponseBase:
    """Where the words of each fact stand in a PDF, for the viewer's script. Its page says that it was looked at."""
    return JsonResponse(queries.places(case, record, request.actor))


@door(IN_CASE, needs=Permission.SEE_RECORD)
def slide(request: SiteRequest, case: UUID, record: UUID) -> HttpResponseBase:
    """How large a slide is and how it is tiled, for the viewer's script."""
    found = slides.look(case, record, request.actor)
    if found.slide is None:
        return JsonResponse({"refused": found.refused}, status=404)
    return JsonResponse(msgspec.to_builtins(found.slide))


@door(IN_CASE, needs=Permission.SEE_RECORD)
def tile(request: SiteRequest, case: UUID, record: UUID, level: int, column: int, row: int) -> HttpResponseBase:
    """One tile of a slide. Its page says that the slide was looked at."""
    drawn = slides.tile(case, record, (level, column, row), request.actor)
    return HttpResponse(drawn.image, content_type="image/jpeg") if drawn.image else HttpResponse(status=404)


@door(IN_CASE, needs=Permission.SEE_RECORD, seen="picture")
def overview(request: SiteRequest, case: UUID, record: UUID) -> HttpResponseBase:
    """A whole slide, small, for those without scripts."""
    drawn = slides.overview(case, record, request.actor)
    if drawn.image:
        return HttpResponse(drawn.image, content_type="image/png")
    return refused(request, drawn.refused)

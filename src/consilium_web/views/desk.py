"""The reviewer's desk: what is known, where it stands, and the form, side by side."""

from typing import Any, cast
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpResponseBase
from django.shortcuts import render

from consilium.cases import Status
from consilium.policy.permissions import Permission
from consilium_web.queries import desk as queries
from consilium_web.queries.desk import Desk, Place, Show
from consilium_web.views.doors import REVIEWERS, SiteRequest, door
from consilium_web.views.forms import number as digits
from consilium_web.views.opinions import writing_context
from consilium_web.views.reviews import read_form
from consilium_web.views.viewers import P, View

TABS = (
    (Show.CASE, "The case"),
    (Show.FACTS, "Facts"),
    (Show.TIME, "Over time"),
    (Show.RECORDS, "Records"),
    (Show.NOTICED, "Noticed"),
)


def frames(view: View[P]) -> View[P]:
    """A viewer of ours may stand in a frame of this page."""
    return cast("View[P]", csp_update({"frame-src": [SELF]})(cast("Any", view)))


@door(REVIEWERS, needs=Permission.READ_FOR_REVIEW, seen="desk")
@frames
def desk(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """The desk as one opens it; for a script, its first pane."""
    if request.htmx:
        return _pane(request, case, "desk/case.html", show=_show(request), place=None)
    return _whole(request, case, None)


@door(REVIEWERS, needs=Permission.READ_FOR_REVIEW, seen="page")
@frames
def desk_page(request: SiteRequest, case: UUID, record: UUID, number: int) -> HttpResponseBase:
    """The desk with one page of a record open; for a script, that page."""
    start, end = (digits(request.GET.get(name, ""), otherwise=0) for name in ("start", "end"))
    place = Place(record, number, start, end, request.GET.get("fact", ""))
    if request.htmx:
        return _pane(request, case, "desk/source.html", show=None, place=place)
    return _whole(request, case, place)


def _show(request: SiteRequest) -> Show:
    asked = request.GET.get("show", "")
    return Show(asked) if asked in set(Show) else Show.CASE


def _pane(
    request: SiteRequest, case: UUID, template: str, *, show: Show | None, place: Place | None
) -> HttpResponseBase:
    heading, today = request.GET.get("heading", ""), request.at.date()
    found = queries.pane(case, request.actor, show=show, heading=heading, place=place, today=today)
    return render(request, template, _panes(found, heading))


def _panes(found: Desk, heading: str) -> dict[str, Any]:
    it = found.it
    takes = it.case.status is Status.OPEN and not it.blinded and it.actor.id not in it.case.signed_by
    return {"it": it, "desk": found, "tabs": TABS, "heading": heading, "place": found.place, "takes": takes}


def _whole(request: SiteRequest, case: UUID, place: Place | None) -> HttpResponseBase:
    heading, today = request.GET.get("heading", ""), request.at.date()
    found = queries.whole(case, request.actor, show=_show(request), heading=heading, place=place, today=today)
    return render(request, "desk/desk.html", _panes(found, heading) | _writing(request, found))


def _writing(request: SiteRequest, found: Desk) -> dict[str, Any]:
    """The form: the first read while blinded, then the opinion; nothing once it is signed."""
    if found.first_read is not None:
        return {"writes": "first_read", "form": read_form(request, found.first_read)}
    if found.draft is not None:
        return {"writes": "opinion", "draft": found.draft} | writing_context(request, found.draft)
    return {"writes": ""}

"""Records: putting them in, watching them being read, looking at their pages, opening the original."""

from textwrap import wrap
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from consilium.policy.permissions import Permission
from consilium_web import jobs
from consilium_web.actions import records as actions
from consilium_web.actions.records import Receipt, Taken
from consilium_web.queries import cases, uploads
from consilium_web.queries import records as queries
from consilium_web.storage.uploads import SealedUpload
from consilium_web.views.doors import IN_CASE, WRITERS, SiteRequest, door
from consilium_web.views.forms import SiteForm
from consilium_web.views.forms import number as digits

SAID = {
    Taken.NEW: "{name} was added.",
    Taken.KNOWN: "{name} is already here. It was not added twice.",
    Taken.EMPTY: "{name} is empty, so there was nothing to add. Look whether it opens on your computer.",
    Taken.NO_ROOM: "{name} could not be kept, because our disk is full or away. Try again later, or write to us.",
    Taken.TOO_LARGE: "{name} is too large. Ask the hospital for it in smaller parts.",
}
SAID_WHILE_SENDING = {
    **{taken.value: words for taken, words in SAID.items()},
    "full": "{name} does not fit: this case holds as much as it can. Take out a record that nobody needs.",
    "closed": "{name} could not be added, because nothing can be added to this case now.",
    "failed": "{name} could not be sent. Try it once more. If it does not work, write to us.",
    "gone": "{name} could not be read on your computer. Choose it again.",
    "sending": "{name}: {arrived} of {size} arrived",
    "offline": "The connection is lost. Sending goes on by itself when it is back.",
    "signed_out": "You were signed out. Sign in in a new window, then sending goes on here.",
    "left_out": "{count} files of the disc’s own viewing program were left out. They hold nothing about you.",
}
"""What the page says while scripts send files. `{name}` and the like are filled in by the script."""


@door(IN_CASE, needs=Permission.SEE_RECORD, seen="records")
def records(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """The records of a case; a file sent here is added."""
    if request.method == "POST":
        files = cast(list[SealedUpload], request.FILES.getlist("files"))
        receipts = actions.take(case_id=case, uploads=files, by=request.actor, at=request.at)
        _say(request, receipts)
        return redirect("records", case=case)
    found = queries.shelf(case, request.actor)
    waiting = any(line.state in ("queued", "reading") for line in found.lines)
    pictured = frozenset[UUID]().union(*(one.records for one in found.series))
    context = {
        "it": found.it,
        "lines": found.lines,
        "waiting": waiting,
        "read": sum(line.state in ("read", "refused") for line in found.lines),
        "series": found.series,
        "pictured": pictured,
        "unfinished": uploads.unfinished(case, request.actor),
        "said": SAID_WHILE_SENDING,
    }
    return render(request, "records/records.html", context)


def _say(request: SiteRequest, receipts: tuple[Receipt, ...]) -> None:
    for receipt in receipts:
        taken = receipt.taken is Taken.NEW
        messages.add_message(
            request, messages.SUCCESS if taken else messages.WARNING, SAID[receipt.taken].format(name=receipt.name)
        )
        if taken and receipt.record:
            jobs.queue(receipt.record)
    if not receipts:
        messages.warning(request, "No file was chosen.")


@door(IN_CASE, needs=Permission.SEE_RECORD, seen="page")
def page(request: SiteRequest, case: UUID, record: UUID, number: int) -> HttpResponseBase:
    """One page of a record, with the words of a fact marked."""
    start, end = (digits(request.GET.get(name, ""), otherwise=-1) for name in ("start", "end"))
    it, shown = queries.page(case, record, number, request.actor, start=start, end=end)
    context = {"it": it, "page": shown, "start": start, "end": end}
    return render(request, "records/page.html", context)


@door(IN_CASE, needs=Permission.SEE_RECORD, seen="original")
def original(request: SiteRequest, case: UUID, record: UUID) -> HttpResponseBase:
    """The record as it came, byte for byte. It is handed over as a download, never run in the browser."""
    name, size, data = queries.original(case, record, request.actor)
    response = StreamingHttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Content-Length"] = size
    return response


@door(IN_CASE, needs=Permission.SEE_RECORD, seen="picture")
def picture(request: SiteRequest, case: UUID, record: UUID, number: int) -> HttpResponseBase:
    """A page as a picture; where it cannot be drawn, a picture of the reason."""
    drawn = queries.picture(case, record, number, request.actor)
    if drawn.image:
        return HttpResponse(drawn.image, content_type="image/png")
    return refused(request, drawn.refused)


def refused(request: SiteRequest, why: str) -> HttpResponse:
    """A picture of the reason, which a browser shows where the picture that was asked for would stand."""
    context = {"lines": wrap(why, 48)}
    return render(request, "records/refused.svg", context, content_type="image/svg+xml", status=404)


@door(WRITERS, needs=Permission.EDIT_CASE)
def remove(request: SiteRequest, case: UUID, record: UUID) -> HttpResponseBase:
    """Ask once, then take a record out of a draft."""
    if request.method == "POST":
        actions.remove(case_id=case, record=record, by=request.actor, at=request.at)
        messages.success(request, "The record was taken out.")
        return redirect("records", case=case)
    return render(request, "records/remove.html", {"it": cases.draft(case, request.actor), "form": SiteForm()})

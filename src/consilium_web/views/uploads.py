"""Files that a script sends in parts: where one begins, how far it came, its next part. Modelled on tus 1.0.

`begin` gives an address. There HEAD tells how many bytes have arrived (`Upload-Offset`), and POST goes on from there.
Nothing is kept in the browser: the same file, chosen again, gets the same address.
"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from consilium.errors import Invalid, WrongState
from consilium.policy.permissions import Permission
from consilium_web import jobs
from consilium_web.actions import uploads as actions
from consilium_web.actions.records import Taken
from consilium_web.models.records import Sending
from consilium_web.queries import cases
from consilium_web.queries import uploads as queries
from consilium_web.storage.partial import Busy, Elsewhere
from consilium_web.views.doors import IN_CASE, SiteRequest, door
from consilium_web.views.forms import SiteForm, number

LONGEST = 255
MOST_DIGITS = 15


@door(IN_CASE, needs=Permission.ADD_RECORD)
def begin(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Begin to send a file, or go on with it: its address and how far it came."""
    if request.method != "POST":
        return redirect("records", case=case)
    said = {key: request.POST.get(key, "").strip()[-LONGEST:] for key in ("name", "where", "changed", "size")}
    name = said["name"].replace("\\", "/").rpartition("/")[2] or "file"
    size = int(said["size"]) if said["size"].isdecimal() and len(said["size"]) <= MOST_DIGITS else 0
    sending = Sending(name=name, where=said["where"])
    try:
        made = actions.begin(
            case_id=case, sending=sending, size=size, changed=said["changed"], by=request.actor, at=request.at
        )
    except Invalid as error:
        return _refused(str(error))
    except WrongState:
        return _refused("closed")
    except OSError:
        return _refused(Taken.NO_ROOM)
    line = queries.get(case, made, request.actor)
    arrived = line.arrived if line else 0
    return JsonResponse({"address": reverse("upload", args=(case, made)), "offset": arrived}, status=201)


def _refused(why: str) -> JsonResponse:
    return JsonResponse({"refused": why}, status=422)


@door(IN_CASE, needs=Permission.ADD_RECORD)
def upload(request: SiteRequest, case: UUID, upload: UUID) -> HttpResponseBase:
    """How far a file came; with POST its next part, from the byte that `Upload-Offset` names."""
    line = queries.get(case, upload, request.actor)
    if line is None:
        raise Http404
    if request.method != "POST":
        return HttpResponse(headers={"Upload-Offset": str(line.arrived), "Upload-Length": str(line.size)})
    offset = number(request.headers.get("Upload-Offset", "")[:MOST_DIGITS], otherwise=-1)
    try:
        arrived, receipt = actions.receive(
            case_id=case, upload=upload, offset=offset, read=request.read, by=request.actor, now=request.at
        )
    except Elsewhere as error:
        return JsonResponse({"offset": error.offset}, status=409)
    except Busy:
        return HttpResponse(status=423)
    except WrongState:
        return _refused("closed")
    except OSError:
        return _refused(Taken.NO_ROOM)
    if receipt and receipt.record and receipt.taken is Taken.NEW:
        jobs.queue(receipt.record)
    return JsonResponse({"offset": arrived, "taken": receipt.taken if receipt else ""})


@door(IN_CASE, needs=Permission.ADD_RECORD)
def forget(request: SiteRequest, case: UUID, upload: UUID) -> HttpResponseBase:
    """Ask once, then give up a file that has not arrived whole."""
    if request.method == "POST":
        actions.forget(case_id=case, upload=upload, by=request.actor, at=request.at)
        messages.success(request, "The file is given up. What had arrived of it is removed.")
        return redirect("records", case=case)
    line = queries.get(case, upload, request.actor)
    if line is None or line.done:
        raise Http404
    return render(
        request, "records/forget.html", {"it": cases.get(case, request.actor), "line": line, "form": SiteForm()}
    )

"""The letter to the first doctor, ready to be sent (R8)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe

from consilium.delivery import document, pdf
from consilium.policy.permissions import Permission
from consilium_web.actions import cases as actions
from consilium_web.actions import records
from consilium_web.queries import cases
from consilium_web.queries import reports as queries
from consilium_web.views.doors import CORRECTORS, PATIENTS, SiteRequest, door


@door(PATIENTS, needs=Permission.GIVE_CONSENT)
def letter(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """The letter; one can say that the doctor knows."""
    found = cases.get(case, request.actor)
    if request.method == "POST":
        actions.told_first_doctor(case_id=case, by=request.actor, at=request.at)
        return redirect("case", case=case)
    written = queries.early_letter(case, request.actor, today=request.at.date())
    html = mark_safe(document.fragment(written, level=2))  # noqa: S308  the library escapes every word
    return render(request, "cases/letter.html", {"it": found, "letter": html})


@door(PATIENTS, needs=Permission.GIVE_CONSENT)
def letter_pdf(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """The letter to print."""
    written = queries.early_letter(case, request.actor, today=request.at.date())
    return as_pdf(pdf.of(written), "letter-to-your-doctor.pdf")


@door(CORRECTORS, needs=Permission.ASK_FOR_RECORDS)
def ask_for_records(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """The letter that asks for missing records; one can say that they were asked for."""
    today = request.at.date()
    if request.method == "POST":
        asked = [one.id for one in queries.missing(case, request.actor, today=today)]
        records.request(case_id=case, items=asked, by=request.actor, at=request.at)
        messages.success(request, "We will show these records as asked for.")
        return redirect("findings", case=case)
    found = cases.get(case, request.actor)
    written, missing = queries.records_letter(case, request.actor, today=today)
    html = mark_safe(document.fragment(written, level=2))  # noqa: S308  the library escapes every word
    return render(request, "records/ask.html", {"it": found, "missing": missing, "letter": html})


@door(CORRECTORS, needs=Permission.ASK_FOR_RECORDS)
def ask_for_records_pdf(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """The same letter to print."""
    written, _ = queries.records_letter(case, request.actor, today=request.at.date())
    return as_pdf(pdf.of(written), "letter-asking-for-records.pdf")


def as_pdf(data: bytes, name: str) -> HttpResponse:
    """A PDF to keep."""
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

"""Releasing the opinion, reading it, taking it along."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe

from consilium.cases import Action
from consilium.delivery import document
from consilium.delivery import pdf as to_pdf
from consilium.policy.permissions import Permission
from consilium_web.actions import opinions as actions
from consilium_web.queries import cases, receipts
from consilium_web.queries import reports as queries
from consilium_web.queries.opinions import for_clinician
from consilium_web.views import languages
from consilium_web.views.case_forms import LANGUAGES
from consilium_web.views.confirming import ConfirmForm, passkey_first
from consilium_web.views.doors import IN_CASE, PATIENTS, RELEASERS, SiteRequest, door
from consilium_web.views.forms import posted
from consilium_web.views.letters import as_pdf


@door(RELEASERS, needs=Action.RELEASE)
def release(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Look at the signed opinions once more, show once more who one is, and give them to the patient (R37)."""
    elsewhere = passkey_first(request)
    if elsewhere is not None:
        return elsewhere
    form = ConfirmForm(posted(request), request=request, to="release")
    if request.method == "POST" and form.is_valid() and form.accept(lambda: _release(request, case, form)) is not None:
        messages.success(request, "The patient can read the opinion now.")
        return redirect("report", case=case)
    found = _found(request, case)
    context = {"it": found.it, "form": form, "reports": _shown(found), **_around(found)}
    return render(request, "opinions/release.html", context)


def _release(request: SiteRequest, case: UUID, form: ConfirmForm) -> object:
    form.check()
    return actions.release(case_id=case, by=request.actor, at=request.at)


@door(IN_CASE, needs=Permission.SEE_OPINION, seen="report")
def report(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """The second opinion: in plain words, with the clinical text behind; for clinicians the other way round."""
    found = _found(request, case)
    context = {
        "it": found.it,
        "reports": _shown(found),
        "clinician": for_clinician(request.actor),
        **_around(found),
        "receipts": receipts.of_case(case, request.actor),
        "language": languages.asked(request) or found.it.case.language,
        "languages": LANGUAGES,
    }
    return render(request, "opinions/report.html", context)


def _found(request: SiteRequest, case: UUID) -> queries.Reports:
    return queries.get(case, request.actor, today=request.at.date(), language=languages.asked(request))


def _around(found: queries.Reports) -> dict[str, object]:
    return {"news": mark_safe(found.news), "among": mark_safe(found.among)}  # noqa: S308  the library escapes every word


def _shown(found: queries.Reports) -> list[dict[str, object]]:
    return [
        {
            "number": one.number,
            "name": f"Opinion {one.number + 1}: {one.by}",
            "released": one.released,
            "label": one.label,
            "plain": mark_safe(one.plain),  # noqa: S308  the library escapes every word
            "clinical": mark_safe(one.clinical),  # noqa: S308
        }
        for one in found.reports
    ]


@door(IN_CASE, needs=Permission.SEE_OPINION, seen="letter")
def letter(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """The letter that brings the opinion to the first doctor."""
    written = queries.result_letter(case, request.actor, today=request.at.date())
    html = mark_safe(document.fragment(written, level=1, titled=False))  # noqa: S308  the library escapes every word
    return render(request, "opinions/letter.html", {"it": cases.get(case, request.actor), "letter": html})


@door(IN_CASE, needs=Permission.SEE_OPINION, seen="letter")
def letter_pdf(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """The same letter to print or to send."""
    written = queries.result_letter(case, request.actor, today=request.at.date())
    return as_pdf(to_pdf.of(written), "second-opinion-letter.pdf")


@door(IN_CASE, needs=Permission.SEE_OPINION, seen="opinion_fhir")
def bundle(request: SiteRequest, case: UUID, number: int) -> HttpResponseBase:
    """One opinion in the form that other systems read."""
    made = queries.opinion_bundle(case, number, request.actor, at=request.at)
    response = HttpResponse(made, content_type="application/fhir+json")
    response["Content-Disposition"] = f'attachment; filename="second-opinion-{number}.json"'
    return response


@door(PATIENTS, needs=Permission.EXPORT_CASE, seen="export")
def export(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Everything to take along, in the form that other systems read."""
    response = HttpResponse(queries.export(case, request.actor, at=request.at), content_type="application/fhir+json")
    response["Content-Disposition"] = 'attachment; filename="case.json"'
    return response


@door(IN_CASE, needs=Permission.SEE_OPINION, seen="report_pdf")
def pdf(request: SiteRequest, case: UUID, number: int) -> HttpResponseBase:
    """One opinion as PDF."""
    asked = languages.asked(request)
    data = queries.as_pdf(case, number, request.actor, today=request.at.date(), language=asked)
    return as_pdf(data, f"second-opinion-{number}.pdf")

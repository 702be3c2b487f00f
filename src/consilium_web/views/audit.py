"""Who looked: for the patient; and whether the audit is whole: for the auditor."""

from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import render

from consilium.policy.permissions import Permission
from consilium_web.queries import audit as queries
from consilium_web.views.audit_words import words
from consilium_web.views.doors import AUDITORS, WATCHERS, SiteRequest, door
from consilium_web.views.forms import page_number


@door(WATCHERS, needs=Permission.SEE_AUDIT)
def of_case(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Who did and saw what in this case."""
    page, lines = queries.of_case(case, request.actor, number=page_number(request))
    told = [(line, words(line.action)) for line in lines]
    return render(request, "audit/case.html", {"page": page, "lines": told, "case_id": case})


@door(AUDITORS, seen="chain")
def chain(request: SiteRequest) -> HttpResponseBase:
    """Verify the chain of the audit."""
    return render(request, "audit/chain.html", {"verdict": queries.chain(request.actor)})

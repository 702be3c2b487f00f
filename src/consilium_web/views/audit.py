"""Who looked: for the patient; what was done and seen, and whether the audit is whole: for the auditor."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from uuid import UUID

from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from consilium.policy.permissions import Permission
from consilium_web.queries import audit as queries
from consilium_web.queries.audit import EventLine
from consilium_web.views.audit_words import words
from consilium_web.views.doors import AUDITORS, WATCHERS, SiteRequest, door
from consilium_web.views.forms import page_number
from consilium_web.views.outcomes import harmless

COLUMNS = ("number", "when", "who", "role", "case", "action", "words", "hash")


@door(WATCHERS, needs=Permission.SEE_AUDIT, seen="audit")
def of_case(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Who did and saw what in this case."""
    page, lines = queries.of_case(case, request.actor, number=page_number(request))
    told = [(line, words(line.action)) for line in lines]
    context = {"page": page, "lines": told, "case_id": case, "overseer": request.actor.role in queries.OVERSEERS}
    return render(request, "audit/case.html", context)


@door(AUDITORS, seen="chain")
def chain(request: SiteRequest) -> HttpResponseBase:
    """Verify the chain of the audit, and look through what was done and seen."""
    page, lines = queries.of_house(request.actor, number=page_number(request))
    told = [(line, words(line.action)) for line in lines]
    context = {"verdict": queries.chain(request.actor), "page": page, "lines": told}
    return render(request, "audit/chain.html", context)


@door(AUDITORS, seen="audit_file")
def as_csv(request: SiteRequest) -> HttpResponseBase:
    """All of it as a file for a spreadsheet."""
    response = StreamingHttpResponse(_rows(queries.all_of_house(request.actor)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response


def _rows(lines: Iterable[EventLine]) -> Iterator[str]:
    yield _row(COLUMNS)
    for one in lines:
        told = words(one.action)
        yield _row((str(one.seq), one.at.isoformat(), one.who, one.role, one.reference, one.action, told, one.hash))


def _row(cells: Iterable[str]) -> str:
    line = StringIO()
    csv.writer(line).writerow(map(harmless, cells))
    return line.getvalue()

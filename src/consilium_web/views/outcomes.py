"""A centre's figures beside published ones: on a page, and as a file for a spreadsheet (B7, R45, R46)."""

import csv
from collections.abc import Iterator

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from consilium.outcomes import SMALLEST, yardsticks
from consilium_web.queries import outcomes as queries
from consilium_web.views.doors import STAFF, SiteRequest, door
from consilium_web.views.outcome_sheets import Sheet, sheets


@door(STAFF, seen="outcomes")
def outcomes(request: SiteRequest) -> HttpResponseBase:
    """The figures, each with its interval, and what others published."""
    found = queries.figures(request.actor)
    context = {
        "figures": found,
        "sheets": sheets(found) if found else (),
        "smallest": SMALLEST,
        "yardsticks": yardsticks(),
    }
    return render(request, "outcomes/outcomes.html", context)


@door(STAFF, seen="outcomes_csv")
def as_csv(request: SiteRequest) -> HttpResponseBase:
    """The same figures, one in each line. A hidden one is an empty field."""
    found = queries.figures(request.actor)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="outcomes.csv"'
    file = csv.writer(response)
    file.writerow(["figure", "of", "what", "value", "low_95", "high_95", "count", "total", "unit"])
    for sheet in sheets(found) if found else ():
        file.writerows([harmless(cell) for cell in row] for row in _rows(sheet))
    return response


def _rows(sheet: Sheet) -> Iterator[list[object]]:
    for line in sheet.lines:
        for cell in line.cells:
            numbers = [round(one, 4) for one in (cell.value, cell.low, cell.high)] if cell.shown else ["", "", ""]
            yield [sheet.title, line.name, cell.name, *numbers, cell.count, line.total, sheet.unit]


def harmless(cell: object) -> object:
    """Text that a spreadsheet would take for a formula is marked as text (OWASP, CSV injection); numbers stay."""
    if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")):
        return f"'{cell}"
    return cell

"""Facts: each with its words and its page; putting one right."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from msgspec.structs import replace

from consilium.cases import Actor
from consilium.errors import Invalid
from consilium.facts import Assertion, Fact, Provenance, Status
from consilium.policy.permissions import Permission
from consilium.values import Quantity, Value
from consilium_web.actions import records as actions
from consilium_web.queries import cases
from consilium_web.queries import facts as queries
from consilium_web.views.doors import CORRECTORS, IN_CASE, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted


@door(IN_CASE, needs=Permission.SEE_RECORD, seen="facts")
def facts(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """What the records say."""
    chosen = {"heading": request.GET.get("heading", ""), "record": request.GET.get("record", "")}
    found = queries.get_all(case, request.actor, **chosen, today=request.at.date())
    context = {"it": found.it, "listed": found.listed, "chosen": chosen, "over_time": found.over_time}
    return render(request, "facts/facts.html", context)


class CorrectionForm(SiteForm):
    """What is right, in the words of the person."""

    value = forms.CharField(label="What is right?", max_length=500)


@door(CORRECTORS, needs=Permission.CORRECT_FACT)
def correct(request: SiteRequest, case: UUID, fact: str) -> HttpResponseBase:
    """Put a fact right: both stay, side by side."""
    line = queries.get(case, fact, request.actor)
    form = CorrectionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        form.accept(lambda: _correct(request, case, line, form))
        if not form.errors:
            messages.success(request, "Your correction stands beside what the record says.")
            return redirect("facts", case=case)
    return render(request, "facts/correct.html", {"it": cases.get(case, request.actor), "line": line, "form": form})


def _correct(request: SiteRequest, case: UUID, line: queries.FactLine, form: CorrectionForm) -> None:
    right = corrected(line.fact, form.cleaned_data["value"], by=request.actor)
    actions.correct(
        case_id=case,
        fact=right,
        corrects=line.id,
        by=request.actor,
        at=request.at,
        token=form.cleaned_data["token"],
    )


def corrected(fact: Fact, text: str, *, by: Actor) -> Fact:
    """The fact that stands beside the read one. Invalid where a number was asked and none was given."""
    said = Provenance(record=None, reader="person/1", said_by=by.name)
    return replace(
        fact,
        value=_like(fact.value, text),
        source=said,
        status=Status.CORRECTED,
        assertion=Assertion.PRESENT,
        confidence=1.0,
    )


def _like(old: Value, text: str) -> Value:
    """The text as a value of the same kind as the old one."""
    if isinstance(old, str):
        return text.strip()
    try:
        number = float(text.split()[0].replace(",", "."))
    except (ValueError, IndexError):
        raise Invalid("A number is needed.", {"value": "Write a number, for example 12."}) from None
    if isinstance(old, Quantity):
        return Quantity(number, old.unit)
    return int(number) if isinstance(old, int) else number

"""Handing on a report by a link that ends: the patient's page, and the page that the link opens."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from consilium.policy.permissions import Permission
from consilium_web.actions import handing as actions
from consilium_web.queries import cases, opinions
from consilium_web.queries import handing as queries
from consilium_web.views.case_forms import short_field
from consilium_web.views.doors import PATIENTS, PUBLIC, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted
from consilium_web.views.letters import as_pdf


class HandForm(SiteForm):
    """For whom a link is, and when it ends."""

    label = short_field("For whom is it?", "For your own list.", required=True)
    number = forms.TypedChoiceField(label="Which opinion?", coerce=int)
    days = forms.TypedChoiceField(
        label="How long shall it work?",
        choices=[(days, "1 day" if days == 1 else f"{days} days") for days in actions.DAYS],
        coerce=int,
        initial=7,
    )
    most = forms.TypedChoiceField(
        label="How often can it be downloaded?",
        choices=[(most, "once" if most == 1 else f"{most} times") for most in actions.DOWNLOADS],
        coerce=int,
        initial=3,
    )


@door(PATIENTS, needs=Permission.HAND_ON, seen="handing")
def hand_on(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Make a link, see who used it, end it."""
    if "end" in request.POST:
        actions.end(case_id=case, link=_id(request.POST["end"]), by=request.actor, at=request.at)
        messages.success(request, "The link does not work any more.")
        return redirect("hand_on", case=case)
    given = opinions.given(case, request.actor, today=request.at.date())
    form, link, code = HandForm(posted(request)), "", ""
    form.offer("number", ((str(one.number), f"Opinion of {one.opinion.reviewer.name}") for one in given))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        wish = {name: said[name] for name in ("number", "label", "days", "most", "token")}
        secret, code = actions.make(case_id=case, by=request.actor, at=request.at, **wish)
        link = request.build_absolute_uri(reverse("handed", args=[secret]))
        form = HandForm()
        form.offer("number", ((str(one.number), f"Opinion of {one.opinion.reviewer.name}") for one in given))
    context = {
        "it": cases.get(case, request.actor),
        "form": form,
        "given": given,
        "links": queries.listing(case, request.actor, at=request.at),
        "link": link,
        "code": code,
    }
    return render(request, "handing/hand_on.html", context)


class CodeForm(forms.Form):
    """The code that was told apart."""

    code = forms.CharField(
        label="The code that you were told",
        help_text="Six digits.",
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


@door(PUBLIC)
def handed(request: SiteRequest, secret: str) -> HttpResponseBase:
    """What a link opens: nothing but a question for its code; with the code, the report."""
    queries.open_link(secret, request.at)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = actions.use(secret=secret, code=form.cleaned_data["code"], at=request.at)
        if found:
            return as_pdf(queries.pdf(found, at=request.at), "second-opinion.pdf")
        form.add_error("code", "This is not the code. After a few wrong tries the link ends.")
    return render(request, "handing/handed.html", {"form": form})


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None

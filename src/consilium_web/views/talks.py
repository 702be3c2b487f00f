"""The opinions side by side, the two doctors' private talk, and what they record of it."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe

from consilium.concordance.reconciling import Ending, Point
from consilium.policy.permissions import Permission
from consilium_web.actions import talks as actions
from consilium_web.queries import cases
from consilium_web.queries import talks as queries
from consilium_web.queries.opinions import for_clinician
from consilium_web.queries.talks import Open, Relating
from consilium_web.views import languages
from consilium_web.views.case_forms import LANGUAGES, text_field
from consilium_web.views.doors import IN_CASE, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted

ENDINGS = (
    (Ending.FIRST, "We both go with the first opinion"),
    (Ending.SECOND, "We both go with the later opinion"),
    (Ending.NEW, "We have a new common view"),
    (Ending.APART, "We still differ"),
)


class WordForm(SiteForm):
    """Words to the other doctor."""

    text = text_field(
        "Write to the other doctor", "Ask for their reasons and give yours. The patient does not read it."
    )


class ResultForm(SiteForm):
    """How the talk ended, for each major difference."""

    def __init__(self, *args: Any, points: tuple[Open, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = points
        for one in points:
            self.fields[f"{one.name}.ending"] = forms.ChoiceField(
                label=f"{one.label}: how did you end?",
                help_text=f"First opinion: {one.first}. Later opinion: {one.second}.",
                choices=[(ending.value, text) for ending, text in ENDINGS],
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"{one.name}.view"] = text_field(f"{one.label}: your new common view, if you have one", rows=2)
            self.fields[f"{one.name}.why"] = text_field(
                f"{one.label}: why", "In plain words: the patient reads this.", rows=2
            )

    def given(self) -> Iterator[Point]:
        """The points that have an ending."""
        said = self.cleaned_data
        for one in self.points:
            number, _, field = one.name.partition(".")
            if ending := said[f"{one.name}.ending"]:
                yield Point(
                    opinion=int(number),
                    field=field,
                    ending=Ending(ending),
                    view=said[f"{one.name}.view"].strip(),
                    why=said[f"{one.name}.why"].strip(),
                )


@door(IN_CASE, needs=Permission.SEE_OPINION, seen="two_opinions")
def two_opinions(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """How the opinions relate; for the two doctors also their talk."""
    found = queries.get(case, request.actor, today=request.at.date(), language=languages.asked(request))
    if request.method == "POST":
        if not found.talks:
            raise Http404
        return _do(request, case, found)
    return _page(request, case, found, WordForm(), ResultForm(points=found.points))


def _page(request: SiteRequest, case: UUID, found: Relating, words: WordForm, result: ResultForm) -> HttpResponseBase:
    it = cases.get(case, request.actor)
    context = {
        "it": it,
        "found": found,
        "page": mark_safe(found.page),  # noqa: S308  the library escapes every word
        "words_form": words,
        "result_form": result,
        "clinician": for_clinician(request.actor),
        "language": languages.asked(request) or it.case.language,
        "languages": LANGUAGES,
    }
    return render(request, "opinions/two_opinions.html", context)


def _do(request: SiteRequest, case: UUID, found: Relating) -> HttpResponseBase:
    words, result = WordForm(), ResultForm(points=found.points)
    by: dict[str, Any] = {"case_id": case, "by": request.actor, "at": request.at}
    if "confirm" in request.POST:
        actions.confirm(result=_id(request.POST["confirm"]), **by)
        return _done(request, case, "You both agree now. The patient can read what you came to.")
    if "note" in request.POST:
        result = ResultForm(posted(request), points=found.points)
        return _sent(
            request,
            result,
            lambda: actions.note(points=list(result.given()), token=result.cleaned_data["token"], **by),
            "It is written down. The other doctor is asked to agree.",
        ) or _page(request, case, found, words, result)
    words = WordForm(posted(request))
    return _sent(
        request,
        words,
        lambda: actions.say(text=words.cleaned_data["text"], token=words.cleaned_data["token"], **by) or True,
        "Your words were sent to the other doctor.",
    ) or _page(request, case, found, words, result)


def _sent(request: SiteRequest, form: SiteForm, act: Callable[[], Any], done: str) -> HttpResponseBase | None:
    if form.is_valid() and form.accept(act):
        assert request.resolver_match
        return _done(request, request.resolver_match.kwargs["case"], done)
    return None


def _done(request: SiteRequest, case: UUID, text: str) -> HttpResponseBase:
    messages.success(request, text)
    return redirect("two_opinions", case=case)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None

"""What all forms share: a token against sending twice, a version against overwriting, errors of the library."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar, cast
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, QueryDict

from consilium.errors import Invalid
from consilium_web.actions.conflicts import Stale
from consilium_web.views import kept_words

T = TypeVar("T")


class SiteForm(forms.Form):
    """A form with a token of its own, and the version of the case that it was opened on."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    stale = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"token": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        """Set what a field of choices offers."""
        cast(forms.ChoiceField, self.fields[name]).choices = list(choices)

    def allow_unanswered(self) -> None:
        """For a form that saves itself while somebody writes: what is not answered yet is no mistake."""
        for field in self.fields.values():
            field.required = False

    def differences(self) -> Iterator[tuple[str, Any]]:
        """Name and saved value of each field that is not as it was typed, for a form that came too late."""
        for name, field in self.fields.items():
            saved = self.initial.get(name)
            if not field.widget.is_hidden and (saved or "") != (self.cleaned_data.get(name) or ""):
                yield str(field.label or name), saved

    def accept(self, act: Callable[[], T]) -> T | None:
        """Do it; where something must be mended, put that into the form's errors and give None."""
        try:
            return act()
        except Invalid as error:
            self._explain(error)
        except Stale as error:
            self.stale = True
            data = cast(QueryDict, self.data).copy()
            data["version"] = str(error.version)
            self.data = data
            self.add_error(None, str(error))
        return None

    def _explain(self, error: Invalid) -> None:
        for name, how in error.fields.items():
            self.add_error(self._field(name), how)
        if not error.fields:
            self.add_error(None, str(error))

    def _field(self, name: str) -> str | None:
        """The field of this name, else the first below it (`options.0.name` for `options`)."""
        if name in self.fields:
            return name
        return next((field for field in self.fields if field.startswith(f"{name}.")), None)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form sent, even where it is empty; None where the page was only opened.

    A page that is opened after signing in again gets the words that were sent to it while nobody was signed in.
    """
    if request.method == "POST":
        return request.POST
    words = kept_words.take(request)
    if words is not None:
        messages.warning(request, "You were signed out. Your words are below. Look at them, and save again.")
    return words


def lines(text: str) -> tuple[str, ...]:
    """One entry for each line that holds something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def page_number(request: HttpRequest) -> int:
    """Which page of a long list was asked for; the first where the address holds no number."""
    return number(request.GET.get("page", ""), otherwise=1)


def number(text: str, *, otherwise: int) -> int:
    """A number of an address, of nine digits at most; letters that only look like digits are none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise

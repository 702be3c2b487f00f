"""The short list of questions on what matters to a person (R20), in a form: asked, said, and filled in again."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from consilium.delivery import wording


def ask(form: forms.Form) -> None:
    """Put each question into the form; whoever does not answer one says nothing about it."""
    for id, question, answers in wording.goals():
        form.fields[f"goal_{id}"] = forms.ChoiceField(
            label=question, choices=answers, widget=forms.RadioSelect, required=False
        )


def said(cleaned: Mapping[str, Any]) -> tuple[str, ...]:
    """The answers as the person would say them, which the reviewer reads among the wishes."""
    return tuple(dict(answers)[cleaned[f"goal_{id}"]] for id, _, answers in wording.goals() if cleaned[f"goal_{id}"])


def apart(wishes: Iterable[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Kept wishes, taken apart: the answers to our questions by the field's name, and what was said freely."""
    known = {words: (f"goal_{id}", answer) for id, _, answers in wording.goals() for answer, words in answers}
    kept = tuple(wishes)
    return dict(known[one] for one in kept if one in known), tuple(one for one in kept if one not in known)

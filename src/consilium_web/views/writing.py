"""Forms that are saved by themselves while somebody writes: what the page is told, and where it goes afterwards."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from consilium_web.views.doors import SiteRequest
from consilium_web.views.forms import SiteForm


def keep(request: SiteRequest, form: SiteForm, save: Callable[[int], int]) -> int | None:
    """Save what was sent, where it can be; the new version, or None. `save` is given the version it was opened on."""
    if request.method != "POST" or not form.is_valid():
        return None
    return form.accept(lambda: save(form.cleaned_data["version"] or 0))


def told(request: SiteRequest, form: SiteForm, saved: int | None) -> HttpResponse:
    """The answer to a form that saved itself: what became of it. The page keeps its words in every case."""
    state = "saved" if saved is not None else "stale" if form.stale else "mend"
    version = saved if saved is not None else request.POST.get("version", "")
    return render(request, "writing/saved.html", {"state": state, "version": version, "form": form})


def back(request: SiteRequest, page: str, case: UUID, *, then: str = "", at: str = "") -> HttpResponse:
    """On to the page `then` where its button was pressed, else back to where the form was: the desk or its own page.

    `at`: the key of the section in which a row was changed.
    """
    if then and then in request.POST:
        return redirect(then, case=case)
    messages.success(request, "Saved.")
    if request.POST.get("from") == "desk":
        return redirect(f"{reverse('desk', kwargs={'case': case})}#{f'section-{at}' if at else 'form'}")
    return redirect(reverse(page, kwargs={"case": case}) + (f"#section-{at}" if at else ""))

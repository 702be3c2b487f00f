"""Who could be asked: the search for one case, the person's own list, and the centre's directory."""

import csv
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from consilium import experts as library
from consilium.experts import Expert, Place, Source, Wish
from consilium.oncology import cancers
from consilium.policy.permissions import Permission
from consilium_web.actions import directory as actions
from consilium_web.queries import directory as queries
from consilium_web.views import directory_files
from consilium_web.views.case_forms import short_field
from consilium_web.views.doors import CORRECTORS, STAFF, SiteRequest, door
from consilium_web.views.forms import SiteForm, page_number, posted

ON_A_PAGE = 20
HEARD_OF = (
    (Source.OWN_DOCTOR, "My own doctor named them"),
    (Source.REVIEWER, "Another reviewer named them"),
    (Source.FAMILY, "Family or friends"),
    (Source.COMMUNITY, "Other patients"),
    (Source.DIRECTORY, "A directory"),
    (Source.CENTRE, "A list of cancer centres"),
    (Source.LITERATURE, "Articles on this cancer"),
)


def _cancers() -> list[tuple[str, str]]:
    names = dict.fromkeys(one.name for one in cancers.cancers())
    return [("", "The cancer of this case"), *((name, name[0].upper() + name[1:]) for name in sorted(names))]


class SearchForm(forms.Form):
    """What to look for; every field may be left empty. The words stay out of the address where they tell of illness."""

    cancer = forms.ChoiceField(label="Kind of cancer", required=False, choices=_cancers)
    name = short_field("Name of a doctor or hospital")
    field = short_field("Field", "For example: surgery.")
    place = short_field("Place", "A city, a region or a country.")
    home = short_field("Where you live", "The nearest larger city. It is used to show how far away they are.")
    language = short_field("Language they speak")
    interest = short_field("Research interest")
    tumor_board = forms.BooleanField(label="Doctors of several fields meet on each case", required=False)
    several_specialties = forms.BooleanField(label="Doctors of several fields work together", required=False)
    remote = forms.BooleanField(label="They can look at my records from far away", required=False)

    def wish(self) -> Wish:
        """What was asked for."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return Wish(**{name: said[name] for name in self.fields if name != "home" and said.get(name)})

    def home_said(self) -> str:
        """Where the person lives, as they wrote it."""
        return str(self.cleaned_data.get("home", "")) if self.is_bound and self.is_valid() else ""


class OwnForm(SiteForm):
    """Somebody the person heard of."""

    name = short_field("Name of the doctor")
    institution = short_field("Hospital or practice")
    city = short_field("City")
    source = forms.ChoiceField(label="Where did you hear of them?", choices=HEARD_OF)

    def expert(self) -> Expert:
        """The person as an entry of the list."""
        said = self.cleaned_data
        return Expert(
            name=said["name"].strip(),
            institution=said["institution"].strip(),
            place=Place(city=said["city"].strip()),
            sources=(Source(said["source"]),),
        )


@door(CORRECTORS, needs=Permission.FIND_EXPERTS)
def find(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Search the directory; put somebody on the list, or write down somebody of one's own."""
    looking = SearchForm(request.POST if request.method == "POST" and "look" in request.POST else None)
    form = OwnForm(posted(request) if "own" in request.POST else None)
    if request.method == "POST" and (done := _change(request, case, form)):
        messages.success(request, done)
        return redirect("who_to_ask", case=case)
    found = queries.search(case, request.actor, looking.wish(), looking.home_said())
    context = {"it": found.it, "found": found, "looking": looking, "form": form, "matches": found.matches[:ON_A_PAGE]}
    return render(request, "directory/find.html", context)


def _change(request: SiteRequest, case: UUID, form: OwnForm) -> str:
    """Do what a button of the page asked for; what to say then, or nothing where the page is shown again."""
    if "own" in request.POST and form.is_valid():
        token = form.cleaned_data["token"]
        one = form.expert()
        kept = form.accept(
            lambda: actions.consider(case_id=case, expert=one, by=request.actor, at=request.at, token=token) or True
        )
        return "They are on your list." if kept else ""
    if "add" in request.POST and (chosen := _chosen(request.POST["add"])):
        actions.consider(case_id=case, expert=chosen, by=request.actor, at=request.at)
        return "They are on your list."
    if "drop" in request.POST and (row := _id(request.POST["drop"])):
        actions.drop(case_id=case, candidate=row, by=request.actor, at=request.at)
        return "They are off your list."
    return ""


def _chosen(text: str) -> Expert | None:
    row = _id(text)
    return queries.entry(row) if row else None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class DirectoryForm(SiteForm):
    """A file that fills the directory."""

    file = forms.FileField(
        label="File",
        help_text="A directory as CSV, or what you saved from a search in PubMed. It must hold nothing of a patient.",
    )
    cancer = forms.ChoiceField(
        label="For a file from PubMed: the cancer you searched for",
        required=False,
        choices=lambda: [("", "This is a directory"), *_cancers()[1:]],
    )


@door(STAFF)
def directory(request: SiteRequest) -> HttpResponseBase:
    """The directory: what is in it, and files that fill it."""
    form = DirectoryForm(posted(request), request.FILES or None)
    if request.method == "POST" and "end" in request.POST and (row := _id(request.POST["end"])):
        actions.end(expert=row, by=request.actor, at=request.at)
        messages.success(request, "This entry is out of the directory.")
        return redirect("directory")
    if request.method == "POST" and form.is_valid():
        new = form.accept(lambda: _take(request, form))
        if new is not None:
            messages.success(request, f"{new} new entries.")
            return redirect("directory")
    named = request.GET.get("name", "")[:100]
    pages = Paginator(queries.entries(request.actor, named), ON_A_PAGE)
    page = pages.get_page(page_number(request))
    return render(request, "directory/directory.html", {"form": form, "page": page, "named": named})


def _take(request: SiteRequest, form: DirectoryForm) -> int:
    file, cancer = form.cleaned_data["file"], form.cleaned_data["cancer"]
    name, data = str(file.name), file.read()
    if cancer:
        found = directory_files.literature(name, data, cancer, request.at.year)
    else:
        found = directory_files.directory(name, data)
    return actions.fill(found=found, by=request.actor, at=request.at)


@door(STAFF)
def template(request: SiteRequest) -> HttpResponse:
    """An empty directory with its columns, to fill in."""
    response = HttpResponse(content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="directory.csv"'
    csv.writer(response).writerow(library.COLUMNS)
    return response

"""What a reviewer says of their work: for themselves, or for an administrator."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from consilium.assignment import interests
from consilium.cases import Role
from consilium_web.actions import reviewers as actions
from consilium_web.queries import reviewers as queries
from consilium_web.queries.reviewers import Profile
from consilium_web.views.case_forms import LANGUAGES, date_field
from consilium_web.views.doors import REVIEWERS_AND_ADMINISTRATORS, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted


class ProfileForm(SiteForm):
    """Interests, languages, room, days away."""

    cancers = forms.MultipleChoiceField(
        label="Which cancers do you work with?", required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label="In which languages do you read and write?",
        required=False,
        choices=LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )
    capacity = forms.IntegerField(
        label="How many cases do you take at a time?", help_text="0 means that you take none now.", min_value=0
    )
    away_from = date_field("First day away", "Leave both days empty if you are not away.")
    away_until = date_field("Last day away")

    def profile(self) -> Profile:
        """What was said."""
        said = self.cleaned_data
        return Profile(
            cancers=tuple(said["cancers"]),
            languages=tuple(said["languages"]),
            capacity=said["capacity"],
            away_from=said["away_from"],
            away_until=said["away_until"],
        )


@door(REVIEWERS_AND_ADMINISTRATORS)
def profile(request: SiteRequest) -> HttpResponseBase:
    """One's own profile; an administrator chooses whose."""
    person = request.GET.get("person", "")
    if request.actor.role is Role.ADMINISTRATOR and not person:
        return render(request, "reviewers/all.html", {"reviewers": queries.all_of(request.actor)})
    user = queries.whose(person, request.actor)
    known = queries.profile(user.pk)
    initial = {name: getattr(known, name) for name in ("cancers", "languages", "capacity", "away_from", "away_until")}
    form = ProfileForm(posted(request), initial=initial)
    form.offer("cancers", ((one.key, one.name) for one in interests.groups()))
    if request.method == "POST" and form.is_valid():
        form.accept(lambda: actions.describe(person=person, profile=form.profile(), by=request.actor, at=request.at))
        if not form.errors:
            messages.success(request, "Saved.")
            return redirect("home")
    return render(request, "reviewers/profile.html", {"form": form, "person": user, "own": not person})

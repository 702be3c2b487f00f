"""When the person who is signed in wishes to get mail."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from consilium_web.actions import mailing as actions
from consilium_web.models import How
from consilium_web.queries import mail as queries
from consilium_web.queries.mail import MailWish
from consilium_web.views.doors import SIGNED_IN, SiteRequest, door
from consilium_web.views.forms import SiteForm, posted


def time_field(label: str, help_text: str = "") -> forms.TimeField:
    """A time of day."""
    widget = forms.TimeInput(attrs={"type": "time", "class": "nhsuk-input--width-10"}, format="%H:%M")
    return forms.TimeField(label=label, help_text=help_text, widget=widget)


class MailForm(SiteForm):
    """How mail comes, and when it does not."""

    how = forms.ChoiceField(label="How do you want to get mail?", choices=How.choices, widget=forms.RadioSelect)
    quiet_from = time_field("Quiet hours begin at", "No mail comes in your quiet hours.")
    quiet_to = time_field("Quiet hours end at", "Write the same time twice if you want no quiet hours.")
    zone = forms.ChoiceField(label="Your time zone")

    def wish(self) -> MailWish:
        """What was chosen."""
        said = self.cleaned_data
        return MailWish(
            how=How(said["how"]), quiet_from=said["quiet_from"], quiet_to=said["quiet_to"], zone=said["zone"]
        )


@door(SIGNED_IN)
def wishes(request: SiteRequest) -> HttpResponseBase:
    """Choose how mail comes."""
    now = queries.wish(request.user.pk)
    initial = {"how": now.how, "quiet_from": now.quiet_from, "quiet_to": now.quiet_to, "zone": now.zone}
    form = MailForm(posted(request), initial=initial)
    form.offer("zone", ((zone, zone.replace("_", " ")) for zone in queries.zones()))
    if request.method == "POST" and form.is_valid():
        actions.choose(request.user.pk, form.wish(), request.at)
        messages.success(request, "Saved.")
        return redirect("account")
    return render(request, "account/mail.html", {"form": form})

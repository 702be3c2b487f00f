"""The first form of all: for whom; and the last one: to whom."""

from typing import Any

from django import forms

from consilium.cases import Role
from consilium_web.views.forms import SiteForm

ACTS_BY = (
    ("consent", "They asked me to act for them"),
    ("parent", "I am their parent or legal guardian"),
)
WHO = {
    Role.PATIENT: ((Role.PATIENT, "Me"), (Role.PROXY, "Someone in my family, or a friend, for whom I act")),
    Role.PROXY: ((Role.PROXY, "Someone in my family, or a friend, for whom I act"), (Role.PATIENT, "Me")),
    Role.FIRST_DOCTOR: ((Role.FIRST_DOCTOR, "My patient"),),
}


class StartForm(SiteForm):
    """For whom the case is (R7). A doctor starts cases for patients only."""

    who = forms.ChoiceField(label="Who is the second opinion for?", widget=forms.RadioSelect)
    acts_by = forms.ChoiceField(
        label="If you act for somebody else: by what right?", choices=ACTS_BY, widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("who", ((value.value, label) for value, label in WHO[role]))
        if role is Role.FIRST_DOCTOR:
            del self.fields["acts_by"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("who") == Role.PROXY and not said.get("acts_by"):
            self.add_error("acts_by", "Say by what right you act for them.")
        return said


class SendForm(SiteForm):
    """To which organisation, asked only where there are several."""

    organisation = forms.ChoiceField(label="Who should look at your case?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, places: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(places) > 1:
            self.offer("organisation", places)
        else:
            del self.fields["organisation"]

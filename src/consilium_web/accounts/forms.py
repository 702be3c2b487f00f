"""What people say about themselves: at sign-up, and later in their account."""

from typing import ClassVar

from django import forms
from django.http import HttpRequest

from consilium_web.models import Role, User

# Everyone else is invited: a stranger must not make themselves a reviewer.
INVITED = "invited"
MAY_SIGN_UP_AS = (
    (Role.PATIENT, "I have cancer, or may have it"),
    (Role.PROXY, "I help someone who has cancer"),
    (Role.FIRST_DOCTOR, "I am the doctor of someone who has cancer"),
    (INVITED, "I was invited to work here, and have a link"),
)


class SignupForm(forms.Form):
    """What sign-up asks beside e-mail address and password (R7)."""

    field_order = ("name", "role", "email", "password1")
    name = forms.CharField(
        max_length=200, label="Your full name", widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    role = forms.ChoiceField(choices=MAY_SIGN_UP_AS, label="Who are you?", widget=forms.RadioSelect)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called with the new account, before anyone is signed in."""
        user.name = self.cleaned_data["name"]
        user.save()
        if self.cleaned_data["role"] != INVITED:
            user.take_role(Role(self.cleaned_data["role"]))


class NameForm(forms.ModelForm[User]):
    """A patient's own part of the account."""

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["name"]


class ProfileForm(forms.ModelForm[User]):
    """A professional's. What decides who may review whom is set by an administrator, not by themselves (R3)."""

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["name", "credentials"]

"""Make an account for someone who cannot make their own: a reviewer, a coordinator, an administrator."""

from argparse import ArgumentParser
from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.core import context
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from consilium_web.models import Organisation, Role, User

INVITED = tuple(role for role in Role if role not in (Role.PATIENT, Role.PROXY, Role.FIRST_DOCTOR))
PROFILE = ("credentials", "field", "team", "practice", "institution")


class Command(BaseCommand):
    """`manage.py invite ADDRESS --role reviewer --name "Dr. Ada Reed"`: the account, and a letter to set a password."""

    help = "Make an account for a reviewer, coordinator or administrator, and send a link to choose a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", choices=[role.value for role in INVITED], required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--organisation", default="", help="needed where this site has several")
        for word in PROFILE:
            parser.add_argument(f"--{word}", default="")

    def handle(self, *args: Any, email: str, role: str, name: str, **options: Any) -> None:
        profile = {word: options[word] for word in PROFILE}
        named = Organisation.objects.filter(name__iexact=options["organisation"]).first()
        place = named if options["organisation"] else Organisation.objects.only_one()
        if place is None:
            raise CommandError("Say for which organisation: --organisation NAME, as `manage.py organisation` lists it.")
        try:
            with transaction.atomic():
                user = User.objects.create_user(email, role=role, organisation=place, name=name, **profile)
                EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        except IntegrityError:
            raise CommandError("There is an account with this address already.") from None
        send_link(user)
        self.stdout.write("The account is made, and a letter with a link to choose a password is on its way.")


def send_link(user: User) -> None:
    """Send the letter that lets this person choose a password."""
    host = settings.HOSTS[0] if settings.HOSTS else "127.0.0.1:8000"
    request = RequestFactory().get("/", HTTP_HOST=host, secure=not settings.LOCAL)
    form = ResetPasswordForm({"email": user.email})
    if not form.is_valid():
        raise CommandError("A letter cannot be sent to this address.")
    with context.request_context(request):
        form.save(request)

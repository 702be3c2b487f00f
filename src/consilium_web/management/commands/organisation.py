"""List the organisations of this site, or add one; its first administrator is then invited by `manage.py invite`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction
from django.utils import timezone

from consilium_web.models import Kind, Organisation


class Command(BaseCommand):
    """`manage.py organisation "North Centre" --kind centre`; without a name it lists those there are."""

    help = "List the organisations of this site, or add one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", default="")
        parser.add_argument("--kind", choices=[kind.value for kind in Kind], default=Kind.CENTRE.value)
        parser.add_argument("--rename", default="", help="the present name of the organisation that gets this one")

    def handle(self, *args: Any, name: str, kind: str, rename: str, **options: Any) -> None:
        try:
            with transaction.atomic():
                if rename and not Organisation.objects.filter(name__iexact=rename).update(name=name, kind=kind):
                    raise CommandError("There is no organisation of this name.")
                if name and not rename:
                    Organisation.objects.create(name=name, kind=kind, since=timezone.now())
        except IntegrityError:
            raise CommandError("There is an organisation of this name already.") from None
        for one in Organisation.objects.order_by("name"):
            self.stdout.write(f"{one.name} ({one.get_kind_display().lower()})")

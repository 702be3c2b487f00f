"""Fill the site with its demo and print the accounts; only where the site was started as a demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consilium_web.demo import load


class Command(BaseCommand):
    """`manage.py demo`: synthetic people at different steps of the path. Safe to call at every start."""

    help = "Load the demo's synthetic people and print their accounts. Needs CONSILIUM_DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This site is no demo. Set CONSILIUM_DEMO=1 to start one in a folder of its own.")
        if load.load(timezone.now()):
            self.stdout.write("The demo is loaded: synthetic people, made up for this project.")
        self.stdout.write(f"\nAccounts of the demo, all with the password  {load.password()}")
        for role, name, email in load.accounts():
            self.stdout.write(f"  {email:30}{name:22}{role}")

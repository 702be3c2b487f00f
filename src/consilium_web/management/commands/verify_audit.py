"""Verify the chain of the audit."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consilium_web.queries.audit import verify


class Command(BaseCommand):
    """`manage.py verify_audit`: ends with an error where an event was changed, added or taken away."""

    help = "Walk the whole audit and say whether it is as it was written."

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify()
        if verdict.broken_at is not None:
            raise CommandError(f"The chain is broken at event {verdict.broken_at}.")
        self.stdout.write(f"The chain is whole: {verdict.events} events, the last has the hash {verdict.head}.")

"""Hold every open and signed case against the present knowledge, and flag those that it touches (R23)."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from consilium_web.actions import knowledge


class Command(BaseCommand):
    """`manage.py recheck`: run it after the tables were changed; the worker does it by itself when it starts."""

    help = "Hold every open and signed case against the present knowledge."

    def handle(self, *args: Any, **options: Any) -> None:
        cases = knowledge.watched()
        flagged = sum(knowledge.recheck(case_id=case, at=timezone.now()) for case in cases)
        self.stdout.write(f"Looked at {len(cases)} cases; {flagged} are touched by what is known now.")

"""Take a new master key into use."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from consilium_web.actions import keys
from consilium_web.crypto import add_master_key


class Command(BaseCommand):
    """`manage.py rotate_master_key`: the older keys stay in the file, because second factors are still under them."""

    help = "Make a new master key and put every case under it."

    def handle(self, *args: Any, **options: Any) -> None:
        add_master_key(Path(settings.CONSILIUM_MASTER_KEY))
        done = keys.rewrap(at=timezone.now())
        self.stdout.write(f"{done} cases are under the new key. Keep a new copy of {settings.CONSILIUM_MASTER_KEY}.")

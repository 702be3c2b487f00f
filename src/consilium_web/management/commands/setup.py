"""Bring the private folder and the database up to what this version of the site needs; safe to call at every start."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from consilium_web.crypto import create_master_key
from consilium_web.demo import load


class Command(BaseCommand):
    """`manage.py setup`: the master key, the tables, and the static files under their hashed names."""

    help = "Make the keys, bring the database up to date, gather static files. Safe to call at every start."

    def handle(self, *args: Any, **options: Any) -> None:
        if create_master_key(Path(settings.CONSILIUM_MASTER_KEY)):
            self.stdout.write(f"A new master key is in {settings.CONSILIUM_MASTER_KEY}. Keep a copy in a safe place.")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        load.open_or_close()
        if _newest_source() > _gathered():
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)


def _newest_source() -> float:
    """When the newest static file of any app was changed."""
    files = (storage.path(name) for finder in get_finders() for name, storage in finder.list([]))
    return max((Path(file).stat().st_mtime for file in files), default=0.0)


def _gathered() -> float:
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    return manifest.stat().st_mtime if manifest.exists() else -1.0

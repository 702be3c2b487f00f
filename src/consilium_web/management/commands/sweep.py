"""Remove files that belong to nothing: uploads that broke off, and files whose row was never committed."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from consilium_web.queries.records import known_files
from consilium_web.storage import files

HOUR = 3600


class Command(BaseCommand):
    """`manage.py sweep`: run it once a day. A file younger than an hour may still be on its way, and is left alone."""

    help = "Remove files that no record names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--older-than", type=float, default=HOUR, help="seconds (default: an hour)")

    def handle(self, *args: Any, older_than: float, **options: Any) -> None:
        arrivals = list(files.stale_arrivals(older_than=older_than))
        for path in arrivals:
            path.unlink(missing_ok=True)
        known = known_files()
        orphans = [one for one in _old(older_than) if one not in known]
        for case, record in orphans:
            files.remove(case, record)
        self.stdout.write(f"Removed {len(arrivals)} broken uploads and {len(orphans)} files without a record.")


def _old(older_than: float) -> list[tuple[str, str]]:
    limit = time.time() - older_than
    return [(case, record) for case, record in files.kept() if files.place(case, record).stat().st_mtime < limit]

"""Messages and corrections of the time spent only grow: the same triggers as those of `0002_guard`."""

from importlib import import_module
from typing import Any

from django.db import migrations

guard = import_module("consilium_web.migrations.0002_guard")
ADDED_TO_ONLY = ("messagerow", "workcorrection")
"""Tables of which no row is deleted and no column changed."""


def create(apps: Any, editor: Any) -> None:
    """Make the triggers, in the words of this database."""
    make = guard._postgresql if editor.connection.vendor == "postgresql" else guard._sqlite
    for table in ADDED_TO_ONLY:
        for moment in ("DELETE", "UPDATE"):
            editor.execute(make(table, moment))


def drop(apps: Any, editor: Any) -> None:
    """Take the triggers away."""
    suffix = editor.connection.vendor == "postgresql"
    for table in ADDED_TO_ONLY:
        for moment in ("delete", "update"):
            name = f"guard_{table}_{moment}"
            editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON consilium_web_{table}" if suffix else ""))


class Migration(migrations.Migration):
    dependencies = [("consilium_web", "0018_uploads")]
    operations = [migrations.RunPython(create, drop)]

"""Triggers that refuse to change what is only ever added to: the audit, sealed reads, opinions, statements."""

from typing import Any

from django.db import migrations

ADDED_TO_ONLY = ("auditevent", "blindedreadrow", "opinionrow", "addendumrow", "overriderow", "statementrow")
"""Tables of which no row is deleted and no sealed content changed."""
EVERYTHING = {"auditevent"}
"""Of these, no column at all is changed."""


def _sqlite(table: str, moment: str) -> str:
    name = moment.split()[0].lower()
    return (
        f"CREATE TRIGGER guard_{table}_{name} BEFORE {moment} ON consilium_web_{table} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of this table are never changed'); END"
    )


def _postgresql(table: str, moment: str) -> str:
    name = moment.split()[0].lower()
    return (
        f"CREATE TRIGGER guard_{table}_{name} BEFORE {moment} ON consilium_web_{table} "
        f"FOR EACH ROW EXECUTE FUNCTION consilium_web_refuse()"
    )


REFUSE = """CREATE OR REPLACE FUNCTION consilium_web_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'rows of this table are never changed'; END $$ LANGUAGE plpgsql"""


def _moments(table: str) -> tuple[str, str]:
    return ("DELETE", "UPDATE" if table in EVERYTHING else "UPDATE OF sealed")


def create(apps: Any, editor: Any) -> None:
    """Make the triggers, in the words of this database."""
    postgresql = editor.connection.vendor == "postgresql"
    if postgresql:
        editor.execute(REFUSE)
    for table in ADDED_TO_ONLY:
        for moment in _moments(table):
            editor.execute((_postgresql if postgresql else _sqlite)(table, moment))


def drop(apps: Any, editor: Any) -> None:
    """Take the triggers away."""
    postgresql = editor.connection.vendor == "postgresql"
    for table in ADDED_TO_ONLY:
        for moment in _moments(table):
            name = f"guard_{table}_{moment.split()[0].lower()}"
            editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON consilium_web_{table}" if postgresql else ""))


def begin_chain(apps: Any, editor: Any) -> None:
    """The one row that says where the chain ends."""
    apps.get_model("consilium_web", "AuditHead").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("consilium_web", "0001_first")]
    operations = [migrations.RunPython(begin_chain, migrations.RunPython.noop), migrations.RunPython(create, drop)]

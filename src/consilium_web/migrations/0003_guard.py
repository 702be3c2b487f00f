"""Triggers that refuse to change what is only ever added to: the audit, sealed reads, opinions, what people said."""

from typing import Any

from django.db import migrations

NO_COLUMN_CHANGES = ("auditevent", "messagerow", "workcorrection")
"""Tables of which no row is deleted and no column changed."""
SEALED_STAYS = (
    "addendumrow",
    "blindedreadrow",
    "codedrow",
    "decisionrow",
    "opinionrow",
    "overriderow",
    "referralrow",
    "resultrow",
    "statementrow",
    "surerow",
    "talkrow",
)
"""Tables of which no row is deleted and no sealed content changed."""
GUARDED = dict.fromkeys(NO_COLUMN_CHANGES, ("DELETE", "UPDATE")) | dict.fromkeys(
    SEALED_STAYS, ("DELETE", "UPDATE OF sealed")
)
"""For each guarded table the statements that are refused."""
REFUSE = """CREATE OR REPLACE FUNCTION consilium_web_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'rows of this table are never changed'; END $$ LANGUAGE plpgsql"""


def _name(table: str, moment: str) -> str:
    return f"guard_{table}_{moment.split()[0].lower()}"


def create(apps: Any, editor: Any) -> None:
    """Make the triggers, in the words of this database."""
    answer = "BEGIN SELECT RAISE(ABORT, 'rows of this table are never changed'); END"
    if editor.connection.vendor == "postgresql":
        editor.execute(REFUSE)
        answer = "FOR EACH ROW EXECUTE FUNCTION consilium_web_refuse()"
    for table, moments in GUARDED.items():
        for moment in moments:
            editor.execute(f"CREATE TRIGGER {_name(table, moment)} BEFORE {moment} ON consilium_web_{table} {answer}")


def drop(apps: Any, editor: Any) -> None:
    """Take the triggers away."""
    for table, moments in GUARDED.items():
        on = f" ON consilium_web_{table}" if editor.connection.vendor == "postgresql" else ""
        for moment in moments:
            editor.execute(f"DROP TRIGGER IF EXISTS {_name(table, moment)}{on}")


def begin_chain(apps: Any, editor: Any) -> None:
    """The one row that says where the chain ends."""
    apps.get_model("consilium_web", "AuditHead").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    replaces = (("consilium_web", "0002_guard"),)
    dependencies = [("consilium_web", "0002_cases")]
    operations = [migrations.RunPython(begin_chain, migrations.RunPython.noop), migrations.RunPython(create, drop)]

"""The tests' own way of emptying the database leaves the guards and the head of the audit's chain in place."""

import pytest
from django.db import connection

from consilium_web.models import AuditHead

GUARDED = 14
"""Tables that only grow: each refuses to delete, and to change what it holds."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["before an emptying", "after an emptying"])
def test_guards_stand(time: str) -> None:
    assert AuditHead.objects.count() == 1
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%'")
        else:
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'guard_%'")
        assert cursor.fetchone()[0] == 2 * GUARDED

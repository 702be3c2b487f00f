"""Fixtures that every floor of the tests shares."""

import os
import signal
from collections.abc import Generator, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management.commands.flush import Command as Flush
from django.db import connection
from hypothesis import settings

# On a busy machine an example may take long: no test fails by the clock.
settings.register_profile("no clock", deadline=None)
settings.load_profile("no clock")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    """In CI nothing may be left out, so that a green run means that everything ran.

    The one reason that counts is that root, who may read everything, cannot show what others may not.
    """
    report = yield
    left_out = report.skipped and not hasattr(report, "wasxfail")
    if left_out and os.environ.get("CI") and not report.longrepr[2].startswith("Skipped: as root"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr[2]}"
    return report


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a database of its own, only what uses it is tried: the rest was tried already."""
    if not os.environ.get("CONSILIUM_DATABASE"):
        return
    uses = [one for one in items if one.get_closest_marker("django_db") or "db" in getattr(one, "fixturenames", ())]
    config.hook.pytest_deselected(items=[one for one in items if one not in uses])
    items[:] = uses


# A run that was started in the background of a script ignores Ctrl-C, and so would every program that the tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real records beside the checkout; absent on a stranger's machine, never in CI."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail("../shared must be there in CI")
        pytest.skip("the real records of ../shared are not beside this checkout")
    return SHARED


def _guards(cursor: Any) -> list[tuple[str, str]]:
    """Name and words of every trigger; none on PostgreSQL, which empties tables without asking their triggers."""
    if connection.vendor != "sqlite":
        return []
    return list(cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())


@pytest.fixture(scope="session", autouse=True)
def _flush_that_passes_the_guards() -> Iterator[None]:
    """Between tests with a live server the database is emptied, although it refuses to delete what only grows."""
    begin_chain = import_module("consilium_web.migrations.0003_guard").begin_chain
    flush = Flush.handle

    def handle(self: Flush, **options: Any) -> None:
        with connection.cursor() as cursor:
            guards = _guards(cursor)
            for name, _ in guards:
                cursor.execute(f"DROP TRIGGER {name}")
            flush(self, **options)
            for _, words in guards:
                cursor.execute(words)
        begin_chain(apps, None)

    Flush.handle = handle
    yield
    Flush.handle = flush

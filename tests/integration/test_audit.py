"""The audit: complete, chained, visible to the patient, and in the way of whoever would change it."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from walking import Walk

from consilium.cases import Actor, Role
from consilium.values import PersonId
from consilium_web.actions import audit
from consilium_web.models import AuditEvent, AuditHead, CaseRow, User
from consilium_web.queries.audit import verify
from consilium_web.views.audit_words import words


def by(user: User) -> Actor:
    return Actor(id=PersonId(str(user.pk)), role=Role(user.role))


@pytest.mark.requirement("B9")
def test_the_patient_sees_who_looked(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask()
    record = walk.row().records.get().pk
    sign_in("reviewer").get(walk.at(f"records/{record}/pages/1/"))
    page = sign_in("patient").get(walk.at("audit/")).content.decode()
    assert "Dr. Okafor" in page
    assert "looked at a page of a record" in page


@pytest.mark.requirement("B9")
def test_every_change_leaves_an_event_of_its_own(walk: Walk) -> None:
    walk.send().ask().seal().write().sign().release()
    told = list(AuditEvent.objects.order_by("seq").values_list("action", flat=True))
    wanted = ["case.started", "case.changed.first_opinion", "consent.given", "record.added", "record.read", "case.sent",
              "reviewer.asked", "read.sealed", "draft.saved", "opinion.signed", "opinion.released"]  # fmt: skip
    positions = [told.index(action) for action in wanted]
    assert positions == sorted(positions)


@pytest.mark.requirement("B9")
def test_a_change_that_fails_leaves_no_event_and_an_event_that_fails_no_change(
    people: dict[str, User], monkeypatch: pytest.MonkeyPatch, walk: Walk
) -> None:
    before = AuditEvent.objects.count()
    monkeypatch.setattr(AuditEvent, "save", _fail)
    with pytest.raises(RuntimeError):
        walk.start()
    assert (CaseRow.objects.count(), AuditEvent.objects.count()) == (0, before)


def _fail(*args: Any, **kwargs: Any) -> None:
    raise RuntimeError("disk full")


def test_an_event_is_never_written_outside_a_transaction(people: dict[str, User]) -> None:
    connection.in_atomic_block, before = False, connection.in_atomic_block
    try:
        with pytest.raises(RuntimeError):
            audit.record("x", by=None, at=datetime.now(UTC))
    finally:
        connection.in_atomic_block = before


@pytest.mark.requirement("B9")
def test_the_database_refuses_to_change_or_delete_an_event(walk: Walk) -> None:
    walk.start()
    for change in (
        lambda: AuditEvent.objects.update(action="nothing"),
        lambda: AuditEvent.objects.all().delete(),
        lambda: AuditEvent.objects.filter(seq=1).update(details={}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert verify().broken_at is None


def _without_guard(statement: str) -> None:
    """What somebody with the database in their hands could do."""
    from importlib import import_module

    guard = import_module("consilium_web.migrations.0003_guard")
    with connection.cursor() as cursor:
        guard.drop(None, SimpleNamespace(connection=connection, execute=cursor.execute))
        cursor.execute(statement)


@pytest.mark.requirement("B9")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consilium_web_auditevent SET action = 'seen.nothing' WHERE seq = 3",
        "UPDATE consilium_web_auditevent SET actor_id = NULL WHERE seq = 3",
        "UPDATE consilium_web_auditevent SET details = '{}' WHERE seq = 1",
        "DELETE FROM consilium_web_auditevent WHERE seq = 3",
        "DELETE FROM consilium_web_auditevent WHERE seq = (SELECT MAX(seq) FROM consilium_web_auditevent)",
        "UPDATE consilium_web_audithead SET hash = 'x'",
    ],
)
def test_tampering_with_the_database_is_found(walk: Walk, people: dict[str, User], statement: str) -> None:
    with transaction.atomic():
        for number in range(5):
            audit.record("tested", by=by(people["patient"]), at=datetime.now(UTC), number=number)
    assert verify().broken_at is None
    _without_guard(statement)
    assert verify().broken_at is not None
    with pytest.raises(CommandError):
        call_command("verify_audit")


@pytest.mark.requirement("B9")
def test_the_administrator_verifies_the_chain_on_a_page(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.start()
    head = AuditHead.objects.get().hash
    page = sign_in("administrator").get("/audit/").content.decode()
    assert "Whole" in page
    assert head in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("B9")
def test_many_writers_at_once_do_not_fork_the_chain() -> None:
    user = User.objects.create_user("writer@example.org", role="patient")
    failures: list[BaseException] = []

    def write() -> None:
        try:
            for number in range(10):
                with transaction.atomic():
                    audit.record("tested", by=by(user), at=datetime.now(UTC), number=number)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert (verify().broken_at, verify().events) == (None, 80)


def test_every_action_has_words_for_the_patient(walk: Walk) -> None:
    walk.send().ask().seal().write().sign().release()
    told = set(AuditEvent.objects.values_list("action", flat=True))
    assert [action for action in told if words(action) == action] == []

"""Time that reviewers spend is counted for their pay: a silence and a second window count nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from walking import Walk

from consilium.effort import credited
from consilium_web.models import User, WorkCorrection, WorkRow

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
Clock = Callable[[float], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """`at(3)`: it is three minutes past the start."""

    def set_(minute: float) -> None:
        now = START + timedelta(minutes=minute)
        monkeypatch.setattr("consilium_web.views.doors.timezone.now", lambda: now)

    return set_


def work(walk: Walk, at: Clock, *minutes: float) -> None:
    for minute in minutes:
        at(minute)
        assert walk.sign_in("reviewer").post(walk.at("beat/")).status_code == 204


def spent(walk: Walk) -> str:
    return str(walk.sign_in("reviewer").get(walk.at("time/")).content.decode())


def test_a_silence_counts_nothing(walk: Walk, at: Clock) -> None:
    at(-100)
    walk.send().ask()
    work(walk, at, 0, 2, 4, 30, 33)
    assert WorkRow.objects.get().seconds == 7 * 60
    assert "7 minutes" in spent(walk)


def test_two_windows_count_once(walk: Walk, at: Clock) -> None:
    at(-100)
    walk.send().ask()
    work(walk, at, 0, 0, 1, 1, 2, 2)
    assert WorkRow.objects.get().seconds == 2 * 60


def test_a_clock_that_is_set_back_takes_nothing_away() -> None:
    assert credited(START, START - timedelta(minutes=1)) == timedelta()
    assert credited(None, START) == timedelta()
    assert credited(START, START + timedelta(minutes=5)) == timedelta(minutes=5)


def test_pages_count_without_scripts(walk: Walk, at: Clock) -> None:
    at(-100)
    walk.send().ask()
    for minute, page in enumerate(("desk/", "facts/", "records/")):
        at(minute)
        walk.sign_in("reviewer").get(walk.at(page))
    assert WorkRow.objects.get().seconds == 2 * 60


def test_it_is_put_right_with_a_reason_and_before_signing_only(walk: Walk, at: Clock) -> None:
    at(-100)
    walk.send().ask()
    work(walk, at, 0, 5)
    unsaid = walk.sign_in("reviewer").post(walk.at("time/"), {"minutes": "40", "reason": " "})
    assert "reason" in unsaid.context["form"].errors
    walk.post("reviewer", "time/", {"minutes": "40", "reason": "Slides at the microscope."})
    assert "40 minutes" in spent(walk)
    assert "5 minutes were measured" in spent(walk)
    walk.seal().write().sign()
    walk.sign_in("reviewer").post(walk.at("time/"), {"minutes": "400", "reason": "More."})
    assert "400" not in spent(walk)
    with pytest.raises(DatabaseError), transaction.atomic():
        WorkCorrection.objects.update(seconds=0)


def test_whoever_pays_sees_the_sum_of_a_month_and_nothing_of_a_patient(
    walk: Walk, at: Clock, people: dict[str, User], sign_in: Callable[[str], Client]
) -> None:
    User.objects.filter(pk=people["reviewer"].pk).update(name="=Okafor")
    at(-100)
    walk.send()
    walk.post("coordinator", "assign/", {"route": "specialist", "reviewer": str(people["reviewer"].pk)})
    work(walk, at, 0, 5)
    walk.post("reviewer", "time/", {"minutes": "40", "reason": "Slides."})
    for who in ("coordinator", "administrator"):
        assert "40" in sign_in(who).get("/time/").content.decode()
    sheet = sign_in("coordinator").get("/time.csv").content.decode().splitlines()
    assert sheet == ["month,reviewer,cases,minutes_measured,minutes", "2026-11,'=Okafor,1,5,40"]
    assert sign_in("reviewer").get("/time/").status_code == 404

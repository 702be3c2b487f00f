"""Mail says that something waits and nothing else; it comes when the person wishes, and never twice."""

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from walking import Walk

from consilium_web.actions import mailing
from consilium_web.models import How, NoticeRow, User
from consilium_web.queries.mail import MailWish, zones

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 23, 23, tzinfo=UTC)


@pytest.fixture
def told(walk: Walk, people: dict[str, User]) -> User:
    """A patient for whom something waits, of which no mail has told."""
    walk.send().ask()
    NoticeRow.objects.update(mailed_at=None)
    mail.outbox.clear()
    return people["patient"]


def choose(user: User, **said: Any) -> None:
    """What somebody wishes, with nothing mailed yet."""
    mailing.choose(user.pk, MailWish(**said), NOON)
    NoticeRow.objects.update(mailed_at=None)
    mail.outbox.clear()


class Inbox:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.to: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(envelope.content.decode())
        self.to += envelope.rcpt_tos
        return "250 Kept"


@pytest.fixture
def inbox(settings: Any) -> Iterator[Inbox]:
    inbox = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "127.0.0.1", False, False
    settings.EMAIL_PORT = port
    settings.SITE_ADDRESS = "https://care.example/"
    yield inbox
    controller.stop()


def test_the_whole_mail_says_that_something_waits(told: User, inbox: Inbox) -> None:
    assert mailing.deliver(told.pk, NOON)
    (letter,) = inbox.letters
    assert inbox.to == [told.email]
    head, _, body = letter.replace("\r\n", "\n").partition("\n\n")
    assert "Subject: Something is new for you at Consilium" in head
    assert body.strip() == (
        "Something is new for you at Consilium. Sign in to see it.\n\n"
        "https://care.example/\n\n"
        "This mail says no more, because mail can be read by others.\n"
        "You choose when mail comes: after you sign in, open Your account, then Mail."
    )
    case = str(NoticeRow.objects.filter(user=told).first().case_id)  # type: ignore[union-attr]
    for word in (case, case[:8], case[:4].upper(), "Jenny", "cancer", "Breast", "Okafor", "review", "opinion"):
        assert word not in body, word


def test_no_mail_goes_twice(told: User) -> None:
    assert mailing.deliver(told.pk, NOON)
    assert not mailing.deliver(told.pk, NOON + timedelta(seconds=1))
    assert len(mail.outbox) == 1


def test_what_was_read_in_time_needs_no_mail(told: User, sign_in: Callable[[str], Client]) -> None:
    sign_in("patient").post("/new/")
    assert not mailing.deliver(told.pk, NOON)


def test_who_may_no_longer_see_the_case_gets_no_mail(told: User, walk: Walk, people: dict[str, User]) -> None:
    walk.post("patient", "withdraw/", {})
    assert not mailing.deliver(people["reviewer"].pk, NOON)


def test_a_refused_mail_is_tried_again_and_then_goes_once(told: User) -> None:
    choose(told, quiet_from=time(8), quiet_to=time(8))  # whatever the time of day is
    with patch("django.core.mail.EmailMessage.send", side_effect=OSError("jenny@example.org")):
        with pytest.raises(OSError, match="jenny"):
            mailing.deliver(told.pk, NOON)
        with pytest.raises(mailing.MailFailed) as failed:
            mailing.mail_person.call(str(told.pk))
    assert "jenny" not in str(failed.value)
    assert mailing.deliver(told.pk, NOON)
    assert len(mail.outbox) == 1


def test_quiet_hours_hold_for_everything(told: User) -> None:
    assert not mailing.deliver(told.pk, NIGHT)
    assert mailing.deliver(told.pk, NIGHT + timedelta(hours=9))


def test_quiet_hours_are_those_of_the_persons_own_place(told: User) -> None:
    choose(told, zone="Asia/Tokyo")
    assert not mailing.deliver(told.pk, NOON), "it is nine in the evening in Tokyo"
    assert mailing.deliver(told.pk, NIGHT), "and eight in the morning"


def test_one_mail_a_day_at_most_for_those_who_wish_it(told: User) -> None:
    choose(told, how=How.DAILY)
    morning = datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert mailing.deliver(told.pk, morning)
    NoticeRow.objects.filter(user=told).update(read_at=NOON)
    case = NoticeRow.objects.filter(user=told).first()
    NoticeRow.objects.create(user=told, case=case.case, what="records.asked", at=morning)  # type: ignore[union-attr]
    assert not mailing.deliver(told.pk, morning + timedelta(hours=3))
    assert mailing.deliver(told.pk, morning + timedelta(days=1))
    assert len(mail.outbox) == 2


def test_no_mail_for_those_who_wish_none(told: User) -> None:
    choose(told, how=How.NEVER)
    assert not mailing.deliver(told.pk, NOON)


def test_an_address_that_was_not_confirmed_gets_no_mail(told: User) -> None:
    told.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]
    assert not mailing.deliver(told.pk, NOON)


def test_the_worker_plans_again_what_was_left(told: User) -> None:
    with patch.object(mailing, "plan") as plan:
        assert mailing.plan_left_over(NOON) >= 1
    assert told.pk in [call.args[0] for call in plan.call_args_list]


def test_a_person_chooses_on_a_page(told: User, sign_in: Callable[[str], Client]) -> None:
    browser = sign_in("patient")
    assert "/mail/" in browser.get("/account/").content.decode()
    said = {"how": "daily", "quiet_from": "22:00", "quiet_to": "07:30", "zone": "America/Chicago"}
    assert browser.post("/mail/", said).status_code == 302
    form = browser.get("/mail/").context["form"]
    assert form.initial["how"] == How.DAILY and form.initial["quiet_to"] == time(7, 30)
    assert browser.post("/mail/", said | {"zone": "Nowhere/Land"}).status_code == 200


HOURS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@given(at=MOMENTS, how=st.sampled_from(How), start=HOURS, end=HOURS, zone=st.sampled_from(zones()))
def test_mail_is_never_due_in_quiet_hours(at: datetime, how: How, start: time, end: time, zone: str) -> None:
    wish = MailWish(how=how, quiet_from=start, quiet_to=end, zone=zone)
    due = wish.due(at)
    assert (due is None) == (how is How.NEVER)
    if due is not None:
        assert at <= due < at + timedelta(hours=26)
        if due.astimezone(UTC).astimezone(ZoneInfo(zone)).time().replace(second=0, microsecond=0) != end:
            assert not wish.is_quiet(due)

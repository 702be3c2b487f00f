"""Days and appointments: who sees them, and a calendar file that says nothing of an illness."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from walking import Walk

from consilium_web.actions import reminders
from consilium_web.models import AppointmentRow, AssignmentRow, MailWishRow, NoticeRow, User

SignIn = Callable[[str], Client]
CALL = {"kind": "video", "day": "2030-03-05", "begins": "15:30", "minutes": "45", "where": "https://call.example/7"}


def entries(walk: Walk, who: str) -> list[tuple[str, str]]:
    answer = walk.sign_in(who).get(walk.at("dates.ics"))
    assert answer["Content-Type"] == "text/calendar"
    for word in (walk.case, walk.case[:8], "Jenny", "Breast", "cancer", "treatment", "Okafor", "review@"):
        assert word not in answer.content.decode(), word
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return [(str(event["summary"]), event["dtstart"].dt.isoformat()) for event in events]


def test_the_patient_takes_their_days_along_and_the_file_tells_nothing(walk: Walk, people: dict[str, User]) -> None:
    MailWishRow.objects.create(user=people["coordinator"], zone="Europe/Berlin")
    walk.send().post("coordinator", "dates/", CALL)
    assert entries(walk, "patient") == [
        ("A planned day", "2026-12-20"),
        ("Appointment", "2030-03-05T14:30:00+00:00"),
    ]
    assert NoticeRow.objects.filter(user=people["patient"], what="appointment.set").exists()
    assert "45 minutes" in walk.sign_in("patient").get(walk.at("dates/")).content.decode()


def test_the_reviewer_has_their_own_day_only(walk: Walk) -> None:
    walk.send().post("coordinator", "dates/", CALL)
    walk.ask()
    due = AssignmentRow.objects.get().due_on.isoformat()
    assert entries(walk, "reviewer") == [("A review is due", due)]
    page = walk.sign_in("reviewer").get(walk.at("dates/")).content.decode()
    assert "call.example" not in page and "Treatment is planned" not in page


def test_an_appointment_is_called_off(walk: Walk, sign_in: SignIn) -> None:
    walk.send().post("coordinator", "dates/", CALL)
    row = AppointmentRow.objects.get()
    assert b"call.example" not in bytes(row.sealed)
    sign_in("patient").post(walk.at("dates/"), {"off": str(row.pk)})
    assert AppointmentRow.objects.get().ended_at is None, "only the coordinator calls it off"
    walk.post("coordinator", "dates/", {"off": str(row.pk)})
    assert "Called off" in sign_in("patient").get(walk.at("dates/")).content.decode()
    assert "STATUS:CANCELLED" in sign_in("patient").get(walk.at("dates.ics")).content.decode()


def test_only_the_desk_makes_appointments_and_once(walk: Walk, sign_in: SignIn) -> None:
    walk.send()
    assert sign_in("patient").post(walk.at("dates/"), CALL).status_code == 404
    token = str(uuid4())
    for _ in range(2):
        sign_in("coordinator").post(walk.at("dates/"), CALL | {"token": token})
    assert AppointmentRow.objects.count() == 1
    over = sign_in("coordinator").post(walk.at("dates/"), CALL | {"day": "2020-01-01"})
    assert "still to come" in over.content.decode()


def test_an_appointment_is_reminded_of_unless_it_is_off(walk: Walk) -> None:
    walk.send().post("coordinator", "dates/", CALL)
    row, day_before = AppointmentRow.objects.get(), datetime(2030, 3, 4, 14, 30, tzinfo=UTC)
    assert reminders.appointment_is_near(row.pk, day_before)
    assert NoticeRow.objects.filter(what="appointment.soon", user__name="Jenny M").exists()
    assert not reminders.appointment_is_near(row.pk, day_before + timedelta(days=2)), "it is over"
    AppointmentRow.objects.update(ended_at=timezone.now())
    assert not reminders.appointment_is_near(row.pk, day_before)

"""A calendar file is read back by another reader of the same standard, and says what was put in."""

from datetime import UTC, datetime, timedelta, timezone

from icalendar import Calendar

from consilium.delivery.calendar import Appointment, calendar

AT = datetime(2026, 3, 5, 9, tzinfo=UTC)
MEETING = Appointment(
    id="4f1c",
    title="Tumor board",
    begins=datetime(2026, 3, 9, 14, 30, tzinfo=timezone(timedelta(hours=2))),
    lasts=timedelta(minutes=60),
    where="Room 3, first floor; or\nby telephone",
)


def event(one: Appointment) -> dict[str, object]:
    found = Calendar.from_ical(calendar([one], at=AT)).walk("VEVENT")
    return {"start": found[0].start, "end": found[0].end, **{key: str(found[0].get(key)) for key in found[0]}}


def test_begin_and_end_are_the_same_moment_in_every_calendar() -> None:
    found = event(MEETING)
    assert found["start"] == MEETING.begins
    assert found["end"] == datetime(2026, 3, 9, 13, 30, tzinfo=UTC)
    assert b"DTSTART:20260309T123000Z" in calendar([MEETING], at=AT)


def test_a_place_of_several_lines_is_kept_word_for_word() -> None:
    assert event(MEETING)["LOCATION"] == MEETING.where


def test_an_appointment_that_moved_replaces_itself() -> None:
    moved = Appointment(id="4f1c", title="Tumor board", begins=AT, lasts=timedelta(hours=1), change=1)
    assert event(moved)["UID"] == event(MEETING)["UID"]
    assert (event(MEETING)["SEQUENCE"], event(moved)["SEQUENCE"]) == ("0", "1")


def test_a_cancelled_one_says_so() -> None:
    gone = Appointment(id="4f1c", title="Tumor board", begins=AT, lasts=timedelta(hours=1), change=2, cancelled=True)
    assert (event(MEETING)["STATUS"], event(gone)["STATUS"]) == ("CONFIRMED", "CANCELLED")

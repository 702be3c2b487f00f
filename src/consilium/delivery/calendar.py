"""Appointments as a calendar file (RFC 5545) that any calendar program opens.

What enters: one or more `Appointment`. What leaves: bytes. A calendar is copied to telephones and to other people's
servers, so nothing about a patient goes into one: neither a name, nor a cancer, nor a reference of a case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

PRODUCT = "-//Consilium//Second opinions//EN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One appointment. `id` stays the same when it is moved, and `change` counts how often it was (RFC 5545, 3.8.7.4),
    so that a calendar replaces what it holds. `where` is a place or the address of a call.
    """

    id: str
    title: str
    begins: datetime
    lasts: timedelta
    where: str = ""
    note: str = ""
    change: int = 0
    whole_day: bool = False
    """The day on which it begins, whatever the time zone; `lasts` is then a number of days."""
    cancelled: bool = False


def calendar(appointments: Iterable[Appointment], *, at: datetime) -> bytes:
    """The file. `at` is when it was made."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for one in appointments:
        made.add_component(_event(one, at))
    return bytes(made.to_ical())


def _event(one: Appointment, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{one.id}@consilium")
    event.add("dtstamp", at.astimezone(UTC))
    ends = one.begins + one.lasts
    event.add("dtstart", one.begins.date() if one.whole_day else one.begins.astimezone(UTC))
    event.add("dtend", ends.date() if one.whole_day else ends.astimezone(UTC))
    event.add("summary", one.title)
    event.add("sequence", one.change)
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    for name, text in (("location", one.where), ("description", one.note)):
        if text.strip():
            event.add(name, text)
    return event

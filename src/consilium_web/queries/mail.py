"""When mail may go to somebody: their wishes, and the next moment that fits them."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings

from consilium_web.models import How, MailWishRow, NoticeRow


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWish:
    """How mail comes, and the quiet hours in the person's own time zone; equal ends mean no quiet hours."""

    how: How = How.AT_ONCE
    quiet_from: time = time(21)
    quiet_to: time = time(8)
    zone: str = "UTC"

    def is_quiet(self, at: datetime) -> bool:
        """Whether this moment lies in the quiet hours; they may go over midnight."""
        here = at.astimezone(ZoneInfo(self.zone)).time()
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= here < self.quiet_to
        return here >= self.quiet_from or here < self.quiet_to

    def end_of_quiet(self, at: datetime) -> datetime:
        """The next end of the quiet hours after this moment."""
        here = at.astimezone(ZoneInfo(self.zone))
        end = here.replace(hour=self.quiet_to.hour, minute=self.quiet_to.minute, second=0, microsecond=0)
        return end if end > here else _tomorrow(end)

    def last_end(self, at: datetime) -> datetime:
        """The last end of the quiet hours, at this moment or before it."""
        return self.end_of_quiet(at) - timedelta(days=1)

    def due(self, at: datetime, *, mailed: datetime | None = None) -> datetime | None:
        """When a mail about something that waits at this moment may go; None for never. `mailed`: when the last one
        went, for those who wish one a day at most."""
        if self.how is How.NEVER:
            return None
        if self.how is How.DAILY:
            given = mailed is not None and mailed >= self.last_end(at)
            return self.end_of_quiet(at) if given or mailed is None or self.is_quiet(at) else at
        return self.end_of_quiet(at) if self.is_quiet(at) else at


def _tomorrow(moment: datetime) -> datetime:
    """The same time of day one day on, also where the clocks are changed in between."""
    return moment + timedelta(days=1)


def wish(user: UUID) -> MailWish:
    """What this person wishes; what they did not say is as for everybody."""
    row = MailWishRow.objects.filter(user_id=user).first()
    if row is None:
        return MailWish(zone=settings.TIME_ZONE)
    zone = row.zone if row.zone in zones() else settings.TIME_ZONE
    return MailWish(how=How(row.how), quiet_from=row.quiet_from, quiet_to=row.quiet_to, zone=zone)


@cache
def zones() -> tuple[str, ...]:
    """The time zones of places, and that of nowhere."""
    return ("UTC", *sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(_NO_PLACES)))


_NO_PLACES = ("Etc/", "SystemV/", "US/", "posix/", "right/")


def last_mailed(user: UUID) -> datetime | None:
    """When the last mail to this person went."""
    newest = NoticeRow.objects.filter(user_id=user).exclude(mailed_at=None).order_by("-mailed_at").first()
    return newest.mailed_at if newest else None


def left() -> list[UUID]:
    """Everybody for whom something waits of which no mail has told."""
    found = NoticeRow.objects.filter(read_at=None, mailed_at=None, user__is_active=True)
    return list(found.values_list("user_id", flat=True).distinct())

"""How long somebody worked on a case, for fair pay: counted from the moments at which their pages were at work."""

from datetime import datetime, timedelta

IDLE = timedelta(minutes=5)
"""A longer silence is no work on the screen, and counts nothing."""


def credited(last: datetime | None, now: datetime) -> timedelta:
    """What lies between two signs of work: the time itself, or nothing after a longer silence or a clock set back."""
    if last is None or not timedelta() < now - last <= IDLE:
        return timedelta()
    return now - last

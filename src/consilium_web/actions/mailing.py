"""Mail that says that something waits, and nothing else: not what, not about whom, not in which case.

`plan` is called in the transaction that makes a notice, so that the job of sending is kept or lost with it. A notice is
claimed before the mail leaves and given back where the server refuses it: no mail goes twice. A crash in the very
second of sending can lose one; the notice itself stays.
"""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from consilium_web.models import MailWishRow, NoticeRow, User
from consilium_web.queries import mail, notices
from consilium_web.queries.mail import MailWish

log = logging.getLogger(__name__)

AGAIN = timedelta(minutes=5)
"""How long to wait after the first refusal of the mail server; twice as long after each further one."""
TRIES = 8
SUBJECT = "Something is new for you at {site}"
BODY = """Something is new for you at {site}. Sign in to see it.
{address}
This mail says no more, because mail can be read by others.
You choose when mail comes: after you sign in, open Your account, then Mail.
"""


class MailFailed(Exception):
    """The mail did not leave. It names the kind of error only: its words could hold an address."""


def plan(user: UUID, at: datetime) -> None:
    """Ask for a mail to this person as soon as their wishes allow it."""
    when = mail.wish(user).due(at, mailed=mail.last_mailed(user))
    if when is None:
        return
    if when <= at:
        mail_person.enqueue(str(user))
    elif mail_person.get_backend().supports_defer:
        mail_person.using(run_after=when).enqueue(str(user))


@task()
def mail_person(user: str, tries: int = 0) -> None:
    """Mail one person, where something waits for them still. Doing it again changes nothing."""
    try:
        deliver(UUID(user), timezone.now())
    except Exception as error:
        if tries < TRIES and mail_person.get_backend().supports_defer:
            again = timezone.now() + AGAIN * 2**tries
            mail_person.using(run_after=again).enqueue(user, tries + 1)
        raise MailFailed(type(error).__name__) from None


def deliver(user: UUID, at: datetime) -> bool:
    """Send the mail, if it may go now and something waits that this person may see; whether it was sent."""
    person = User.objects.filter(pk=user, is_active=True).first()
    address = EmailAddress.objects.filter(user_id=user, verified=True).order_by("-primary").first()
    if person is None or address is None or not notices.waits(person):
        return False
    due = _due(mail.wish(user), user, at)
    if due is None or due > at:
        plan(user, at)  # the wishes have changed since this was planned
        return False
    claimed = NoticeRow.objects.filter(user_id=user, read_at=None, mailed_at=None)
    if not claimed.update(mailed_at=at):
        return False
    try:
        letter(address.email).send()
    except Exception:
        NoticeRow.objects.filter(user_id=user, mailed_at=at).update(mailed_at=None)
        raise
    return True


def _due(wish: MailWish, user: UUID, at: datetime) -> datetime | None:
    """For the one mail of the day, the end of the quiet hours has come when it is planned for then."""
    mailed = mail.last_mailed(user) or datetime.min.replace(tzinfo=at.tzinfo)
    return wish.due(at, mailed=mailed)


def letter(address: str) -> EmailMessage:
    """The mail: the same words for everybody."""
    site = settings.SITE_NAME
    where = f"\n{settings.SITE_ADDRESS}\n" if settings.SITE_ADDRESS else ""
    return EmailMessage(
        subject=SUBJECT.format(site=site),
        body=BODY.format(site=site, address=where),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )


@transaction.atomic
def choose(user: UUID, wish: MailWish, at: datetime) -> None:
    """Keep when somebody wishes to get mail. What waits is planned anew."""
    said = {"how": wish.how.value, "quiet_from": wish.quiet_from, "quiet_to": wish.quiet_to, "zone": wish.zone}
    MailWishRow.objects.update_or_create(user_id=user, defaults=said)
    if NoticeRow.objects.filter(user_id=user, read_at=None, mailed_at=None).exists():
        plan(user, at)


def plan_left_over(at: datetime) -> int:
    """Plan again for everybody whose mail may have been lost with a worker; for how many."""
    waiting = mail.left()
    for user in waiting:
        plan(user, at)
    if waiting:
        log.info("planned mail for %d people again", len(waiting))
    return len(waiting)

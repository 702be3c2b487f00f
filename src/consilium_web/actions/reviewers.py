"""What reviewers say of their work, and reminding them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from consilium.assignment import interests
from consilium.cases import Actor
from consilium.delivery.wording import languages
from consilium.errors import Invalid
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.actions import audit, notices, saving
from consilium_web.models import AssignmentRow, ReviewerProfile
from consilium_web.queries import reviewers
from consilium_web.queries.reviewers import Profile

MOST = 50
"""Cases that one person can take at a time."""


@transaction.atomic
def describe(*, person: str, profile: Profile, by: Actor, at: datetime) -> None:
    """Keep a reviewer's profile: their own, or as an administrator that of one of the organisation."""
    if person and person != by.id:
        check_can(Permission.MANAGE_PEOPLE, by, None)
    user = reviewers.whose(person, by)
    _check(profile)
    said = {
        "cancers": list(profile.cancers),
        "languages": list(profile.languages),
        "capacity": profile.capacity,
        "away_from": profile.away_from,
        "away_until": profile.away_until,
        "changed_at": at,
    }
    ReviewerProfile.objects.update_or_create(user=user, defaults=said)
    audit.record("reviewing.changed", by=by, at=at, person=str(user.pk))


def _check(profile: Profile) -> None:
    wrong = {}
    if not 0 <= profile.capacity <= MOST:
        wrong["capacity"] = f"Write a number from 0 to {MOST}."
    if profile.away_from and (not profile.away_until or profile.away_until < profile.away_from):
        wrong["away_until"] = "Write the last day that you are away."
    if not set(profile.cancers) <= {one.key for one in interests.groups()}:
        wrong["cancers"] = "Choose from the list."
    if not set(profile.languages) <= set(languages()):
        wrong["languages"] = "Choose from the list."
    if wrong:
        raise Invalid("Some answers are to be mended.", wrong)


@transaction.atomic
def remind(*, case_id: UUID, by: Actor, at: datetime) -> int:
    """Remind everybody of whom the review of this case still waits; how many."""
    _, case = saving.load(case_id)
    check_can(Permission.WRITE_MESSAGE, by, case)
    check_can(Permission.SEE_QUEUE, by, None)
    waited_for = [UUID(one) for one in case.reviewers if one not in case.signed_by]
    for person in waited_for:
        notices.tell(person, "review.reminded", case_id, at)
    AssignmentRow.objects.filter(case_id=case_id, reviewer_id__in=waited_for).update(reminded_at=at)
    audit.record("reviewer.reminded", case=case_id, by=by, at=at, people=len(waited_for))
    return len(waited_for)

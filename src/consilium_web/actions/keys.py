"""Wrapping every case's and every meeting's key under the newest master key."""

from datetime import datetime

from django.db import transaction

from consilium_web.actions import audit
from consilium_web.models import CaseRow, MeetingRow


def rewrap(*, at: datetime) -> int:
    """Wrap each case's key anew; how many. What the keys seal stays as it is, so this is quick."""
    cases = list(CaseRow.objects.values_list("pk", flat=True))
    for case in cases:
        with transaction.atomic():
            row = CaseRow.objects.select_for_update().get(pk=case)
            CaseRow.objects.filter(pk=case).update(wrapped_key=row.key.wrap())
    for meeting in list(MeetingRow.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            kept = MeetingRow.objects.select_for_update().get(pk=meeting)
            MeetingRow.objects.filter(pk=meeting).update(wrapped_key=kept.key.wrap())
    with transaction.atomic():
        audit.record("keys.rotated", by=None, at=at, cases=len(cases))
    return len(cases)

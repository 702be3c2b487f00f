"""Many cases with a released opinion, made from one that was walked through the site."""

from datetime import timedelta
from uuid import UUID, uuid4

from walking import Walk

from consilium.outcomes import Outcome
from consilium_web.crypto import CaseKey
from consilium_web.models import CaseRow, FeelingRow, OutcomeRow
from consilium_web.models.outcomes import Feeling


def released(walk: Walk) -> Walk:
    walk.send().post("patient", "feeling/", {"confidence": "3", "worry": "9"})
    walk.ask().seal().write().sign().release()
    walk.post("patient", "feeling/", {"confidence": "8", "worry": "4"})
    return walk


def agree(walk: Walk, agreed: bool = True) -> None:
    """What the patient says about research."""
    said = {"review": "on", "share_with_first_doctor": "on"} | ({"research": "on"} if agreed else {})
    walk.post("patient", "consents/", said)


def copies(walk: Walk, number: int) -> None:
    """As many more cases as this one, with rows of their own sealed under keys of their own."""
    row, told = walk.row(), walk.row().case
    outcome = OutcomeRow.objects.get(case=row).value(row.key, Outcome)
    feelings = [one.value(row.key, Feeling) for one in FeelingRow.objects.filter(case=row).order_by("at")]
    for _ in range(number):
        id = uuid4()
        key, wrapped = CaseKey.new(str(id))
        copy = CaseRow(
            id=id,
            wrapped_key=wrapped,
            status=row.status,
            started_at=row.started_at,
            changed_at=row.changed_at,
            organisation=row.organisation,
        )
        copy.put(key, told)
        copy.save(force_insert=True)
        kept = OutcomeRow(case=copy, at=copy.changed_at)
        kept.put(key, outcome)
        kept.save(force_insert=True)
        for step, feeling in enumerate(feelings):
            felt = FeelingRow(id=uuid4(), case=copy, by_id=UUID(told.patient), at=copy.changed_at + timedelta(step))
            felt.put(key, feeling)
            felt.save(force_insert=True)

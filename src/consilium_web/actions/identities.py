"""Keeping who a case's records say the patient is, sealed beside the case, for finding one person twice (B2)."""

from collections.abc import Iterable
from datetime import datetime

from consilium.facts import Assertion
from consilium.reading import Reading
from consilium_web.models import CaseRow, IdentityRow
from consilium_web.models.appointments import Identity


def add(row: CaseRow, readings: Iterable[Reading], at: datetime) -> None:
    """Add the names and birth dates of these records. A step of the action that keeps or looks through them."""
    facts = [fact for reading in readings for fact in reading.facts if fact.assertion is Assertion.PRESENT]
    names = {fact.text for fact in facts if fact.code == "patient.name"}
    births = {fact.text for fact in facts if fact.code == "patient.birth_date"}
    kept = IdentityRow.objects.filter(case=row).first()
    known = kept.value(row.key, Identity) if kept else Identity()
    now = Identity(names=tuple(sorted({*known.names, *names})), births=tuple(sorted({*known.births, *births})))
    if now == known:
        return
    kept = kept or IdentityRow(case=row)
    kept.at = at
    kept.put(row.key, now)
    kept.save()

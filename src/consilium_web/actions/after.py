"""What follows an opinion: the decision, how sure the person is of it, the coded outcome (R45, R46)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from consilium.cases import Actor
from consilium.errors import Invalid
from consilium.outcomes import CODES, WAYS
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.actions import audit, conflicts, notices, saving
from consilium_web.models import CaseRow, CodedRow, DecisionRow, SureRow
from consilium_web.models.after import Coded, Decision, Sure
from consilium_web.models.sealed import SaidRow
from consilium_web.queries import after


@transaction.atomic
def decide(*, case_id: UUID, decision: Decision, by: Actor, at: datetime, token: UUID | None = None) -> None:
    """Keep what the patient chose; earlier decisions stay beside it."""
    row, case = saving.load(case_id)
    check_can(Permission.DECIDE, by, case)
    if decision.way not in WAYS:
        raise Invalid("A choice is missing.", {"way": "Choose one of these."})
    _keep(DecisionRow, row, decision, by, at, token)
    audit.record("decision.told", case=case_id, by=by, at=at)
    notices.tell_all("decision.told", case, at, by=by)


@transaction.atomic
def be_sure(*, case_id: UUID, answers: dict[str, bool], by: Actor, at: datetime, token: UUID | None = None) -> None:
    """Keep an answer to the SURE test: after a decision it counts as "after", else as "before"."""
    row, case = saving.load(case_id)
    check_can(Permission.DECIDE, by, case)
    _keep(SureRow, row, Sure(after=after.has_decided(row), answers=answers), by, at, token)
    audit.record("sure.told", case=case_id, by=by, at=at)


@transaction.atomic
def code(
    *, case_id: UUID, codes: tuple[str, ...], note: str, by: Actor, at: datetime, token: UUID | None = None
) -> None:
    """Confirm the outcome of a case (R45). Invalid where it is empty, or confirmed and changed at once."""
    row, case = saving.load(case_id)
    check_can(Permission.CODE_OUTCOME, by, case)
    if not codes or not set(codes) <= set(CODES):
        raise Invalid("An outcome is missing.", {"codes": "Choose at least one."})
    if "confirmed" in codes and any(one.endswith("_changed") for one in codes):
        raise Invalid("These do not go together.", {"codes": "“Confirmed” and a change do not go together."})
    proposed = after.proposal(case_id, by, today=at.date()).codes
    _keep(CodedRow, row, Coded(codes=codes, proposed=proposed, note=note.strip()), by, at, token)
    audit.record("outcome.coded", case=case_id, by=by, at=at, as_proposed=set(codes) == set(proposed))


def _keep(kind: type[SaidRow], row: CaseRow, value: Any, by: Actor, at: datetime, token: UUID | None) -> None:
    kept = kind(id=conflicts.once(token, by=by, at=at), case=row, by_id=UUID(by.id), at=at)
    kept.put(row.key, value)
    kept.save(force_insert=True)

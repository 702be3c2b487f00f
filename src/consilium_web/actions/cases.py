"""Starting, filling in, sending and withdrawing a case."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from consilium import cases
from consilium.cases import Action, Actor, Case, Intent, Purpose, Role, Status
from consilium.errors import Invalid, WrongState
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium.values import CaseId, PersonId
from consilium_web.actions import audit, boards, conflicts, notices, saving
from consilium_web.crypto import CaseKey
from consilium_web.models import CaseRow, Organisation, User
from consilium_web.models import Role as AccountRole


@transaction.atomic
def start(*, by: Actor, at: datetime, token: UUID | None = None, as_parent: bool = False) -> UUID:
    """A new draft; its id. The patient of a proxy or a doctor may have no account yet (R7).

    `as_parent`: a proxy acts as parent or guardian, and not by the patient's consent.
    """
    check_can(Permission.START_CASE, by, None)
    case_id = conflicts.once(token, by=by, at=at)
    patient = by.id if by.role is Role.PATIENT else PersonId(str(uuid4()))
    only = Organisation.objects.only_one()
    case = cases.start(id=CaseId(str(case_id)), patient=patient, by=by)
    case = replace(case, organisation=str(only.pk) if only else "", parents=case.proxies if as_parent else ())
    key, wrapped = CaseKey.new(str(case_id))
    row = CaseRow(id=case_id, wrapped_key=wrapped, started_at=at, changed_at=at, status=case.status.value)
    row.put(key, case)
    row.save(force_insert=True)
    saving.save(row, case, at=at)
    User.objects.get(pk=UUID(by.id)).take_role(AccountRole(by.role.value), at=at)
    audit.record("case.started", case=case_id, by=by, at=at)
    return case_id


@transaction.atomic
def change(
    *, case_id: UUID, changes: Mapping[str, Any], step: str, by: Actor, at: datetime, version: int | None = None
) -> Case:
    """The draft with these fields of `Case` changed; `step` names the page for the audit."""
    row, case = saving.load(case_id, version=version)
    check_can(Permission.EDIT_CASE, by, case)
    if case.status is not Status.DRAFT:
        raise WrongState("A case that was sent is not changed. Write to the coordinator if something in it is wrong.")
    changed = replace(case, **changes)
    saving.save(row, changed, at=at)
    audit.record(f"case.changed.{step}", case=case_id, by=by, at=at)
    return changed


@transaction.atomic
def consent(*, case_id: UUID, answers: Mapping[Purpose, bool], by: Actor, at: datetime) -> Case:
    """The case with each consent given or withdrawn; what was already so is not said again."""
    row, before = saving.load(case_id)
    check_can(Permission.GIVE_CONSENT, by, before)
    case = before
    for purpose, given in answers.items():
        known = any(said.purpose is purpose for said in case.consents)
        if given != case.consents_to(purpose) or not known:
            case = cases.consent(case, purpose, given=given, by=by, at=at)
            audit.record("consent.given" if given else "consent.refused", case=case_id, by=by, at=at, purpose=purpose)
    saving.save(row, case, at=at)
    if before.consents_to(Purpose.REVIEW) and not case.consents_to(Purpose.REVIEW):
        notices.tell_all("consent.ended", case, at, by=by)
    return case


@transaction.atomic
def consent_for(*, case_id: UUID, purpose: Purpose, person: PersonId, given: bool, by: Actor, at: datetime) -> Case:
    """The case with a consent given or withdrawn for one person; the others keep theirs."""
    row, case = saving.load(case_id)
    check_can(Permission.GIVE_CONSENT, by, case)
    if given == case.consents_to(purpose, person):
        return case
    said = cases.consent(case, purpose, given=given, by=by, at=at, person=person)
    saving.save(row, said, at=at)
    action = "consent.given" if given else "consent.refused"
    audit.record(action, case=case_id, by=by, at=at, purpose=purpose, person=str(person))
    _end_reviews(row, case, said, by, at)
    return said


def _end_reviews(row: CaseRow, before: Case, after: Case, by: Actor, at: datetime) -> None:
    """Who reviews no more after a consent was taken back; the coordinators are told, and ask somebody else."""
    gone = [person for person in before.reviewers if person not in after.reviewers]
    for person in gone:
        audit.record("reviewer.let_go", case=row.id, by=by, at=at, reviewer=person)
    if not gone:
        return
    if not after.reviewers:
        boards.leave(row, "The patient took back the consent for the chair.")
    notices.tell_all("consent.ended", after, at, by=by)
    if after.status is Status.SIGNED:
        notices.tell_all("opinion.signed", after, at, by=by)


@transaction.atomic
def send(*, case_id: UUID, by: Actor, at: datetime, organisation: str = "") -> Case:
    """Send the case for a second opinion; a case that moves care is a referral and takes its own path (R5).

    `organisation`: the id of the one chosen, where there are several.
    """
    row, case = saving.load(case_id)
    case = replace(case, organisation=_chosen(case, organisation))
    action = Action.REFER if case.intent is Intent.TRANSFER else Action.SEND
    check_can(action, by, case)
    sent = cases.advance(case, action, by, at)
    row.sent_at = at
    saving.save(row, sent, at=at)
    audit.record(f"case.{sent.status.value}", case=case_id, by=by, at=at)
    notices.tell_all(f"case.{sent.status.value}", sent, at, by=by)
    return sent


TOLD = {
    Action.WITHDRAW: "case.withdrawn",
    Action.CLOSE: "case.closed",
    Action.CHANGE_REVIEWER: "reviewer.changed",
    Action.ASK_THIRD: "third.asked",
}
"""What people are told of each move."""


LEFT = {
    Action.WITHDRAW: "The patient took the case back.",
    Action.CHANGE_REVIEWER: "Somebody else is asked to review the case.",
}
"""Why a case leaves the agenda of a board."""


def _chosen(case: Case, organisation: str) -> str:
    only = Organisation.objects.only_one()
    wanted = organisation or case.organisation or (str(only.pk) if only else "")
    if not wanted or not Organisation.objects.filter(pk=UUID(wanted)).exists():
        raise Invalid("Somebody must get the case.", {"organisation": "Choose who should look at your case."})
    return wanted


@transaction.atomic
def move(*, case_id: UUID, action: Action, by: Actor, at: datetime) -> Case:
    """Withdraw or close the case, change the reviewer, or ask for a third opinion."""
    row, case = saving.load(case_id)
    check_can(action, by, case)
    moved = cases.advance(case, action, by, at)
    saving.save(row, moved, at=at)
    audit.record(f"case.{action.value}", case=case_id, by=by, at=at)
    if action in LEFT:
        boards.leave(row, LEFT[action])
    notices.tell_all(TOLD[action], moved, at, by=by)
    return moved


@transaction.atomic
def send_away(*, case_id: UUID, person: PersonId, by: Actor, at: datetime) -> Case:
    """Somebody whom the patient let in takes part no more."""
    row, case = saving.load(case_id)
    check_can(Permission.GIVE_CONSENT, by, case)
    if person == by.id:
        raise WrongState("You cannot send yourself away. Another person who acts for the patient can.")
    left = replace(
        case,
        proxies=tuple(one for one in case.proxies if one != person),
        parents=tuple(one for one in case.parents if one != person),
        clinicians=tuple(one for one in case.clinicians if one != person),
        first_doctor=None if case.first_doctor == person else case.first_doctor,
    )
    saving.save(row, left, at=at)
    audit.record("person.sent_away", case=case_id, by=by, at=at, person=str(person))
    return left


@transaction.atomic
def told_first_doctor(*, case_id: UUID, by: Actor, at: datetime) -> Case:
    """The patient says that their doctor knows (R8)."""
    row, case = saving.load(case_id)
    check_can(Permission.GIVE_CONSENT, by, case)
    told = replace(case, first_doctor_told=at.date())
    saving.save(row, told, at=at)
    audit.record("first_doctor.told", case=case_id, by=by, at=at)
    return told

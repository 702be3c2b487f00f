"""The first and last beats of every action on a case: load it locked, save it whole."""

from datetime import datetime
from uuid import UUID

from consilium.cases import Actor, Case, Role, role_of
from consilium.errors import Denied
from consilium_web.actions.conflicts import Stale
from consilium_web.models import CasePerson, CaseRow, User
from consilium_web.queries import people


def load(case_id: UUID, *, version: int | None = None) -> tuple[CaseRow, Case]:
    """The row, locked until the transaction ends, and its case. Stale where a form was opened on an older version."""
    row = CaseRow.objects.select_for_update().filter(pk=case_id).first()
    if row is None:
        raise Denied("There is no such case.")
    if version is not None and version != row.version:
        raise Stale(row.version)
    return row, row.case


def save(row: CaseRow, case: Case, *, at: datetime) -> None:
    """Seal the case into its row, one version on, and keep the links that say who takes part."""
    row.put(row.key, case)
    row.status = case.status.value
    row.version += 1
    row.changed_at = at
    row.due_on = case.planned_start
    row.organisation_id = people.place(case.organisation)
    row.save()
    _link(row, case, at)


def _link(row: CaseRow, case: Case, at: datetime) -> None:
    wanted = {(UUID(person), role.value) for person, role in _takes_part(case)}
    links = {(link.user_id, link.role): link for link in CasePerson.objects.filter(case=row)}
    for who, link in links.items():
        if (who in wanted) != (link.ended_at is None):
            link.ended_at = None if who in wanted else at
            link.save(update_fields=["ended_at"])
    if new := wanted - links.keys():
        known = set(User.objects.filter(pk__in={person for person, _ in new}).values_list("pk", flat=True))
        CasePerson.objects.bulk_create(
            CasePerson(case=row, user_id=person, role=role, since=at)
            for person, role in new
            if person in known  # a patient for whom somebody else acts may have no account
        )


def _takes_part(case: Case) -> list[tuple[str, Role]]:
    taking_part = [(case.patient, Role.PATIENT)]
    taking_part += [(person, Role.PROXY) for person in case.proxies]
    taking_part += [(person, Role.FIRST_DOCTOR) for person in (case.first_doctor, *case.clinicians) if person]
    taking_part += [(person, role_of(person, case)) for person in (*case.reviewers, *case.earlier_reviewers)]
    return [(str(person), role) for person, role in taking_part]


def actor(by: Actor) -> UUID:
    """The id of the account that acts."""
    return UUID(by.id)

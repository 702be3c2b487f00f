"""The people involved in a case, and what each of them may see: asked of the policy itself, for the patient's side."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consilium import policy
from consilium.cases import Actor, Case, Phase, Purpose, Role, role_of
from consilium.policy.permissions import Permission
from consilium.values import PersonId
from consilium_web.models import User
from consilium_web.queries import charts


@dataclass(frozen=True, slots=True, kw_only=True)
class Involved:
    """Somebody who takes part. `agreed`: whether the consent that they need is given, and since when (`said_at`).

    `records`, `opinion`: whether they may see these now. `blinded`: they do not see the first opinion yet.
    """

    id: str
    name: str
    role: Role
    as_parent: bool = False
    purpose: Purpose | None = None
    agreed: bool = True
    said_at: datetime | None = None
    records: bool = False
    opinion: bool = False
    blinded: bool = False
    earlier: bool = False
    reviewing: bool = False
    """Whether a review of theirs is not signed yet: it ends with the consent."""
    let_in: bool = False
    """Whether the patient let them in, and can send them away again."""


def people(case_id: UUID, actor: Actor) -> tuple[Involved, ...]:
    """Everybody who takes part beside the patient. Denied for all but the patient's side."""
    case = charts.row(case_id).case
    policy.check_can(Permission.GIVE_CONSENT, actor, case)
    found = list(_roles(case))
    names = dict(User.objects.filter(pk__in={UUID(person) for person, _ in found}).values_list("pk", "name"))
    return tuple(_involved(case, person, role, names.get(UUID(person)) or "Someone") for person, role in found)


def _roles(case: Case) -> Iterator[tuple[PersonId, Role]]:
    yield from ((one, Role.PROXY) for one in case.proxies)
    yield from ((one, Role.FIRST_DOCTOR) for one in (case.first_doctor, *case.clinicians) if one)
    asked = dict.fromkeys((*case.reviewers, *case.earlier_reviewers))
    yield from ((one, role_of(one, case)) for one in asked)


def _involved(case: Case, person: PersonId, role: Role, name: str) -> Involved:
    them = Actor(id=person, role=role, organisation=case.organisation)
    purpose = {Role.PROXY: None, Role.FIRST_DOCTOR: Purpose.SHARE_WITH_FIRST_DOCTOR}.get(role, Purpose.REVIEW)
    return Involved(
        id=person,
        name=name,
        role=role,
        as_parent=person in case.parents,
        purpose=purpose,
        agreed=purpose is None or case.consents_to(purpose, person),
        said_at=_said_at(case, purpose, person),
        records=not policy.may(Permission.SEE_RECORD, them, case),
        opinion=not policy.may(Permission.SEE_OPINION, them, case),
        blinded=policy.phase(them, case) is Phase.BLINDED,
        earlier=person in case.earlier_reviewers and person not in case.reviewers,
        reviewing=person in case.reviewers and person not in case.signed_by,
        let_in=role in (Role.PROXY, Role.FIRST_DOCTOR),
    )


def _said_at(case: Case, purpose: Purpose | None, person: PersonId) -> datetime | None:
    said = [one.at for one in case.consents if one.purpose is purpose and one.person in (None, person)]
    return said[-1] if said else None


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the patient said last on one purpose, for all; `said_at` is None where they never said anything."""

    purpose: Purpose
    given: bool
    said_at: datetime | None


def consents(case_id: UUID, actor: Actor) -> tuple[Agreed, ...]:
    """What was said on each purpose. Denied for all but the patient's side."""
    case = charts.row(case_id).case
    policy.check_can(Permission.GIVE_CONSENT, actor, case)
    said = {one.purpose: one for one in case.consents if one.person is None}
    return tuple(
        Agreed(purpose, case.consents_to(purpose), said[purpose].at if purpose in said else None) for purpose in Purpose
    )

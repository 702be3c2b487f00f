"""Cases as an actor may see them: their list, and one of them."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from consilium import cases, policy
from consilium.cases import Action, Actor, Case, Role, Status
from consilium.errors import Invalid, WrongState
from consilium.policy.permissions import Permission
from consilium.values import PersonId
from consilium.waiting import waits_for
from consilium_web.models import CasePerson, CaseRow, RecordRow, User
from consilium_web.queries import charts


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case in a list. `reference` is what people call it by, and tells nothing."""

    id: UUID
    reference: str
    role: Role
    status: Status
    cancer: str
    changed_at: datetime
    due_on: date | None
    first_read_sealed: bool
    signed: bool
    """Whether this person's own opinion is signed."""
    released: bool
    editable: bool
    asked: bool
    """Whether a reviewer waits for something that they asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """One case. `case` holds only what this actor may see; `missing` says what stands between it and being sent."""

    id: UUID
    reference: str
    version: int
    actor: Actor
    case: Case
    missing: dict[str, str]
    blinded: bool
    withheld: bool
    records: int
    waiting: int
    news: bool
    """Whether later knowledge brings a finding that was not there before (R23)."""
    names: dict[str, str]
    may: frozenset[str]
    """Names of the permissions and actions that are open to this actor now."""


def reference(case_id: UUID) -> str:
    """A case's short name."""
    return f"{case_id.hex[:4]}-{case_id.hex[4:8]}".upper()


def mine(user: User) -> tuple[CaseLine, ...]:
    """The cases in which somebody takes part in the role they act in, the one changed last first."""
    links = CasePerson.objects.filter(user=user, role__in=user.roles, ended_at=None).select_related("case")
    ordered = links.order_by("-case__changed_at", "pk")
    lines = (_line(link.case, Actor(id=PersonId(str(user.pk)), role=Role(link.role))) for link in ordered)
    return tuple(line for line in lines if line is not None)


def _line(row: CaseRow, actor: Actor) -> CaseLine | None:
    case = row.case
    if policy.may(Permission.SEE_CASE, actor, case):
        return None
    return CaseLine(
        id=row.id,
        reference=reference(row.id),
        role=actor.role,
        status=case.status,
        cancer=policy.sight(actor, case, ()).visible_case(case).cancer,
        changed_at=row.changed_at,
        due_on=row.due_on,
        first_read_sealed=actor.id in case.sealed_by,
        signed=actor.id in case.signed_by,
        released=cases.was_released(case),
        editable=not policy.may(Permission.EDIT_CASE, actor, case),
        asked=bool(waits_for(case.asks)),
    )


def get(case_id: UUID, actor: Actor) -> CaseView:
    """One case. Denied for strangers."""
    return of(charts.load(case_id, actor))


def of(chart: charts.Chart) -> CaseView:
    """The case of a chart, as its actor may see it."""
    case_id, actor = chart.id, chart.actor
    case, flagged = chart.case, chart.found.news_at is not None
    people = {case.starter, case.patient, *case.proxies, *case.reviewers, *case.earlier_reviewers}
    people |= {ask.by for ask in case.asks} | {one.by for one in case.declined}
    records = RecordRow.objects.filter(case_id=case_id, removed_at=None)
    return CaseView(
        id=case_id,
        reference=reference(case_id),
        version=chart.version,
        actor=actor,
        case=_visible(chart),
        missing=cases.missing_to_send(case) if case.status is Status.DRAFT else {},
        blinded=chart.blinded,
        withheld=chart.sight.something_withheld() or (chart.blinded and case.first_opinion is not None),
        records=records.count(),
        waiting=records.filter(read_at=None).count(),
        news=flagged and not chart.blinded and not policy.may(Permission.SEE_RECORD, actor, case),
        names=_names({str(person) for person in people}),
        may=_may(actor, case),
    )


def _visible(chart: charts.Chart) -> Case:
    """The case as its actor may see it; whoever may not see its records learns that it exists and where it stands."""
    case = chart.visible_case
    if not policy.may(Permission.SEE_RECORD, chart.actor, chart.case):
        return case
    untold = Case(id=case.id, patient=case.patient, starter=case.starter, starter_role=case.starter_role)
    return replace(untold, status=case.status, reviewers=case.reviewers)


def _may(actor: Actor, case: Case) -> frozenset[str]:
    wishes: tuple[Permission | Action, ...] = (*Permission, *Action)
    return frozenset(wish.value for wish in wishes if not policy.may(wish, actor, case))


def check(case_id: UUID, actor: Actor, wish: Permission | Action) -> None:
    """Raises Denied or WrongState where the actor may not do this now. What a form can mend is left to the form."""
    with suppress(Invalid):
        policy.check_can(wish, actor, charts.row(case_id).case)


def draft(case_id: UUID, actor: Actor) -> CaseView:
    """A case that is still being told. WrongState once it was sent."""
    found = get(case_id, actor)
    if found.case.status is not Status.DRAFT:
        raise WrongState("Your case was sent, so this is not changed any more.")
    return found


def _names(people: set[str]) -> dict[str, str]:
    found = User.objects.filter(pk__in=[UUID(person) for person in people])
    return {str(user.pk): user.name or "Someone" for user in found}

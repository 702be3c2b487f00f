"""Organisations: whose page this is, where a case can be sent, and who works there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consilium.cases import Actor
from consilium.errors import Denied
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.models import Membership, Organisation, User


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role that somebody holds or held. `ended_at` is None while they hold it."""

    id: UUID
    words: str
    since: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class StaffLine:
    """Somebody of the staff, with all their roles there."""

    id: UUID
    name: str
    address: str
    profile: dict[str, str]
    roles: tuple[RoleLine, ...]

    @property
    def works_here(self) -> bool:
        """Whether any of the roles is in force."""
        return any(role.ended_at is None for role in self.roles)


def of(user: User | None) -> Organisation | None:
    """The organisation whose name and colours a page bears: the one acted for, else the only one of the site."""
    if user is not None and user.acting and user.acting.organisation:
        return user.acting.organisation
    found = list(Organisation.objects.order_by("since", "pk")[:2])
    return found[0] if len(found) == 1 else None


def by_id(organisation: UUID) -> Organisation:
    """An organisation; Denied where there is none."""
    found = Organisation.objects.filter(pk=organisation).first()
    if found is None:
        raise Denied("There is no such organisation.")
    return found


def choices() -> tuple[tuple[str, str], ...]:
    """Id and name of each organisation to which a case can be sent, by name."""
    return tuple((str(one.pk), f"{one.name} ({one.get_kind_display().lower()})") for one in _all())


def _all() -> list[Organisation]:
    return list(Organisation.objects.order_by("name"))


def name_of(organisation: str) -> str:
    """The name of an organisation, or "" for none."""
    found = Organisation.objects.filter(pk=UUID(organisation)).first() if organisation else None
    return found.name if found else ""


def own(actor: Actor) -> Organisation:
    """The organisation that this administrator looks after. Denied for everybody else."""
    check_can(Permission.MANAGE_PEOPLE, actor, None)
    return by_id(UUID(actor.organisation))


def staff(actor: Actor) -> tuple[StaffLine, ...]:
    """Everybody who works or worked for one's own organisation: those who work there first, then by name."""
    place = own(actor)
    held = Membership.objects.filter(organisation=place).select_related("user").order_by("since", "pk")
    lines: dict[UUID, list[Membership]] = {}
    for one in held:
        lines.setdefault(one.user_id, []).append(one)
    found = [_line(rows) for rows in lines.values()]
    return tuple(sorted(found, key=lambda line: (not line.works_here, line.name)))


def member(actor: Actor, person: UUID) -> StaffLine:
    """One of one's own staff; Denied for anybody else."""
    found = next((line for line in staff(actor) if line.id == person), None)
    if found is None:
        raise Denied("There is nobody like this on the staff.")
    return found


def _line(rows: list[Membership]) -> StaffLine:
    user = rows[0].user
    profile = {name: getattr(user, name) for name in ("credentials", "field", "team", "practice", "institution")}
    roles = tuple(RoleLine(one.pk, one.get_role_display(), one.since, one.ended_at) for one in rows)
    return StaffLine(user.pk, user.name or "No name yet", user.email, profile, roles)

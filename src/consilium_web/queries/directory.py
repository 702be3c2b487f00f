"""The directory, a search in it for one case, and the person's own list."""

from dataclasses import dataclass, replace
from uuid import UUID

from consilium import experts
from consilium.cases import Actor
from consilium.experts import Expert, Match, Place, Wish
from consilium.oncology import cancers
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.models import CandidateRow, CaseRow, ExpertRow
from consilium_web.queries import cases
from consilium_web.queries.cases import CaseView


@dataclass(frozen=True, slots=True)
class Entry:
    """One of the directory, or of a person's list, with the id of its row."""

    id: str
    expert: Expert


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought: those who fit, larger houses for somebody far away, and the person's own list."""

    it: CaseView
    cancer: str
    near: Place | None
    matches: tuple[tuple[str, Match], ...]
    larger: tuple[tuple[str, Match], ...]
    own: tuple[Entry, ...]
    known: int


def entries(actor: Actor, name: str = "") -> tuple[Entry, ...]:
    """The directory in the order of names."""
    check_can(Permission.KEEP_DIRECTORY, actor, None)
    rows = ExpertRow.objects.filter(ended_at=None, label__icontains=name).order_by("label", "at")
    return tuple(Entry(str(row.pk), row.expert) for row in rows)


def search(case_id: UUID, actor: Actor, wish: Wish, home: str = "") -> Found:
    """Who of the directory fits. Without a cancer in the wish, that of the case; `home` is where the person lives."""
    it = cases.get(case_id, actor)
    check_can(Permission.FIND_EXPERTS, actor, it.case)
    row = cancers.named(wish.cancer or it.case.cancer)
    rows = [(str(row.pk), row.expert) for row in ExpertRow.objects.filter(ended_at=None)]
    known, ids = [expert for _, expert in rows], {id(expert): pk for pk, expert in rows}
    near = experts.where(known, home)
    looked_for = replace(wish, cancer=row.key if row else "", near=near)
    return Found(
        it=it,
        cancer=row.name if row else "",
        near=near,
        matches=tuple((ids[id(match.expert)], match) for match in experts.search(known, looked_for)),
        larger=tuple((ids[id(match.expert)], match) for match in experts.larger_places(known, looked_for)),
        own=own(case_id, actor),
        known=len(known),
    )


def own(case_id: UUID, actor: Actor) -> tuple[Entry, ...]:
    """Whom the person thinks of asking, in the order in which they were put on the list."""
    check_can(Permission.FIND_EXPERTS, actor, cases.get(case_id, actor).case)
    row = CaseRow.objects.get(pk=case_id)
    kept = CandidateRow.objects.filter(case=row, ended_at=None).order_by("at")
    return tuple(Entry(str(one.pk), one.value(row.key, Expert)) for one in kept)


def entry(expert: UUID) -> Expert | None:
    """One of the directory, or None where it is not there any more."""
    row = ExpertRow.objects.filter(pk=expert, ended_at=None).first()
    return row.expert if row else None

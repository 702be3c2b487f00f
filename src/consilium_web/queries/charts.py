"""The chart: everything of one case, opened for one actor, with the sight through which all of it is shown.

Other queries start from here. Nothing of a chart goes to a page but through `chart.sight`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

import msgspec

from consilium.cases import Action, Actor, Case, Role
from consilium.errors import Denied
from consilium.facts import Fact
from consilium.policy import Mark, Phase, Sight, check_can, phase, sight
from consilium.policy.permissions import Permission
from consilium.reading import Reading
from consilium.records import Page
from consilium.values import PersonId, RecordId
from consilium_web.crypto import CaseKey
from consilium_web.models import CaseRow, MarkRow, ReadingRow, RecordRow, StatementRow
from consilium_web.models.records import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One case, opened. `case`, `readings` and `statements` are whole: show them through `sight` only."""

    id: UUID
    version: int
    key: CaseKey
    actor: Actor
    case: Case
    readings: tuple[Reading, ...]
    rows: dict[RecordId, UUID]
    page_counts: dict[RecordId, int]
    statements: tuple[Statement, ...]
    sight: Sight

    @property
    def visible_case(self) -> Case:
        """The case as this actor may see it."""
        return self.sight.visible_case(self.case)

    @property
    def stated(self) -> tuple[Fact, ...]:
        """Facts that people stated."""
        return tuple(statement.fact for statement in self.statements)

    def reading(self, record: UUID) -> Reading:
        """What reading this record gave; Denied where there is none."""
        wanted = next((id for id, row in self.rows.items() if row == record), None)
        found = next((reading for reading in self.readings if reading.record == wanted), None)
        if found is None:
            raise Denied("There is no such record.")
        return found

    def pages(self, record: UUID) -> tuple[Page, ...]:
        """The pages of a record, as this actor may see them."""
        reading = self.reading(record)
        whole = reading.pages or _pages(ReadingRow.objects.get(pk=record), self.key)
        return tuple(self.sight.visible_page(reading.record, page) for page in whole)

    @property
    def record_names(self) -> dict[str, str]:
        """What each record is called to this actor."""
        return {read.record: self.sight.record_name(read.record, read.name) for read in self.readings}

    def kind(self, reading: Reading) -> str:
        """What kind of record it is, in the vocabulary of `record.kind`, else by its format."""
        said = (fact.text for fact in reading.facts if fact.code == "record.kind")
        return next(said, reading.kind)

    def fact_id(self, fact: Fact) -> str:
        """A name for a fact that tells nothing, for links and forms."""
        return self.key.fingerprint(msgspec.json.encode(fact).hex())[:24]


def row(case_id: UUID) -> CaseRow:
    """The row of a case; Denied where there is none."""
    found = CaseRow.objects.filter(pk=case_id).first()
    if found is None:
        raise Denied("There is no such case.")
    return found


def load(case_id: UUID, actor: Actor, wish: Permission | Action = Permission.SEE_CASE) -> Chart:
    """The chart, for an actor who may do what they wish with the case. Raises Denied for everybody else."""
    found = row(case_id)
    check_can(wish, actor, found.case)
    return _chart(found, actor)


def whole(found: CaseRow) -> Chart:
    """The chart of a case for computing without a person, as a coordinator who handles it would see it."""
    return _chart(found, Actor(id=PersonId(""), role=Role.COORDINATOR))


def _chart(found: CaseRow, actor: Actor) -> Chart:
    case_id, key, case = found.id, found.key, found.case
    blinded = phase(actor, case) is Phase.BLINDED
    rows: dict[RecordId, UUID] = {}
    counts: dict[RecordId, int] = {}
    readings = tuple(_readings(case_id, key, rows, counts, with_pages=blinded))
    marks, statements = marks_of(case_id, key), tuple(_statements(case_id, key))
    return Chart(
        id=case_id,
        version=found.version,
        key=key,
        actor=actor,
        case=case,
        readings=readings,
        rows=rows,
        page_counts=counts,
        statements=statements,
        sight=sight(actor, case, readings, marks, (statement.fact for statement in statements)),
    )


def _readings(
    case_id: UUID, key: CaseKey, rows: dict[RecordId, UUID], counts: dict[RecordId, int], *, with_pages: bool
) -> Iterator[Reading]:
    found = ReadingRow.objects.filter(record__case_id=case_id, record__removed_at=None)
    for one in found.order_by("record__at", "record_id"):
        reading = one.value(key, Reading)
        rows[reading.record], counts[reading.record] = one.record_id, one.page_count
        yield replace(reading, pages=_pages(one, key)) if with_pages else reading


def _pages(one: ReadingRow, key: CaseKey) -> tuple[Page, ...]:
    return msgspec.json.decode(key.open(bytes(one.sealed_pages), kind="pages", row=str(one.pk)), type=tuple[Page, ...])


def _statements(case_id: UUID, key: CaseKey) -> Iterator[Statement]:
    for one in StatementRow.objects.filter(case_id=case_id).order_by("at", "pk"):
        yield one.value(key, Statement)


def marks_of(case_id: UUID, key: CaseKey) -> tuple[Mark, ...]:
    """The marks that people confirmed, rejected or drew, the latest word on each span."""
    found = MarkRow.objects.filter(case_id=case_id, ended_at=None, record__removed_at=None)
    return tuple(one.value(key, Mark) for one in found.order_by("at", "pk"))


def record_row(case_id: UUID, record: UUID) -> RecordRow:
    """The row of a record of this case; Denied where there is none."""
    found = RecordRow.objects.filter(pk=record, case_id=case_id, removed_at=None).first()
    if found is None:
        raise Denied("There is no such record.")
    return found

"""The chart: everything of one case, opened for one actor, with the sight through which all of it is shown.

Other queries start from here. Nothing of a chart goes to a page but through `chart.sight`.
"""

from dataclasses import dataclass, replace
from functools import cached_property
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


@dataclass(frozen=True, slots=True)
class _Read:
    """A reading, the row of its record, and how many pages it has."""

    row: UUID
    pages: int
    reading: Reading


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One case, opened for one actor. `case`, `readings` and `statements` are whole: show them through `sight` only.

    What stands in other tables is opened when it is first asked for, and once: many pages need the case alone.
    """

    found: CaseRow
    key: CaseKey
    actor: Actor
    case: Case

    @property
    def id(self) -> UUID:
        return self.found.id

    @property
    def version(self) -> int:
        return self.found.version

    @property
    def phase(self) -> Phase:
        """How much of the case its actor sees."""
        return phase(self.actor, self.case)

    @property
    def blinded(self) -> bool:
        """Whether anything may be withheld from its actor."""
        return self.phase is Phase.BLINDED

    @cached_property
    def sight(self) -> Sight:
        """Through which everything is shown. Nothing is opened for it where nothing is withheld."""
        if not self.blinded:
            return sight(self.actor, self.case, ())
        marks, stated = marks_of(self.id, self.key), (statement.fact for statement in self.statements)
        return sight(self.actor, self.case, self.readings, marks, stated)

    @cached_property
    def _read(self) -> tuple[_Read, ...]:
        found = ReadingRow.objects.filter(record__case_id=self.id, record__removed_at=None)
        return tuple(self._open(one) for one in found.order_by("record__at", "record_id"))

    def _open(self, one: ReadingRow) -> _Read:
        reading = one.value(self.key, Reading)
        if self.blinded:  # the sight looks through every page
            reading = replace(reading, pages=_pages(one, self.key))
        return _Read(one.record_id, one.page_count, reading)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """What reading each record gave, in the order in which they came; with its pages while blinded."""
        return tuple(one.reading for one in self._read)

    @cached_property
    def rows(self) -> dict[RecordId, UUID]:
        """Record -> the id of its row."""
        return {one.reading.record: one.row for one in self._read}

    @cached_property
    def by_row(self) -> dict[UUID, Reading]:
        """The other way round: the id of a row -> what reading its record gave."""
        return {one.row: one.reading for one in self._read}

    @cached_property
    def page_counts(self) -> dict[RecordId, int]:
        return {one.reading.record: one.pages for one in self._read}

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """What people said beside the records, in the order in which they said it."""
        rows = StatementRow.objects.filter(case_id=self.id).order_by("at", "pk")
        return tuple(one.value(self.key, Statement) for one in rows)

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
        opened = self.by_row if self.blinded or "_read" in vars(self) else self._alone(record)
        if record not in opened:
            raise Denied("There is no such record.")
        return opened[record]

    def _alone(self, record: UUID) -> dict[UUID, Reading]:
        """This reading, without opening the others."""
        if record not in self._few:
            rows = ReadingRow.objects.filter(pk=record, record__case_id=self.id, record__removed_at=None)
            self._few.update({one.record_id: self._open(one).reading for one in rows})
        return self._few

    @cached_property
    def _few(self) -> dict[UUID, Reading]:
        return {}

    def may_open(self, record: UUID) -> bool:
        """Whether the original of a record may be served; while blinded only one that is read and holds nothing
        withheld."""
        if not self.blinded:
            return True
        read = self.by_row.get(record)
        return read is not None and self.sight.record_visible(read.record)

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
    chart = _chart(row(case_id), actor)
    check_can(wish, actor, chart.case)
    return chart


def whole(found: CaseRow) -> Chart:
    """The chart of a case for computing without a person, as a coordinator who handles it would see it."""
    return _chart(found, Actor(id=PersonId(""), role=Role.COORDINATOR))


def _chart(found: CaseRow, actor: Actor) -> Chart:
    return Chart(found=found, key=found.key, actor=actor, case=found.case)


def _pages(one: ReadingRow, key: CaseKey) -> tuple[Page, ...]:
    return msgspec.json.decode(key.open(bytes(one.sealed_pages), kind="pages", row=str(one.pk)), type=tuple[Page, ...])


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

"""Files that did not arrive whole, for the person who sent them."""

from dataclasses import dataclass
from uuid import UUID

from django_tasks_db.models import DBTaskResult

from consilium.cases import Actor
from consilium.policy import check_can
from consilium.policy.permissions import Permission
from consilium_web.models import UploadRow
from consilium_web.models.records import Sending
from consilium_web.queries import charts
from consilium_web.storage.partial import Partial


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadLine:
    """A file on its way: `arrived` of `size` bytes are here; `done`: it is a record already."""

    id: UUID
    name: str
    size: int
    arrived: int
    done: bool

    @property
    def percent(self) -> int:
        """How much of it is here, rounded down."""
        return self.arrived * 100 // self.size


def unfinished(case_id: UUID, actor: Actor) -> tuple[UploadLine, ...]:
    """What this person began to send to this case and did not send whole, the first begun first."""
    found = UploadRow.objects.filter(case_id=case_id, by_id=UUID(actor.id), record=None).select_related("case")
    lines = (_line(row) for row in found.order_by("at", "pk"))
    return tuple(line for line in lines if line is not None)


def get(case_id: UUID, upload: UUID, actor: Actor) -> UploadLine | None:
    """One of them, or one that has become a record; None where there is none, or it is somebody else's."""
    check_can(Permission.ADD_RECORD, actor, charts.row(case_id).case)
    row = UploadRow.objects.filter(pk=upload, case_id=case_id, by_id=UUID(actor.id)).select_related("case").first()
    return _line(row) if row else None


def _line(row: UploadRow) -> UploadLine | None:
    arrived = row.size
    if row.record_id is None:
        try:
            arrived = Partial(str(row.id), row.opener, row.size).offset
        except FileNotFoundError:
            return None
    name = row.value(row.case.key, Sending).name
    return UploadLine(id=row.id, name=name, size=row.size, arrived=arrived, done=row.record_id is not None)


def planned(task: str) -> bool:
    """Whether a job of this name waits to be done."""
    return DBTaskResult.objects.filter(task_path=task, status="READY").exists()

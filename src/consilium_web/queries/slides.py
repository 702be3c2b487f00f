"""Slides as an actor may see them: how large one is, its tiles and its overview, drawn in the limited child process.

The file is opened into memory for children that read it and nothing else; its plain bytes never touch the disk. The
label of the glass is never drawn.
"""

from collections.abc import Callable
from uuid import UUID

from consilium import reading
from consilium.cases import Actor
from consilium.errors import Denied
from consilium.policy.permissions import Permission
from consilium.reading import Drawn, Looked
from consilium_web.models import RecordRow
from consilium_web.queries import charts
from consilium_web.storage import files

NO_MEMORY = "This machine cannot show slides. Download the file and open it in another program."
TOO_FAR = 100_000


def look(case_id: UUID, record: UUID, actor: Actor) -> Looked:
    """The size and scale of a slide. Denied where it is withheld, or is no slide."""
    row = _slide(case_id, record, actor)
    try:
        return reading.slide(_opener(case_id, row), owner=_owner(row))
    except OSError:
        return Looked(refused=NO_MEMORY)


def tile(case_id: UUID, record: UUID, place: tuple[int, int, int], actor: Actor) -> Drawn:
    """The tile at this level, column and row as JPEG. Denied as for `look`."""
    row = _slide(case_id, record, actor)
    if max(place) > TOO_FAR:
        return Drawn(refused="This slide has no such part.")
    return _drawn(lambda: reading.tile(_opener(case_id, row), *place, owner=_owner(row)))


def overview(case_id: UUID, record: UUID, actor: Actor) -> Drawn:
    """The whole slide small, as PNG. Denied as for `look`."""
    row = _slide(case_id, record, actor)
    return _drawn(lambda: reading.overview(_opener(case_id, row), owner=_owner(row)))


def _drawn(ask: Callable[[], Drawn]) -> Drawn:
    try:
        return ask()
    except OSError:
        return Drawn(refused=NO_MEMORY)


def _slide(case_id: UUID, record: UUID, actor: Actor) -> RecordRow:
    chart = charts.load(case_id, actor, Permission.SEE_RECORD)
    if chart.reading(record).kind != "slide" or not chart.may_open(record):
        raise Denied("There is no such slide.")
    return charts.record_row(case_id, record)


def _owner(row: RecordRow) -> str:
    return f"slide/{row.pk}"


def _opener(case_id: UUID, row: RecordRow) -> Callable[[], int]:
    def opened() -> int:
        if row.parent is None:
            return files.in_memory(files.pieces(str(case_id), row.opener))
        data = files.read(str(case_id), row.parent.opener)
        return files.in_memory([reading.member(data, row.name, owner=str(case_id))])

    return opened

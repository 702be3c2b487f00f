"""Which records a reviewer of this cancer needs, and which of them are here (R16)."""

from dataclasses import dataclass
from enum import StrEnum

from consilium.facts import Fact


class Held(StrEnum):
    """Where one kind of record stands."""

    HELD = "held"
    MISSING = "missing"
    REQUESTED = "requested"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """One line of the record checklist. `because`: facts from the records that hold it, or that make it needless."""

    id: str
    state: Held
    because: tuple[Fact, ...] = ()
    source: str = ""

"""What to know about second opinions and about one's own cancer, and what to ask of goals. Out: rows of two tables.

Their sentences stand in `wording/<language>.toml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from consilium import tables


@dataclass(frozen=True, slots=True)
class Lesson:
    """One cancer: the usual `ways` to treat it (keys under `care` in the wording), and where that is written."""

    cancer: str
    ways: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Goal:
    """One question on what matters to a person (R20), with the ids of its answers."""

    id: str
    answers: tuple[str, ...]
    source: str


@cache
def _table(name: str) -> Mapping[str, Any]:
    return tables.load(f"oncology/tables/{name}.toml")


@cache
def topics() -> tuple[str, ...]:
    """Ids of what to know about second opinions (R47), in order."""
    return tuple(str(row["id"]) for row in _table("education")["topic"])


@cache
def lessons() -> Mapping[str, Lesson]:
    """What to know about the commonest cancers, by the key of cancers.toml."""
    rows = _table("education")["cancer"]
    return {row["key"]: Lesson(row["key"], tuple(row["ways"]), _cited(row)) for row in rows}


@cache
def goals() -> tuple[Goal, ...]:
    """Every question on goals, in order."""
    return tuple(Goal(row["id"], tuple(row["answers"]), _cited(row)) for row in _table("goals")["item"])


def checked() -> bool:
    """Whether a clinician has read what stands here of cancers and of goals."""
    return all(bool(_table(name)["checked_by_clinician"]) for name in ("education", "goals"))


def _cited(row: Mapping[str, Any]) -> str:
    return f"{row['source']['title']}, {row['source']['year']}"

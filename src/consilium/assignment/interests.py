"""Groups of cancers, as reviewers name their interests: what people wrote in, the groups it tells out."""

import re
from dataclasses import dataclass
from functools import cache

from consilium import tables


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its key, its name, the beginnings of words that tell it."""

    key: str
    name: str
    stems: tuple[str, ...]


@cache
def groups() -> tuple[Group, ...]:
    """Every group, in the order of the table."""
    rows = tables.load("assignment/interests.toml")["group"]
    return tuple(Group(row["key"], row["name"], tuple(row["stems"])) for row in rows)


def of(*texts: str) -> frozenset[str]:
    """The keys of the groups that these words tell; none where they tell none. A denied cancer is told all the same:
    this sorts a queue and states nothing."""
    said = " ".join(texts).casefold()
    return frozenset(key for key, told in _telling() if told.search(said))


@cache
def _telling() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Key of each group, and what finds a word of it."""
    return tuple((one.key, re.compile(rf"\b(?:{'|'.join(map(re.escape, one.stems))})")) for one in groups())

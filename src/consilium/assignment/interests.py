"""Groups of cancers, as reviewers name their interests: what people wrote in, the groups it tells out."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its key, its name, the beginnings of words that tell it."""

    key: str
    name: str
    stems: tuple[str, ...]


@cache
def groups() -> tuple[Group, ...]:
    """Every group, in the order of the table."""
    text = (files("consilium.assignment") / "interests.toml").read_text("utf-8")
    return tuple(Group(row["key"], row["name"], tuple(row["stems"])) for row in tomllib.loads(text)["group"])


def of(*texts: str) -> frozenset[str]:
    """The keys of the groups that these words tell; none where they tell none. A denied cancer is told all the same:
    this sorts a queue and states nothing."""
    said = " ".join(texts).casefold()
    return frozenset(key for key, told in _telling() if told.search(said))


@cache
def _telling() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Key of each group, and what finds a word of it."""
    return tuple((one.key, re.compile(rf"\b(?:{'|'.join(map(re.escape, one.stems))})")) for one in groups())

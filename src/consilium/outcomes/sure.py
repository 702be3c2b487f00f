"""The SURE test of decisional conflict, scored as published. Its items and source are in `sure.toml` beside this file.

What enters: yes or no for each item. What leaves: a sum of 0 to 4, or None where an item was not answered: an answer
that is missing is no "no".
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from consilium import tables


@cache
def _table() -> Mapping[str, Any]:
    return tables.load("outcomes/sure.toml")


def items() -> tuple[str, ...]:
    """The ids of the items, in their order; their sentences are in the wording under `sure`."""
    return tuple(_table()["items"])


def source() -> str:
    """The source as it is cited."""
    return f"{_table()['source']} ({_table()['year']})"


def score(answers: Mapping[str, bool]) -> int | None:
    """How many of the four are answered yes; None where one is not answered."""
    return sum(answers[item] for item in items()) if set(items()) <= set(answers) else None


def conflict(score: int) -> bool:
    """Whether a sum shows decisional conflict: three or fewer (Légaré 2010)."""
    return score < int(_table()["no_conflict"])

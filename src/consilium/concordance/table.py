"""The table of concordance, read once: rules with their grade and source, lines, families, treatments."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from consilium import tables


class Grade(StrEnum):
    """How two statements of one thing relate (R39)."""

    SAME = "same"
    MINOR = "minor"
    MAJOR = "major"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found: its code, and the key of a source that is nearer than the rule's own."""

    code: str
    source: str = ""


@cache
def table() -> Mapping[str, Any]:
    """The whole of `tables/concordance.toml`."""
    return tables.load("concordance/tables/concordance.toml")


@cache
def rules() -> Mapping[str, tuple[Grade, str]]:
    """Code of a rule -> its grade and the key of its source."""
    return {row["code"]: (Grade(row["grade"]), row["source"]) for row in table()["rule"]}


def source(key: str) -> str:
    """A source as a person reads it: title and year."""
    row = table()["sources"][key]
    return f"{row['title']} ({row['year']})"


@cache
def cancer_name(cancer: str) -> str:
    """The table's name for a case's cancer, given as its name or as a topography code; as it came where unknown."""
    said = cancer.casefold().strip()
    for row in table()["cancer"]:
        words = (row["name"], *row.get("also", ()))
        if any(word in said for word in words) or any(said.startswith(code.casefold()) for code in row["codes"]):
            return str(row["name"])
    return said


def line_between(field: str, cancer: str, low: str, high: str, order: tuple[str, ...]) -> str:
    """The source of a line that lies between two values of `order`, or "". Only lines with both ends in `order`."""
    for row in table()["line"]:
        if row["field"] != field or (row.get("cancer") and cancer_name(cancer) not in row["cancer"]):
            continue
        below, above = row["between"]
        if (
            {below, above} <= set(order)
            and _rank(low, order) <= _rank(below, order)
            and _rank(above, order) <= _rank(high, order)
        ):
            return str(row["source"])
    return ""


def _rank(value: str, order: tuple[str, ...]) -> int:
    return order.index(value)

"""Which tests a cancer and a stage call for. In: the disease's words; out: rows of `tables/testing.toml`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from consilium import tables
from consilium.values import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One row: any of `tests` answers it. `only_if`: this marker must be positive; `unless`: all these, negative."""

    cancers: tuple[str, ...]
    when: str
    tests: tuple[str, ...]
    why: str
    source: str
    kinds: tuple[str, ...]
    not_kinds: tuple[str, ...]
    min_stage: int
    below_age: int
    only_if: str
    unless: tuple[str, ...]

    def of_kind(self, histology: str) -> bool:
        """Whether the row covers this morphology (`8500/3`); an unknown one only where the row names no kinds."""
        if self.kinds and not _matches(histology, self.kinds):
            return False
        return not _matches(histology, self.not_kinds)

    def applies(self, *, stage: int | None, metastatic: Answer, age: int | None) -> Answer:
        """Whether stage and age call for it; UNKNOWN where the records do not tell."""
        if self.below_age and (age is None or age >= self.below_age):
            return Answer.UNKNOWN if age is None else Answer.NO
        if self.min_stage and metastatic is not Answer.YES and (stage is None or stage < self.min_stage):
            return Answer.UNKNOWN if stage is None else Answer.NO
        advanced = Answer.YES if stage == 4 else metastatic
        if self.when == "any":
            return Answer.YES
        if self.when == "advanced" or advanced is Answer.UNKNOWN:
            return advanced
        return Answer.NO if advanced is Answer.YES else Answer.YES


def _matches(histology: str, kinds: tuple[str, ...]) -> bool:
    return bool(histology) and any(histology.startswith(kind) or histology.endswith(kind) for kind in kinds)


@cache
def _table() -> Mapping[str, Any]:
    return tables.load("oncology/tables/testing.toml")


@cache
def requirements() -> tuple[Requirement, ...]:
    """Every row; `source` is written out, title and year."""
    return tuple(_requirement(row) for row in _table()["requires"])


def _requirement(row: Mapping[str, Any]) -> Requirement:
    source = _table()["sources"][row["source"]]
    return Requirement(
        cancers=tuple(row["cancers"]),
        when=row["when"],
        tests=tuple(row["tests"]),
        why=row["why"],
        source=f"{source['title']}, {source['year']}",
        kinds=tuple(row.get("kinds", ())),
        not_kinds=tuple(row.get("not_kinds", ())),
        min_stage=row.get("min_stage", 0),
        below_age=row.get("below_age", 0),
        only_if=row.get("only_if", ""),
        unless=tuple(row.get("only_unless", ())),
    )


def required(cancer: str, histology: str) -> Iterator[Requirement]:
    """The rows of this cancer and kind of cell, whatever the stage."""
    return (row for row in requirements() if cancer in row.cancers and row.of_kind(histology))


@cache
def days_valid() -> Mapping[str, tuple[int, str]]:
    """For how many days a result of this marker counts as present, and where that is written."""
    return {test: (row["days"], row["source"]) for row in _table()["ages"] for test in row["tests"]}

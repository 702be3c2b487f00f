"""Cancer drugs against markers and cancers: what a drug acts on, and when the FDA approved it for that.

Two tables: `drugs.toml`, rules by class of drug; `approvals.toml`, one row per drug, day and cancers with the markers
that the label names. A drug is named by its generic name in lower case; brands and suffixes are understood.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from consilium import tables

_SUFFIX = re.compile(r"-[a-z]{4}$")
_SALT = re.compile(r"\s+(?:acetate|citrate|mesylate|maleate|hydrochloride|tosylate|sodium|succinate|phosphate)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One class of drugs in some cancers ("*" all). `needs`: any of these must be positive; `against`:
    none may be positive; `only_in`: the cancers it is used for; `unless_with`: drugs beside which the rule is void."""

    id: str
    drugs: frozenset[str]
    cancers: frozenset[str]
    needs: tuple[str, ...]
    against: tuple[str, ...]
    only_in: frozenset[str]
    unless_with: frozenset[str]
    advanced_only: bool
    low_counts: bool
    must_test: bool
    source: str

    def covers(self, drug: str, cancer: str) -> bool:
        """Whether the row's markers speak of this drug in this cancer."""
        return drug in self.drugs and ("*" in self.cancers or cancer in self.cancers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One approval. `markers` begin with a key of biomarkers.toml: `EGFR p.L858R`; `label`: at the FDA."""

    drug: str
    on: date
    cancers: tuple[str, ...]
    markers: tuple[str, ...]
    label: str

    def targets(self) -> frozenset[str]:
        """Keys of the markers that must be positive."""
        words = (marker.split(" ", 1) for marker in self.markers)
        return frozenset(key for key, state in words if state not in ("negative", "wild type", "proficient", "low"))


def _read(table: str) -> Mapping[str, Any]:
    return tables.load(f"oncology/tables/{table}")


@cache
def approvals() -> tuple[Approval, ...]:
    """Every approval known, oldest first."""
    table = _read("approvals.toml")
    rows = (
        Approval(
            drug=row["drug"],
            on=row["on"],
            cancers=tuple(row["cancers"]),
            markers=tuple(row["markers"]),
            label=table["labels"] + row["label"] if "label" in row else f"FDA, {row['application']}",
        )
        for row in table["approval"]
    )
    return tuple(sorted(rows, key=lambda row: (row.on, row.drug)))


@cache
def rules() -> tuple[Rule, ...]:
    """Every class of drugs with what it needs."""
    return tuple(_rule(row) for row in _read("drugs.toml")["class"])


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        id=row["id"],
        drugs=frozenset(row["drugs"]),
        cancers=frozenset(row["cancers"]),
        needs=tuple(row.get("needs", ())),
        against=tuple(row.get("against", ())),
        only_in=frozenset(row.get("only_in", ())),
        unless_with=frozenset(row.get("unless_with", ())),
        advanced_only=row.get("advanced_only", False),
        low_counts=row.get("low_counts", False),
        must_test=row.get("must_test", True),
        source=f"{row['source']['title']}, {row['source']['year']}",
    )


@cache
def _brands() -> Mapping[str, str]:
    return {brand.casefold(): drug for drug, brands in _read("drugs.toml")["brands"].items() for brand in brands}


@cache
def generic(name: str) -> str:
    """The generic name by which the tables know a drug: `Herceptin` is trastuzumab, `trastuzumab-dkst` too."""
    word = " ".join(name.casefold().split())
    word = _SALT.sub("", _SUFFIX.sub("", _brands().get(word, word)))
    return _brands().get(word, word)


def approved(drug: str, cancer: str) -> tuple[Approval, ...]:
    """The approvals of a drug for a cancer, those for any solid tumor included, oldest first."""
    return tuple(row for row in approvals() if row.drug == drug and (cancer in row.cancers or "solid" in row.cancers))


def aimed_at(marker: str, cancer: str) -> tuple[Approval, ...]:
    """The approvals for a cancer in which this marker must be positive, oldest first."""
    return tuple(row for row in approvals() if cancer in row.cancers and marker in row.targets())

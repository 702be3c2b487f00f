"""Which records a reviewer of this cancer needs, and which of them are here (R16). In: a sheet; out: a checklist."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from consilium import tables
from consilium.cases import Case, TreatmentStatus
from consilium.checks import Finding, Severity
from consilium.checks.disease import Disease, treatments
from consilium.facts import Assertion, Fact, FactSheet
from consilium.oncology.cancers import BLOOD
from consilium.oncology.testing import required

# Tests read from blood or from the slide itself need no gene laboratory.
_NOT_GENETIC = frozenset({"ER", "PR", "PSA", "CEA", "CA199", "CA125", "AFP", "HCG", "LDH", "Ki67", "calcitonin", "p16"})
_INDISPENSABLE = frozenset({"pathology_report", "imaging_report", "test_results", "proposed_plan"})


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


@cache
def _table() -> Mapping[str, Any]:
    return tables.load("oncology/tables/completeness.toml")


def item_ids() -> tuple[str, ...]:
    """Every line of the checklist, in order."""
    return tuple(row["id"] for row in _table()["item"])


def checklist(
    sheet: FactSheet, disease: Disease, case: Case | None = None, *, requested: Collection[str] = ()
) -> tuple[ChecklistItem, ...]:
    """The checklist for this cancer. `requested`: ids of lines that were asked for and have not come yet."""
    return tuple(_item(row, sheet, disease, case, requested) for row in _table()["item"])


def _item(
    row: Mapping[str, Any], sheet: FactSheet, disease: Disease, case: Case | None, requested: Collection[str]
) -> ChecklistItem:
    source = f"{_table()['source']['title']}, {_table()['source']['year']}"
    because = tuple(_shown(row, sheet))
    if because:
        return ChecklistItem(id=row["id"], state=Held.HELD, because=because[:5], source=source)
    if not _needed(row["needs"], row["id"], sheet, disease, case):
        return ChecklistItem(id=row["id"], state=Held.NOT_APPLICABLE, because=disease.because, source=source)
    state = Held.REQUESTED if row["id"] in requested else Held.MISSING
    return ChecklistItem(id=row["id"], state=state, source=source)


def _shown(row: Mapping[str, Any], sheet: FactSheet) -> Iterator[Fact]:
    """Facts that show that such a record is here: its kind, its reader, or what only it can tell."""
    yield from (fact for fact in sheet.all("record.kind") if fact.text in row["kinds"])
    if row["readers"]:
        yield from (fact for fact in sheet if fact.source.reader.split("/")[0] in row["readers"])
    said = (Assertion.PRESENT, Assertion.ABSENT, Assertion.HISTORICAL, Assertion.PLANNED, Assertion.UNCERTAIN)
    for pattern in row["facts"]:
        for code in sorted(code for code in sheet.codes if fnmatchcase(code, pattern)):
            yield from (fact for fact in sheet.all(code) if fact.assertion in said and fact.source.record)


def _needed(needs: str, item: str, sheet: FactSheet, disease: Disease, case: Case | None) -> bool:
    if item == "slides":
        return not (disease.cancer and disease.cancer.family == BLOOD and not any(sheet.all("specimen")))
    if needs == "treated":
        before = case is not None and case.treatment_status is TreatmentStatus.BEFORE
        return any(treatments(sheet)) or not before
    if needs == "genetic":
        tests = {test for row in required(disease.key, disease.histology) for test in row.tests}
        return not disease.key or bool(tests - _NOT_GENETIC)
    return True


def findings(items: tuple[ChecklistItem, ...]) -> Iterator[Finding]:
    """A finding for each missing record that no reviewer can do without; the checklist shows the others."""
    for item in items:
        if item.state is Held.MISSING and item.id in _INDISPENSABLE:
            yield Finding(
                code="completeness.missing",
                severity=Severity.IMPORTANT,
                params=(("item", item.id),),
                source=item.source,
            )

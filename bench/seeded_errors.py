"""How many errors, seeded into clean cases, the checks find, and how often they raise a false alarm on a clean one.

    python bench/seeded_errors.py [../shared/data [reports]]

A clean case is one of:
- a real pathology report (`pathology/tcga_reports_labelled.csv`, the first `reports` of them, 150 unless told) together
  with a clinic note that repeats what the report says first of each thing, both under one made-up person;
- a whole synthetic patient (`fhir/synthea`) or the mCODE example "Jenny M", with such a note of the same facts;
- a person of the demo, read from the files they bring, except those that hold a planted error.

An error of one of the kinds below is put into the note (or, where it lies inside one record, into the report). It
counts as found when a finding of an expected code appears that the clean case did not have. Every finding of
`contradiction`, `impossible` and `identity`, and every `plan.marker_*`, on a clean case counts as a false alarm.
"""

import csv
import gzip
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from msgspec import structs

from consilium import reading
from consilium.assessment import assess
from consilium.facts import Assertion, Fact, Provenance
from consilium.reading import Reading
from consilium.records import report
from consilium.records.fhir import read as read_fhir
from consilium.values import PartialDate, Quantity, Value
from consilium_web.demo import records as demo

DATA = Path(__file__).parents[2] / "shared" / "data"
TODAY = date(2026, 11, 20)
SWAPS = {
    "diagnosis.laterality": {"left": "right", "right": "left"},
    "biomarker.ER": {"positive": "negative", "negative": "positive"},
    "biomarker.HER2": {"positive": "negative", "negative": "positive"},
    "diagnosis.grade": {"G1": "G3", "G2": "G4", "G3": "G1", "G4": "G2", "high": "low", "low": "high"},
    "patient.sex": {"male": "female", "female": "male"},
}
DRUGS = {"HER2": "trastuzumab", "ER": "tamoxifen", "EGFR": "osimertinib"}
PLANTED = {"amara", "george", "harold"}
Clean = tuple[Reading, Reading]


@dataclass(frozen=True)
class Kind:
    """One kind of error: how it is put into a pair of records (None where it does not apply), and what must say so."""

    name: str
    seed: Callable[[Clean], Clean | None]
    expected: tuple[str, ...]


def first(one: Reading, code: str) -> Fact | None:
    """The fact of this code that the record leads with."""
    said = (fact for fact in one.facts if fact.code == code and fact.assertion is Assertion.PRESENT)
    return next((fact for fact in said if not fact.subject), None)


def with_value(one: Reading, code: str, value: Value) -> Reading:
    """The record with every main fact of this code saying something else."""
    facts = (
        structs.replace(fact, value=value) if fact.code == code and not fact.subject else fact for fact in one.facts
    )
    return replace(one, facts=tuple(facts))


def added(one: Reading, code: str, value: Value, on: str = "") -> Reading:
    """The record with one more fact."""
    source = Provenance(record=one.record, reader="seed/1", page=1, start=0, end=0)
    fact = Fact(code=code, value=value, source=source, on=PartialDate.parse(on) if on else None)
    return replace(one, facts=(*one.facts, fact))


def swap(code: str) -> Callable[[Clean], Clean | None]:
    """The note says the opposite."""

    def seed(case: Clean) -> Clean | None:
        fact = first(case[1], code)
        other = SWAPS[code].get(fact.text) if fact else None
        return (case[0], with_value(case[1], code, other)) if other else None

    return seed


def site(case: Clean) -> Clean | None:
    fact = first(case[1], "diagnosis.site")
    if fact is None:
        return None
    return case[0], with_value(
        case[1], "diagnosis.site", "C61.9" if fact.text[:3] not in ("C61", "C67", "C68") else "C34.1"
    )


def histology(case: Clean) -> Clean | None:
    """Another family of cells; where the report names only "carcinoma", lymphoma."""
    fact = first(case[1], "diagnosis.histology")
    if fact is None or fact.text.startswith("8000"):
        return None
    other = "9680/3" if fact.text[:1] == "8" else "8140/3"
    return case[0], with_value(case[1], "diagnosis.histology", other)


def size(case: Clean) -> Clean | None:
    fact = first(case[1], "tumor.size")
    if fact is None or not isinstance(fact.value, Quantity):
        return None
    return case[0], with_value(case[1], "tumor.size", Quantity(fact.value.value * 10, fact.value.unit))


def nodes(case: Clean) -> Clean | None:
    examined = first(case[0], "nodes.examined")
    if examined is None or not first(case[0], "nodes.positive"):
        return None
    return with_value(case[0], "nodes.positive", int(float(examined.text)) + 3), case[1]


def stage(case: Clean) -> Clean | None:
    fact = first(case[1], "stage.path.t")
    if fact is None or fact.text[1:2] not in "1234":
        return None
    return case[0], with_value(case[1], "stage.path.t", "T4" if fact.text[1] in "12" else "T1")


def before_birth(case: Clean) -> Clean | None:
    return added(case[0], "treatment.surgery", "resection", on="1907-03-01"), case[1]


def another_person(case: Clean) -> Clean | None:
    other = with_value(case[1], "patient.name", "Gordon Ashworth")
    return case[0], with_value(other, "patient.birth_date", "1931-09-09")


def birth_date(case: Clean) -> Clean | None:
    return case[0], with_value(case[1], "patient.birth_date", "1938-12-24")


def drug(case: Clean) -> Clean | None:
    """A drug for a marker that the report says is negative."""
    known = first(case[0], "diagnosis.site")
    for marker, name in DRUGS.items():
        fact = first(case[0], f"biomarker.{marker}")
        organ = "C34" if marker == "EGFR" else "C50"
        others = first(case[0], "biomarker.PR")
        if marker == "ER" and (others is None or others.text != "negative"):
            continue
        if fact and fact.text == "negative" and known and known.text.startswith(organ):
            return case[0], added(case[1], "plan.drug", name)
    return None


KINDS = (
    Kind("side", swap("diagnosis.laterality"), ("contradiction.laterality",)),
    Kind("site", site, ("contradiction.site",)),
    Kind("kind of cancer", histology, ("contradiction.histology",)),
    Kind("grade", swap("diagnosis.grade"), ("contradiction.grade",)),
    Kind("ER", swap("biomarker.ER"), ("contradiction.biomarker",)),
    Kind("HER2", swap("biomarker.HER2"), ("contradiction.biomarker",)),
    Kind("size ten times", size, ("contradiction.size",)),
    Kind("nodes over examined", nodes, ("impossible.nodes",)),
    Kind("stage", stage, ("contradiction.stage",)),
    Kind("treated before birth", before_birth, ("impossible.before_birth",)),
    Kind("another person", another_person, ("identity.other_patient",)),
    Kind("birth date", birth_date, ("identity.birth_date", "identity.other_patient")),
    Kind("sex", swap("patient.sex"), ("identity.sex",)),
    Kind("drug against marker", drug, ("plan.marker_conflict", "plan.marker_disputed")),
)


def reading_of(name: str, facts: tuple[Fact, ...]) -> Reading:
    return Reading(record=reading.record_id(name.encode()), name=name, size=0, facts=facts)


def note(of: Reading) -> Reading:
    """A clinic note that repeats what a record leads with."""
    record = reading.record_id(b"note of " + of.record.encode())
    codes = dict.fromkeys(
        fact.code for fact in of.facts if not fact.code.startswith(("record.", "plan.", "treatment."))
    )
    said = (fact for code in codes if (fact := first(of, code)))
    facts = tuple(structs.replace(fact, source=structs.replace(fact.source, record=record)) for fact in said)
    return added(Reading(record=record, name="note", size=0, facts=facts), "record.kind", "clinic_note")


def named(one: Reading) -> Reading:
    """The record under a made-up person, as the published reports bear no name."""
    without = replace(one, facts=tuple(fact for fact in one.facts if not fact.code.startswith("patient.")))
    sex = first(one, "patient.sex")
    place = first(one, "diagnosis.site")
    male = place is not None and place.text[:3] in ("C61", "C62", "C60")
    under = added(without, "patient.name", "Marta Ellison")
    under = added(under, "patient.birth_date", "1950-04-11")
    return added(under, "patient.sex", sex.text if sex else "male" if male else "female")


def reports(folder: Path, count: int) -> Iterator[Clean]:
    with (folder / "pathology" / "tcga_reports_labelled.csv").open(encoding="utf-8") as file:
        for row, _ in zip(csv.DictReader(file), range(count), strict=False):
            record = reading.record_id(row["text"].encode())
            read = named(Reading(record=record, name="report", size=0, facts=report.read_text(row["text"], record)))
            yield read, note(read)


def charts(folder: Path) -> Iterator[Clean]:
    paths = [*sorted((folder / "fhir" / "synthea").glob("*.json.gz"))]
    paths += sorted((folder / "mcode" / "examples").glob("Bundle-*jenny-m.json"))
    for path in paths:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        record = reading.record_id(data)
        read = Reading(record=record, name=path.name, size=len(data), facts=read_fhir(data, record).facts)
        yield read, note(read)


def people() -> Iterator[list[Reading]]:
    for person in demo.people():
        if person["key"] not in PLANTED:
            yield list(reading.read(demo.files(person)))


def alarms(case: list[Reading]) -> Counter[str]:
    """Codes of findings that say that records do not go together, with their counts."""
    families = ("contradiction.", "impossible.", "identity.", "plan.marker_")
    return Counter(one.code for one in assess(case, today=TODAY).findings if one.code.startswith(families))


def measure(cases: list[Clean]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Errors seeded and found by kind, and false alarms by code."""
    seeded, found, false = Counter[str](), Counter[str](), Counter[str]()
    for case in cases:
        clean = alarms(list(case))
        false += clean
        for kind in KINDS:
            changed = kind.seed(case)
            if changed:
                seeded[kind.name] += 1
                after = alarms(list(changed))
                found[kind.name] += any(after[code] > clean[code] for code in kind.expected)
    return seeded, found, false


def main() -> None:
    """Print both figures, by kind and together."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 150
    if not folder.is_dir():
        print("skipped: the real records are not beside this checkout")
        return
    cases = [*reports(folder, count), *charts(folder)]
    seeded, found, false = measure(cases)
    whole = list(people())
    for person in whole:
        false += alarms(person)
    clean = len(cases) + len(whole)
    for name in seeded:
        print(f"{name:24} seeded {seeded[name]:4}  found {found[name]:4}  {found[name] / seeded[name]:6.1%}")
    print(f"{'all':24} seeded {seeded.total():4}  found {found.total():4}  {found.total() / seeded.total():6.1%}")
    for code, times in false.most_common():
        print(f"false alarm: {code:32} {times}")
    print(f"clean cases {clean}  false alarms {false.total()}  each {false.total() / clean:.3f}")


if __name__ == "__main__":
    main()

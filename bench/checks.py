"""How long an assessment takes: milliseconds of processor time for a case of about 500 facts, of many runs.

python bench/checks.py [facts]
"""

import sys
import time
from datetime import date
from statistics import median

from consilium.assessment import assess
from consilium.facts import Fact, Provenance
from consilium.reading import Reading, record_id
from consilium.values import PartialDate, Quantity, Value

TODAY = date(2026, 11, 20)
RUNS = 50
SAID: tuple[tuple[str, Value], ...] = (
    ("patient.name", "Marta Ellison"),
    ("patient.birth_date", "1950-04-11"),
    ("patient.sex", "female"),
    ("record.kind", "pathology"),
    ("record.date", "2026-09-01"),
    ("diagnosis.site", "C50.4"),
    ("diagnosis.histology", "8500/3"),
    ("diagnosis.grade", "G2"),
    ("diagnosis.laterality", "left"),
    ("tumor.size", Quantity(24, "mm")),
    ("nodes.examined", 12),
    ("nodes.positive", 1),
    ("stage.path.t", "T2"),
    ("stage.path.n", "N1"),
    ("stage.path.m", "M0"),
    ("stage.path.group", "IIB"),
    ("biomarker.ER", "positive"),
    ("biomarker.PR", "positive"),
    ("biomarker.HER2", "negative"),
    ("plan.drug", "docetaxel"),
    ("plan.drug", "letrozole"),
    ("plan.surgery", "lumpectomy"),
    ("plan.text", "Docetaxel, then an operation and letrozole."),
    ("comorbidity", "diabetes"),
    ("imaging.study", "CT chest"),
)


def case(facts: int) -> list[Reading]:
    """Records that say the same things, and laboratory values up to the number of facts."""
    records = max(1, facts // 50)
    return [_record(number, facts // records) for number in range(records)]


def _record(number: int, facts: int) -> Reading:
    name = f"record {number}"
    record = record_id(name.encode())
    source = Provenance(record=record, reader="report/1", page=1, start=0, end=1)
    said = [*SAID, *((f"lab.L{at}", Quantity(at, "g/L")) for at in range(facts - len(SAID)))]
    made = tuple(Fact(code=code, value=value, source=source, on=PartialDate(2026, 9, 1)) for code, value in said)
    return Reading(record=record, name=name, size=0, facts=made)


def main() -> None:
    """Print the figures."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    records = case(wanted)
    assess(records, today=TODAY)
    times = []
    for _ in range(RUNS):
        begun = time.process_time()
        found = assess(records, today=TODAY)
        times.append((time.process_time() - begun) * 1000)
    print(
        f"facts {len(found.sheet)}  findings {len(found.findings)}  "
        f"best {min(times):.1f} ms  median {median(times):.1f} ms"
    )


if __name__ == "__main__":
    main()

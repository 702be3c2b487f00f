"""Score the reader of reports on both halves of the labelled reports, and time it.

usage: python bench/pathology.py [--errors CODE] [--half development|check]

The reports are split by a hash of the hospital that wrote them. The reader was made with the reports of the development
half; later those of the check half were read too, hospital by hospital: docs/quality.md says what each reading changed.
"""

import argparse
import csv
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from shared import place

from consilium.records import report
from consilium.values import RecordId

LABELS = place("data/pathology/tcga_reports_labelled.csv")
SCORE = place("eval/score_pathology.py")
HALVES = ("development", "check")

Row = dict[str, str]


def half(row: Row) -> str:
    """The half that a report belongs to, by its hospital."""
    return HALVES[hashlib.sha256(row["tss"].encode()).digest()[0] % 2]


def rows() -> list[Row]:
    """The labelled reports."""
    csv.field_size_limit(10**9)
    with LABELS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write(chosen: list[Row], folder: Path) -> tuple[Path, Path, float]:
    """The facts as JSON lines, the labels beside them, and the seconds that reading took."""
    report.read_text("warm", RecordId(""))
    began = time.perf_counter()
    read = [(row["report_id"], report.read_text(row["text"], RecordId(""))) for row in chosen]
    seconds = time.perf_counter() - began
    facts, labels = folder / "facts.jsonl", folder / "labels.csv"
    with facts.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(fact.as_json(name)) + "\n" for name, found in read for fact in found)
    with labels.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(chosen[0]))
        writer.writeheader()
        writer.writerows(chosen)
    return facts, labels, seconds


def main() -> None:
    """Print the score of each half, then of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", default="")
    parser.add_argument("--half", choices=HALVES)
    chosen = parser.parse_args()
    everything = rows()
    for name in [chosen.half] if chosen.half else [*HALVES, "all"]:
        some = [row for row in everything if name in ("all", half(row))]
        with tempfile.TemporaryDirectory() as folder:
            facts, labels, seconds = write(some, Path(folder))
            print(f"\n{name}: {len(some)} reports, {len(some) / seconds:.0f} reports/s", flush=True)
            extra = ["--errors", chosen.errors] if chosen.errors else []
            subprocess.run([sys.executable, str(SCORE), str(facts), str(labels), *extra], check=True)


if __name__ == "__main__":
    main()

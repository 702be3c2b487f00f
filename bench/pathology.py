"""Score the reader of reports on both halves of the labelled reports, and time it.

usage: python bench/pathology.py [--errors CODE] [--half development|check] [--page LETTERS]

The reports are split by a hash of the hospital that wrote them. The reader was made with the reports of the development
half; later those of the check half were read too, hospital by hospital: docs/quality.md says what each reading changed.
The lines that the paper had are not in this data; `--page 72` breaks the reports into lines of that many letters.
"""

import argparse
import csv
import hashlib
import json
import subprocess
import sys
import tempfile
import textwrap
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


def as_page(row: Row, letters: int) -> Row:
    """The report in lines of at most so many letters."""
    lines = (line for part in row["text"].split("\n") for line in textwrap.wrap(part, letters))
    return row | {"text": "\n".join(lines)}


def main() -> None:
    """Print the score of each half, then of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", default="")
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--page", type=int, default=0)
    chosen = parser.parse_args()
    everything = [as_page(row, chosen.page) if chosen.page else row for row in rows()]
    for name in [chosen.half] if chosen.half else [*HALVES, "all"]:
        some = [row for row in everything if name in ("all", half(row))]
        with tempfile.TemporaryDirectory() as folder:
            facts, labels, seconds = write(some, Path(folder))
            print(f"\n{name}: {len(some)} reports, {len(some) / seconds:.0f} reports/s", flush=True)
            extra = ["--errors", chosen.errors] if chosen.errors else []
            subprocess.run([sys.executable, str(SCORE), str(facts), str(labels), *extra], check=True)


if __name__ == "__main__":
    main()

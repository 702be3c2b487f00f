"""How much of coded records becomes facts and how much is kept: the counts of docs/quality.md.

    python bench/coded_records.py [../shared/data]

Each clinical entry is a fact or kept with its reason; a refused file is named with the sentence that a person reads.
"""

import gzip
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from shared import place

from consilium.errors import Unreadable
from consilium.records import ccda, fhir
from consilium.values import RecordId


def count(reader: ModuleType, paths: Iterable[Path]) -> Counter[str]:
    """Files, facts, kept entries, pages of running text and refusals."""
    told: Counter[str] = Counter()
    for path in paths:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        try:
            extract = reader.read(data, RecordId("0" * 64))
        except Unreadable as error:
            told["refused"] += 1
            print(f"  refused: {path.name}: {error}")
            continue
        told.update(files=1, facts=len(extract.facts), kept=len(extract.kept), narrative=len(extract.narrative))
    return told


def main(data: Path) -> None:
    """Print one line for each collection."""
    endings = {".xml", ".ccd"}
    collections: list[tuple[str, ModuleType, Iterable[Path]]] = [
        ("mCODE examples", fhir, sorted((data / "mcode/examples").glob("*.json"))),
        ("Synthea", fhir, sorted((data / "fhir/synthea").glob("*.json.gz"))),
        ("genomics bundle", fhir, [data / "genomics/Bundle-bundle-cgexample.json"]),
        ("C-CDA, vendors", ccda, sorted(p for p in (data / "ccda/vendors").rglob("*") if p.suffix in endings)),
        ("C-CDA, HL7", ccda, sorted(p for p in (data / "ccda/hl7").rglob("*") if p.suffix.lower() in endings)),
    ]
    for name, reader, paths in collections:
        told = count(reader, paths)
        print(f"{name}: " + ", ".join(f"{number} {what}" for what, number in told.items()))


if __name__ == "__main__":
    main(place("data", *sys.argv[1:2]))

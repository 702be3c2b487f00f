"""How many FHIR resources a second become facts on one core, beside fhir.resources only parsing them, in one run.

    python bench/fhir_speed.py [../shared/data/fhir/synthea]

Ours is the whole way from bytes to pages and facts, billing entries included; theirs is `model_validate_json` of each
bundle. The best of three rounds counts for both.
"""

import gzip
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from fhir.resources.R4B.bundle import Bundle
from shared import place

from consilium.records.fhir import read
from consilium.values import RecordId


def bundles(folder: Path) -> list[bytes]:
    """Every bundle of the folder, unpacked."""
    return [gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("*.json.gz"))]


def seconds(work: Callable[[bytes], object], data: list[bytes], rounds: int) -> float:
    """The shortest of some rounds over all bundles."""
    return min(_round(work, data) for _ in range(rounds))


def _round(work: Callable[[bytes], object], data: list[bytes]) -> float:
    begun = time.perf_counter()
    for one in data:
        work(one)
    return time.perf_counter() - begun


def main(folder: Path) -> None:
    """Print both rates."""
    data = bundles(folder)
    resources = sum(len(msgspec.json.decode(one)["entry"]) for one in data)
    ours = seconds(lambda one: read(one, RecordId("0" * 64)), data, 3)
    print(f"resources {resources}")
    print(f"consilium, bytes to facts: {resources / ours:,.0f} resources/s")
    theirs = seconds(Bundle.model_validate_json, data, 1)
    print(f"fhir.resources, parsing only: {resources / theirs:,.0f} resources/s")


if __name__ == "__main__":
    main(place("data/fhir/synthea", *sys.argv[1:2]))

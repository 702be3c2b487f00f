"""How many cases a second are staged on one core: `stage()` over prepared cases, and a whole CSV pass.

usage: python bench/staging.py [CASES] [ROUNDS]   (200000 cases, 5 rounds; processor time of the best round)

The cases are made here: every T, N and M of the breast, colon, lung, prostate, thyroid and melanoma tables, each with
an age, a PSA and a Gleason score of its own, so that few rows are alike.
"""

import csv
import io
import random
import sys
import time
from collections.abc import Callable
from itertools import product

from consilium.oncology.staging import StagingCase, stage, stage_table
from consilium.oncology.staging.tables import schemas

SITES = {
    "breast": ("C50.9", "8500/3"),
    "colon_rectum": ("C18.7", "8140/3"),
    "lung": ("C34.1", "8140/3"),
    "prostate": ("C61.9", "8140/3"),
    "thyroid_differentiated": ("C73.9", "8260/3"),
    "melanoma_skin": ("C44.5", "8720/3"),
}


def cases(count: int) -> list[StagingCase]:
    """That many cases, in random order."""
    chance = random.Random(7)
    combinations = [
        (SITES[schema.id], edition, t, n, m)
        for schema in schemas()
        if schema.id in SITES
        for edition in ("6", "7", "8")
        for t, n, m in product(*(getattr(schema.editions[edition], letter) for letter in "tnm"))
    ]
    return [_case(chance, *chance.choice(combinations)) for _ in range(count)]


def _case(chance: random.Random, codes: tuple[str, str], edition: str, t: str, n: str, m: str) -> StagingCase:
    return StagingCase(
        site=codes[0],
        histology=codes[1],
        edition=edition,
        basis="pathological",
        t=t,
        n=n,
        m=m,
        age=str(chance.randint(20, 90)),
        psa=f"{chance.uniform(1, 40):.1f}",
        gleason=str(chance.randint(6, 9)),
    )


def as_csv(rows: list[StagingCase]) -> str:
    """The cases as `consilium stage --table` takes them."""
    names = ["site", "histology", "edition", "basis", "t", "n", "m", "grade", "age", "sex", "psa", "gleason"]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["id", *names])
    writer.writerows([index, *(getattr(row, name) for name in names)] for index, row in enumerate(rows))
    return out.getvalue()


def per_second(count: int, rounds: int, work: Callable[[], object]) -> float:
    """Cases a second of processor time in the best round, after one round to warm up."""
    work()
    best = min(_seconds(work) for _ in range(rounds))
    return count / best


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Print both figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    rows = cases(count)
    table = as_csv(rows)
    single = per_second(count, rounds, lambda: [stage(row) for row in rows])
    whole = per_second(count, rounds, lambda: stage_table(io.StringIO(table), io.StringIO()))
    print(f"stage(): {single:,.0f} cases/s    stage_table(): {whole:,.0f} cases/s    ({count:,} cases)")


if __name__ == "__main__":
    main()

"""Where our stage group and the hospital's differ, by kind, over the TCGA clinical table.

usage: python bench/staging_agreement.py [../shared/data/staging/rtcga_clinical.csv]

Kinds: `same`; `finer` (one of the two is only less fine: II and IIA); `other edition` (another edition gives the
hospital's group); `N0 for NX` (ours is unanswered, and N0 in place of NX gives the hospital's group); `not enough`
(ours is unanswered for another reason); `hospital` (its own T, N and M give its group in no edition).
"""

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from shared import place

from consilium.oncology.staging import StagingCase, notation, stage

KINDS = ("same", "finer", "other edition", "hospital", "N0 for NX", "not enough")
_GROUP = re.compile(r"\b(0is|0a|0|iv|iii|ii|i)([abc]\d?)?\b")


def patients(path: Path) -> Iterator[tuple[str, StagingCase, str]]:
    """Cohort, case and the hospital's group, for patients with an edition, T, N and a group."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            group, edition = _GROUP.search(row["pathologic_stage"]), re.match("([5-8])th", row["ajcc_edition"])
            if group and edition and row["pT"] and row["pN"] and row["cohort"] != "FPPP":
                yield row["cohort"], _case(row, edition[1]), notation.group(group[0])


def _case(row: dict[str, str], edition: str) -> StagingCase:
    return StagingCase(
        site=row["icd_o_3_site"],
        histology=row["icd_o_3_histology"],
        edition=edition,
        basis="pathological",
        t=row["pT"],
        n=row["pN"],
        m=row["pM"],
        grade=row["grade"],
        age=row["age"],
        psa=row["psa"],
        gleason=row["gleason_score"],
    )


def kind(case: StagingCase, hospital: str) -> str:
    """Which of `KINDS` this case is."""
    ours = stage(case).group
    if ours == hospital:
        return "same"
    if not ours:
        as_n0 = stage(replace(case, n="n0")).group if case.n == "nx" else ""
        return "N0 for NX" if as_n0 and _one_in_other(as_n0, hospital) else "not enough"
    if _one_in_other(ours, hospital):
        return "finer"
    others = {stage(replace(case, edition=edition)).group for edition in "5678"} - {""}
    return "other edition" if any(_one_in_other(other, hospital) for other in others) else "hospital"


def _one_in_other(first: str, second: str) -> bool:
    shorter, longer = sorted((notation.parts(first), notation.parts(second)), key=len)
    return bool(longer[: len(shorter)] == shorter)


def main(path: Path) -> None:
    """Print one line per cohort."""
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    for cohort, case, hospital in patients(path):
        tally[cohort][kind(case, hospital)] += 1
    tally["all"] = sum(tally.values(), Counter())
    print("| cohort | cases | " + " | ".join(KINDS) + " |")
    print("|---|" + "--:|" * (len(KINDS) + 1))
    for cohort, counts in tally.items():
        cells = (str(counts[name]) for name in KINDS)
        print(f"| {cohort} | {counts.total()} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main(place("data/staging/rtcga_clinical.csv", *sys.argv[1:2]))

"""Drugs are known by whatever name a plan uses, and approvals with their day."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from consilium.oncology import drugs

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("written", "generic"),
    [
        ("Herceptin", "trastuzumab"),
        ("trastuzumab-dkst", "trastuzumab"),
        ("Imatinib mesylate", "imatinib"),
        ("T-DM1", "ado-trastuzumab emtansine"),
        ("fam-trastuzumab deruxtecan-nxki", "trastuzumab deruxtecan"),
        ("paclitaxel", "paclitaxel"),
    ],
)
def test_a_drug_is_known_by_its_generic_name(written: str, generic: str) -> None:
    assert drugs.generic(written) == generic


@pytest.mark.requirement("R23")
def test_an_approval_has_its_day_and_its_label() -> None:
    first = next(row for row in drugs.approved("osimertinib", "lung"))
    assert first.on <= date(2018, 4, 18)
    assert first.targets() == {"EGFR"}
    assert first.label.startswith("https://www.accessdata.fda.gov/")


def test_an_approval_for_any_solid_tumor_counts_for_each() -> None:
    assert drugs.approved("larotrectinib", "thyroid")


@pytest.mark.shared
@pytest.mark.requirement("B4")
def test_nearly_every_pair_of_the_fdas_list_is_known_with_its_day(shared: Path) -> None:
    script, table = ROOT / "bench" / "drug_pairs.py", shared / "data" / "drugs" / "fda_biomarker_indications.csv"
    printed = subprocess.run(
        [sys.executable, str(script), str(table)], capture_output=True, text=True, check=True
    ).stdout
    assert float(printed.split("share ")[1].split("%")[0]) >= 95

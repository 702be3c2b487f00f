"""Errors put into real reports are found, and clean ones raise few alarms: the measure of bench/seeded_errors.py."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "bench" / "seeded_errors.py"


@pytest.mark.shared
@pytest.mark.requirement("B2")
@pytest.mark.requirement("B4")
def test_nearly_all_seeded_errors_are_found_and_few_alarms_are_false(shared: Path) -> None:
    command = [sys.executable, str(SCRIPT), str(shared / "data"), "60"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"^all .* ([\d.]+)%$", printed, re.MULTILINE)
    alarms = re.search(r"each ([\d.]+)$", printed.strip())
    assert found and float(found[1]) >= 95, printed
    assert alarms and float(alarms[1]) <= 0.1, printed

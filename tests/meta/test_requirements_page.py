"""docs/requirements.md says what the tests say."""

import subprocess
import sys
from pathlib import Path


def test_the_page_of_requirements_is_current(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "tools/requirements.py", "--check"], cwd=root, capture_output=True, text=True
    )
    assert done.returncode == 0, f"run: make requirements\n{done.stderr}"

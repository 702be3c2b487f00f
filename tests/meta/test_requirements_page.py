"""docs/requirements.md says what the tests say."""

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest


def test_the_page_of_requirements_is_current(root: Path, request: pytest.FixtureRequest) -> None:
    if request.config.args != request.config.getini("testpaths"):  # a part of the tests cannot tell of all
        done = subprocess.run([sys.executable, "tools/requirements.py", "--check"], cwd=root, capture_output=True)
        assert done.returncode == 0, f"run: make requirements\n{done.stderr.decode()}"
        return
    spec = spec_from_file_location("requirements", root / "tools/requirements.py")
    assert spec and spec.loader
    tool = module_from_spec(spec)
    spec.loader.exec_module(tool)
    marks = tool.Marks()
    marks.pytest_collection_modifyitems(request.session.items)
    assert (root / "docs/requirements.md").read_text() == tool.page(marks.shown), "run: make requirements"

"""Fixtures that every floor of the tests shares."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real records beside the checkout; absent on a stranger's machine, never in CI."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail("../shared must be there in CI")
        pytest.skip("the real records of ../shared are not beside this checkout")
    return SHARED

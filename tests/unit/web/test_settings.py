"""Settings as a centre would set them: what changes when the site is reached from elsewhere."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

NAMES = ("DEBUG", "DEMO", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS")


def settings(var: Path, **changed: str) -> dict[str, Any]:
    """The settings of a fresh process under these variables."""
    program = f"import json, consilium_web.settings as s; print(json.dumps({{n: getattr(s, n) for n in {NAMES!r}}}))"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONSILIUM_")}
    environment = {**kept, "CONSILIUM_VAR": str(var), **{f"CONSILIUM_{name}": text for name, text in changed.items()}}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_on_ones_own_computer_no_tls_is_needed(tmp_path: Path) -> None:
    found = settings(tmp_path / "var")
    assert not found["SESSION_COOKIE_SECURE"] and not found["SECURE_SSL_REDIRECT"]
    assert not found["DEBUG"] and not found["DEMO"]


def test_under_a_name_cookies_travel_over_tls_only(tmp_path: Path) -> None:
    found = settings(tmp_path / "var", HOSTS="opinions.example.org")
    assert found["SESSION_COOKIE_SECURE"] and found["CSRF_COOKIE_SECURE"] and found["SECURE_SSL_REDIRECT"]
    assert found["SECURE_HSTS_SECONDS"] > 0


@pytest.mark.parametrize("name", ["secret.key"])
def test_private_files_are_private(tmp_path: Path, name: str) -> None:
    settings(tmp_path / "var")
    assert (tmp_path / "var").stat().st_mode & 0o077 == 0
    assert (tmp_path / "var" / name).stat().st_mode & 0o077 == 0

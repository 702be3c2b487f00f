"""`manage.py serve`: a fresh folder becomes a running site, and one Ctrl-C ends all of it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from processes_for_tests import children

from consilium_web.management.commands.serve import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds; a busy machine is slow


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A private folder: nothing is in it until the first of these tests."""
    return tmp_path_factory.mktemp("site") / "var"


@pytest.fixture
def site(var: Path) -> Iterator[subprocess.Popen[str]]:
    """The site's own processes on this folder and a free port."""
    if not finders.find("vendor/nhsuk.css"):
        pytest.skip("the front-end files are not built; build them with: make assets")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONSILIUM_")}
    environment = {**kept, "CONSILIUM_VAR": str(var), "DJANGO_SETTINGS_MODULE": "consilium_web.settings"}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, str(ROOT / "manage.py"), "serve", "--port", port]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    yield process
    if process.poll() is None:
        process.terminate()
        process.wait(PATIENCE)


def test_a_fresh_folder_becomes_a_site_and_one_ctrl_c_ends_it(site: subprocess.Popen[str], var: Path) -> None:
    address = _address(site)
    assert b"Sign in" in _page(address)
    started = children(site.pid)
    assert len(started) >= 2
    site.send_signal(signal.SIGINT)  # what a terminal does at Ctrl-C
    assert site.wait(PATIENCE) == 0
    assert [child for child in started if Path(f"/proc/{child}").exists()] == []
    for name in ("secret.key", "master.key", "consilium.sqlite3"):
        assert (var / name).stat().st_size > 0


def test_a_part_that_dies_takes_the_rest_with_it(site: subprocess.Popen[str]) -> None:
    _address(site)
    os.kill(children(site.pid)[0], signal.SIGKILL)
    assert site.wait(PATIENCE) == 1
    assert "One part of the site stopped" in (site.stdout.read() if site.stdout else "")


def _address(site: subprocess.Popen[str]) -> str:
    assert site.stdout is not None
    lines = []
    for line in site.stdout:
        lines.append(line)
        if "is at http" in line:
            return line.split(" is at ")[1].split()[0]
    pytest.fail("".join(lines))


def _page(address: str) -> bytes:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"{address}account/login/", timeout=10) as answer:
                return bytes(answer.read())
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", port) > port

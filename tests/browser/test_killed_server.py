"""A real server: how light its first page is, and that only one part of a record is lost where it dies in between."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from processes_for_tests import children
from walking import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds; a busy machine is slow
SIZE = 60 * 1024 * 1024
MAKE = (
    "from allauth.account.models import EmailAddress;from consilium_web.models import User;"
    "user=User.objects.create_user('jenny@example.org', {!r}, name='Jenny M', role='patient');"
    "EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)"
)


class Site:
    """The site's own processes on a private folder, to be killed and started again on the same port."""

    def __init__(self, var: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = str(probe.getsockname()[1])
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CONSILIUM_")}
        self.environment = {**kept, "CONSILIUM_VAR": str(var), "DJANGO_SETTINGS_MODULE": "consilium_web.settings"}
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def manage(self, *words: str) -> None:
        subprocess.run([sys.executable, ROOT / "manage.py", *words], env=self.environment, check=True)

    def start(self) -> None:
        command = [sys.executable, str(ROOT / "manage.py"), "serve", "--port", self.port]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(
            command, env=self.environment, stdout=quiet, stderr=quiet, start_new_session=True
        )
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(f"{self.address}/account/login/", timeout=10):
                    return
            except OSError:
                assert time.monotonic() < deadline, "the site did not start"
                time.sleep(0.3)

    def kill(self) -> None:
        """As a power cut does: all its processes at once, with no time to tidy."""
        if self.process is None:
            return
        for one in (*_below(self.process.pid), self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        self.process.wait(PATIENCE)
        self.process = None


def _below(pid: int) -> list[int]:
    """Every process that this one began, and that those began."""
    if not Path(f"/proc/{pid}/task/{pid}/children").exists():
        pytest.skip("this system does not tell a process's children")
    started = children(pid)
    return [*started, *(deeper for child in started for deeper in _below(child))]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A real server process with one account."""
    site = Site(tmp_path_factory.mktemp("site") / "var")
    site.start()
    site.manage("shell", "-c", MAKE.format(PASSWORD))
    yield site
    site.kill()


def test_a_server_that_is_killed_in_the_middle_loses_only_the_part_on_its_way(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    disc = tmp_path / "disc.bin"
    disc.write_bytes(os.urandom(SIZE))
    context = browser.new_context(base_url=site.address)
    page = context.new_page()
    page.set_default_timeout(30_000)
    records = _to_the_records(page)
    starts: list[int] = []
    page.on("request", lambda one: starts.append(int(one.headers.get("upload-offset", "-1"))))
    page.get_by_label("Add records").set_input_files(disc)
    page.get_by_role("button", name="Add", exact=True).click()
    _wait_for_part(page, starts, SIZE // 4)
    site.kill()
    expect(page.get_by_text("The connection is lost.")).to_be_visible(timeout=30_000)
    reached = max(starts)
    starts.clear()
    page.route("**/*", _hold_the_second_half)
    site.start()
    _wait_for_part(page, starts, SIZE // 2)
    assert min(start for start in starts if start >= 0) >= reached
    page.on("dialog", lambda dialog: dialog.accept())
    page.close()  # and then the tab is closed too
    page = context.new_page()
    page.goto(records)
    expect(page.get_by_text("disc.bin:")).to_be_visible()
    again: list[int] = []
    page.on("request", lambda one: again.append(int(one.headers.get("upload-offset", "-1"))))
    page.get_by_label("Add records").set_input_files(disc)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("disc.bin was added.")).to_be_visible(timeout=PATIENCE * 1000)
    assert min(start for start in again if start >= 0) >= SIZE // 4
    _is_whole(page, disc)
    context.close()


def _hold_the_second_half(route: Route) -> None:
    """However slow we are at closing the tab, the file has not arrived by then."""
    if int(route.request.headers.get("upload-offset", "-1")) < SIZE // 2:
        route.continue_()


def _to_the_records(page: Page) -> str:
    """Sign in, start a case, and open its records; their address."""
    page.goto("/account/login/")
    page.get_by_label("Email").fill("jenny@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/cases/new/")
    page.get_by_label("Me", exact=True).check()
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/first-opinion/")
    records = page.url.replace("first-opinion/", "records/")
    page.goto(records)
    return records


def _wait_for_part(page: Page, starts: list[int], wanted: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while max(starts, default=0) < wanted:
        assert time.monotonic() < deadline, "sending does not go on"
        page.wait_for_timeout(20)


def _is_whole(page: Page, disc: Path) -> None:
    with page.expect_download(timeout=PATIENCE * 1000) as download:
        page.get_by_role("link", name="Download the file as it came").click(timeout=PATIENCE * 1000)
    assert hashlib.sha256(download.value.path().read_bytes()).digest() == hashlib.sha256(disc.read_bytes()).digest()


def test_the_first_page_is_light_and_asks_no_other_host(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.address)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    came: list[float] = []
    wire.on("Network.loadingFinished", lambda one: came.append(one["encodedDataLength"]))
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto("/account/login/", wait_until="networkidle")
    assert len(came) >= 4
    assert sum(came) <= 60_000
    assert [url for url in asked if not url.startswith((site.address, "data:"))] == []
    context.close()

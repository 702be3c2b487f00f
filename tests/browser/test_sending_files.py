"""Sending records in a real browser: chosen, from a folder, dragged, twice; and with a server that dies in between."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import tarfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from walking import PASSWORD, REPORT, Walk, people, sign_in, walk

from consilium_web.models import RecordRow

__all__ = ["people", "sign_in", "walk"]

Axe = Callable[[Page], None]
Visit = Callable[..., Page]
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90  # seconds; a busy machine is slow
SIZE = 40 * 1024 * 1024
MAKE = (
    "from allauth.account.models import EmailAddress;from consilium_web.models import User;"
    "user=User.objects.create_user('jenny@example.org', {!r}, name='Jenny M', role='patient');"
    "EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)"
)
DROP = """bytes => {
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], 'dragged.txt', {lastModified: 1}));
  document.querySelector('main').dispatchEvent(
    new DragEvent('drop', {dataTransfer: carried, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def case(live_site: str, walk: Walk) -> Walk:
    return walk.tell()


def test_files_that_are_chosen_are_added_and_the_same_one_only_once(
    case: Walk, people: dict[str, Any], visit: Visit, axe: Axe, tmp_path: Path
) -> None:
    report = tmp_path / "report.txt"
    report.write_text(REPORT)
    page = visit("phone", as_=people["patient"])
    page.goto(case.at("records/"))
    for words in ("report.txt was added.", "report.txt is already here."):
        page.get_by_label("Add records").set_input_files(report)
        page.get_by_role("button", name="Add", exact=True).dblclick()
        expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_role("heading", name="report.txt")).to_be_visible()
    axe(page)
    assert RecordRow.objects.count() == 1


@pytest.mark.shared
def test_a_hospitals_disc_is_added_without_its_viewing_program(
    case: Walk, people: dict[str, Any], visit: Visit, shared: Path, tmp_path: Path
) -> None:
    disc = tmp_path / "DISC"
    with tarfile.open(shared / "data/images/lung_ct_series.tar.xz") as series:
        slices = [one for one in series if one.isfile() and one.name.endswith(".dcm")][:3]
        for number, one in enumerate(slices, start=1):
            (disc / f"SERIES{number}").mkdir(parents=True)
            data = series.extractfile(one)
            assert data is not None
            (disc / f"SERIES{number}" / "IM1").write_bytes(data.read())
    for name in ("autorun.inf", "VIEWER.EXE"):
        (disc / name).write_bytes(b"program")
    page = visit(as_=people["patient"])
    page.goto(case.at("records/"))
    page.get_by_text("Take a picture of a paper, or add").click()
    page.get_by_label("Add a whole folder or disc").set_input_files(disc)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("2 files of the disc’s own viewing program were left out")).to_be_visible()
    expect(page.get_by_text("IM1 was added.")).to_have_count(3, timeout=60_000)
    assert RecordRow.objects.count() == 3


def test_a_file_that_is_dragged_onto_the_page_is_added(case: Walk, people: dict[str, Any], visit: Visit) -> None:
    page = visit(as_=people["patient"])
    page.goto(case.at("records/"))
    page.evaluate(DROP, REPORT)
    expect(page.get_by_text("dragged.txt was added.")).to_be_visible()
    assert RecordRow.objects.get().name == "dragged.txt"


def test_a_lost_line_is_said_and_sending_goes_on_by_itself(
    case: Walk, people: dict[str, Any], visit: Visit, tmp_path: Path
) -> None:
    scan = tmp_path / "scan.bin"
    scan.write_bytes(os.urandom(9 * 1024 * 1024))
    page = visit(as_=people["patient"])
    page.goto(case.at("records/"))
    lost: list[str] = []

    def lose_the_second(route: Any) -> None:
        lost.append(route.request.method)
        route.abort() if len(lost) in (2, 3) else route.continue_()

    page.route("**/uploads/*/", lose_the_second)
    page.get_by_label("Add records").set_input_files(scan)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("The connection is lost.")).to_be_visible()
    expect(page.get_by_text("scan.bin was added.")).to_be_visible(timeout=30_000)
    assert RecordRow.objects.get().size == scan.stat().st_size


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
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(PATIENCE)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A real server process with one account."""
    site = Site(tmp_path / "var")
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
    slow = context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 6 * 1024 * 1024},
    )
    starts: list[int] = []
    page.on("request", lambda one: starts.append(int(one.headers.get("upload-offset", "-1"))))
    page.get_by_label("Add records").set_input_files(disc)
    page.get_by_role("button", name="Add", exact=True).click()
    _wait_for_progress(page, 0.25)
    site.kill()
    expect(page.get_by_text("The connection is lost.")).to_be_visible()
    reached = max(starts)
    starts.clear()
    site.start()
    _wait_for_progress(page, 0.5)
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


def _wait_for_progress(page: Page, wanted: float) -> None:
    deadline = time.monotonic() + PATIENCE
    while float(page.locator("progress").first.evaluate("bar => bar.value")) < wanted:
        assert time.monotonic() < deadline, "sending does not go on"
        page.wait_for_timeout(50)


def _is_whole(page: Page, disc: Path) -> None:
    with page.expect_download(timeout=PATIENCE * 1000) as download:
        page.get_by_role("link", name="Download the file as it came").click(timeout=PATIENCE * 1000)
    assert hashlib.sha256(download.value.path().read_bytes()).digest() == hashlib.sha256(disc.read_bytes()).digest()

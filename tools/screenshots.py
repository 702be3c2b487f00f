"""Make the pictures of the README: the demo's site on an empty folder, four of its pages, few colours.

`python tools/screenshots.py` writes docs/screenshots/*.png. It needs a Chromium, and what the tests need.
"""

import contextlib
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs/screenshots"
LARGEST = 150_000
SIZE = {"width": 1200, "height": 860}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
COLOURS = 64


@contextmanager
def site(folder: Path) -> Iterator[tuple[str, str]]:
    """The demo, running: its address and the password of its accounts."""
    command = [sys.executable, "manage.py", "serve", "--port", "8955"]
    told = {**os.environ, "CONSILIUM_VAR": str(folder), "CONSILIUM_DEMO": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=told, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        address = next(found[0] for line in running.stdout if (found := re.search(r"http://[\d.]+:\d+", line)))
        wait_for(address)
        try:
            yield address, (folder / "demo-password").read_text(encoding="utf-8")
        finally:
            running.terminate()


def wait_for(address: str) -> None:
    """Come back when somebody listens at this address."""
    host, _, port = address.removeprefix("http://").partition(":")
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection((host, int(port)), timeout=1):
            return
        time.sleep(0.1)
    raise TimeoutError(address)


def sign_in(browser: Browser, address: str, who: str, password: str) -> Page:
    """A page of a fresh browser in which this person of the demo is signed in."""
    page = browser.new_context(viewport=SIZE, base_url=address, reduced_motion="reduce").new_page()
    page.goto("/account/login/")
    page.get_by_label("Email").fill(f"{who}@demo.example")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Sign out").wait_for()
    page.goto("/")
    return page


def to_case(page: Page, path: str = "") -> None:
    """The first case of this person, at one of its pages."""
    found = re.search(r"/cases/[0-9a-f-]{36}/", page.content())
    assert found, page.url
    page.goto(found[0] + path)


def keep(page: Page, name: str) -> None:
    """Write what the window shows, in few colours. Raises ValueError where the picture is too large for a README."""
    whole = Image.open(io.BytesIO(page.screenshot()))
    drawn = io.BytesIO()
    whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(drawn, "PNG", optimize=True)
    if drawn.tell() > LARGEST:
        raise ValueError(f"{name} has {drawn.tell()} bytes")
    (FOLDER / f"{name}.png").write_bytes(drawn.getvalue())


def draw(browser: Browser, address: str, password: str) -> None:
    """The four pictures."""
    patient = sign_in(browser, address, "harold", password)
    to_case(patient)
    keep(patient, "case")
    to_case(patient, "report/")
    patient.get_by_role("heading", name="Point by point").evaluate("it => it.scrollIntoView()")
    keep(patient, "comparison")
    other = sign_in(browser, address, "george", password)
    to_case(other, "facts/")
    keep(other, "facts")
    reviewer = sign_in(browser, address, "okafor", password)
    reviewer.goto(str(reviewer.get_by_role("link", name="Write your first read").first.get_attribute("href")))
    reviewer.wait_for_load_state("networkidle")
    keep(reviewer, "desk")


def main() -> None:
    """Start the demo in a folder that goes away, and draw."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    program = next(found for name in CHROMIUM if (found := shutil.which(name)))
    with tempfile.TemporaryDirectory(prefix="consilium-pictures-") as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        with site(Path(folder)) as (address, password):
            draw(browser, address, password)
        browser.close()


if __name__ == "__main__":
    main()

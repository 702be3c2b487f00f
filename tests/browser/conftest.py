"""A real browser on the real site: at two sizes, with and without scripts, and axe-core to judge the pages."""

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from walking import SIZES, session_of

from consilium_web.models import User

# Playwright keeps an event loop in this thread, for which Django would otherwise refuse every query of a test.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

expect.set_options(timeout=20_000)  # a busy machine is slow, and a page that is right is not waited for

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
# What a page is made of: each kind of element by its parent's kind, once, however many there are of it.
SHAPE = """
const kind = it => [it.tagName, it.className, it.getAttribute("role"), it.type, it.hidden, it.disabled,
  !!it.textContent.trim(), it.labels && it.labels.length, it.hasAttribute("aria-label"), it.hasAttribute("id")].join();
[...new Set(Array.from(document.querySelectorAll("*"),
  it => kind(it) + (it.parentElement ? kind(it.parentElement) : "")))].sort().join(";")
"""
STYLES = ROOT / "src/consilium_web/static/vendor/nhsuk.css"
CHROMIUM = (
    "chromium-headless-shell",  # the same engine without a window's parts: two thirds of the work
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _missing(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(_playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for the whole run."""
    program = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if program is None:
        _missing("no browser here; install one with: sudo apt-get install -y chromium")
    if not AXE.exists() or not STYLES.exists():
        _missing("the front-end files are not built; build them with: make assets")
    browser = _playwright.chromium.launch(executable_path=program, args=list(FLAGS))
    yield browser
    browser.close()


@pytest.fixture
def live_site(live_server: object) -> Iterator[str]:
    """The address of the site, running on an empty database, which is emptied again when every answer is given."""
    cache.clear()  # the limits on tries at signing in are counted in it
    open_ones: list[object] = []

    def begins(**_: object) -> None:
        open_ones.append(None)

    def ends(**_: object) -> None:
        del open_ones[:1]

    request_started.connect(begins)
    request_finished.connect(ends)
    yield str(live_server)
    deadline = time.monotonic() + 10
    while open_ones and time.monotonic() < deadline:
        time.sleep(0.05)
    request_started.disconnect(begins)
    request_finished.disconnect(ends)


@pytest.fixture
def visit(browser: Browser, live_site: str) -> Iterator[Callable[..., Page]]:
    """`visit(size="phone", scripts=False, as_=user)`: a page of a fresh browser, signed in as that account.

    At the end of the test: no page asked another host for anything, and none wrote an error to the console.
    """
    contexts: list[BrowserContext] = []
    seen: list[str] = []

    def open_page(size: str = "desktop", *, scripts: bool = True, as_: User | None = None) -> Page:
        context = browser.new_context(
            viewport=SIZES[size], java_script_enabled=scripts, base_url=live_site, reduced_motion="reduce"
        )
        contexts.append(context)
        if as_ is not None:
            context.add_cookies(
                [{"name": "consilium_session", "value": session_of(as_, showed_password=True), "url": live_site}]
            )
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("request", lambda request: seen.append(request.url))
        page.on(
            "response", lambda answer: seen.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
        )
        page.on("console", lambda line: seen.append(f"console: {line.text}") if line.type == "error" else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    no_line = ("console: Failed to load resource", "console: htmx:afterRequest", "console: htmx:sendError")
    foreign = [url for url in seen if not url.startswith((live_site, "data:", *no_line))]
    assert foreign == [], "a page asked another host, or broke"


@pytest.fixture(params=list(SIZES))
def page(request: pytest.FixtureRequest, visit: Callable[..., Page]) -> Page:
    """A stranger's page, once on a desk and once on a phone."""
    return visit(request.param)


@pytest.fixture(scope="session")
def judged(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """One empty file for each shape of page that passed already, in a folder of all workers of this run.

    The walks pass the same page many times, at two widths.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "judged"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def axe(judged: Path) -> Callable[[Page], None]:
    """`axe(page)` fails where the page breaks a rule of WCAG 2.2 AA that a program can see."""

    def judge(page: Page) -> None:
        page.wait_for_load_state()  # a click may still be leading to the next page
        page.locator("main").first.wait_for()
        assert _sideways(page) <= 0, f"{page.url} scrolls sideways by {_sideways(page)} pixels"
        passed = judged / hashlib.sha256(page.evaluate(SHAPE).encode()).hexdigest()
        if passed.exists():
            return
        page.evaluate(AXE.read_text())  # evaluated from outside, which the page's own policy does not forbid
        found = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(result => result.violations)",
            STANDARD,
        )
        problems = [f"{one['id']}: {node['html']} ({node['failureSummary']})" for one in found for node in one["nodes"]]
        assert problems == [], f"{page.url}\n" + "\n".join(problems)
        passed.touch()

    return judge


def _sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

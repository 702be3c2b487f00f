"""The viewers in a real browser: pictures, slides and marked PDFs, by mouse and keys, under the site's strict policy.

`visit` fails a test whose page asked another host or wrote an error, such as a breach of the policy, to its console.
"""

import io
import re
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typst
from playwright.sync_api import Page, expect
from walking import REPORT, Walk, people, sign_in, upload, walk

from consilium_web.models import RecordRow

__all__ = ["people", "sign_in", "walk"]

Axe = Callable[[Page], None]
Visit = Callable[..., Page]
SLICES = 64
PATIENCE = 30  # seconds; a busy machine is slow
MILLIMETRES = 0.841796875
"""From dot to dot, as the header of the series says."""


@pytest.fixture
def disc(shared: Path) -> bytes:
    """The chest CT as a patient packs the disc of a hospital."""
    out = io.BytesIO()
    with tarfile.open(shared / "data/images/lung_ct_series.tar.xz") as packed, zipfile.ZipFile(out, "w") as disc:
        for one in packed.getmembers():
            if one.name.endswith(".dcm") and (file := packed.extractfile(one)):
                disc.writestr(one.name, file.read())
    return out.getvalue()


def added(case: Walk, *files: tuple[str, bytes]) -> str:
    """The address of the viewer of one of these records; of a file inside it, where it is an archive."""
    case.tell().add(*(upload(name, data) for name, data in files))
    inside = RecordRow.objects.exclude(parent=None) or RecordRow.objects.all()
    return case.at(f"records/{inside[0].pk}/view/")


@pytest.mark.requirement("B10")
def test_a_series_is_scrolled_windowed_and_measured(
    live_site: str, walk: Walk, people: dict[str, Any], visit: Visit, axe: Axe, disc: bytes
) -> None:
    page = visit(as_=people["patient"])
    page.goto(added(walk, ("disc.zip", disc)))
    film, said = page.locator("#stage"), page.get_by_role("status")
    expect(said).to_contain_text(f"of {SLICES}", timeout=30_000)
    axe(page)

    film.focus()
    page.keyboard.press("Home")
    expect(said).to_contain_text(f"Picture 1 of {SLICES}, position -124.0 mm")
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("Picture 2 of 64, position -129.0 mm")
    page.keyboard.press("End")
    expect(said).to_contain_text("Picture 64 of 64, position -439.0 mm")
    film.hover()
    page.mouse.wheel(0, -120)
    expect(said).to_contain_text("Picture 61 of 64")

    page.locator("#preset").select_option("Soft tissue")
    expect(said).to_contain_text("window 40 / 400 HU")
    expect(film).to_have_attribute("data-drawn", "60 -160 239")
    film.focus()
    page.keyboard.press("Shift+ArrowUp")
    expect(said).to_contain_text("window 50 / 400 HU")
    page.get_by_role("button", name="Invert").click()
    expect(page.get_by_role("button", name="Invert")).to_have_attribute("aria-pressed", "true")

    page.get_by_role("button", name="Measure").click()
    film.focus()
    page.keyboard.press("Enter")
    for _ in range(10):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#lines")).to_have_text(f"Length: {100 * MILLIMETRES:.1f} mm")
    box = film.bounding_box()
    assert box
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 300, steps=4)
    page.mouse.up()
    shown = re.findall(r"([\d.]+) mm", page.locator("#lines").inner_text())
    assert float(shown[1]) == pytest.approx(100 / box["height"] * 512 * MILLIMETRES, rel=0.02)
    axe(page)


@pytest.mark.requirement("B10")
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_slide_is_opened_and_looked_at_closely(
    live_site: str, walk: Walk, people: dict[str, Any], visit: Visit, axe: Axe, shared: Path, size: str
) -> None:
    svs = (shared / "data/images/CMU-1-Small-Region.svs").read_bytes()
    page = visit(size, as_=people["patient"])
    tiles: list[tuple[int, int]] = []

    def note(answer: Any) -> None:
        if found := re.search(r"/tiles/(\d+)/", answer.url):
            tiles.append((int(found[1]), answer.status))

    page.on("response", note)
    page.goto(added(walk, ("slide.svs", svs)))
    said = page.get_by_role("status")
    expect(said).to_contain_text("of 20×", timeout=30_000)
    expect(page.locator("#scale-words")).to_contain_text("µm")
    axe(page)
    page.get_by_role("button", name="20×").click()
    expect(said).to_have_text("Shown at 20× of 20×.")
    expect(page.locator("#scale-words")).to_have_text("50 µm")
    width = float(page.locator("#scale-bar").evaluate("bar => parseFloat(bar.style.width)"))
    assert width == pytest.approx(50 / 0.499, rel=0.01)
    page.locator("#stage").focus()
    page.keyboard.press("-")
    expect(said).to_contain_text("13× of 20×")
    deadline = time.monotonic() + PATIENCE
    while (len(tiles) <= 8 or max(level for level, _ in tiles) < 12) and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert {status for _, status in tiles} == {200}
    assert max(level for level, _ in tiles) == 12 and len(tiles) > 8


@pytest.mark.requirement("B1")
def test_a_pdf_opens_at_a_fact_and_marks_it(
    live_site: str, walk: Walk, people: dict[str, Any], visit: Visit, axe: Axe
) -> None:
    words = "Nothing to see here. " * 300 + REPORT
    made = typst.compile(b'#set page(paper: "a5")\n#sys.inputs.words', sys_inputs={"words": words})
    view = added(walk, ("report.pdf", bytes(made)))
    page = visit(as_=people["patient"])
    page.goto(view)
    said, marked = page.get_by_role("status"), page.locator(".v-marks .v-asked")
    expect(said).to_contain_text("Page 1 of", timeout=30_000)
    page.keyboard.press("n")
    expect(said).to_contain_text("It is marked on the page.", timeout=30_000)
    expect(marked.first).to_be_attached()
    current = page.locator("#facts a[aria-current]")
    fact = str(current.get_attribute("data-fact"))
    axe(page)

    page.goto(f"{view}?fact={fact}")
    expect(said).to_contain_text("It is marked on the page.", timeout=30_000)
    mark, sheet = marked.first.bounding_box(), page.locator(".v-sheet").bounding_box()
    assert mark and sheet and mark["width"] > 5
    assert sheet["x"] <= mark["x"] and mark["x"] + mark["width"] <= sheet["x"] + sheet["width"] + 1
    value = current.inner_text().splitlines()[-1].split()[0]
    expect(page.locator(".v-words")).to_contain_text(value)  # the words are there for those who listen


def test_without_scripts_each_viewer_shows_a_picture(
    live_site: str, walk: Walk, people: dict[str, Any], visit: Visit, shared: Path
) -> None:
    svs = (shared / "data/images/CMU-1-Small-Region.svs").read_bytes()
    made = typst.compile(b"#sys.inputs.words", sys_inputs={"words": REPORT})
    added(walk, ("report.pdf", bytes(made)), ("slide.svs", svs))
    page = visit("phone", scripts=False, as_=people["patient"])
    for row in RecordRow.objects.all():
        page.goto(walk.at(f"records/{row.pk}/view/"))
        picture = page.locator("#stage img")
        expect(picture).to_be_visible()
        assert picture.evaluate("one => one.naturalWidth") > 100
        expect(page.get_by_role("button", name="Larger")).to_be_hidden()

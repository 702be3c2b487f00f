"""Sending records in a real browser: chosen, from a folder, dragged, twice; over a line that breaks."""

import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from walking import REPORT, Walk, people, sign_in, walk

from consilium_web.models import RecordRow

__all__ = ["people", "sign_in", "walk"]

Axe = Callable[[Page], None]
Visit = Callable[..., Page]
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

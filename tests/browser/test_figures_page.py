"""The figures of a centre in a real browser: accessible on a desk and on a phone, whole without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from figures_for_tests import agree, copies, released
from playwright.sync_api import Page, expect
from walking import Walk, people, sign_in, walk

__all__ = ["people", "sign_in", "walk"]

Axe = Callable[[Page], None]
Visit = Callable[..., Page]


@pytest.mark.requirement("B7")
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_figures_are_accessible_with_few_cases_and_with_many(
    live_site: str, walk: Walk, people: dict[str, Any], visit: Visit, axe: Axe, size: str
) -> None:
    page = visit(size, scripts=True, as_=people["administrator"])
    page.goto("/outcomes/")
    expect(page.get_by_text("There are too few cases yet.")).to_be_visible()
    axe(page)
    agree(released(walk))
    copies(walk, 11)
    page.reload()
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    axe(page)


def test_a_coordinator_comes_to_the_figures_and_takes_them_along_without_scripts(
    live_site: str, walk: Walk, people: dict[str, Any], visit: Visit
) -> None:
    agree(released(walk))
    copies(walk, 6)
    page = visit(scripts=False, as_=people["coordinator"])
    page.goto("/")
    page.get_by_role("link", name="figures of this centre").click()
    row = page.get_by_role("row", name="All cases").first
    expect(row).to_contain_text("100.0 % 64.6 to 100.0")
    with page.expect_download() as arriving:
        page.get_by_role("link", name="Download the figures").click()
    assert arriving.value.suggested_filename == "outcomes.csv"

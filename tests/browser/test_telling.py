"""Telling a case in a real browser: saved while one writes, in two tabs, over a lost line."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from walking import Walk, people, sign_in, walk

from consilium_web.models import CaseRow

__all__ = ["people", "sign_in", "walk"]

Visit = Callable[..., Page]
FOUND = "What did your doctor find?"


@pytest.fixture
def case(live_site: str, walk: Walk) -> Walk:
    return walk.tell()


def found(case: Walk) -> str:
    first = case.row().case.first_opinion
    return first.diagnosis if first else ""


def test_words_are_saved_while_they_are_written_and_outlive_the_tab(
    case: Walk, people: dict[str, Any], visit: Visit
) -> None:
    page = visit("phone", as_=people["patient"])
    page.goto(case.at("first-opinion/"))
    page.get_by_label(FOUND).fill("A lump in the left breast")
    expect(page.get_by_text("Saved at")).to_be_visible(timeout=20_000)
    assert found(case) == "A lump in the left breast"
    page.goto(case.at("about/"))
    page.get_by_label("Which cancer is it?").fill("Breast cancer, left")
    expect(page.get_by_text("Saved at")).to_be_visible(timeout=20_000)
    page.go_back()
    expect(page.get_by_label(FOUND)).to_have_value("A lump in the left breast")
    assert case.row().case.cancer == "Breast cancer, left"


def test_a_second_tab_overwrites_nothing_and_loses_nothing(case: Walk, people: dict[str, Any], visit: Visit) -> None:
    one, two = visit(as_=people["patient"]), visit(as_=people["patient"])
    for tab in (one, two):
        tab.goto(case.at("first-opinion/"))
    one.get_by_label(FOUND).fill("Words of the first tab")
    expect(one.get_by_text("Saved at")).to_be_visible(timeout=20_000)
    two.get_by_label(FOUND).fill("Words of the second tab")
    expect(two.get_by_text("this was changed in another window")).to_be_visible(timeout=20_000)
    expect(two.get_by_label(FOUND)).to_have_value("Words of the second tab")
    assert found(case) == "Words of the first tab"
    two.get_by_role("button", name="Save and go on").click()
    expect(two.get_by_role("heading", name="Saved in another window")).to_be_visible()
    two.get_by_role("button", name="Save and go on").click()
    expect(two.get_by_role("heading", level=1, name="What you want to know")).to_be_visible()
    assert found(case) == "Words of the second tab"


def test_a_lost_line_is_said_and_the_words_are_saved_when_it_is_back(
    case: Walk, people: dict[str, Any], visit: Visit
) -> None:
    page = visit(as_=people["patient"])
    page.goto(case.at("first-opinion/"))
    page.context.set_offline(True)
    page.get_by_label(FOUND).fill("Written in a tunnel")
    expect(page.get_by_text("Not saved: there is no connection.")).to_be_visible(timeout=20_000)
    page.context.set_offline(False)
    expect(page.get_by_text("Saved at")).to_be_visible(timeout=20_000)
    assert found(case) == "Written in a tunnel"


def test_a_double_click_starts_one_case(live_site: str, people: dict[str, Any], visit: Visit) -> None:
    page = visit("phone", as_=people["patient"])
    page.goto("/cases/new/")
    page.get_by_label("Me", exact=True).check()
    page.get_by_role("button", name="Start").dblclick()
    expect(page.get_by_role("heading", level=1, name="What your doctor found and plans")).to_be_visible()
    assert CaseRow.objects.count() == 1

"""The coordinator's day at a desk and on a phone: news, queue, messages, a proposal for all; axe on every page."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from walking import Walk, people, sign_in

from consilium_web.models import User

__all__ = ["people", "sign_in"]

Axe = Callable[[Page], None]
Visit = Callable[..., Page]


@pytest.fixture
def waiting(live_site: str, sign_in: Any) -> list[Walk]:
    """Two cases that wait for a reviewer."""
    found = []
    for cancer in ("Breast cancer", "Lung cancer"):
        one = Walk(sign_in)
        one.tell(cancer=cancer, planned_start="2030-12-10").post("patient", "send/", {})
        found.append(one)
    return found


@pytest.mark.requirement("B6")
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_day_of_a_coordinator(
    visit: Visit, axe: Axe, waiting: list[Walk], people: dict[str, User], size: str
) -> None:
    waiting[0].post("patient", "messages/", {"text": "May my treatment start later?"})
    page = visit(size, as_=people["coordinator"])
    page.goto("/")
    page.get_by_role("link", name="What is new").click()
    expect(page.get_by_role("link", name="A message waits for you")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="A message waits for you").click()
    expect(page.get_by_text("May my treatment start later?")).to_be_visible()
    page.get_by_label("Ready messages").select_option(label="When does treatment start?")
    page.get_by_role("button", name="Put it in").click()
    expect(page.get_by_label("Your message")).to_have_value(re.compile("Is there a day on which your treatment"))
    axe(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Is there a day on which your treatment")).to_be_visible()

    page.get_by_role("link", name="Queue").first.click()
    page.get_by_label("Cancer").select_option("lung")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    axe(page)
    page.get_by_role("link", name="Who has how much").click()
    axe(page)
    page.get_by_role("link", name="Queue").first.click()
    page.get_by_role("link", name="Propose reviewers for all").click()
    expect(page.get_by_text("same field as the first doctor").first).to_be_visible()
    axe(page)
    page.get_by_label("Reviewer for").last.select_option(label="Nobody now")
    page.get_by_role("button", name="Ask these reviewers").click()
    expect(page.get_by_text("One reviewer was asked.")).to_be_visible()
    page.goto(waiting[0].at("dates/"))
    axe(page)
    for address in ("/ready-messages/", "/mail/", waiting[0].at("remind/")):
        page.goto(address)
        axe(page)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_message_that_is_not_sent_yet_is_kept_while_it_is_written(
    visit: Visit, axe: Axe, waiting: list[Walk], people: dict[str, User], size: str
) -> None:
    page = visit(size, as_=people["patient"])
    page.goto(waiting[0].at("messages/"))
    page.get_by_label("Your message").press_sequentially("I wonder")
    expect(page.get_by_text("Kept at")).to_be_visible()
    page.goto(waiting[0].at("messages/"))
    expect(page.get_by_label("Your message")).to_have_value("I wonder")
    axe(page)
    page.goto(waiting[0].at("dates/"))
    axe(page)


def test_a_reviewer_says_what_they_work_with(visit: Visit, axe: Axe, people: dict[str, User], live_site: str) -> None:
    page = visit(as_=people["reviewer"])
    page.goto("/")
    page.get_by_role("link", name="Your interests, languages and days away").click()
    page.get_by_label("Lung and chest").check()
    axe(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def test_the_queue_is_worked_by_keyboard(visit: Visit, waiting: list[Walk], people: dict[str, User]) -> None:
    page = visit(as_=people["coordinator"])
    page.goto("/queue/")
    page.get_by_label("Cancer").focus()
    page.keyboard.type("Lu")
    page.get_by_role("button", name="Show").press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)

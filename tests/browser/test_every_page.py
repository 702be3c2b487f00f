"""What every page keeps: language, a way past the header, a focus one can see, print, and no need of scripts."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Browser, Page, expect

from consilium_web.models import User

Axe = Callable[[Page], None]
Visit = Callable[..., Page]


@pytest.fixture
def patient(db: None) -> User:
    user = User.objects.create_user("robin@example.org", name="Robin Vale")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_start_page_is_accessible(live_site: str, visit: Visit, axe: Axe, patient: User, size: str) -> None:
    page = visit(size, as_=patient)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe(page)


def test_a_page_that_does_not_exist_is_accessible(page: Page, axe: Axe) -> None:
    page.goto("/nowhere/")
    expect(page.get_by_role("heading", name="We cannot find this page")).to_be_visible()
    axe(page)


def test_the_page_names_its_language(page: Page) -> None:
    page.goto("/account/login/")
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_first_stop_of_the_keyboard_leads_past_the_header(page: Page) -> None:
    page.goto("/account/login/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


SHOWS_FOCUS = """() => {
  const focused = document.activeElement;
  const inside = ["radio", "checkbox"].includes(focused.type) ? focused.parentElement : focused;
  const looks = [inside, ...inside.querySelectorAll("*")].flatMap(
    one => [getComputedStyle(one), getComputedStyle(one, "::before")]);
  return looks.some(look => look.boxShadow !== "none" || (look.outlineStyle !== "none" && look.outlineWidth !== "0px"));
}"""


def test_whatever_has_the_focus_shows_it(visit: Visit) -> None:
    page = visit()
    page.goto("/account/signup/")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(SHOWS_FOCUS), page.evaluate("document.activeElement.outerHTML")


def test_paper_holds_the_words_and_not_the_buttons(visit: Visit, patient: User) -> None:
    page = visit(as_=patient)
    page.goto("/account/")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    after = "Array.from(document.links, it => getComputedStyle(it, '::after').content)"
    assert set(page.evaluate(after)) <= {"none", "normal"}, "no address of a page is printed"


def test_text_twice_as_large_still_fits(visit: Visit, patient: User) -> None:
    page = visit(as_=patient)
    page.set_viewport_size({"width": 640, "height": 450})  # what zooming to 200 % leaves of 1280 by 900
    page.goto("/account/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_the_policy_stops_code_in_the_page(browser: Browser, live_site: str) -> None:
    page = browser.new_page()
    page.goto(f"{live_site}/account/login/")
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = true';"
        " document.body.append(s) }"
    )
    assert page.evaluate("window.ran") is None
    page.close()

"""The reviewer's desk in a real browser: by keyboard alone, on a phone, with the connection cut, without scripts."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from walking import Walk, people, sign_in, walk

from consilium.cases import Status
from consilium.opinions import BlindedRead, OpinionForm, ReadDraft
from consilium_web.models import BlindedReadRow, DraftRow, ReadDraftRow, User

__all__ = ["people", "sign_in", "walk"]

Axe = Callable[[Page], None]
Visit = Callable[..., Page]


@pytest.fixture
def given(walk: Walk, transactional_db: None) -> Walk:
    """A case that a reviewer has just been asked to review."""
    return walk.send().ask()


def reach(page: Page, target: str, *, back: bool = False) -> None:
    """Go by the Tab key to what this selector names."""
    for _ in range(150):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", target):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"{target} is not reached by keyboard")


def type_into(page: Page, name: str, text: str) -> None:
    reach(page, f'[name="{name}"]')
    page.keyboard.type(text)


@pytest.mark.requirement("B5", "R6", "R21")
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_first_read_seal_opinion_and_signature_by_keyboard_alone(
    given: Walk, people: dict[str, User], visit: Visit, axe: Axe, size: str
) -> None:
    page = visit(size, as_=people["reviewer"])
    page.goto(given.at("desk/"))
    axe(page)
    page.keyboard.press("?")
    expect(page.get_by_text("Next and previous place in the records")).to_be_visible()
    axe(page)
    page.keyboard.press("?")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="What was noticed")).to_be_visible()
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="What is asked")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("#words")).to_be_visible()
    axe(page)
    page.keyboard.press("3")
    type_into(page, "judgement.diagnosis", "Invasive ductal carcinoma 123 jk?")
    expect(page.locator('[name="judgement.diagnosis"]')).to_have_value("Invasive ductal carcinoma 123 jk?")
    type_into(page, "reasons", "Small, and strongly positive.")
    expect(page.locator("#saved")).to_contain_text("Saved at")
    axe(page)
    reach(page, '[name="seal"]')
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Seal your first read?")
    axe(page)
    reach(page, "form:not(.c-header form) button.nhsuk-button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your opinion")).to_be_visible()
    expect(page.get_by_text("Mastectomy, then doxorubicin").first).to_be_visible()
    axe(page)
    given.write()
    page.goto(given.at("desk/") + "#form")
    page.reload()
    reach(page, 'button[name="sign"]')
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sign your opinion")
    assert given.row().status == Status.OPEN


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_keys_can_be_turned_off(given: Walk, people: dict[str, User], visit: Visit, size: str) -> None:
    page = visit(size, as_=people["reviewer"])
    page.goto(given.at("desk/"))
    page.get_by_text("Keyboard", exact=True).click()
    page.get_by_role("button", name="Turn these keys off").click()
    page.locator("#case").focus()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="What is asked")).to_be_visible()
    page.reload()
    page.get_by_text("Keyboard", exact=True).click()
    expect(page.get_by_role("button", name="Turn these keys on")).to_be_visible()


def test_words_survive_a_cut_connection(given: Walk, people: dict[str, User], visit: Visit) -> None:
    page = visit(as_=people["reviewer"])
    page.goto(given.at("desk/"))
    page.context.set_offline(True)
    page.locator('[name="judgement.diagnosis"]').fill("Written without a line")
    expect(page.get_by_text("Not saved: there is no connection.")).to_be_visible()
    assert not ReadDraftRow.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("Saved at", timeout=15_000)
    expect(page.get_by_text("Not saved: there is no connection.")).to_be_hidden()
    kept = ReadDraftRow.objects.get().value(given.row().key, ReadDraft)
    assert kept.judgement.diagnosis == "Written without a line"
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "Written" not in stored


def test_whoever_leaves_with_unsaved_words_is_asked(given: Walk, people: dict[str, User], visit: Visit) -> None:
    page, asked = visit(as_=people["reviewer"]), []
    page.goto(given.at("desk/"))
    page.context.set_offline(True)
    page.locator('[name="reasons"]').click()
    page.keyboard.type("Not saved yet")

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    page.context.set_offline(False)


def test_a_second_tab_is_told_and_overwrites_nothing(given: Walk, people: dict[str, User], visit: Visit) -> None:
    first, second = visit(as_=people["reviewer"]), visit(as_=people["reviewer"])
    for page in (first, second):
        page.goto(given.at("desk/"))
    first.locator('[name="reasons"]').fill("From the first")
    expect(first.locator("#saved")).to_contain_text("Saved at")
    second.locator('[name="reasons"]').fill("From the second")
    expect(second.locator("#saved")).to_contain_text("this was changed in another window")
    expect(second.locator('[name="reasons"]')).to_have_value("From the second")
    assert ReadDraftRow.objects.get().value(given.row().key, ReadDraft).reasons == "From the first"


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_whole_way_works_without_scripts(given: Walk, people: dict[str, User], visit: Visit, size: str) -> None:
    page = visit(size, scripts=False, as_=people["reviewer"])
    page.goto(given.at("desk/"))
    page.get_by_role("link", name="Facts", exact=True).click()
    page.locator("#case .c-place").first.click()
    expect(page.locator("#words")).to_be_visible()
    if size == "phone":
        page.get_by_role("link", name="First read").click()
    page.get_by_label("Diagnosis in words").fill("Ductal carcinoma")
    page.get_by_label("Your reasons").fill("Seen in the report.")
    page.get_by_role("button", name="Save and go on to seal").click()
    page.get_by_role("button", name="Seal my first read").click()
    expect(page.get_by_role("heading", name="Your opinion")).to_be_visible()
    sealed = BlindedReadRow.objects.get().value(given.row().key, BlindedRead)
    assert sealed.judgement.diagnosis == "Ductal carcinoma"
    page.get_by_label("Option (1)").fill("Surgery")
    page.get_by_role("button", name=re.compile("Save, and offer one more row of options")).click()
    page.get_by_label("Option (2)").fill("Waiting")
    page.get_by_role("button", name=re.compile("Save, and offer one more row of options")).click()
    page.get_by_role("button", name=re.compile(r"Move up ?: row 2 of options")).click()
    form = DraftRow.objects.get().value(given.row().key, OpinionForm)
    assert [one.name for one in form.options] == ["Waiting", "Surgery"]

"""The pages of a case in a real browser: accessible on a desk and on a phone, and whole without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from browser.test_desk import reach, type_into
from playwright.sync_api import Page, expect
from walking import Walk, people, sign_in, upload, walk

__all__ = ["people", "sign_in", "walk"]

Axe = Callable[[Page], None]
Visit = Callable[..., Page]

PATIENT = (
    "", "first-opinion/", "about/", "wishes/", "consents/", "records/", "facts/", "findings/", "questions/", "marks/",
    "letter/", "ask-for-records/", "invite/", "audit/", "send/", "withdraw/",
)  # fmt: skip


@pytest.fixture
def draft(live_site: str, walk: Walk) -> Walk:
    return walk.tell().add()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_patients_pages_are_accessible(
    draft: Walk, people: dict[str, Any], visit: Visit, axe: Axe, size: str
) -> None:
    page = visit(size, as_=people["patient"])
    record = draft.row().records.get().pk
    for address in ("/", "/cases/new/", "/about-second-opinions/", *(draft.at(one) for one in PATIENT)):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        axe(page)
    page.goto(draft.at(f"records/{record}/pages/1/?start=0&end=7"))
    expect(page.locator("mark")).to_have_text("Patient")
    axe(page)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_centres_and_the_reviewers_pages_are_accessible(
    draft: Walk, people: dict[str, Any], visit: Visit, axe: Axe, size: str
) -> None:
    draft.post("patient", "send/", {})
    desk, reviewer = visit(size, as_=people["coordinator"]), visit(size, as_=people["reviewer"])
    for address in ("/", "/queue/", draft.at(""), draft.at("assign/")):
        desk.goto(address)
        axe(desk)
    draft.ask()
    for address in (
        "/",
        draft.at(""),
        draft.at("records/"),
        draft.at("facts/"),
        draft.at("first-read/"),
        draft.at("desk/"),
    ):
        reviewer.goto(address)
        axe(reviewer)
    draft.seal()
    for address in ("opinion/", "opinion/sign/", "desk/"):
        reviewer.goto(draft.at(address))
        axe(reviewer)
    draft.write()
    reviewer.goto(draft.at("opinion/sign/"))
    axe(reviewer)
    draft.sign()
    desk.goto(draft.at("release/"))
    axe(desk)
    draft.release()
    patient = visit(size, as_=people["patient"])
    patient.goto(draft.at("report/"))
    axe(patient)
    admin = visit(size, as_=people["administrator"])
    admin.goto("/audit/")
    axe(admin)


@pytest.mark.requirement("R7")
def test_a_patient_tells_and_sends_a_case_without_scripts(
    live_site: str, people: dict[str, Any], visit: Visit, tmp_path: Any
) -> None:
    (tmp_path / "report.txt").write_bytes(upload().read())
    page = visit(scripts=False, as_=people["patient"])
    page.goto("/")
    page.get_by_role("link", name="Ask for a second opinion").click()
    page.get_by_label("Me", exact=True).check()
    page.get_by_role("button", name="Start").click()
    page.get_by_label("What did your doctor find?").fill("Breast cancer")
    page.get_by_role("button", name="Save and go on").click()
    for choice in ("Both", "I plan to go on with my doctor", "Treatment has not started"):
        page.get_by_label(choice).check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("Your own questions").fill("Do I need an operation?")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("The reviewer may read my records.").check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("Add records").set_input_files(tmp_path / "report.txt")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("report.txt was added.")).to_be_visible()
    for link in ("Go on: what your records say", "Go on: what we noticed", "Go on: check and send"):
        page.get_by_role("link", name=link).click()
    page.get_by_role("button", name="Send my case").click()
    expect(page.get_by_role("heading", name="Tell your doctor", level=1)).to_be_visible()


@pytest.mark.requirement("R7")
def test_a_patient_tells_and_sends_a_case_by_keyboard_alone(
    live_site: str, people: dict[str, Any], visit: Visit, tmp_path: Any
) -> None:
    (tmp_path / "report.txt").write_bytes(upload().read())
    page = visit(as_=people["patient"])

    def press(target: str, key: str) -> None:
        reach(page, target)
        page.keyboard.press(key)

    def go_on(heading: str, target: str = 'main button[type="submit"].nhsuk-button') -> None:
        press(target, "Enter")
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()

    page.goto("/")
    go_on("Ask for a second opinion", 'main a[href="/cases/new/"]')
    press('[name="who"]', "Space")
    go_on("What your doctor found and plans")
    type_into(page, "diagnosis", "Breast cancer")
    go_on("What you want to know")
    for name in ("scope", "intent", "treatment_status"):
        press(f'[name="{name}"]', "Space")
    go_on("What matters to you")
    type_into(page, "questions", "Do I need an operation?")
    go_on("What you agree to")
    press('[name="review"]', "Space")
    go_on("Records")
    with page.expect_file_chooser() as chosen:
        press('[name="files"]', "Enter")
    chosen.value.set_files(tmp_path / "report.txt")
    press('main button[type="submit"].nhsuk-button', "Enter")
    expect(page.get_by_text("report.txt was added.")).to_be_visible()
    for path, heading in (("facts/", "What the records say"), ("findings/", "What we noticed")):
        go_on(heading, f'main a[href$="/{path}"].nhsuk-button')
    go_on("Check and send", 'main a[href$="/send/"].nhsuk-button')
    go_on("Tell your doctor")

"""Each of the other routes the whole way, in a real browser: from the patient's start to the opinion in their hands."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from boards_for_tests import SEATS, board
from browser.test_walk import PLAN, PLAN_WORDS, Axe, Journey, Visit, files
from django.utils import timezone
from playwright.sync_api import Page, expect
from walking import FIRST_OPINION, PASSWORD, Walk, opened, people, sign_in, upload, walk

from consilium_web.models import User

__all__ = ["board", "files", "opened", "people", "sign_in", "walk"]

pytestmark = pytest.mark.shared

Sent = tuple[Journey, Page]


@pytest.fixture
def sent(live_site: str, visit: Visit, axe: Axe, people: dict[str, Any], walk: Walk, files: list[Path]) -> Sent:
    """A patient told their case, brought real records and sent it: the journey, and their page.

    Those pages are the same on every route, and are walked in a browser by the tests of the one specialist.
    """
    walk.tell().post("patient", "first-opinion/", FIRST_OPINION | {"plan": PLAN})
    walk.add(*(upload(file.name, file.read_bytes()) for file in files)).post("patient", "send/", {})
    way = Journey(visit, axe, people, size="", scripts=True, address=live_site + walk.at(""))
    return way, way.staff("patient")


def choose(way: Journey, route: str) -> Page:
    """The coordinator chooses a route on the page that says what triage proposes."""
    desk = way.staff("coordinator")
    way.go(desk, "assign/", "Ask a reviewer")
    expect(desk.get_by_role("heading", name="What the records speak for")).to_be_visible()
    desk.get_by_role("link", name=route, exact=True).click()
    way.look(desk, "Ask a reviewer")
    return desk


def ask(way: Journey, route: str, *names: str) -> None:
    desk = choose(way, route)
    for name in names:
        desk.get_by_label(name).check()
    desk.get_by_role("button", name="Ask", exact=True).click()
    expect(desk.get_by_text("asked.").first).to_be_visible()


def seal(way: Journey, who: str, reasons: str) -> Page:
    """Read blinded, and seal; nothing of the first plan is on the pages before."""
    page = way.staff(who)
    for path, heading in (("records/", "Records"), ("facts/", "What the records say")):
        way.go(page, path, heading)
        assert not PLAN_WORDS.search(page.content())
    way.go(page, "first-read/", "Your first read")
    page.get_by_label("Diagnosis in words").fill("Invasive ductal carcinoma of the left breast")
    page.get_by_label("Your reasons").fill(reasons)
    page.get_by_role("button", name="Save and go on to seal").click()
    way.look(page, "Seal your first read?")
    page.get_by_role("button", name="Seal my first read").click()
    expect(page.get_by_text("Your first read is sealed.")).to_be_visible()
    return page


OPINION = {
    "options.0.name": "Lumpectomy with letrozole",
    "options.0.chance": "About 90 of 100 people live five years.",
    "options.0.side_effects": "Hot flushes.",
    "options.0.quality_of_life": "Most people keep working.",
    "options.0.trials": "None that fits.",
    "recommendations.0": "Lumpectomy, then letrozole",
    "recommendations.0.why": "It works as well and asks less of you.",
    "recommendations.0.goals": "You can keep working.",
}
ALWAYS = {"answers.own-1": "Yes, most people do.", "evidence_date": "2026-11-01"}


def write(way: Journey, page: Page, parts: tuple[str, ...], words: dict[str, str]) -> None:
    """Write the opinion, and sign it."""
    way.go(page, "opinion/", "Your opinion")
    for part in parts:
        page.locator(f'[name="part.{part}"][value="confirmed"]').check()
    for name, text in (ALWAYS | words).items():
        page.locator(f'[name="{name}"]').fill(text)
    page.locator('[name="nothing_missing"]').check()
    page.get_by_role("button", name="Save and go on to sign").click()
    way.look(page, "Sign your opinion")
    page.get_by_label("Your password, to sign").fill(PASSWORD)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Your opinion is signed.")).to_be_visible()


ALL = ("pathology", "testing", "stage", "condition", "plan")


def hand_over(way: Journey, patient: Page, *words: str) -> None:
    """The coordinator releases, and the patient reads."""
    desk = way.staff("coordinator")
    way.go(desk, "release/", "Give the opinion to the patient")
    desk.get_by_label("Your password, to release").fill(PASSWORD)
    desk.get_by_role("button", name="Release").click()
    expect(desk.get_by_text("The patient can read the opinion now.")).to_be_visible()
    way.go(patient, "report/", "Your second opinion")
    for said in words:
        expect(patient.locator("main")).to_contain_text(said)


@pytest.mark.requirement("R27", "R15")
def test_a_pathologist_reads_the_tissue_and_the_patient_reads_what_was_not_asked(sent: Sent) -> None:
    way, patient = sent
    ask(way, "Pathologist", "Dr. Tanaka")
    page = seal(way, "pathologist", "The glands are lost.")
    write(way, page, ("pathology",), {"summary": "It is the cancer that you were told."})
    hand_over(way, patient, "It is the cancer that you were told.", "Not asked of a pathologist.")


@pytest.mark.requirement("R28")
def test_two_specialists_read_each_by_themselves_and_a_slow_one_is_let_go(sent: Sent, people: dict[str, User]) -> None:
    for who, field in (("surgeon", "Surgical oncology"), ("radiotherapist", "Radiation oncology")):
        profile = {"name": f"Dr. {who.title()}", "field": field, "credentials": "MD", "institution": "Third Place"}
        people[who] = User.objects.create_user(f"{who}@example.org", PASSWORD, role="reviewer", **profile)
    way, patient = sent
    ask(way, "One specialist for each treatment", "Dr. Okafor", "Dr. Surgeon", "Dr. Radiotherapist")
    one = seal(way, "reviewer", "Seen by the one.")
    write(way, one, ALL, OPINION | {"summary": "Drugs first."})
    other = seal(way, "surgeon", "Seen by the other.")
    way.go(other, "report/", "The second opinion")
    expect(other.get_by_text("Drugs first.")).to_have_count(0)
    write(way, other, ALL, OPINION | {"summary": "The knife first."})
    desk = way.staff("coordinator")
    way.go(desk, "assign/", "Ask a reviewer")
    slow = desk.get_by_role("row").filter(has_text="Dr. Radiotherapist")
    expect(slow).to_contain_text("First read awaited")
    slow.get_by_role("link", name="Let go").click()
    way.look(desk, "Let Dr. Radiotherapist go?")
    desk.get_by_role("button", name="Let them go").click()
    hand_over(way, patient, "Drugs first.", "The knife first.")


@pytest.mark.requirement("R26")
def test_a_board_meets_and_gives_one_opinion(sent: Sent, board: dict[str, User]) -> None:
    way, patient = sent
    desk = way.staff("coordinator")
    desk.goto("/boards/")
    way.look(desk, "Tumor boards")
    desk.get_by_role("link", name="Plan a meeting").click()
    way.look(desk, "Plan a meeting")
    desk.get_by_label("When does it begin?").fill(f"{timezone.now() + timedelta(days=7):%Y-%m-%dT%H:%M}")
    desk.get_by_label("Where?").fill("Room 3")
    for who, user in board.items():
        desk.locator(f'[name="seat.{user.pk}"]').select_option(SEATS[who][0])
    desk.get_by_role("button", name="Plan the meeting").click()
    expect(desk.get_by_text("The meeting is planned.")).to_be_visible()
    way.axe(desk)
    meeting = desk.url
    desk = choose(way, "Tumor board")
    desk.get_by_role("radio").first.check()
    desk.get_by_label("Who presents the case?").select_option(label="Dr. Surgeon")
    desk.get_by_role("button", name="Ask", exact=True).click()
    expect(desk.get_by_text("The case is on the agenda.")).to_be_visible()
    for who in ("surgeon", "radiotherapist", "tissue", "board_member"):
        seal(way, who, f"This is what the {who} thinks.")
    chair = seal(way, "board_chair", "The chair thinks so too.")
    chair.goto(meeting)
    way.look(chair, "Tumor board")
    chair.get_by_role("link", name="Record who is there").click()
    way.look(chair, "Who is there")
    for box in chair.get_by_role("checkbox").all():
        box.check()
    chair.get_by_role("button", name="Save").click()
    chair.get_by_role("link", name="Open", exact=False).filter(has_text="Open").first.click()
    way.look(chair, "Case")
    chair.get_by_role("button", name="Open the discussion").click()
    expect(chair.get_by_text("This is what the surgeon thinks.")).to_be_visible()
    guest = way.staff("board_guest")
    guest.goto(meeting)
    way.look(guest, "Tumor board")
    way.go(guest, "board/", "Case")
    expect(guest.get_by_text("This is what the surgeon thinks.")).to_be_visible()
    way.go(chair, "opinion/", "Your opinion")
    chair.get_by_label("Does Dr. Radiotherapist").fill("I would radiate first.")
    chair.get_by_role("button", name="Save", exact=True).click()
    write(way, chair, ALL, OPINION | {"summary": "The board agrees on less."})
    chair.goto(meeting)
    with chair.expect_download() as download:
        chair.get_by_role("link", name="Minutes as PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    hand_over(way, patient, "The board agrees on less.", "Dr. Radiotherapist: I would radiate first.")


@pytest.mark.requirement("R25", "R6")
def test_an_expert_from_outside_comes_by_a_link_and_a_code(sent: Sent, people: dict[str, User]) -> None:
    way, patient = sent
    desk = choose(way, "Renowned expert")
    desk.get_by_role("link", name="Invite an expert").click()
    way.look(desk, "Invite an expert from outside")
    desk.get_by_label("The expert’s name").fill("Ines from the congress")
    desk.get_by_role("button", name="Make a link and a code").click()
    link, code = desk.locator("code").first.inner_text(), desk.locator("[data-code]").inner_text()
    people["expert"] = User.objects.create_user("quandt@example.org", PASSWORD)
    people["expert"].memberships.all().delete()
    page = way.staff("expert")
    page.goto(link)
    way.look(page, "You are invited")
    page.get_by_label("code", exact=False).fill(code)
    page.get_by_role("button", name="Take part").click()
    way.look(page, "Who you are")
    for label, text in (
        ("Your full name", "Prof. Ines Quandt"),
        ("Your credentials", "MD, PhD"),
        ("Your field", "Medical oncology"),
        ("Where you work", "Institute of the North"),
    ):
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Read the case").click()
    expect(page.get_by_text("this case only")).to_be_visible()
    page = seal(way, "expert", "I have seen many of these.")
    write(way, page, ALL, OPINION | {"summary": "It can be done with less."})
    hand_over(way, patient, "Prof. Ines Quandt", "It can be done with less.")

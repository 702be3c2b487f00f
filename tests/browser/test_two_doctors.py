"""A big difference walked to its end in a real browser: gap, talk, result, third opinion, decision, SURE."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browser.test_walk import judge_at_both_widths
from playwright.sync_api import Page, expect
from walking import PASSWORD, Walk, join_first_doctor, opinion, people, sign_in, walk

from consilium_web.models import User

__all__ = ["people", "sign_in", "walk"]

Axe = Callable[[Page], None]
Visit = Callable[..., Page]
PICTURES = os.environ.get("CONSILIUM_PICTURES", "")


def look(page: Page, axe: Axe, name: str) -> None:
    """Judge the page; keep a picture of it where a folder for pictures is named."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    judge_at_both_widths(page, axe)
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.fixture
def apart(live_site: str, walk: Walk) -> Walk:
    """Both opinions are out and differ in the treatment; the first doctor takes part."""
    User.objects.filter(name="Dr. Novak").update(institution="Third Place")
    walk.send()
    join_first_doctor(walk)
    walk.ask().seal().write(**{"judgement.treatments": "lumpectomy\nletrozole\nradiation"}).sign().release()
    return walk


@pytest.mark.requirement("R41")
@pytest.mark.requirement("R43")
def test_a_big_difference_is_talked_over_and_a_third_opinion_follows(
    apart: Walk, people: dict[str, Any], visit: Visit, axe: Axe
) -> None:
    pages = {who: visit(as_=people[who]) for who in ("reviewer", "first_doctor", "coordinator")}
    pages["patient"] = visit("phone", as_=people["patient"])
    for page in pages.values():
        page.goto(apart.at("two-opinions/"))
    patient, reviewer, doctor = pages["patient"], pages["reviewer"], pages["first_doctor"]
    look(patient, axe, "1-patient")
    expect(patient.get_by_role("heading", name="First: did both doctors see the same?")).to_be_visible()

    reviewer.get_by_label("Write to the other doctor").fill("What speaks for the larger operation?")
    reviewer.get_by_role("button", name="Send to the other doctor").click()
    doctor.reload()
    expect(doctor.get_by_text("What speaks for the larger operation?")).to_be_visible()
    doctor.get_by_label("Write to the other doctor").fill("Her mother had the same cancer.")
    doctor.get_by_role("button", name="Send to the other doctor").click()
    doctor.get_by_label("We still differ").check()
    doctor.get_by_label("Treatment: why").fill("We weigh her family in two ways.")
    look(doctor, axe, "2-doctor")
    doctor.get_by_role("button", name="Write this down").click()
    reviewer.reload()
    look(reviewer, axe, "3-reviewer")
    reviewer.get_by_role("button", name="I agree: show this to the patient").click()

    patient.reload()
    expect(patient.get_by_text("We weigh her family in two ways.")).to_be_visible()
    expect(patient.get_by_text("Her mother had the same cancer.")).to_have_count(0)
    look(patient, axe, "4-result")
    patient.get_by_role("link", name="Ask for a third opinion").click()
    look(patient, axe, "5-third")
    patient.get_by_role("button", name="Yes, one more opinion").click()

    apart.ask("other_reviewer").seal("other_reviewer")
    third = apart.sign_in("other_reviewer")
    third.post(apart.at("opinion/"), opinion())
    third.post(apart.at("opinion/sign/"), {"password": PASSWORD})
    apart.release()
    patient.goto(apart.at("two-opinions/"))
    expect(patient.get_by_text("This only counts who says what.")).to_be_visible()
    look(patient, axe, "6-three")
    patient.goto(apart.at("report/"))
    look(patient, axe, "7-report")
    patient.get_by_role("link", name="Tell us what you decided").first.click()
    patient.get_by_label("The plan of a later opinion").check()
    patient.get_by_label("With whom did you decide?").fill("My daughter")
    look(patient, axe, "8-decision")
    patient.get_by_role("button", name="Save").click()
    for group in patient.get_by_role("group").all():
        group.get_by_label("Yes", exact=True).check()
    look(patient, axe, "9-sure")
    patient.get_by_role("button", name="Save").click()
    expect(patient.get_by_text("You said yes to all four.")).to_be_visible()

    patient.goto(apart.at("hand-on/"))
    patient.get_by_label("For whom is it?").fill("My sister")
    patient.get_by_role("button", name="Make a link").click()
    look(patient, axe, "a-hand-on")
    link = patient.locator("code").inner_text()
    stranger = visit("phone")
    stranger.goto(link)
    look(stranger, axe, "b-handed")
    coordinator = pages["coordinator"]
    coordinator.goto(apart.at("outcome/"))
    look(coordinator, axe, "c-outcome")
    coordinator.goto(apart.at("letter-of-result/"))
    look(coordinator, axe, "d-letter")


@pytest.mark.requirement("R5")
def test_moving_care_is_a_path_of_its_own(
    live_site: str, walk: Walk, people: dict[str, Any], visit: Visit, axe: Axe
) -> None:
    walk.tell(intent="transfer").add()
    walk.post("patient", "send/", {})
    desk, patient = visit(as_=people["coordinator"]), visit("phone", as_=people["patient"])
    desk.goto(walk.at("move/"))
    desk.get_by_label("To which hospital or clinic?").fill("North Centre")
    desk.get_by_label("Why is care moved?").fill("It is nearer to her home.")
    look(desk, axe, "e-move")
    desk.get_by_role("button", name="Write this down").click()
    patient.goto(walk.at("move/"))
    expect(patient.get_by_text("North Centre")).to_be_visible()
    look(patient, axe, "f-moved")

"""Staff, organisation, roles and invitations in a browser: at both sizes, judged by axe-core."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal import auth
from playwright.sync_api import Page, expect
from walking import PASSWORD, Walk, code_of, people, sign_in, walk

from consilium_web.models import Role, User

__all__ = ["people", "sign_in", "walk"]
Axe = Callable[[Page], None]
Visit = Callable[..., Page]


@pytest.mark.parametrize(("size", "scripts"), [("desktop", True), ("phone", True), ("phone", False)])
def test_an_administrator_signs_in_with_a_code_names_the_house_and_acts_in_another_role(
    live_site: str, people: dict[str, User], visit: Visit, axe: Axe, size: str, scripts: bool
) -> None:
    user = people["administrator"]
    user.take_role(Role.AUDITOR)
    secret = str(auth.generate_totp_secret())
    auth.TOTP.activate(user, secret)
    page = visit(size, scripts=scripts)
    look = axe if scripts else lambda page: None
    page.goto("/account/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_label("Code").press("Enter")
    expect(page.get_by_text("You act as Administrator")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Name and colours of your organisation").click()
    page.get_by_label("Name").fill("Meridian Cancer Institute")
    page.get_by_label("Colour of the bar").fill("#ffd54a")
    page.get_by_label("Colour of the words").fill("#ffffff")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("hard to read")
    look(page)
    page.get_by_label("Colour of the bar").fill("#1b3a6b")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".c-header__place")).to_have_text("Meridian Cancer Institute")
    expect(page.locator(".c-header")).to_have_css("background-color", "rgb(27, 58, 107)")
    look(page)
    page.get_by_role("link", name="See the staff").click()
    look(page)
    page.get_by_role("link", name="Dr. Okafor").click()
    look(page)
    page.goto("/staff/invite/")
    page.get_by_label("Their full name").fill("Dr. Neu")
    page.get_by_label("Their e-mail address").fill("neu@example.org")
    page.get_by_label("Pathologist").check()
    page.get_by_role("button", name="Make a link and a code").click()
    expect(page.locator("[data-code]")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Act in another role").click()
    look(page)
    page.get_by_label("Auditor").check()
    page.get_by_role("button", name="Act in this role").click()
    expect(page.get_by_text("You act as Auditor").last).to_be_visible()
    page.goto("/audit/")
    expect(page.get_by_text("chose the role to act in").first).to_be_visible()
    look(page)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_patient_invites_a_doctor_and_sees_what_each_may_see(
    live_site: str, walk: Walk, people: dict[str, User], visit: Visit, axe: Axe, size: str
) -> None:
    walk.send().ask()
    page = visit(size, as_=people["patient"])
    page.goto(walk.at("invite/"))
    page.get_by_label("My doctor").check()
    page.get_by_label("Their name").fill("Dr. Adams")
    page.get_by_role("button", name="Make a link and a code").click()
    axe(page)
    link, told = page.locator("code").first.inner_text(), page.locator("[data-code]").inner_text()
    doctor = visit(size, as_=people["first_doctor"])
    doctor.goto(link)
    axe(doctor)
    doctor.get_by_label("Your code").fill("WRONG-234")
    doctor.get_by_role("button", name="Take part").click()
    expect(doctor.get_by_role("alert")).to_contain_text("This is not the code. You can try 4 more times.")
    axe(doctor)
    doctor.get_by_label("Your code").fill(told)
    doctor.get_by_role("button", name="Take part").click()
    expect(doctor).to_have_url(f"{live_site}{walk.at('')}")
    page.goto(walk.at("people/"))
    expect(page.get_by_text("Does not see yet what your doctor thinks.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name=re.compile("Take back my consent.*Dr. Adams")).click()
    expect(page.get_by_text("Dr. Adams does not see your records any more.")).to_be_visible()
    doctor.goto(walk.at("records/"))
    expect(doctor.get_by_role("heading", name="We cannot find this page")).to_be_visible()

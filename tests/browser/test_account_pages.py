"""Making an account, signing in, and the second step: in a browser, at both sizes, judged by axe-core."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from playwright.sync_api import Page, expect
from walking import PASSWORD as WALKERS_PASSWORD
from walking import Walk, code_of, people, sign_in, walk

from consilium_web.models import Role, User

__all__ = ["people", "sign_in", "walk"]

PASSWORD = "three kind words here"
Axe = Callable[[Page], None]
Visit = Callable[..., Page]


def new_account(role: str = Role.PATIENT) -> User:
    from allauth.account.models import EmailAddress

    user = User.objects.create_user(f"{role}@example.org", PASSWORD, name="Robin Vale", role=role)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.mark.parametrize("path", ["login/", "signup/", "password/reset/"])
def test_pages_for_strangers_are_accessible(live_site: str, page: Page, axe: Axe, path: str) -> None:
    page.goto(f"/account/{path}")
    axe(page)


@pytest.mark.parametrize("path", ["", "name/", "email/", "password/change/", "2fa/", "2fa/totp/activate/", "logout/"])
def test_pages_of_an_account_are_accessible(live_site: str, visit: Visit, axe: Axe, path: str) -> None:
    user = new_account()
    for size in ("desktop", "phone"):
        page = visit(size, as_=user)
        page.goto(f"/account/{path}")
        expect(page).to_have_url(f"{live_site}/account/{path}")
        axe(page)


def test_a_form_sent_empty_says_what_to_mend(page: Page, axe: Axe) -> None:
    page.goto("/account/signup/")
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    axe(page)


@pytest.mark.requirement("R7")
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_person_makes_an_account_and_signs_in_again(visit: Visit, scripts: bool) -> None:
    page = visit("phone", scripts=scripts)
    page.goto("/account/signup/")
    page.get_by_label("Your full name").fill("Robin Vale")
    page.get_by_label("I help someone who has cancer").check()
    page.get_by_label("Email").fill("robin@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    page.get_by_label("Code").fill(_code_of_last_mail())
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert User.objects.get().role == Role.PROXY

    page.get_by_role("button", name="Sign out").click()
    page.goto("/account/login/")
    page.get_by_label("Email").fill("robin@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def _code_of_last_mail() -> str:
    found = re.search(r"^[A-Z0-9]{2,}-?[A-Z0-9]{2,}$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[0]


def test_a_reviewer_sets_up_an_app_before_anything_else(live_site: str, visit: Visit, axe: Axe) -> None:
    page = visit(as_=new_account(Role.REVIEWER))
    page.goto("/")
    expect(page.get_by_role("heading", name="Please set this up first")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Set up an app").click()
    page.get_by_text("Your app cannot scan a picture?").click()
    secret = page.locator("[data-secret]").inner_text()
    page.get_by_label("Authenticator code").fill(code_of(secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_label("Unused codes")).to_be_visible()
    axe(page)
    assert secret not in str(Authenticator.objects.get(type="totp").data)
    page.goto("/")
    expect(page).to_have_url(f"{live_site}/")


def with_passkey(page: Page) -> None:
    """Add a passkey to this account, from an authenticator that the browser itself plays."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_label("Unused codes")).to_be_visible()


@pytest.mark.requirement("R6")
def test_a_passkey_is_added_and_asked_for_again_before_an_opinion_is_signed(
    live_site: str, walk: Walk, people: dict[str, User], visit: Visit, axe: Axe
) -> None:
    walk.send().ask().seal().write()
    page = visit(as_=people["reviewer"])
    with_passkey(page)
    page.goto(walk.at("opinion/sign/"))
    expect(page).to_have_url(re.compile("/account/2fa/webauthn/reauthenticate/"))
    axe(page)
    page.get_by_role("button", name="Use a security key").click()
    expect(page).to_have_url(f"{live_site}{walk.at('opinion/sign/')}")
    page.get_by_label("Your password, to sign").fill(WALKERS_PASSWORD)
    page.get_by_role("button", name="Sign").last.click()
    expect(page.get_by_text("Your opinion is signed.")).to_be_visible()
    assert walk.row().status == "signed"

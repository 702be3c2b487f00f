"""Accounts: who may make one, what is asked of staff, and what a stranger can learn."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from walking import code_of

from consilium_web.models import Role, User

pytestmark = pytest.mark.django_db
PASSWORD = "three kind words here"
STAFF = tuple(role for role in Role if role is not Role.PATIENT)
HEALTH = re.compile(r"cancer|tumou?r|diagnos|doctor|patient|record|opinion|oncolog|treat|health", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def account(role: str = Role.PATIENT, email: str = "robin@example.org") -> User:
    user = User.objects.create_user(email, PASSWORD, name="Robin Vale", role=role)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def signed_in(client: Client, user: User) -> Client:
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    return client


def sign_up(client: Client, **changed: str) -> Any:
    form = {"name": "Robin Vale", "role": "patient", "email": "robin@example.org", "password1": PASSWORD}
    return client.post("/account/signup/", {**form, **changed})


@pytest.mark.requirement("R7")
@pytest.mark.parametrize("role", [Role.PATIENT, Role.PROXY, Role.FIRST_DOCTOR])
def test_patient_helper_and_first_doctor_make_their_own_account(client: Client, role: str) -> None:
    sign_up(client, role=role)
    assert User.objects.get().role == role


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COORDINATOR, Role.ADMINISTRATOR, "root"])
def test_nobody_makes_themselves_a_reviewer_or_more(client: Client, role: str) -> None:
    sign_up(client, role=role)
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["short words", "password1234", "robin@example.org"])
def test_a_weak_password_is_refused(client: Client, password: str) -> None:
    sign_up(client, password1=password)
    assert not User.objects.exists()


def test_an_account_is_of_no_use_before_its_address_is_confirmed(client: Client) -> None:
    sign_up(client)
    assert "_auth_user_id" not in client.session


def test_a_stranger_cannot_tell_whether_an_address_has_an_account(client: Client) -> None:
    account()
    known = sign_up(client)
    unknown = sign_up(Client(), email="someone@example.org")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    asked = [
        Client().post("/account/password/reset/", {"email": one}) for one in ("robin@example.org", "no@example.org")
    ]
    assert asked[0].status_code == asked[1].status_code == 302
    assert asked[0].headers["Location"] == asked[1].headers["Location"]


def test_guessing_a_password_is_stopped(client: Client) -> None:
    account()
    for _ in range(10):
        client.post("/account/login/", {"login": "robin@example.org", "password": "wrong words are these"})
    signed_in(client, User.objects.get())
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("role", STAFF)
def test_those_who_see_others_records_set_up_a_second_step_first(client: Client, role: str) -> None:
    signed_in(client, account(role))
    assert client.get("/").headers["Location"] == "/account/2fa/"


def test_patients_may_choose_a_second_step(client: Client) -> None:
    signed_in(client, account(Role.PATIENT))
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("role", STAFF)
def test_a_second_step_is_asked_for_once_it_is_set_up(client: Client, role: str) -> None:
    user = account(role)
    auth.TOTP.activate(user, auth.generate_totp_secret())
    signed_in(client, user)
    assert "_auth_user_id" not in client.session
    assert client.get("/account/2fa/authenticate/").status_code == 200


def test_only_a_demonstration_lets_staff_go_without(client: Client, settings: Any) -> None:
    settings.DEMO = True
    signed_in(client, account(Role.COORDINATOR))
    assert client.get("/").headers.get("Location") != "/account/2fa/"


def test_secrets_of_the_second_step_are_sealed(client: Client) -> None:
    secret = auth.generate_totp_secret()
    kept = auth.TOTP.activate(account(), secret).instance
    assert secret not in str(Authenticator.objects.values_list("data", flat=True).get())
    assert auth.TOTP(kept).validate_code(code_of(secret))


def test_letters_hold_nothing_about_health(client: Client) -> None:
    sign_up(client)
    account(email="known@example.org")
    sign_up(Client(), email="known@example.org")
    Client().post("/account/password/reset/", {"email": "known@example.org"})
    Client().post("/account/password/reset/", {"email": "unknown@example.org"})
    user = User.objects.get(email="known@example.org")
    signed_in(client, user).post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": PASSWORD + " more"}
    )
    assert len(mail.outbox) >= 4
    for letter in mail.outbox:
        assert HEALTH.findall(f"{letter.subject}\n{letter.body}") == []
        assert "Robin" not in letter.body


def test_an_invited_reviewer_chooses_a_password(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("invite", "reed@example.org", role="reviewer", name="Dr. Ada Reed", institution="North Centre")
    user = User.objects.get()
    assert (user.role, user.institution, user.has_usable_password()) == ("reviewer", "North Centre", False)
    link = re.search(r"http://127\.0\.0\.1:8000(\S+)", mail.outbox[0].body)
    assert link
    page = client.get(link[1], follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_nobody_is_invited_twice() -> None:
    account()
    with pytest.raises(CommandError):
        call_command("invite", "Robin@example.org", role="reviewer", name="Dr. Robin Vale")

"""Who signs or hands over shows once more who they are: with the second step too, not with a password alone."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core.cache import cache
from django.test import Client
from walking import PASSWORD, Walk, code_of

from consilium_web.models import User

SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def with_app(user: User) -> str:
    """The secret of an app that this person set up."""
    secret = str(auth.generate_totp_secret())
    auth.TOTP.activate(user, secret)
    return secret


def said(response: Any) -> dict[str, Any]:
    return dict(response.context["form"].errors)


@pytest.mark.requirement("R6")
def test_a_signature_needs_the_password_and_the_code(walk: Walk, sign_in: SignIn, people: dict[str, User]) -> None:
    walk.send().ask().seal().write()
    secret, client, page = with_app(people["reviewer"]), sign_in("reviewer"), walk.at("opinion/sign/")
    assert said(client.post(page, {"password": PASSWORD})).keys() == {"code"}
    assert said(client.post(page, {"password": PASSWORD, "code": "000000"})).keys() == {"code"}
    assert said(client.post(page, {"password": "not mine", "code": code_of(secret)})).keys() == {"password"}
    assert walk.row().status == "open"
    assert client.post(page, {"password": PASSWORD, "code": code_of(secret)}).status_code == 302
    assert walk.row().status == "signed"


def test_handing_over_needs_the_password_and_the_code(walk: Walk, sign_in: SignIn, people: dict[str, User]) -> None:
    walk.send().ask().seal().write().sign()
    secret, client, page = with_app(people["coordinator"]), sign_in("coordinator"), walk.at("release/")
    assert said(client.post(page, {})).keys() == {"password"}
    assert said(client.post(page, {"password": PASSWORD})).keys() == {"code"}
    assert walk.row().status == "signed"
    assert client.post(page, {"password": PASSWORD, "code": code_of(secret)}).status_code == 302
    assert walk.row().status == "released"


def test_a_code_is_used_once(walk: Walk, sign_in: SignIn, people: dict[str, User]) -> None:
    walk.send().ask().seal().write()
    secret, client = with_app(people["reviewer"]), sign_in("reviewer")
    form = {"password": PASSWORD, "code": code_of(secret)}
    assert client.post(walk.at("opinion/sign/"), form).status_code == 302
    assert said(client.post(walk.at("release/"), form)).keys() == {"code"}


def test_whoever_signs_in_through_their_hospital_shows_the_code_alone(
    walk: Walk, sign_in: SignIn, people: dict[str, User]
) -> None:
    walk.send().ask().seal().write()
    secret = with_app(people["reviewer"])
    people["reviewer"].set_unusable_password()
    people["reviewer"].save()
    client = sign_in("reviewer")
    assert said(client.post(walk.at("opinion/sign/"), {})).keys() == {"code"}
    assert client.post(walk.at("opinion/sign/"), {"code": code_of(secret)}).status_code == 302


def passkey(user: User) -> Authenticator:
    key = Authenticator(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}})
    key.save()
    return key


def used(client: Client, user: User, *, ago: float, again: bool = True) -> None:
    session = client.session
    record = {"method": "mfa", "type": "webauthn", "at": time.time() - ago, "reauthenticated": again}
    session["account_authentication_methods"] = [record]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def test_whoever_has_a_passkey_only_is_asked_for_it_first(walk: Walk, sign_in: SignIn, people: dict[str, User]) -> None:
    walk.send().ask().seal().write()
    passkey(people["reviewer"])
    client, page = sign_in("reviewer"), walk.at("opinion/sign/")
    asked = client.post(page, {"password": PASSWORD})
    assert asked.url.startswith("/account/2fa/webauthn/reauthenticate/?next=%2Fcases%2F")
    for ago, again in ((10.0, False), (600.0, True)):  # at sign-in only; too long ago
        used(client, people["reviewer"], ago=ago, again=again)
        assert client.post(page, {"password": PASSWORD}).url.startswith("/account/2fa/webauthn/")
    assert walk.row().status == "open"
    used(client, people["reviewer"], ago=10)
    assert said(client.post(page, {"password": "not mine"})).keys() == {"password"}
    assert client.post(page, {"password": PASSWORD}).status_code == 302
    assert walk.row().status == "signed"


def test_whoever_has_both_may_choose_the_passkey(walk: Walk, sign_in: SignIn, people: dict[str, User]) -> None:
    walk.send().ask().seal().write()
    with_app(people["reviewer"])
    assert "use your passkey" not in sign_in("reviewer").get(walk.at("opinion/sign/")).content.decode()
    passkey(people["reviewer"])
    assert "use your passkey" in sign_in("reviewer").get(walk.at("opinion/sign/")).content.decode()

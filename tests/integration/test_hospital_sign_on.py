"""A hospital's own sign-on by OpenID Connect, against a server of the test's own on the loopback."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlparse

import jwt
import pytest
from allauth.mfa.totp.internal import auth
from django.conf import settings as configured
from django.test import Client
from walking import take_part

from consilium_web.models import User

PEOPLE = {"sub": "8431", "email": "new@example.org", "email_verified": True, "name": "Dr. Ines Neu"}
KEY = "a key of this test that is long enough"


class Hospital(ThreadingHTTPServer):
    """The hospital's server: it knows one person, and gives a token for a code whose verifier fits."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.person: dict[str, Any] = dict(PEOPLE)
        self.challenge = ""

    def token(self) -> dict[str, Any]:
        claims = {"iss": self.address, "aud": "consilium", "sub": self.person["sub"], "exp": time.time() + 60}
        return {"access_token": "a-token", "token_type": "Bearer", "id_token": jwt.encode(claims, KEY, "HS256")}


class Answers(BaseHTTPRequestHandler):
    server: Hospital

    def do_GET(self) -> None:
        here = self.server.address
        if self.path.startswith("/.well-known/"):
            names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "me"}
            self._say({"issuer": here, "jwks_uri": f"{here}/keys"} | {k: f"{here}/{v}" for k, v in names.items()})
        elif self.path == "/me" and self.headers["Authorization"] == "Bearer a-token":
            self._say(self.server.person)
        else:
            self._say({"error": "unknown"}, 404)

    def do_POST(self) -> None:
        said = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        digest = hashlib.sha256(said["code_verifier"][0].encode()).digest()
        fits = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.server.challenge
        self._say(self.server.token() if fits and said["code"] == ["a-code"] else {"error": "invalid_grant"}, 200)

    def _say(self, what: Any, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(what).encode())

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def hospital(settings: Any) -> Iterator[Hospital]:
    server = Hospital()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    app = {
        "provider_id": "hospital",
        "name": "Lakeside Hospital",
        "client_id": "consilium",
        "secret": "",
        "settings": {"server_url": server.address},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield server
    server.shutdown()
    server.server_close()


def sign_on(client: Client, hospital: Hospital) -> Any:
    """What a person does at the hospital's page, and the answer of ours when they come back."""
    there = client.get("/account/oidc/hospital/login/").headers["Location"]
    assert there.startswith(f"{hospital.address}/authorize?")
    asked = {name: values[0] for name, values in parse_qs(urlparse(there).query).items()}
    assert (asked["client_id"], asked["code_challenge_method"]) == ("consilium", "S256")
    hospital.challenge = asked["code_challenge"]
    return client.get("/account/oidc/hospital/login/callback/", {"code": "a-code", "state": asked["state"]})


def invite(people: dict[str, User]) -> Any:
    desk = Client()
    desk.force_login(people["administrator"], backend="allauth.account.auth_backends.AuthenticationBackend")
    form = {"name": "Dr. Neu", "address": "New@example.org", "role": "reviewer"}
    return desk.post("/staff/invite/", form)


def test_whoever_was_invited_signs_on_then_joins_with_the_code(hospital: Hospital, people: dict[str, User]) -> None:
    page, client = invite(people), Client()
    assert "Sign in through Lakeside Hospital" in client.get("/account/login/").content.decode()
    assert sign_on(client, hospital).status_code == 302
    user = User.objects.get(email="new@example.org")
    assert (user.name, user.has_usable_password(), user.held) == ("Dr. Ines Neu", False, ())
    assert client.get("/queue/").status_code == 404
    assert take_part(client, page).status_code == 302
    assert [one.role for one in User.objects.get(pk=user.pk).held] == ["reviewer"]


@pytest.mark.parametrize("change", [{}, {"email_verified": False}], ids=["not invited", "not vouched for"])
def test_nobody_else_gets_an_account(hospital: Hospital, people: dict[str, User], change: dict[str, Any]) -> None:
    if change:
        invite(people)
    hospital.person |= change
    client, before = Client(), User.objects.count()
    sign_on(client, hospital)
    assert User.objects.count() == before
    assert "_auth_user_id" not in client.session


def test_the_staff_sign_on_with_the_account_they_have_and_show_their_second_step(
    hospital: Hospital, people: dict[str, User]
) -> None:
    hospital.person |= {"email": "rev@example.org"}
    auth.TOTP.activate(people["reviewer"], auth.generate_totp_secret())
    client = Client()
    assert sign_on(client, hospital).headers["Location"].startswith("/account/2fa/authenticate/")
    assert "_auth_user_id" not in client.session


def test_the_hospital_opens_no_account_of_a_patient(hospital: Hospital, people: dict[str, User]) -> None:
    hospital.person |= {"email": "jenny@example.org"}
    client = Client()
    sign_on(client, hospital)
    assert "_auth_user_id" not in client.session


def test_a_code_that_was_stolen_on_the_way_opens_nothing(hospital: Hospital, people: dict[str, User]) -> None:
    invite(people)
    client = Client()
    there = client.get("/account/oidc/hospital/login/").headers["Location"]
    state = parse_qs(urlparse(there).query)["state"][0]
    hospital.challenge = "of somebody else"
    client.get("/account/oidc/hospital/login/callback/", {"code": "a-code", "state": state})
    assert "_auth_user_id" not in client.session


def test_without_a_hospital_nothing_of_it_shows(client: Client, db: None) -> None:
    assert configured.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] == []
    assert "Sign in through" not in client.get("/account/login/").content.decode()
    assert client.get("/account/oidc/hospital/login/").status_code == 404

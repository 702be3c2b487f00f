"""Headers, cookies and caches of every answer."""

import gzip
import re
import time
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from consilium_web.models import User

pytestmark = pytest.mark.django_db


def policy(client: Client) -> dict[str, str]:
    text = client.get("/account/login/").headers["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in text.split(";"))


def test_nothing_is_allowed_that_is_not_named(client: Client) -> None:
    assert policy(client)["default-src"] == "'none'"
    assert policy(client)["frame-ancestors"] == "'none'"
    for what in ("script-src", "style-src", "connect-src", "form-action"):
        assert policy(client)[what] == "'self'"


def test_no_answer_tells_others_where_a_person_was(client: Client) -> None:
    headers = client.get("/account/login/").headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_no_cache_keeps_a_page_of_someone_signed_in(client: Client) -> None:
    client.force_login(
        User.objects.create_user("robin@example.org"), "allauth.account.auth_backends.AuthenticationBackend"
    )
    assert "no-store" in client.get("/account/").headers["Cache-Control"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    client.get("/account/login/")
    cookie = client.cookies["csrftoken"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_each_click_moves_the_end_of_the_session(client: Client, settings: Any) -> None:
    client.force_login(
        User.objects.create_user("robin@example.org"), "allauth.account.auth_backends.AuthenticationBackend"
    )
    session = client.session
    session["touched"] = int(time.time()) - 600
    session.save()
    client.get("/account/")
    assert time.time() - client.session["touched"] < 60


def test_an_unknown_host_is_refused(client: Client) -> None:
    assert client.get("/account/login/", HTTP_HOST="elsewhere.example").status_code == 400


def test_the_first_page_is_light_and_comes_from_here_alone(client: Client) -> None:
    page = client.get("/").content
    files = set(re.findall(rb'(?:src|href)="(/static/[^"]+)"', page))
    if not finders.find("vendor/nhsuk.css"):
        pytest.skip("the front-end files are not built; build them with: make assets")
    weight = len(gzip.compress(page)) + sum(len(gzip.compress(_static(name.decode()))) for name in files)
    assert weight <= 60_000
    assert re.findall(rb'(?:src|href|action)="(?:https?:)?//[^"]+"', page) == []
    assert b"style=" not in page and b"<style" not in page and not re.search(rb"\son\w+=", page)


def _static(url: str) -> bytes:
    found = finders.find(url.removeprefix("/static/"))
    assert isinstance(found, str), url
    with open(found, "rb") as file:
        return file.read()

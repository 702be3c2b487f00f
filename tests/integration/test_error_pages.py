"""Pages for what goes wrong: calm, in the look of the site, and silent about what was sent."""

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

CANARY = "Jenny-Smith-carcinoma"


@pytest.mark.django_db
def test_an_unknown_address_is_not_repeated(client: Client) -> None:
    page = client.get(f"/{CANARY}/")
    assert page.status_code == 404
    assert b"We cannot find this page" in page.content
    assert CANARY.encode() not in page.content


@pytest.mark.django_db
def test_a_form_without_its_token_changes_nothing_and_says_so() -> None:
    page = Client(enforce_csrf_checks=True).post("/account/login/", {"login": CANARY})
    assert page.status_code == 403
    assert b"Nothing was changed" in page.content
    assert CANARY.encode() not in page.content


@pytest.mark.django_db
def test_too_many_tries_meet_a_kind_page(client: Client) -> None:
    cache.clear()
    pages = [client.post("/account/password/reset/", {"email": "robin@example.org"}) for _ in range(30)]
    cache.clear()
    assert pages[-1].status_code == 429
    assert b"Please wait a little" in pages[-1].content


@pytest.mark.django_db
def test_a_fault_of_ours_says_nothing_about_what_was_sent(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> HttpResponse:
        raise RuntimeError(CANARY)

    monkeypatch.setattr("allauth.account.views.LoginView.get", broken)
    client.raise_request_exception = False
    page = client.get("/account/login/")
    assert page.status_code == 500
    assert b"The fault is ours" in page.content
    assert CANARY.encode() not in page.content

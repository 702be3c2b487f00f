"""What happens around every page: nothing is kept by a cache, an idle session ends, staff have a second factor."""

from collections.abc import Callable
from time import time

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from consilium_web.models import Role

Handler = Callable[[HttpRequest], HttpResponseBase]

NEEDS_SECOND_FACTOR = frozenset(Role) - {Role.PATIENT}
OPEN_WITHOUT_IT = ("/account/", "/static/")  # where it is set up, and where a person signs out
TOUCH_EVERY = 60  # seconds between two writes of a session, so that a page does not cost a write


def private(get_response: Handler) -> Handler:
    """No browser or proxy keeps a page of a person who is signed in."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), interest-cohort=()"
        return response

    return handle


def idle_session(get_response: Handler) -> Handler:
    """A session ends `SESSION_COOKIE_AGE` seconds after the last click: each click within it moves the end."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and time() - request.session.get("touched", 0) > TOUCH_EVERY:
            request.session["touched"] = int(time())
        return get_response(request)

    return handle


def acting(get_response: Handler) -> Handler:
    """Whoever holds several roles acts in the one they chose for this session."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            request.user.act_in(request.session.get("acting"))
        return get_response(request)

    return handle


def second_factor(get_response: Handler) -> Handler:
    """Whoever may see other people's records, in whichever role, sets up a second factor before anything else."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        request.second_factor_missing = _lacks_second_factor(request)  # type: ignore[attr-defined]
        if request.second_factor_missing and not request.path.startswith(OPEN_WITHOUT_IT):  # type: ignore[attr-defined]
            return redirect("mfa_index")
        return get_response(request)

    return handle


def _lacks_second_factor(request: HttpRequest) -> bool:
    user = request.user
    if settings.DEMO or not user.is_authenticated or {one.role for one in user.held}.isdisjoint(NEEDS_SECOND_FACTOR):
        return False
    return not get_adapter().is_mfa_enabled(user)

"""The door of every page: who may open it, and what the audit says when they do.

A page without a door does not start (`urls.page`). Strangers get "not found", whether the case is there or not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

from consilium.cases import INVITED_TO_LOOK, REVIEW_SIDE, Action, Actor, Role
from consilium.errors import Denied, WrongState
from consilium.policy.permissions import Permission
from consilium_web.actions import audit, effort, notices
from consilium_web.actions.conflicts import Repeated
from consilium_web.models import User
from consilium_web.queries import cases, people
from consilium_web.views import kept_words

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may open a page. `roles`: empty means everybody; on a case, the role that the person has in that case."""

    roles: frozenset[Role]
    signed_in: bool = True
    on_case: bool = False


def on_case(*roles: Role) -> Rule:
    """Those who take part in the case in one of these roles."""
    return Rule(frozenset(roles), on_case=True)


PUBLIC = Rule(frozenset(), signed_in=False)
SIGNED_IN = Rule(frozenset())
STARTERS = Rule(frozenset({Role.PATIENT, Role.PROXY, Role.FIRST_DOCTOR}))
COORDINATORS = Rule(frozenset({Role.COORDINATOR}))
ADMINISTRATORS = Rule(frozenset({Role.ADMINISTRATOR}))
AUDITORS = Rule(frozenset({Role.ADMINISTRATOR, Role.AUDITOR}))
STAFF = Rule(frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}))

BOARD_PEOPLE = Rule(frozenset({Role.COORDINATOR, *INVITED_TO_LOOK}))

PATIENT_SIDE = (Role.PATIENT, Role.PROXY)
IN_CASE = on_case(*PATIENT_SIDE, Role.FIRST_DOCTOR, Role.COORDINATOR, *INVITED_TO_LOOK)
WRITERS = on_case(*PATIENT_SIDE, Role.FIRST_DOCTOR)
PATIENTS = on_case(*PATIENT_SIDE)
CORRECTORS = on_case(*PATIENT_SIDE, Role.COORDINATOR)
HANDLERS = on_case(Role.COORDINATOR)
REVIEWERS = on_case(*REVIEW_SIDE)
RELEASERS = on_case(Role.COORDINATOR, *REVIEW_SIDE)
MESSENGERS = on_case(*PATIENT_SIDE, Role.COORDINATOR, *REVIEW_SIDE)
ON_BOARD = on_case(Role.COORDINATOR, Role.BOARD_CHAIR, Role.BOARD_MEMBER, Role.BOARD_GUEST)
REVIEWERS_AND_ADMINISTRATORS = Rule(frozenset({Role.REVIEWER, Role.PATHOLOGIST, Role.ADMINISTRATOR}))
WATCHERS = on_case(*PATIENT_SIDE, Role.ADMINISTRATOR, Role.AUDITOR)


class SiteRequest(HttpRequest):
    """A request of somebody who passed a door."""

    user: User
    htmx: HtmxDetails
    actor: Actor
    at: datetime


Page = Callable[..., HttpResponseBase]


def door(
    rule: Rule, *, needs: Permission | Action | None = None, seen: str = ""
) -> Callable[[Callable[Concatenate[SiteRequest, P], HttpResponseBase]], Page]:
    """Put a door before a view.

    `needs`: what the policy must allow this person in this case now. `seen`: what the audit says was looked at when the
    page was shown.
    """

    def put(view: Callable[Concatenate[SiteRequest, P], HttpResponseBase]) -> Page:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def handle(request: SiteRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if rule.signed_in and not request.user.is_authenticated:
                if request.method == "POST":
                    kept_words.keep(request)
                if request.htmx:  # a part of a page cannot become the page where one signs in
                    return HttpResponse(status=401)
                return redirect_to_login(request.get_full_path())
            request.at = timezone.now()
            if rule.signed_in and _meets_in_another_role(rule, request, kwargs.get("case")):
                return redirect(f"{reverse('acting')}?{urlencode({'next': request.get_full_path()})}")
            if rule.signed_in:
                request.actor = _actor(rule, request.user, kwargs.get("case"))
            response = _answer(request, lambda: _enter(request, view, needs, args, kwargs), kwargs.get("case"))
            if rule.on_case and request.actor.role in REVIEW_SIDE and response.status_code < 400:
                effort.beat(case_id=kwargs["case"], by=request.actor, at=request.at)
            if seen and request.method == "GET" and response.status_code == 200:
                _note(seen, request, kwargs)
            if rule.on_case and request.method == "GET" and response.status_code == 200 and request.resolver_match:
                notices.looked(request.user, kwargs["case"], str(request.resolver_match.url_name), request.at)
            return response

        handle.rule, handle.needs = rule, needs  # type: ignore[attr-defined]
        return handle

    return put


def _meets_in_another_role(rule: Rule, request: SiteRequest, case: UUID | None) -> bool:
    """Whether the person takes part in the case in a role that they hold but do not act in now."""
    if not rule.on_case or case is None or request.method == "POST":
        return False
    return len(request.user.held) > 1 and people.could_act_in(request.user, case) is not None


def _actor(rule: Rule, user: User, case: UUID | None) -> Actor:
    actor = people.actor_in(user, case) if rule.on_case and case else people.actor(user)
    if actor is None or (rule.roles and actor.role not in rule.roles):
        raise Http404
    return actor


def _enter(request: SiteRequest, view: Any, needs: Permission | Action | None, args: Any, kwargs: Any) -> Any:
    if needs is not None:
        cases.check(kwargs["case"], request.actor, needs)
    return view(request, *args, **kwargs)


def _answer(request: SiteRequest, show: Callable[[], HttpResponseBase], case: UUID | None) -> HttpResponseBase:
    """What a person gets to see for each kind of error that is not a bug."""
    try:
        return show()
    except Denied:
        raise Http404 from None
    except WrongState as error:
        if request.method == "POST" and case:  # a second click, or a page that was left open: say so, on the case
            messages.warning(request, str(error))
            return redirect("case", case=case)
        return render(request, "errors/wrong_state.html", {"why": str(error), "case_id": case}, status=409)
    except Repeated as again:
        messages.info(request, str(again))
        return redirect("case", case=case or again.result)


def _note(seen: str, request: SiteRequest, kwargs: dict[str, Any]) -> None:
    rest = {name: str(value) for name, value in kwargs.items() if name in ("record", "number")}
    audit.seen(seen, case=kwargs.get("case"), by=request.actor, at=request.at, **rest)

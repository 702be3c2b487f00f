"""People of a centre, and a case that walks from page to page as a person would walk it: for tests of the site."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import sleep, time
from typing import Any
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from consilium import cases, reading
from consilium.cases import Action, Actor, Purpose, Role, Route
from consilium.values import PersonId
from consilium_web.actions import cases as actions
from consilium_web.actions import saving
from consilium_web.crypto import CaseKey
from consilium_web.models import CaseRow, User
from consilium_web.views.case_forms import AboutForm, FirstOpinionForm, WishesForm

PASSWORD = "a long enough pass phrase"
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
"""What a browser shows at once on a desk and on a phone, in pixels."""

REPORT = """Patient: Jenny M    Date of birth: 04/12/1980    Sex: Female
Collected: 03/15/2018    Reported: 03/18/2018

SPECIMEN
Right breast, core biopsy.

FINAL DIAGNOSIS
Right breast, core biopsy: Invasive ductal carcinoma, Nottingham grade 3.
Estrogen receptor: positive (90 %). Progesterone receptor: positive (70 %). HER2: negative (1+).

PLAN
Lumpectomy, then doxorubicin and cyclophosphamide, then letrozole.

Electronically signed by: A. Pathologist, MD
"""


@pytest.fixture
def people(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, User]:
    """One account of each kind; the second of a kind is a stranger to every case here."""
    settings.DEMO = True  # staff may do without a second factor
    # Hundreds of cases send the same few reports: each is read once, in its child, and found again by the others.
    monkeypatch.setattr(reading, "read", partial(reading.read, cache=settings.VAR / "readings"))
    make = User.objects.create_user
    clinic = {"credentials": "MD", "field": "Medical oncology"}
    made = {
        "patient": make("jenny@example.org", PASSWORD, name="Jenny M", role="patient"),
        "other_patient": make("other@example.org", PASSWORD, name="Olga P", role="patient"),
        "first_doctor": make("doc@example.org", PASSWORD, name="Dr. Adams", role="first_doctor", **clinic),
        "coordinator": make("desk@example.org", PASSWORD, name="Carla J", role="coordinator"),
        "reviewer": make(
            "rev@example.org", PASSWORD, name="Dr. Okafor", role="reviewer", institution="Meridian Institute", **clinic
        ),
        "other_reviewer": make(
            "rev2@example.org", PASSWORD, name="Dr. Novak", role="reviewer", institution="Lakeside Clinic", **clinic
        ),
        "pathologist": make("path@example.org", PASSWORD, name="Dr. Tanaka", role="pathologist", **clinic),
        "board_chair": make("chair@example.org", PASSWORD, name="Dr. Lind", role="board_chair", **clinic),
        "board_member": make("member@example.org", PASSWORD, name="Dr. Raman", role="board_member", **clinic),
        "board_guest": make("guest@example.org", PASSWORD, name="Dr. Holm", role="board_guest", **clinic),
        "auditor": make("audit@example.org", PASSWORD, name="Nils B", role="auditor"),
        "administrator": make("admin@example.org", PASSWORD, name="Ada M", role="administrator"),
    }
    verified = (EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in made.values())
    EmailAddress.objects.bulk_create(verified)
    return made


@pytest.fixture
def sign_in(people: dict[str, User]) -> Callable[[str], Client]:
    """`sign_in("patient")`: a browser in which that person is signed in."""

    def browser(who: str) -> Client:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = session_of(people[who])
        return client

    return browser


def session_of(user: User, *, showed_password: bool = False) -> str:
    """The key of a new session in which this account is signed in, and may have just shown its password."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    if showed_password:
        session["account_authentication_methods"] = [{"method": "password", "at": time(), "email": user.email}]
        session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return str(session.session_key)


def code_of(secret: str) -> str:
    """The code that an app shows for this secret, with some seconds left in which to type it."""
    left = PERIOD - time() % PERIOD
    if left < 6:
        sleep(left)
    return str(auth.format_hotp_value(auth.hotp_value(secret, next(iter(auth.yield_hotp_counters_from_time())))))


PERIOD = 30  # seconds


def upload(name: str = "report.txt", data: bytes = REPORT.encode()) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, data)


ADDRESSES = {
    "pathologist": "path@example.org",
    "board_chair": "chair@example.org",
    "board_member": "member@example.org",
    "board_guest": "guest@example.org",
}
"""Those who can be asked by `Walk.seat`, by their role."""

FIRST_OPINION = {
    "diagnosis": "Invasive ductal carcinoma of the right breast, stage IIA.",
    "plan": "Mastectomy, then doxorubicin and cyclophosphamide.",
    "doctor": "Dr. Adams",
    "field": "Medical oncology",
    "institution": "Lakeside Clinic",
    "on": "2018-04-01",
}
ABOUT = {
    "cancer": "Breast cancer",
    "scope": "treatment",
    "intent": "return",
    "treatment_status": "before",
    "planned_start": "2026-12-20",
    "coverage": "unknown",
}
READ = {
    "judgement.diagnosis": "Invasive ductal carcinoma",
    "judgement.laterality": "right",
    "judgement.treatments": "lumpectomy\nletrozole",
    "reasons": "Small tumor, strongly hormone receptor positive.",
}
WISHES = {"goals": "Live long\nKeep my hair", "preferences": "", "questions": "Do I need chemotherapy?"}


class Walk:
    """One case, walked from step to step, most of them through their pages."""

    def __init__(self, sign_in: Callable[[str], Client]) -> None:
        self.sign_in = sign_in
        self.case = ""
        self._browsers: dict[str, Client] = {}

    def at(self, page: str) -> str:
        """The address of a page of the case."""
        return f"/cases/{self.case}/{page}"

    def post(self, who: str, page: str, data: dict[str, Any]) -> Any:
        """Send a form; fail with the page's errors where it is not accepted."""
        response = self._browser(who).post(self.at(page), data)
        assert response.status_code == 302, _errors(response)
        assert not response.url.startswith("/account/"), "this person is signed out"
        return response

    def days_pass(self) -> None:
        """Everybody closed their browser meanwhile."""
        self._browsers.clear()

    def _browser(self, who: str) -> Client:
        """The browser in which this person takes all their steps."""
        if who not in self._browsers:
            self._browsers[who] = self.sign_in(who)
        return self._browsers[who]

    def start(self, who: str = "patient") -> "Walk":
        response = self._browser(who).post("/cases/new/", {"who": who, "acts_by": "consent"})
        assert response.status_code == 302, _errors(response)
        self.case = response.url.split("/")[2]
        return self

    def tell(self, **about: str) -> "Walk":
        """A draft as the patient's forms make it, without their pages, which would be walked hundreds of times."""
        by = Actor(id=PersonId(str(User.objects.get(email="jenny@example.org").pk)), role=Role.PATIENT)
        at = timezone.now()
        case = actions.start(by=by, at=at)
        first, about_it, wishes = FirstOpinionForm(FIRST_OPINION), AboutForm(ABOUT | about), WishesForm(WISHES)
        for step, form in (("first_opinion", first), ("about", about_it), ("wishes", wishes)):
            assert form.is_valid(), form.errors.as_json()
            actions.change(case_id=case, changes=form.changes(), step=step, by=by, at=at)
        yes = {Purpose.REVIEW: True, Purpose.SHARE_WITH_FIRST_DOCTOR: True, Purpose.RESEARCH: False}
        actions.consent(case_id=case, answers=yes, by=by, at=at)
        self.case = str(case)
        return self

    def add(self, *files: SimpleUploadedFile, who: str = "patient") -> "Walk":
        self.post(who, "records/", {"files": list(files or [upload()])})
        return self

    def send(self) -> "Walk":
        self.tell().add().post("patient", "send/", {})
        return self

    def ask(self, who: str = "reviewer") -> "Walk":
        reviewer = str(User.objects.get(name={"reviewer": "Dr. Okafor", "other_reviewer": "Dr. Novak"}[who]).pk)
        self.post("coordinator", "assign/", {"route": "specialist", "reviewer": reviewer})
        return self

    def seat(self, who: str) -> "Walk":
        """Ask this person to look at the case in the role of their account, as a board does."""
        user = User.objects.get(email=ADDRESSES[who])
        by = Actor(id=PersonId(str(user.pk)), role=Role.COORDINATOR)
        with transaction.atomic():
            row, case = saving.load(UUID(self.case))
            if Role(who) is not Role.PATHOLOGIST:
                case = replace(case, route=Route.BOARD)
            asked: dict[str, Any] = {"reviewers": [PersonId(str(user.pk))], "role": Role(who)}
            saving.save(row, cases.advance(case, Action.ASSIGN, by, timezone.now(), **asked), at=timezone.now())
        return self

    def seal(self, who: str = "reviewer", read: dict[str, str] | None = None) -> "Walk":
        """Write a first read, look at it once more, seal it."""
        self.post(who, "first-read/", READ if read is None else read)
        self.post(who, "first-read/seal/", {"version": "1"})
        return self

    def write(self, **changes: str) -> "Walk":
        self.post("reviewer", "opinion/", opinion(**changes))
        return self

    def sign(self) -> "Walk":
        self.post("reviewer", "opinion/sign/", {"password": PASSWORD})
        return self

    def release(self, who: str = "coordinator") -> "Walk":
        self.post(who, "release/", {"password": PASSWORD})
        return self

    def row(self) -> CaseRow:
        """The case as it is stored."""
        return CaseRow.objects.get(pk=self.case)


def opinion(**changes: str) -> dict[str, str]:
    """The opinion's form, complete."""
    form = {
        "version": "0",
        "judgement.diagnosis": "Invasive ductal carcinoma",
        "judgement.laterality": "right",
        "judgement.treatments": "lumpectomy\nletrozole",
        "part.pathology": "confirmed",
        "part.testing": "confirmed",
        "part.stage": "cannot_judge",
        "part.stage.why": "No imaging of the armpit is here.",
        "part.condition": "confirmed",
        "part.plan": "differs",
        "part.plan.what": "Lumpectomy instead of mastectomy.",
        "part.plan.why": "The tumor is small enough.",
        "options.0.name": "Lumpectomy with letrozole",
        "options.0.chance": "About 90 of 100 people live five years.",
        "options.0.side_effects": "Hot flushes.",
        "options.0.quality_of_life": "Most people keep working.",
        "options.0.trials": "None that fits.",
        "recommendations.0": "Lumpectomy, then letrozole",
        "recommendations.0.why": "It keeps the breast and works as well.",
        "recommendations.0.goals": "It spares the hair.",
        "answers.own-1": "Probably not: a gene test can tell.",
        "missing_information": "Ultrasound of the armpit",
        "evidence_date": "2026-11-01",
        "summary": "Your cancer can be taken out without losing the breast.",
    }
    return form | changes


def _errors(response: Any) -> str:
    form = (response.context or {}).get("form")
    return f"{response.status_code}: {form.errors.as_json() if form is not None else response.content[:2000]}"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[str, str]]:
    """How often each sealed content was opened, by its kind and row; clear it before what is to be counted."""
    count: Counter[tuple[str, str]] = Counter()
    open_ = CaseKey.open

    def counting(self: CaseKey, blob: bytes, *, kind: str, row: str) -> bytes:
        count[kind, row] += 1
        return open_(self, blob, kind=kind, row=row)

    monkeypatch.setattr(CaseKey, "open", counting)
    return count


MOST_OPENED = {"case": 6, "agenda": 2, "meeting": 2}
"""Kinds of which one answer may open a row more than once: they are small. What reading gave is large."""


def opened_too_often(opened: Counter[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """What was opened more often than one answer needs."""
    return {one: times for one, times in opened.items() if times > MOST_OPENED.get(one[0], 1)}


@pytest.fixture
def walk(sign_in: Callable[[str], Client]) -> Walk:
    """A case that nobody has started yet."""
    return Walk(sign_in)


def join_first_doctor(walk: Walk) -> None:
    """The patient invites their doctor, who accepts."""
    page = walk.sign_in("patient").post(walk.at("invite/"), {"role": "first_doctor", "name": "Dr. Adams"})
    take_part(walk.sign_in("first_doctor"), page)


def take_part(client: Client, page: Any) -> Any:
    """Open the link of a new invitation and type its code; `page` is the answer to the one who invited."""
    link = page.context["link"].removeprefix("http://testserver")
    return client.post(link, {"code": page.context["handed"].code})

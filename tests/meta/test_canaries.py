"""What is withheld reaches no blinded reviewer, and nothing of a patient reaches a log, a mail or an error."""

import logging
import re
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from walking import ABOUT, FIRST_OPINION, Walk, join_first_doctor, people, sign_in, upload, walk

from consilium_web.logs import QuietFormatter
from consilium_web.models import RecordRow

__all__ = ["people", "sign_in", "walk"]

REPORT = """Patient: Jenny Zanzibar    Date of birth: 04/12/1980    Sex: Female
Collected: 03/15/2018    Reported: 03/18/2018

SPECIMEN
Right breast, core biopsy.

MICROSCOPIC DESCRIPTION
Sections show cores of tissue. The margins are free.

FINAL DIAGNOSIS
Right breast, core biopsy: Quokkaoma with invasive ductal carcinoma, Nottingham grade 3.

PLAN
Wombatectomy, then trastuzumab and pertuzumab. Discussed with the family.

Electronically signed by: A. Pathologist, MD
"""
CANARIES = {"diagnosis": ("Quokkaoma",), "plan": ("Wombatectomy", "trastuzumab", "pertuzumab", "Kiwi-regimen")}
FIRST = {"diagnosis": "Quokkaoma of the right breast.", "plan": "Wombatectomy and the Kiwi-regimen."}
DESK_PAGE = re.compile(r"(/desk/[^?]+/)[?].*")
LINK = re.compile(r'(?:href|src|hx-get)="(/[^"#]*)')


def crawl(client: Client, *starts: str) -> Iterator[tuple[str, bytes]]:
    """Every answer that can be reached by links from these pages: pages, pictures, files."""
    waiting, seen = [*starts], set()
    while waiting:
        url = waiting.pop().replace("&amp;", "&")
        place = DESK_PAGE.sub(r"\1", url)  # a page on the desk is the same page, whatever stands beside it
        if place in seen or url.startswith(("/static/", "/account/")):
            continue
        seen.add(place)
        answer = client.get(url)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        yield url, url.encode() + str(dict(answer.headers)).encode() + body
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            waiting += LINK.findall(body.decode())


def by_hand(case: Walk) -> list[str]:
    """Addresses that no link leads to, but that a curious reviewer would type."""
    pages = ["report/", "report/1.pdf", "opinion/", "marks/", "letter.pdf", "first-opinion/", "about/", "audit/"]
    pages += ["messages/", "messages/?thread=desk"]
    for record in RecordRow.objects.filter(case_id=case.case):
        pages += [f"records/{record.pk}/original/", f"records/{record.pk}/pages/1/", f"records/{record.pk}/pages/1.png"]
        viewer = f"records/{record.pk}/view/"
        pages += [viewer, f"{viewer}?pane=1", f"{viewer}places.json", f"{viewer}frames/1/", f"{viewer}overview.png"]
    return [case.at(page) for page in pages]


def told(walk: Walk, scope: str, **data: Any) -> Walk:
    """A case with canaries in its first opinion, in a record and in the name of a file, seen by a blinded reviewer."""
    walk.start()
    walk.post("patient", "first-opinion/", FIRST_OPINION | FIRST)
    walk.post("patient", "about/", ABOUT | {"scope": scope})
    wishes = {"goals": "Live long", "preferences": "No Wombatectomy please", "questions": "Is the Kiwi-regimen safe?"}
    walk.post("patient", "wishes/", wishes)
    walk.post("patient", "consents/", {"review": "on"})
    walk.add(upload("Wombatectomy-Quokkaoma.txt", REPORT.encode()), upload("note.txt", b"She fears the Kiwi-regimen."))
    walk.post("patient", "send/", {})
    walk.ask()
    words = {"text": "My doctor says Quokkaoma and wants a Wombatectomy or the Kiwi-regimen, says Olga."}
    walk.post("patient", "messages/", words)
    walk.post("coordinator", f"messages/?thread={walk.row().case.reviewers[0]}", words)
    return walk


@pytest.mark.requirement("B5")
@pytest.mark.parametrize("scope", ["treatment", "diagnosis", "both"])
def test_the_first_opinion_reaches_a_blinded_reviewer_by_no_page_and_no_file(
    walk: Walk, sign_in: Callable[[str], Client], scope: str
) -> None:
    case = told(walk, scope)
    canaries = CANARIES["plan"] + (() if scope == "treatment" else CANARIES["diagnosis"])
    client = sign_in("reviewer")
    found = dict(crawl(client, "/", *by_hand(case)))
    for url in [one for one in found if "/desk/" in one]:  # what a script asks for: a part of the page
        found[f"part of {url}"] = client.get(url.replace("&amp;", "&"), headers={"HX-Request": "true"}).content
    assert {case.at("records/"), *by_hand(case)} <= found.keys()
    assert any(url.startswith("part of") and "show=facts" in url for url in found)
    leaks = [(url, bird) for url, body in found.items() for bird in canaries if bird.lower().encode() in body.lower()]
    assert leaks == []


@pytest.mark.requirement("B5", "R26", "R27")
@pytest.mark.parametrize("who", ["pathologist", "board_chair", "board_member", "board_guest"])
def test_the_first_opinion_reaches_nobody_else_who_is_asked_to_look(
    walk: Walk, sign_in: Callable[[str], Client], who: str
) -> None:
    case = told(walk, "both").seat(who)
    found = dict(crawl(sign_in(who), "/", *by_hand(case)))
    assert {case.at("records/"), *by_hand(case)} <= found.keys()
    canaries = (*CANARIES["plan"], *CANARIES["diagnosis"])
    leaks = [(url, bird) for url, body in found.items() for bird in canaries if bird.lower().encode() in body.lower()]
    assert leaks == []


@pytest.mark.requirement("B5")
def test_the_reviewer_is_told_that_something_is_withheld(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    case = told(walk, "treatment")
    for page in ("", "records/", "facts/", "findings/"):
        assert "withheld" in sign_in("reviewer").get(case.at(page)).content.decode()


@pytest.mark.requirement("B5")
def test_after_sealing_the_same_reviewer_sees_the_first_opinion(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    case = told(walk, "treatment").seal()
    found = dict(crawl(sign_in("reviewer"), case.at("")))
    assert any(b"Wombatectomy" in body for body in found.values())
    assert any(b"Kiwi-regimen" in body for body in found.values())


PRIVATE = ("Zanzibar", "Quokkaoma", "Wombatectomy", "Kiwi-regimen", "Olga", "Jenny M")


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the site writes to its log, in the form in which it is written."""
    written = StringIO()
    loggers = [logging.getLogger(name) for name in (None, "django", "consilium_web")]
    handlers = {one for logger in loggers for one in logger.handlers if isinstance(one.formatter, QuietFormatter)}
    assert handlers, "the site's own log is not set up"
    before = [(one, one.setStream(written)) for one in handlers if isinstance(one, logging.StreamHandler)]
    yield written
    for handler, stream in before:
        handler.setStream(stream)


def test_nothing_of_a_patient_reaches_a_log_or_a_mail(
    walk: Walk, sign_in: Callable[[str], Client], log: StringIO
) -> None:
    case = told(walk, "treatment")
    list(crawl(sign_in("patient"), "/"))
    list(crawl(sign_in("other_patient"), case.at("")))
    assert "WARNING" in log.getvalue()
    written = log.getvalue() + "".join(f"{one.subject}{one.body}{one.to}" for one in mail.outbox)
    assert [word for word in PRIVATE if word in written] == []


def test_nothing_of_a_patient_reaches_the_text_of_an_error(
    walk: Walk, sign_in: Callable[[str], Client], log: StringIO
) -> None:
    case = told(walk, "treatment")
    client = sign_in("patient")
    client.raise_request_exception = False
    with patch("consilium_web.queries.facts.get_all", side_effect=ValueError("Jenny M has Quokkaoma")):
        answer = client.get(case.at("facts/"))
    assert answer.status_code == 500
    written = log.getvalue() + answer.content.decode()
    assert "ValueError" in written
    assert [word for word in PRIVATE if word in written] == []


def _written(row: Any) -> str:
    """Everything that a row holds, as somebody with the database in their hands would read it."""
    if isinstance(row, Session):
        return str(row.get_decoded())
    values = vars(row).values()
    return " ".join(bytes(v).decode("latin-1") if isinstance(v, bytes | memoryview) else str(v) for v in values)


def test_nothing_of_a_patient_reaches_a_plain_column(walk: Walk) -> None:
    case = told(walk, "treatment").seal().write().sign().release()
    browser = case.sign_in("patient")
    waiting = {"files": [upload("Wombatectomy-letter.txt", b"one more")]}
    assert browser.post(case.at("records/"), waiting).status_code == 302
    for model in apps.get_models():
        if model.__name__ in ("User", "EmailAddress"):  # accounts are no clinical data
            continue
        for row in model.objects.all():
            found = [word for word in (*PRIVATE, "Lakeside", "lumpectomy") if word in _written(row)]
            assert found == [], model.__name__
    assert "Wombatectomy-letter.txt was added." in browser.get(case.at("records/")).content.decode()


@pytest.mark.requirement("R41")
def test_what_two_doctors_write_to_each_other_reaches_no_log_no_mail_no_column_and_no_page_of_others(
    walk: Walk, sign_in: Callable[[str], Client], log: StringIO
) -> None:
    walk.send()
    join_first_doctor(walk)
    walk.ask().seal().write(**{"judgement.laterality": "left"}).sign().release()
    for who, bird in (("reviewer", "Echidna-doubt"), ("first_doctor", "Potoroo-answer")):
        walk.post(who, "two-opinions/", {"say": "", "text": f"Between us: {bird}."})
    walk.sign_in("reviewer").post(walk.at("two-opinions/"), {"note": "", "text": "Echidna-doubt"})
    birds = ("Echidna-doubt", "Potoroo-answer")
    for who in ("patient", "coordinator"):
        pages = dict(crawl(sign_in(who), "/", walk.at("two-opinions/")))
        assert walk.at("two-opinions/") in pages
        assert [(url, bird) for url, body in pages.items() for bird in birds if bird.encode() in body] == []
    written = log.getvalue() + "".join(f"{one.subject}{one.body}{one.to}" for one in mail.outbox)
    assert [bird for bird in birds if bird in written] == []
    rows = (row for model in apps.get_models() for row in model.objects.all())
    assert [type(row).__name__ for row in rows for bird in birds if bird in _written(row)] == []

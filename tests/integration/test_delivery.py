"""Handing an opinion over: links that end, receipts, what is new, and a reminder where nobody opened it."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from walking import Walk, join_first_doctor, opened_too_often

from consilium_web.models import AuditEvent, HandedRow

WISH = {"label": "Dr. Bilby", "number": "1", "days": "7", "most": "3"}


@pytest.fixture
def out(walk: Walk) -> Walk:
    """A released opinion; the first doctor takes part."""
    walk.send()
    join_first_doctor(walk)
    return walk.ask().seal().write().sign().release()


def text(walk: Walk, who: str, page: str) -> str:
    return str(walk.sign_in(who).get(walk.at(page)).content.decode())


def test_nothing_is_opened_twice_for_a_page_of_a_released_opinion(out: Walk, opened: Counter[tuple[str, str]]) -> None:
    pages = (
        "",
        "report/",
        "two-opinions/",
        "letter-of-result/",
        "facts/",
        "report/1.pdf",
        "report/1.json",
        "export.json",
        "outcome/",
    )
    twice, shown = {}, 0
    for who in ("patient", "first_doctor", "reviewer", "coordinator"):
        for page in pages:
            client = out.sign_in(who)
            opened.clear()
            shown += client.get(out.at(page)).status_code == 200
            if too_often := opened_too_often(opened):
                twice[who, page] = too_often
    assert shown > 20
    assert twice == {}


def made(walk: Walk, **wish: str) -> tuple[str, str]:
    """A new link: its address and its code."""
    page = walk.sign_in("patient").post(walk.at("hand-on/"), WISH | wish)
    return page.context["link"].removeprefix("http://testserver"), page.context["code"]


@pytest.mark.requirement("R37")
def test_a_link_gives_the_report_to_whoever_was_told_the_code(out: Walk) -> None:
    link, code = made(out)
    stranger = Client()
    asked = stranger.get(link).content.decode()
    assert "The code that you were told" in asked
    assert [word for word in ("Jenny", "reast", "Okafor") if word in asked.split("<main")[1]] == []
    assert stranger.post(link, {"code": code}).content.startswith(b"%PDF")
    assert "1 of 3" in text(out, "patient", "hand-on/")
    assert "downloaded the report by the link" in text(out, "patient", "audit/")


def test_neither_the_link_nor_the_code_nor_the_name_is_kept(out: Walk) -> None:
    link, code = made(out)
    row = HandedRow.objects.get()
    kept = " ".join(str(value) for value in vars(row).values()) + bytes(row.sealed).decode("latin-1")
    assert [one for one in (link.split("/")[2], code, "Bilby") if one in kept] == []


def test_a_wrong_code_gives_nothing_and_after_a_few_the_link_ends(out: Walk) -> None:
    link, code = made(out)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    answers = [Client().post(link, {"code": wrong}).status_code for _ in range(5)]
    assert answers == [200] * 5
    assert Client().post(link, {"code": code}).status_code == 404
    assert "Wrong codes: 5" in text(out, "patient", "hand-on/")
    assert AuditEvent.objects.filter(action="handed.refused").count() == 5


def test_a_link_ends_after_its_downloads_and_after_its_days(out: Walk) -> None:
    link, code = made(out, most="1")
    assert Client().post(link, {"code": code}).status_code == 200
    assert Client().post(link, {"code": code}).status_code == 404
    link, code = made(out)
    HandedRow.objects.filter(most=3).update(ends_at=timezone.now() - timedelta(minutes=1))
    assert Client().get(link).status_code == 404
    assert Client().post(link, {"code": code}).status_code == 404


def test_the_patient_ends_a_link_at_once(out: Walk) -> None:
    link, code = made(out)
    out.post("patient", "hand-on/", {"end": str(HandedRow.objects.get().pk)})
    assert Client().post(link, {"code": code}).status_code == 404
    assert out.sign_in("patient").post(out.at("hand-on/"), {"end": "nonsense"}).status_code == 404


def test_a_link_gives_no_more_than_its_maker_may_see(out: Walk) -> None:
    link, code = made(out)
    HandedRow.objects.update(role="proxy")  # as if a helper had made it, who was sent away since
    assert Client().post(link, {"code": code}).status_code == 404


@pytest.mark.parametrize("wish", [{"days": "9999"}, {"most": "1000"}, {"number": "7"}, {"label": ""}])
def test_a_link_that_would_not_end_is_not_made(out: Walk, wish: dict[str, str]) -> None:
    page = out.sign_in("patient").post(out.at("hand-on/"), WISH | wish)
    assert page.context["form"].errors
    assert not HandedRow.objects.exists()


@pytest.mark.parametrize("who", ["first_doctor", "reviewer", "coordinator", "other_patient"])
def test_nobody_but_the_patient_hands_on(out: Walk, who: str) -> None:
    assert out.sign_in(who).post(out.at("hand-on/"), WISH).status_code == 404


@pytest.mark.requirement("R37")
def test_the_coordinator_sees_who_opened_the_opinion(out: Walk) -> None:
    def receipts() -> str:
        page = text(out, "coordinator", "report/")
        return re.sub(r"<[^>]+>|\s+", " ", page.split("Who has opened it")[1])

    assert receipts().count("not yet") == 2
    text(out, "patient", "report/")
    text(out, "first_doctor", "report/")
    assert receipts().count("not yet") == 0


def test_an_opinion_that_the_patient_has_not_opened_comes_back_to_the_queue(out: Walk, settings: object) -> None:
    queue = out.sign_in("coordinator")
    assert "Not opened yet" not in queue.get("/queue/").content.decode()
    settings.CONSILIUM_SEEN_DAYS = 0  # type: ignore[attr-defined]
    assert "Not opened yet" in queue.get("/queue/").content.decode()
    assert queue.post(out.at("remind/"), {"of": "opinion"}).status_code == 302
    assert "Your second opinion waits for you" in out.sign_in("patient").get("/new/").content.decode()
    text(out, "patient", "report/")
    assert "Not opened yet" not in queue.get("/queue/").content.decode()


def test_what_came_after_the_release_stands_at_the_top_of_the_report(out: Walk) -> None:
    assert "What is new since" not in text(out, "patient", "report/")
    out.post("reviewer", "opinion/addendum/", {"text": "The gene test came back low."})
    page = text(out, "patient", "report/")
    assert page.index("What is new since") < page.index("Download as PDF")
    assert "Dr. Okafor added to the opinion." in page
    assert "Qué hay de nuevo" in text(out, "patient", "report/?language=es")

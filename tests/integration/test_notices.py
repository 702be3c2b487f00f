"""What is new: who is told of what, that a notice tells nothing else, and when it stops being new."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from walking import Walk, join_first_doctor, upload

from consilium.cases import Actor, Role
from consilium.values import PersonId
from consilium_web.actions import cases, notices
from consilium_web.models import NoticeRow, User
from consilium_web.queries import notices as queries

SignIn = Callable[[str], Client]


def news(people: dict[str, User], who: str) -> list[str]:
    """The kinds of what this person has not read, in the order they came."""
    rows = NoticeRow.objects.filter(user=people[who], read_at=None).order_by("at", "pk")
    return [row.what for row in rows]


def test_each_step_is_told_to_those_whom_it_concerns(walk: Walk, people: dict[str, User]) -> None:
    walk.send()
    assert news(people, "coordinator") == ["case.sent"]
    assert news(people, "patient") == []
    walk.ask()
    assert news(people, "reviewer") == ["reviewer.asked"]
    assert news(people, "patient") == ["reviewer.found"]
    walk.seal().write().sign()
    assert "opinion.signed" in news(people, "coordinator")
    assert "opinion.released" not in news(people, "patient"), "it is signed, and not the patient's yet"
    walk.release()
    assert "opinion.released" in news(people, "patient")
    assert all(not news(people, who) for who in ("other_patient", "other_reviewer", "administrator"))


def test_the_first_doctor_is_told_only_with_the_patients_consent(walk: Walk, people: dict[str, User]) -> None:
    walk.send()
    join_first_doctor(walk)
    assert news(people, "patient") == ["person.joined"]
    walk.post("patient", "consents/", {"review": "on"})
    walk.ask().seal().write().sign().release()
    assert news(people, "first_doctor") == []


def test_records_that_come_later_are_told_to_the_desk_and_the_reviewer_once(
    walk: Walk, people: dict[str, User]
) -> None:
    walk.send().ask()
    walk.add(upload("one.txt", b"one"), upload("two.txt", b"two"))
    assert news(people, "reviewer") == ["reviewer.asked", "records.added"]
    assert news(people, "coordinator").count("records.added") == 1
    assert "records.added" not in news(people, "patient"), "whoever did it is not told"


def test_a_blinded_reviewer_is_not_told_of_what_stays_withheld(walk: Walk, people: dict[str, User]) -> None:
    case = walk.send().ask().row().case
    blinded = Actor(id=PersonId(str(people["reviewer"].pk)), role=Role.REVIEWER)
    assert not queries.concerns(queries.KINDS["knowledge.changed"], blinded, case)
    assert queries.concerns(queries.KINDS["knowledge.changed"], blinded, walk.seal().row().case)


def test_the_header_counts_and_opening_the_page_ends_it(walk: Walk, sign_in: SignIn, people: dict[str, User]) -> None:
    walk.send()
    desk = sign_in("coordinator")
    assert '1<span class="nhsuk-u-visually-hidden"> not read' in desk.get("/queue/").content.decode()
    page = desk.get("/new/").content.decode()
    assert "A new case waits for a reviewer" in page and walk.at("") in page
    desk.get(walk.at("records/"))
    assert news(people, "coordinator") == ["case.sent"], "another page of the case was opened"
    desk.get(walk.at(""))
    assert news(people, "coordinator") == []
    assert "not read" not in desk.get("/queue/").content.decode()
    assert "A new case waits for a reviewer" in desk.get("/new/").content.decode(), "it stays in the list"


def test_all_can_be_marked_as_read_by_its_own_person_only(walk: Walk, sign_in: SignIn, people: dict[str, User]) -> None:
    walk.send().ask()
    sign_in("reviewer").post("/new/")
    assert news(people, "reviewer") == []
    assert news(people, "patient") == ["reviewer.found"]


def test_who_may_no_longer_see_a_case_is_not_told_of_it(walk: Walk, sign_in: SignIn, people: dict[str, User]) -> None:
    walk.send().ask()
    walk.post("patient", "withdraw/", {})
    assert queries.unread(people["reviewer"]) == 0
    assert "Nothing is new" in sign_in("reviewer").get("/new/").content.decode()


def test_what_a_case_has_left_behind_is_not_new_any_more(walk: Walk, sign_in: SignIn, people: dict[str, User]) -> None:
    walk.send().ask()
    assert queries.unread(people["coordinator"]) == 0, "the case that waited for a reviewer has one"
    walk.seal().write().sign()
    assert queries.unread(people["coordinator"]) == 1
    walk.release()
    assert queries.unread(people["coordinator"]) == 0
    assert all(one.page == "case" for one in sign_in("coordinator").get("/new/").context["news"])


def test_news_of_nobody_is_a_bug(walk: Walk, people: dict[str, User]) -> None:
    walk.send()
    with pytest.raises(ValueError, match="no such kind"):
        notices.tell(people["patient"].pk, "no.such", walk.row().pk, timezone.now())


def test_a_long_list_has_pages(walk: Walk, sign_in: SignIn, people: dict[str, User]) -> None:
    walk.send()
    at = timezone.now()
    for number in range(queries.PAGE + 1):
        notices.tell(people["coordinator"].pk, "records.added", walk.row().pk, at + timedelta(minutes=number))
        notices.read_all(people["coordinator"], at + timedelta(minutes=number))
    desk = sign_in("coordinator")
    assert len(desk.get("/new/").context["news"]) == queries.PAGE
    assert len(desk.get("/new/?page=2").context["news"]) == 2
    assert "Next page" in desk.get("/new/").content.decode()


def test_every_kind_opens_a_page_of_the_case_and_every_move_has_one(walk: Walk) -> None:
    from django.urls import reverse

    walk.start()
    assert all(reverse(kind.page, kwargs={"case": walk.case}) for kind in queries.KINDS.values())
    assert set(cases.TOLD.values()) <= set(queries.KINDS)


def test_a_notice_tells_a_kind_and_a_case_and_nothing_else() -> None:
    assert {field.name for field in NoticeRow._meta.get_fields()} == {
        "id",
        "user",
        "case",
        "what",
        "at",
        "read_at",
        "mailed_at",
    }

"""A reviewer asks for more, and the review waits; a reviewer gives a case back, and sees it no more."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from walking import PASSWORD, Walk, join_first_doctor

from consilium.cases import Actor, Role, Status
from consilium.outcomes import Outcome
from consilium.values import PersonId
from consilium.waiting import waited
from consilium_web.actions import reminders
from consilium_web.models import AssignmentRow, NoticeRow, OutcomeRow, User
from consilium_web.queries import dates, queue, reviewers
from consilium_web.queries.queue import Filters

ASKED = {
    "kind": "records",
    "what": "The pictures of the breast scan",
    "why": "To see how far the tumor reaches.",
    "for_doctor": "MRI of the breast, DICOM",
}


def asked(walk: Walk, **changes: str) -> str:
    """A blinded case that waits; the name of what it waits for."""
    walk.send()
    join_first_doctor(walk)
    walk.ask().post("reviewer", "ask-for-more/", ASKED | changes)
    return str(walk.row().case.asks[0].id)


def page(walk: Walk, who: str, at: str) -> str:
    return str(walk.sign_in(who).get(walk.at(at)).content.decode())


def news(people: dict[str, User], who: str) -> set[str]:
    return set(NoticeRow.objects.filter(user=people[who], read_at=None).values_list("what", flat=True))


def test_patient_doctor_and_coordinator_see_what_is_asked_for_and_why(walk: Walk, people: dict[str, User]) -> None:
    asked(walk)
    assert all("more.asked" in news(people, who) for who in ("patient", "first_doctor", "coordinator"))
    for who in ("patient", "first_doctor", "coordinator", "reviewer"):
        shown = page(walk, who, "requests/")
        assert ASKED["what"] in shown
        assert ASKED["why"] in shown
        assert "The time until treatment does not stand still." in shown
    assert ASKED["for_doctor"] in page(walk, "first_doctor", "requests/")
    assert "See what the reviewer asks for" in page(walk, "patient", "")
    assert "See what the reviewer asks for" in str(walk.sign_in("patient").get("/").content.decode())
    assert "Waits for records or tests" in str(walk.sign_in("coordinator").get("/queue/").content.decode())
    assert walk.row().status == Status.BLINDED, "the case waits where it is"


def test_the_day_of_the_review_moves_while_it_waits_wherever_it_is_shown(walk: Walk, people: dict[str, User]) -> None:
    ask = asked(walk)
    set_for = AssignmentRow.objects.get()
    ours = walk.row().case.organisation
    coordinator = Actor(id=PersonId(str(people["coordinator"].pk)), role=Role.COORDINATOR, organisation=ours)
    reviewer = Actor(id=PersonId(str(people["reviewer"].pk)), role=Role.REVIEWER)
    later = set_for.due_on + timedelta(days=1)

    def shown() -> set[tuple[date | None, bool]]:
        (line,) = queue.listing(coordinator, Filters(), number=1, today=later)[1]
        load = next(one for one in reviewers.loads(coordinator, today=later) if one.open).open[0]
        mine = dates.get(UUID(walk.case), reviewer, today=later).due_on
        return {(line.due_on, line.late), (load.due_on, load.late), (mine, mine is not None and mine < later)}

    ((day, late),) = shown()
    assert day is not None and day > later and not late
    assert not reminders.review_is_near(set_for.pk, datetime.combine(set_for.due_on, time(9), tzinfo=UTC))
    walk.post("patient", f"requests/{ask}/", {"said": "here", "note": ""})
    assert shown() == {(later, False)}, "a day that began counts as one"


def test_it_says_what_and_why(walk: Walk) -> None:
    walk.send().ask()
    for field in ("what", "why"):
        answer = walk.sign_in("reviewer").post(walk.at("ask-for-more/"), ASKED | {field: " "})
        assert field in answer.context["form"].errors
    assert walk.row().case.asks == ()


def test_the_answer_reaches_the_reviewer_and_is_given_once(walk: Walk, people: dict[str, User]) -> None:
    ask = asked(walk)
    walk.post("patient", f"requests/{ask}/", {"said": "here", "note": ""})
    assert "more.answered" in news(people, "reviewer")
    assert "It is here now" in page(walk, "reviewer", "requests/")
    again = walk.sign_in("coordinator").post(walk.at(f"requests/{ask}/"), {"said": "cannot"}, follow=True)
    assert "This was answered before." in again.content.decode()
    assert walk.row().case.asks[0].answer == "here"


@pytest.mark.requirement("B5")
def test_what_is_written_with_an_answer_reaches_a_blinded_reviewer_only_after_the_seal(walk: Walk) -> None:
    ask = asked(walk)
    walk.post("patient", f"requests/{ask}/", {"said": "cannot", "note": "They only want the Kiwi-regimen."})
    assert "Kiwi-regimen" not in page(walk, "reviewer", "requests/") + page(walk, "reviewer", "desk/")
    walk.seal()
    assert "Kiwi-regimen" in page(walk, "reviewer", "requests/")


@pytest.mark.requirement("B5")
def test_what_another_reviewer_asked_for_is_not_shown_to_a_blinded_one(walk: Walk, people: dict[str, User]) -> None:
    User.objects.filter(pk=people["other_reviewer"].pk).update(institution="Third Place")
    walk.send().ask().ask("other_reviewer").seal()
    walk.post("reviewer", "ask-for-more/", ASKED | {"why": "The Kiwi-regimen hangs on it."})
    assert "Kiwi-regimen" not in page(walk, "other_reviewer", "requests/") + page(walk, "other_reviewer", "desk/")
    ask = walk.row().case.asks[0].id
    stranger = walk.sign_in("other_reviewer").post(walk.at(f"requests/{ask}/"), {"said": "without"})
    assert stranger.status_code == 404


def test_nothing_is_signed_over_what_is_still_waited_for(walk: Walk) -> None:
    ask = asked(walk)
    walk.seal().write()
    walk.sign_in("reviewer").post(walk.at("opinion/sign/"), {"password": PASSWORD})
    assert walk.row().status == Status.OPEN
    walk.post("reviewer", f"requests/{ask}/", {"said": "without"})
    walk.sign()
    assert walk.row().status == Status.SIGNED


def test_the_clock_of_the_review_stands_still_while_it_waits(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    start = datetime(2026, 11, 1, 9, tzinfo=UTC)

    def on(day: int) -> None:
        walk.days_pass()
        monkeypatch.setattr("consilium_web.views.doors.timezone.now", lambda: start + timedelta(days=day))

    on(0)
    ask = asked(walk)
    on(5)
    walk.post("coordinator", f"requests/{ask}/", {"said": "here"})
    on(8)
    walk.seal().write().sign().release()
    row = OutcomeRow.objects.get()
    assert row.value(walk.row().key, Outcome).days == pytest.approx(3, abs=0.1)


def test_asks_that_overlap_are_waited_for_once(walk: Walk) -> None:
    asked(walk)
    walk.post("reviewer", "ask-for-more/", ASKED | {"what": "A gene test", "kind": "tests"})
    both = walk.row().case.asks
    until = both[0].at + timedelta(days=4)
    assert waited(both, since=both[0].at, until=until) == timedelta(days=4)


def test_the_same_form_sent_twice_asks_once(walk: Walk) -> None:
    walk.send().ask()
    token = {"token": "0a1b2c3d-0000-4000-8000-000000000001"}
    for _ in range(2):
        walk.sign_in("reviewer").post(walk.at("ask-for-more/"), ASKED | token)
    assert len(walk.row().case.asks) == 1


DECLINED = {"reason": "conflict", "note": "The patient is my neighbour."}


def test_a_case_given_back_is_in_the_queue_and_closed_to_whoever_gave_it_back(
    walk: Walk, people: dict[str, User]
) -> None:
    ask = asked(walk)
    before = walk.sign_in("reviewer")
    walk.post("reviewer", "decline/", DECLINED)
    assert walk.row().status == Status.SENT
    assert before.get(walk.at("desk/")).status_code == 404
    assert before.get(walk.at("records/")).status_code == 404
    assert walk.row().case.asks[0].answer == "without", f"nobody waits for {ask} any more"
    assert "reviewer.declined" in news(people, "coordinator")


def test_why_somebody_gave_it_back_is_told_to_coordinators_only(walk: Walk) -> None:
    asked(walk)
    walk.post("reviewer", "decline/", DECLINED)
    assert "neighbour" in page(walk, "coordinator", "")
    for who in ("patient", "first_doctor"):
        shown = page(walk, who, "") + page(walk, who, "requests/")
        assert "neighbour" not in shown
        assert "conflict" not in shown
    offered: Any = walk.sign_in("coordinator").get(walk.at("assign/")).context["form"].fields["reviewer"].choices
    assert all("Okafor" not in str(text) for _, text in offered)


def test_another_reason_is_named(walk: Walk) -> None:
    walk.send().ask()
    answer = walk.sign_in("reviewer").post(walk.at("decline/"), {"reason": "other", "note": ""})
    assert "note" in answer.context["form"].errors


def test_where_others_review_it_the_case_stays_with_them(walk: Walk, people: dict[str, User]) -> None:
    User.objects.filter(pk=people["other_reviewer"].pk).update(institution="Third Place")
    walk.send().ask().ask("other_reviewer").seal()
    walk.write().sign()
    walk.post("other_reviewer", "decline/", {"reason": "no_time"})
    assert walk.row().status == Status.SIGNED


def test_a_signed_opinion_is_not_given_back(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask().seal().write().sign()
    assert sign_in("reviewer").get(walk.at("decline/")).status_code == 409

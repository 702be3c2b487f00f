"""A tumor board, from its plan to its minutes (R26)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from boards_for_tests import Board, board, meeting, plan, put_on
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from pypdfium2 import PdfDocument
from walking import PASSWORD, opinion

from consilium.cases import Status
from consilium_web.actions import keys
from consilium_web.models import AuditEvent, MeetingRow, OpinionRow, User

__all__ = ["board", "meeting"]

pytestmark = pytest.mark.requirement("R26")
SignIn = Callable[[str], Client]


def test_to_put_a_case_on_an_agenda_asks_everybody_on_the_list(meeting: Board) -> None:
    meeting.put_on()
    case = meeting.walk.row().case
    assert (case.route, case.status) == ("board", Status.BLINDED)
    assert {seat.role.value for seat in case.seats} == {"board_chair", "board_member", "board_guest"}
    for who in meeting.people:
        assert meeting.sign_in(who).get(meeting.walk.at("records/")).status_code == 200
    page = meeting.sign_in("surgeon").get("/boards/").content.decode()
    assert "Your view is awaited" in page
    assert "Your view is awaited" not in meeting.sign_in("board_guest").get("/boards/").content.decode()


@pytest.mark.requirement("R3")
def test_a_member_from_the_first_doctors_place_takes_no_part_and_its_chair_is_refused(
    meeting: Board, sign_in: SignIn
) -> None:
    User.objects.filter(pk=meeting.people["radiotherapist"].pk).update(institution="Lakeside Clinic")
    meeting.put_on()
    assert sign_in("radiotherapist").get(meeting.walk.at("records/")).status_code == 404
    assert "You take no part in this case." in sign_in("radiotherapist").get(meeting.at()).content.decode()
    assert sign_in("radiotherapist").get(meeting.case()).status_code == 404
    page = meeting.view("board_chair").hold().sign_in("board_chair").get(meeting.case()).content.decode()
    assert "from the first doctor’s place" in page


@pytest.mark.requirement("R3")
def test_a_case_goes_to_no_meeting_whose_chair_is_from_the_first_doctors_place(meeting: Board, sign_in: SignIn) -> None:
    User.objects.filter(pk=meeting.people["board_chair"].pk).update(institution="Lakeside Clinic")
    form = {"route": "board", "meeting": meeting.id, "presenter": str(meeting.people["surgeon"].pk)}
    answer = sign_in("coordinator").post(meeting.walk.at("assign/"), form)
    assert "Choose a meeting with another chair." in answer.content.decode()
    assert meeting.walk.row().status == Status.SENT


@pytest.mark.requirement("B5")
def test_a_member_sees_other_views_once_theirs_is_in_and_a_guest_once_the_discussion_is_open(meeting: Board) -> None:
    meeting.put_on().view("surgeon", "Zebra: cut it out.")

    def sees(who: str) -> bool:
        pages = (meeting.case(), meeting.at(), meeting.walk.at(""), meeting.walk.at("findings/"))
        return any("Zebra" in meeting.sign_in(who).get(page).content.decode() for page in pages)

    assert [who for who in ("coordinator", *meeting.people) if sees(who)] == ["surgeon"]
    beside = "Dr. Surgeon, Dr. Tissue: Invasive ductal carcinoma"
    assert beside not in meeting.sign_in("surgeon").get(meeting.case()).content.decode(), "there is one view only"
    meeting.view("tissue")
    assert sees("tissue"), "their own is in"
    compared = [who for who in meeting.people if beside in meeting.sign_in(who).get(meeting.case()).content.decode()]
    assert compared == ["surgeon", "tissue"]
    meeting.view("board_chair").hold("board_chair", "surgeon", "tissue", "board_member", "board_guest").open()
    assert [who for who in ("coordinator", *meeting.people) if not sees(who)] == ["radiotherapist"], "who was not there"
    assert meeting.sign_in("board_member").get(meeting.walk.at("first-read/")).status_code == 409, "too late for a view"
    assert meeting.sign_in("radiotherapist").get(meeting.walk.at("first-read/")).status_code == 200
    assert meeting.sign(**{"board.without": "They wrote before."}).status_code == 302
    assert sees("radiotherapist"), "the board has spoken: no view is awaited any more"
    assert meeting.sign_in("radiotherapist").get(meeting.walk.at("first-read/")).status_code == 409


def test_the_discussion_opens_only_after_presence_and_the_chairs_own_view(meeting: Board) -> None:
    meeting.put_on()
    chair = meeting.sign_in("board_chair")
    chair.post(meeting.case(), {"open": "1"})
    assert not meeting.walk.row().case.opened_to
    meeting.view("board_chair")
    chair.post(meeting.case(), {"open": "1"})
    assert not meeting.walk.row().case.opened_to, "nobody is there yet"
    meeting.hold().open()
    assert len(meeting.walk.row().case.opened_to) == 5


@pytest.mark.parametrize("who", ["surgeon", "board_guest", "coordinator"])
def test_nobody_but_the_chair_leads(meeting: Board, who: str) -> None:
    meeting.put_on().view("surgeon").view("board_chair").hold()
    browser = meeting.sign_in(who)
    assert browser.get(meeting.at("present/")).status_code == 404
    assert browser.post(meeting.at("present/"), {"present": []}).status_code == 404
    browser.post(meeting.case(), {"open": "1"})
    browser.post(meeting.case(), {"reason": "I wish so."})
    assert not meeting.walk.row().case.opened_to
    assert browser.get(meeting.walk.at("opinion/")).status_code == 404
    assert "What you can do as the chair" not in browser.get(meeting.case()).content.decode()


def test_a_board_signs_once_with_every_view_and_the_dissent_by_name(meeting: Board, sign_in: SignIn) -> None:
    meeting.put_on()
    for who in ("board_chair", "surgeon", "tissue", "radiotherapist"):
        meeting.view(who, f"This is the view of the {who}.")
    meeting.hold()
    assert meeting.sign_in("board_chair").post(meeting.walk.at("opinion/sign/"), {"password": PASSWORD})
    assert not OpinionRow.objects.exists(), "the discussion comes first"
    meeting.open()
    form = sign_in("board_chair").get(meeting.walk.at("opinion/")).context["form"]
    dissent = next(name for name in form.fields if "Dr. Radiotherapist" in str(form.fields[name].label))
    assert meeting.sign(**{dissent: "I would radiate first."}).status_code == 302
    meeting.walk.release()
    page = sign_in("patient").get(meeting.walk.at("report/")).content.decode()
    for said in (
        "Dr. Surgeon presented the case",
        "Surgical oncology, Medical oncology, Radiation oncology, Pathology, Radiology",
        "This is the view of the surgeon.",
        "Not everybody agreed. Dr. Radiotherapist: I would radiate first.",
    ):
        assert said in page, said
    assert sign_in("surgeon").get(meeting.walk.at("report/")).context["reports"]
    assert "Opinion signed" in sign_in("coordinator").get(meeting.at()).content.decode()


def test_without_a_discipline_the_chair_says_why_the_board_speaks_all_the_same(meeting: Board, sign_in: SignIn) -> None:
    meeting.put_on().view("board_chair").view("surgeon").hold("board_chair", "surgeon", "tissue").open()
    refused = meeting.sign()
    assert refused.status_code == 200
    assert "Not there: Radiation oncology, Radiology" in refused.content.decode()
    meeting.walk.post("board_chair", "opinion/", opinion(version="1", **{"board.without": "Both wrote before."}))
    meeting.walk.post("board_chair", "opinion/sign/", {"password": PASSWORD})
    meeting.walk.release()
    page = sign_in("patient").get(meeting.walk.at("report/")).content.decode()
    assert "Not there: Radiation oncology, Radiology. Why the board speaks all the same: Both wrote before." in page


def test_a_case_carried_over_waits_for_the_next_meeting_and_keeps_its_views(
    meeting: Board, board: dict[str, User], sign_in: SignIn
) -> None:
    meeting.put_on().view("board_chair").view("surgeon", "Zebra.").hold()
    chair, desk = sign_in("board_chair"), sign_in("coordinator")
    assert chair.post(meeting.case(), {"reason": ""}).status_code == 200, "a reason is needed"
    assert chair.post(meeting.case(), {"reason": "The scan of the liver."}).status_code == 302
    listed = desk.get("/boards/").content.decode()
    assert "carried over. The scan of the liver." in listed
    later = plan(desk, board, days=14)
    put_on(meeting.walk, later, board["tissue"])
    assert "carried over" not in desk.get("/boards/").content.decode()
    page = sign_in("surgeon").get(f"/boards/{later}/cases/{meeting.walk.case}/").content.decode()
    assert "Zebra." in page
    meeting.id = later
    meeting.hold().open()
    assert meeting.sign().status_code == 302
    assert OpinionRow.objects.count() == 1


@pytest.mark.parametrize("who", ["board_chair", "surgeon"])
def test_a_board_goes_with_its_chair_where_the_patient_takes_back_the_consent(
    meeting: Board, board: dict[str, User], sign_in: SignIn, who: str
) -> None:
    meeting.put_on().view("surgeon")
    meeting.walk.post("patient", "people/", {"do": "refuse", "person": str(board[who].pk)})
    case, all_gone = meeting.walk.row().case, who == "board_chair"
    assert (case.status, len(case.reviewers)) == ((Status.SENT, 0) if all_gone else (Status.BLINDED, 5))
    listed = sign_in("coordinator").get("/boards/").content.decode()
    assert ("took back the consent for the chair" in listed) == all_gone


def test_another_chair_takes_over_a_case_that_was_carried_over(
    meeting: Board, board: dict[str, User], people: dict[str, User], sign_in: SignIn
) -> None:
    meeting.put_on().view("board_chair").hold()
    sign_in("board_chair").post(meeting.case(), {"reason": "The chair leaves."})
    other = User.objects.create_user(
        "chair2@example.org", PASSWORD, name="Dr. Sand", role="board_chair", credentials="MD"
    )
    people["other_chair"] = other
    seats = {f"seat.{board['board_chair'].pk}": "", f"seat.{other.pk}": "board_chair", f"for.{other.pk}": "medical"}
    meeting.id = plan(sign_in("coordinator"), board, days=14, **seats)
    put_on(meeting.walk, meeting.id, board["tissue"])
    meeting.view("other_chair")
    there = [str(board["surgeon"].pk), str(other.pk)]
    assert sign_in("board_chair").post(meeting.at("present/"), {"present": there}).status_code == 404
    assert sign_in("other_chair").post(meeting.at("present/"), {"present": there}).status_code == 302
    assert sign_in("board_chair").post(meeting.case(), {"open": "1"}).status_code == 404
    assert sign_in("other_chair").post(meeting.case(), {"open": "1"}).status_code == 302
    assert str(other.pk) in meeting.walk.row().case.opened_to


def test_a_meeting_is_moved_and_cancelled_with_a_reason_that_everybody_reads(meeting: Board, sign_in: SignIn) -> None:
    meeting.put_on()
    desk, begins = sign_in("coordinator"), timezone.now() + timedelta(days=9)
    form = {"begins": f"{begins:%Y-%m-%dT%H:%M}", "where": "Room 4"}
    assert desk.post(meeting.at("change/"), form | {"reason": ""}).status_code == 200
    assert desk.post(meeting.at("change/"), form | {"reason": "The room is painted."}).status_code == 302
    page = sign_in("surgeon").get(meeting.at()).content.decode()
    assert "The room is painted." in page
    assert "Room 4" in page
    assert "moved or cancelled" in sign_in("surgeon").get("/new/").content.decode()
    desk.post(meeting.at("change/"), form | {"reason": "No cases are ready.", "cancel": "on"})
    assert "Cancelled" in sign_in("surgeon").get(meeting.at()).content.decode()
    assert "its meeting was cancelled or is over" in desk.get("/boards/").content.decode()
    event = Calendar.from_ical(desk.get(meeting.at("calendar.ics")).content).walk("VEVENT")[0]
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CANCELLED", 2)


def test_the_calendar_file_names_no_patient_and_no_case(meeting: Board, sign_in: SignIn) -> None:
    meeting.put_on()
    data = sign_in("surgeon").get(meeting.at("calendar.ics")).content.decode()
    assert "https://call.example/secret-room" in data
    assert [word for word in ("Jenny", "reast", meeting.walk.case[:8], "Adams") if word in data] == []


def test_the_minutes_hold_presence_views_and_opinion_and_nothing_of_a_case_one_takes_no_part_in(
    meeting: Board, sign_in: SignIn
) -> None:
    User.objects.filter(pk=meeting.people["board_member"].pk).update(institution="Lakeside Clinic")
    meeting.put_on()
    for who in ("board_chair", "surgeon"):
        meeting.view(who, f"Zebra of the {who}.")
    assert sign_in("board_chair").get(meeting.at("minutes.pdf")).status_code == 409, "it was not held yet"
    meeting.hold().open()
    assert meeting.sign(**{"board.without": "It was read."}).status_code == 302

    def minutes(who: str) -> str:
        data = sign_in(who).get(meeting.at("minutes.pdf")).content
        return " ".join(page.get_textpage().get_text_bounded() for page in PdfDocument(data))

    told = minutes("surgeon")
    for said in ("Dr. Lind", "Zebra of the surgeon.", "Your cancer can be taken out", "Radiology", "Guest, no vote"):
        assert said in told, said
    assert "What each says" in told
    assert "Zebra" not in minutes("board_member")
    assert "You take no part in this case." in minutes("board_member")


def test_a_meeting_in_the_past_or_without_a_chair_is_not_planned(board: dict[str, User], sign_in: SignIn) -> None:
    for changes in ({"begins": "2020-01-01T10:00"}, {f"seat.{board['board_chair'].pk}": ""}, {"where": ""}):
        with pytest.raises(AssertionError):
            plan(sign_in("coordinator"), board, **changes)
    assert not MeetingRow.objects.exists()


def test_a_double_click_plans_one_meeting(board: dict[str, User], sign_in: SignIn) -> None:
    token = "7b0c8f2e-0d0a-4a8e-9a5e-0a4c1f3f5a11"
    assert plan(sign_in("coordinator"), board, token=token) == plan(sign_in("coordinator"), board, token=token)
    assert MeetingRow.objects.count() == 1


def test_place_and_names_of_a_meeting_are_sealed_and_survive_a_new_master_key(meeting: Board, sign_in: SignIn) -> None:
    row = MeetingRow.objects.get()
    assert b"secret-room" not in bytes(row.sealed)
    before = bytes(row.wrapped_key)
    keys.rewrap(at=timezone.now())
    assert bytes(MeetingRow.objects.get().wrapped_key) != before
    assert "secret-room" in sign_in("surgeon").get(meeting.at()).content.decode()


@pytest.mark.requirement("B9")
def test_each_step_of_a_board_is_in_the_audit(meeting: Board) -> None:
    meeting.put_on().view("board_chair").view("surgeon").hold().open().sign()
    done = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"board.planned", "board.asked", "board.held", "board.opened", "read.sealed", "opinion.signed"} <= done


def test_a_stranger_finds_no_meeting(meeting: Board, people: dict[str, User], sign_in: SignIn) -> None:
    for who in ("other_reviewer", "patient", "administrator"):
        for page in ("", "calendar.ics", "minutes.pdf", "present/", "change/"):
            assert sign_in(who).get(meeting.at(page)).status_code == 404
    assert sign_in("other_reviewer").get("/boards/").status_code == 200


def test_nobody_is_asked_beside_a_board(meeting: Board, people: dict[str, User], sign_in: SignIn) -> None:
    meeting.put_on()
    form = {"route": "specialist", "reviewer": str(people["reviewer"].pk)}
    answer = sign_in("coordinator").post(meeting.walk.at("assign/"), form)
    assert answer.status_code == 200
    assert meeting.walk.row().case.route == "board"

"""A tumor board: who has to be there, what is done when, and what its record says (R26)."""

from dataclasses import replace
from datetime import timedelta

import case_for_tests as made
import pytest

from consilium import boards
from consilium.boards import Attendee, Item, Meeting, Outcome, Standing
from consilium.cases import Role
from consilium.errors import Invalid, WrongState
from consilium.opinions import BlindedRead, Board, Judgement
from consilium.policy.independence import field_of
from consilium.values import CaseId, PersonId

pytestmark = pytest.mark.requirement("R26")

FIVE = ("surgery", "medical", "radiation", "pathology", "radiology")


def person(number: int) -> PersonId:
    return PersonId(f"p{number}")


ATTENDEES = tuple(
    Attendee(
        person=person(number),
        name=f"Dr. {code.title()}",
        role=Role.BOARD_MEMBER if number else Role.BOARD_CHAIR,
        discipline=code,
    )
    for number, code in enumerate(FIVE)
)
GUEST = Attendee(person=person(9), name="Dr. Guest", role=Role.BOARD_GUEST)
MEETING = Meeting(id="m", begins=made.AT, lasts=timedelta(hours=1), where="Room 3", attendees=(*ATTENDEES, GUEST))
EVERYONE = [one.person for one in MEETING.attendees]
ITEM = Item(case=CaseId("case"), presenter=person(1))


def read(number: int, reasons: str = "Because.") -> BlindedRead:
    said = Judgement(diagnosis="A cancer", treatments=("surgery", "letrozole"))
    return BlindedRead(case=CaseId("case"), by=person(number), at=made.AT, judgement=said, reasons=reasons)


@pytest.mark.parametrize("code", FIVE)
def test_each_of_the_five_disciplines_belongs_to_the_quorum(code: str) -> None:
    away = next(one.person for one in ATTENDEES if one.discipline == code)
    present = [one for one in EVERYONE if one != away]
    held = replace(MEETING, standing=Standing.HELD, present=tuple(present))
    found = boards.quorum(held, ITEM)
    assert found.missing == (boards.disciplines()[code],)
    assert len(found.present) == 4
    assert "R26" in found.rule


def test_a_guest_stands_for_no_discipline() -> None:
    listening = replace(GUEST, discipline="surgery")
    meeting = replace(MEETING, attendees=(*ATTENDEES[1:], replace(ATTENDEES[0], discipline="medical"), listening))
    held = boards.hold(meeting, [one.person for one in meeting.attendees])
    assert boards.quorum(held, ITEM).missing == ("Surgical oncology",)


@pytest.mark.requirement("R3")
def test_a_recused_member_counts_for_nothing_in_that_case() -> None:
    held = boards.hold(MEETING, EVERYONE)
    item = replace(ITEM, recused=(person(4),))
    assert boards.quorum(held, ITEM).missing == ()
    assert boards.quorum(held, item).missing == ("Radiology",)
    assert "Dr. Radiology" not in dict(boards.recorded(held, item, [read(4)], None).views)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"attendees": ATTENDEES[1:]}, "attendees"),
        ({"attendees": ATTENDEES[:1]}, "attendees"),
        ({"attendees": (*ATTENDEES, replace(ATTENDEES[1], role=Role.BOARD_CHAIR))}, "attendees"),
        ({"where": " "}, "where"),
    ],
)
def test_a_meeting_has_one_chair_a_member_and_a_place(change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        boards.check_ready(replace(MEETING, **change))  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]
    boards.check_ready(MEETING)


def test_a_meeting_is_moved_and_cancelled_with_a_reason_and_never_after_it_was_held() -> None:
    later = made.AT + timedelta(days=7)
    moved = boards.move(MEETING, begins=later, where="Room 4", reason="The chair is ill.", by="Carla", at=made.AT)
    assert (moved.begins, moved.where, moved.changes[0].was) == (later, "Room 4", made.AT)
    gone = boards.cancel(moved, reason="No cases.", by="Carla", at=made.AT)
    assert (gone.standing, len(gone.changes)) == (Standing.CANCELLED, 2)
    with pytest.raises(Invalid):
        boards.cancel(MEETING, reason=" ", by="Carla", at=made.AT)
    for over in (gone, boards.hold(MEETING, EVERYONE)):
        with pytest.raises(WrongState):
            boards.move(over, begins=later, where="x", reason="y", by="Carla", at=made.AT)
    with pytest.raises(WrongState):
        boards.hold(gone, EVERYONE)


def test_presence_holds_only_those_who_were_asked_and_always_the_chair() -> None:
    for wrong in ([person(1)], [person(0), PersonId("stranger")]):
        with pytest.raises(Invalid):
            boards.hold(MEETING, wrong)
    assert boards.hold(MEETING, [person(0), person(1), person(1)]).present == (person(0), person(1))


def test_the_discussion_opens_once_presence_is_recorded_and_the_chairs_own_view_is_in() -> None:
    held = boards.hold(MEETING, EVERYONE)
    with pytest.raises(WrongState, match="who is there"):
        boards.check_can_open(MEETING, ITEM, [person(0)])
    with pytest.raises(WrongState, match="view of their own"):
        boards.check_can_open(held, ITEM, [person(1)])
    with pytest.raises(WrongState, match="no longer open"):
        boards.check_can_open(held, boards.carry_over(ITEM, "The scan."), [person(0)])
    boards.check_can_open(held, ITEM, [person(0)])


def test_a_case_is_carried_over_with_a_reason_and_only_once() -> None:
    with pytest.raises(Invalid):
        boards.carry_over(ITEM, " ")
    later = boards.carry_over(ITEM, "The scan is missing.")
    assert (later.outcome, later.reason) == (Outcome.CARRIED_OVER, "The scan is missing.")
    for over in (later, boards.decided(ITEM)):
        with pytest.raises(WrongState):
            boards.carry_over(over, "Again")


def test_the_record_names_presenter_members_sealed_views_and_dissent() -> None:
    held = boards.hold(MEETING, EVERYONE[:-2])
    said = Board(
        dissents=(("Dr. Medical", "I would wait."), ("Nobody", "x"), ("Dr. Surgery", " ")), without="It is clear."
    )
    record = boards.recorded(held, ITEM, [read(0), read(1), read(4, "From afar.")], said)
    assert record.presenter == "Dr. Medical"
    assert ("Dr. Surgery", "Surgical oncology") in record.members
    assert dict(record.views)["Dr. Surgery"] == "A cancer; surgery, letrozole. Because."
    assert dict(record.views)["Dr. Radiology"].endswith("From afar."), (
        "a view counts although its writer could not come"
    )
    assert record.dissents == (("Dr. Medical", "I would wait."),)
    assert (record.missing, record.without) == (("Radiology",), "It is clear.")
    assert record.on == made.AT.date()


@pytest.mark.parametrize(
    ("field", "discipline"),
    [
        ("Surgical oncology", "surgery"),
        ("Urologist", "surgery"),
        ("Hematology", "medical"),
        ("Radiotherapy", "radiation"),
        ("Anatomic pathology", "pathology"),
        ("Diagnostic radiology", "radiology"),
        ("Medical genetics", "other"),
    ],
)
def test_a_doctors_field_tells_for_which_discipline_they_speak(field: str, discipline: str) -> None:
    assert boards.discipline_of(field_of(field)) == discipline

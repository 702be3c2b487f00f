"""A tumor board of the five disciplines, its meeting, and a case on its way through it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from walking import ADDRESSES, PASSWORD, Walk, opinion

from consilium.boards import Item
from consilium.values import PersonId
from consilium_web.models import AgendaRow, MeetingRow, User

SEATS = {
    "board_chair": ("board_chair", "medical"),
    "board_member": ("board_member", "radiology"),
    "surgeon": ("board_member", "surgery"),
    "radiotherapist": ("board_member", "radiation"),
    "tissue": ("board_member", "pathology"),
    "board_guest": ("board_guest", "other"),
}
FIELDS = {"surgeon": "Surgical oncology", "radiotherapist": "Radiation oncology", "tissue": "Pathology"}
PRESENT = tuple(who for who in SEATS if who != "board_guest")


@pytest.fixture
def board(people: dict[str, User]) -> dict[str, User]:
    """Everybody who is asked to a meeting, by what they are; three more accounts than there are otherwise."""
    for who, field in FIELDS.items():
        people[who] = User.objects.create_user(
            f"{who}@example.org",
            PASSWORD,
            name=f"Dr. {who.title()}",
            role="board_member",
            field=field,
            credentials="MD",
        )
    User.objects.filter(pk=people["board_member"].pk).update(field="Radiology")
    return {who: people[who] for who in SEATS}


def plan(browser: Client, board: dict[str, User], *, days: int = 7, **changes: Any) -> str:
    """Plan a meeting on the page; its id."""
    begins = timezone.now() + timedelta(days=days)
    form = {"begins": f"{begins:%Y-%m-%dT%H:%M}", "lasts": "60", "where": "https://call.example/secret-room"}
    form |= {f"for.{user.pk}": "other" for user in User.objects.all()}
    for who, user in board.items():
        form |= {f"seat.{user.pk}": SEATS[who][0], f"for.{user.pk}": SEATS[who][1]}
    answer = browser.post("/boards/new/", form | changes)
    assert answer.status_code == 302, answer.context["form"].errors.as_json()
    return str(answer.url).split("/")[2]


def put_on(walk: Walk, meeting: str, presenter: User) -> None:
    """Put the case on the agenda, as the coordinator does."""
    walk.post("coordinator", "assign/", {"route": "board", "meeting": meeting, "presenter": str(presenter.pk)})


def on_an_agenda(walk: Walk) -> None:
    """Those who are seated as a board in this case have a meeting, and the case is on its agenda."""
    asked = {who: User.objects.get(email=ADDRESSES[who]) for who in ("board_chair", "board_member", "board_guest")}
    meeting = MeetingRow.objects.get(pk=plan(walk.sign_in("coordinator"), asked))
    row, presenter = walk.row(), PersonId(str(asked["board_chair"].pk))
    placed = AgendaRow(meeting=meeting, case=row, position=1, outcome="waiting")
    placed.put(row.key, Item(case=row.case.id, presenter=presenter))
    placed.save()


class Board:
    """A case that walks through a meeting."""

    def __init__(self, walk: Walk, sign_in: Callable[[str], Client], board: dict[str, User]) -> None:
        self.walk, self.sign_in, self.people = walk, sign_in, board
        self.id = plan(sign_in("coordinator"), board)

    def at(self, page: str = "") -> str:
        return f"/boards/{self.id}/{page}"

    def case(self) -> str:
        return self.at(f"cases/{self.walk.case}/")

    def put_on(self) -> "Board":
        put_on(self.walk, self.id, self.people["surgeon"])
        return self

    def view(self, who: str, reasons: str = "Seen.") -> "Board":
        """Somebody seals their view, as a member does before the meeting."""
        self.walk.seal(who, {"judgement.diagnosis": "Invasive ductal carcinoma", "reasons": reasons})
        return self

    def hold(self, *who: str) -> "Board":
        there = [str(self.people[one].pk) for one in (who or PRESENT)]
        answer = self.sign_in("board_chair").post(self.at("present/"), {"present": there})
        assert answer.status_code == 302, answer.context["form"].errors.as_json()
        return self

    def open(self) -> "Board":
        assert self.sign_in("board_chair").post(self.case(), {"open": "1"}).status_code == 302
        return self

    def sign(self, **changes: str) -> Any:
        self.walk.post("board_chair", "opinion/", opinion(**changes))
        return self.sign_in("board_chair").post(self.walk.at("opinion/sign/"), {"password": PASSWORD})


@pytest.fixture
def meeting(walk: Walk, sign_in: Callable[[str], Client], board: dict[str, User]) -> Board:
    """A planned meeting of the five disciplines and a guest, and a case that was sent."""
    walk.send()
    return Board(walk, sign_in, board)

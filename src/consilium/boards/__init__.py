"""Tumor boards (R26): who has to be there, what may be done when, and what the record of a board says.

What enters: frozen values. What leaves: frozen values, or WrongState, Denied or Invalid with a sentence that mends.
Each member's view is their blinded first read, sealed before they see the first opinion or anybody else's view.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from consilium import tables
from consilium.boards.shapes import Attendee, Change, Item, Meeting, Outcome, Standing
from consilium.cases import INVITED_TO_LOOK, Role
from consilium.errors import Invalid, WrongState
from consilium.opinions import BlindedRead, Board
from consilium.values import PersonId

__all__ = [
    "Attendee",
    "Change",
    "Item",
    "Meeting",
    "Outcome",
    "Quorum",
    "Standing",
    "cancel",
    "carry_over",
    "check_can_open",
    "check_ready",
    "decided",
    "discipline_of",
    "disciplines",
    "hold",
    "move",
    "quorum",
    "recorded",
    "taking_part",
    "view",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quorum:
    """The disciplines in the room and those that were not, as words; `rule` is the source of the rule."""

    present: tuple[str, ...]
    missing: tuple[str, ...]
    rule: str


@cache
def _table() -> Mapping[str, Any]:
    return tables.load("boards/quorum.toml")


@cache
def disciplines() -> Mapping[str, str]:
    """Code -> words of each discipline."""
    return {row["code"]: row["words"] for row in _table()["discipline"]}


def discipline_of(field: str) -> str:
    """The discipline for which a doctor of this field speaks; `other` where the table has none."""
    return next((str(row["code"]) for row in _table()["discipline"] if field in row["fields"]), "other")


def check_ready(meeting: Meeting) -> None:
    """Raises Invalid where a meeting cannot be planned so."""
    wrong = {}
    chairs = [one for one in meeting.attendees if one.role is Role.BOARD_CHAIR]
    if len(chairs) != 1:
        wrong["attendees"] = "Name one chair."
    elif len([one for one in meeting.attendees if one.has_view]) < 2:
        wrong["attendees"] = "Name at least one member beside the chair."
    elif any(one.role not in INVITED_TO_LOOK for one in meeting.attendees):
        wrong["attendees"] = "A meeting has a chair, members and guests."
    if not meeting.where.strip():
        wrong["where"] = "Write the place, or the address of the call."
    if wrong:
        raise Invalid("The meeting cannot be planned so.", wrong)


def move(meeting: Meeting, *, begins: datetime, where: str, reason: str, by: str, at: datetime) -> Meeting:
    """The meeting at another time or place. WrongState once it was held or cancelled; Invalid without a reason."""
    moved = replace(_changed(meeting, reason, by, at), begins=begins, where=where)
    check_ready(moved)
    return moved


def cancel(meeting: Meeting, *, reason: str, by: str, at: datetime) -> Meeting:
    """The meeting, cancelled. WrongState once it was held or cancelled; Invalid without a reason."""
    return replace(_changed(meeting, reason, by, at), standing=Standing.CANCELLED)


def _changed(meeting: Meeting, reason: str, by: str, at: datetime) -> Meeting:
    if meeting.standing is not Standing.PLANNED:
        raise WrongState(f"This meeting was {meeting.standing.value}, so it is not changed any more.")
    if not reason.strip():
        raise Invalid("A reason is needed.", {"reason": "Write why, for those who were asked."})
    made = Change(was=meeting.begins, by=by, at=at, reason=reason.strip())
    return replace(meeting, changes=(*meeting.changes, made))


def hold(meeting: Meeting, present: Iterable[PersonId]) -> Meeting:
    """The meeting with those who were there. It may be said again, as people come late.

    Invalid where somebody was not asked, or the chair is not there; WrongState where it was cancelled.
    """
    there = tuple(dict.fromkeys(present))
    if meeting.standing is Standing.CANCELLED:
        raise WrongState("This meeting was cancelled.")
    if any(meeting.attendee(person) is None for person in there):
        raise Invalid("Somebody was not asked to this meeting.", {"present": "Choose from those who were asked."})
    if meeting.chair.person not in there:
        raise Invalid("The chair has to be there.", {"present": "Without its chair a board is moved or cancelled."})
    return replace(meeting, standing=Standing.HELD, present=there)


def taking_part(meeting: Meeting, item: Item) -> tuple[Attendee, ...]:
    """Those present who take part in this case: all but those who are recused."""
    return tuple(one for one in meeting.there if one.person not in item.recused)


def quorum(meeting: Meeting, item: Item) -> Quorum:
    """Which disciplines are in the room for this case, and which the rule asks for and are not."""
    here = {one.discipline for one in taking_part(meeting, item) if one.has_view}
    words, rule = disciplines(), _table()["quorum"]
    source = rule["source"]
    return Quorum(
        present=tuple(words[code] for code in words if code in here),
        missing=tuple(words[code] for code in rule["requires"] if code not in here),
        rule=f"{source['title']} ({source['year']}; {source['requirement']})",
    )


def check_can_open(meeting: Meeting, item: Item, sealed_by: Iterable[PersonId]) -> None:
    """Raises WrongState where the discussion of a case cannot be opened yet.

    To open it shows everybody's view to those present; who has not given theirs gives none any more.
    """
    if meeting.standing is not Standing.HELD:
        raise WrongState("First record who is there.")
    if item.outcome is not Outcome.WAITING:
        raise WrongState("This case is no longer open in this meeting.")
    if meeting.chair.person not in set(sealed_by):
        raise WrongState("The chair gives a view of their own before the discussion.")


def carry_over(item: Item, reason: str) -> Item:
    """The case, left to a later meeting. WrongState once it was decided; Invalid without a reason."""
    if item.outcome is not Outcome.WAITING:
        raise WrongState("This case is no longer open in this meeting.")
    if not reason.strip():
        raise Invalid("A reason is needed.", {"reason": "Write what the board waits for."})
    return replace(item, outcome=Outcome.CARRIED_OVER, reason=reason.strip())


def decided(item: Item) -> Item:
    """The case, with a signed opinion of this meeting."""
    return replace(item, outcome=Outcome.DECIDED)


def view(read: BlindedRead) -> str:
    """A member's view in one line: what they would do or find, and their reasons, in their own words."""
    said = read.judgement
    found = (said.diagnosis, said.stage_group and f"stage {said.stage_group}", ", ".join(said.treatments))
    return f"{'; '.join(part for part in found if part)}. {read.reasons}".removeprefix(". ")


def recorded(meeting: Meeting, item: Item, reads: Iterable[BlindedRead], said: Board | None) -> Board:
    """The record of a board's opinion (R26), taken from the meeting and the sealed views.

    `said` is what its chair wrote beside them: the dissent by name, and why the board speaks without a discipline. A
    view that was sealed counts although its writer could not come.
    """
    given = {read.by: view(read) for read in reads}
    here = [one for one in taking_part(meeting, item) if one.has_view]
    asked = [one for one in meeting.attendees if one.has_view and one.person not in item.recused]
    words, found = disciplines(), quorum(meeting, item)
    presenter = meeting.attendee(item.presenter)
    names, written = {one.name for one in here}, said.dissents if said else ()
    return Board(
        presenter=presenter.name if presenter else "",
        disciplines=found.present,
        members=tuple((one.name, words[one.discipline]) for one in here),
        views=tuple((one.name, given[one.person]) for one in asked if one.person in given),
        dissents=tuple((name, text) for name, text in written if name in names and text.strip()),
        missing=found.missing,
        without=said.without.strip() if said else "",
        on=meeting.begins.date(),
    )

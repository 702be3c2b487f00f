"""Asking for more before a review can go on, answering, and giving a case back: each a move in the table of states.

What enters: a case and what a person wrote. What leaves: the next case, or Invalid with what is still to be written.
"""

from dataclasses import replace
from datetime import datetime

from consilium import cases
from consilium.cases import Action, Actor, Case, Role
from consilium.errors import Denied, Invalid, WrongState
from consilium.waiting import Ask, AskAnswer, Declined, DeclineReason

ANSWERS = {
    **dict.fromkeys((Role.PATIENT, Role.PROXY, Role.COORDINATOR), frozenset({AskAnswer.HERE, AskAnswer.CANNOT})),
    **dict.fromkeys(cases.REVIEW_SIDE, frozenset({AskAnswer.WITHOUT})),
}
"""Who may give which answer; a reviewer only to what they asked for themselves."""


def ask(case: Case, wanted: Ask, *, by: Actor) -> Case:
    """The case, waiting for what `wanted` names. Raises Invalid where it does not say what and why."""
    missing = {}
    if not wanted.what.strip():
        missing["what"] = "Write what you need."
    if not wanted.why.strip():
        missing["why"] = "Write why you need it, so that the person understands."
    if missing:
        raise Invalid("Say what you need, and why.", missing)
    if wanted.by != by.id:
        raise Denied("One asks in one's own name.")
    moved = cases.advance(case, Action.ASK_MORE, by, wanted.at)
    return replace(moved, asks=(*moved.asks, wanted))


def answer(case: Case, id: str, said: AskAnswer, *, note: str = "", by: Actor, at: datetime) -> Case:
    """The case with one ask answered. WrongState where it was answered before, Denied where there is none."""
    open_one = next((one for one in case.asks if one.id == id), None)
    if open_one is None or said not in ANSWERS.get(by.role, frozenset()):
        raise Denied("There is nothing to answer here.")
    if by.role in cases.REVIEW_SIDE and open_one.by != by.id:
        raise Denied("Somebody else asked for this.")
    if open_one.answer is not None:
        raise WrongState("This was answered before.")
    moved = cases.advance(case, Action.ANSWER, by, at)
    done = replace(open_one, answer=said, note=note.strip(), answered_by=by.id, answered_at=at)
    return replace(moved, asks=tuple(done if one.id == id else one for one in moved.asks))


def decline(case: Case, reason: DeclineReason, *, note: str = "", by: Actor, at: datetime) -> Case:
    """The case without this reviewer, back in the queue where nobody else reviews it."""
    if reason is DeclineReason.OTHER and not note.strip():
        raise Invalid("A reason is needed.", {"note": "Write your reason in a few words."})
    moved = cases.advance(case, Action.DECLINE, by, at)
    said = Declined(by=by.id, reason=reason, note=note.strip(), at=at)
    return replace(moved, declined=(*moved.declined, said))

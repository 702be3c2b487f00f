"""What comes next, as data: the steps of a draft, and for each role and state of a case what there is to do."""

from dataclasses import dataclass, replace

from consilium.cases import REVIEW_SIDE, Action, Role, Route, Status, was_released
from consilium.waiting import waits_for
from consilium_web.queries.cases import CaseLine, CaseView


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: its words, the name of its page, whether it is done; and what happens then, and when.

    Where there is nothing to do but to wait, `waits` holds and the words say for what.
    """

    text: str
    page: str
    done: bool = False
    then: str = ""
    waits: bool = False


def waiting(text: str, then: str) -> Step:
    """A step of somebody else's."""
    return Step(text, "case", then=then, waits=True)


def steps(it: CaseView) -> tuple[Step, ...]:
    """The steps of telling a case, in their order."""
    case, missing = it.case, it.missing
    marks = (Step("What the reviewer does not see at first", "marks"),) if "mark_first_opinion" in it.may else ()
    return (
        Step("What your doctor found and plans", "first_opinion", "first_opinion" not in missing),
        Step("What you want to know", "about", not {"scope", "intent", "treatment_status"} & missing.keys()),
        Step("What matters to you", "wishes", bool(case.goals or case.questions or case.preferences)),
        Step("What you agree to", "consents", "consent" not in missing),
        Step("Your records", "records", it.records > 0),
        Step("What your records say", "facts", False),
        Step("What we noticed", "findings", False),
        *marks,
        Step("Check and send", "send", False),
    )


_PATIENT: dict[Status, Step] = {
    Status.SENT: waiting(
        "We are looking for a reviewer for you",
        "You need to do nothing now. This page shows when a reviewer has your records. You can still add records.",
    ),
    Status.BLINDED: waiting(
        "A reviewer is reading your records",
        "They read them first without seeing what your doctor thinks. Then they write your second opinion.",
    ),
    Status.OPEN: waiting(
        "A reviewer is writing your second opinion",
        "When it is signed, it comes to this page. You need to do nothing now.",
    ),
    Status.SIGNED: waiting(
        "Your second opinion is signed",
        "It is looked at once more before you get it. It then appears on this page.",
    ),
    Status.RELEASED: Step(
        "Read your second opinion",
        "report",
        then="Your second opinion is ready. Take your time. You can keep it as a file and show it to your doctor.",
    ),
    Status.CLOSED: Step("Read your second opinion again", "report", then="Your case is closed. All of it stays here."),
    Status.REFERRED: Step(
        "See where your move stands", "move", then="Your wish to move your care was sent. We look for the new place."
    ),
    Status.WITHDRAWN: waiting("You took this case back", "Nobody reviews it any more. What you told us stays here."),
}
_MOVED = Step("See where your care moved to", "move", then="Your case is closed. All of it stays here.")
_NOT_SENT = waiting("The case is not sent yet", "Your patient still tells it. You need to do nothing now.")
_NO_CONSENT = waiting("The patient does not agree to the review now", "There is nothing to do until they agree again.")
_SIGNED = waiting("Your opinion is signed", "Others still write theirs. All of them reach the patient together.")
_REVIEW: dict[Status, Step] = {
    Status.BLINDED: Step(
        "Read the case and write your first read",
        "desk",
        then="The first opinion is withheld. Once you seal your first read, you see it and write your opinion.",
    ),
    Status.OPEN: Step("Write your opinion", "desk", then="You can save as often as you like before you sign."),
    Status.SIGNED: Step("Look once more and hand it over", "release", then="The patient can read it at once."),
    Status.RELEASED: Step("Read the opinion", "report", then="The patient has it."),
    Status.CLOSED: Step("Read the opinion", "report", then="The patient has it, and closed the case."),
}
_MEMBER: dict[Status, Step] = {
    Status.BLINDED: Step(
        "Read the case and give your view",
        "desk",
        then="The first opinion and the others’ views are withheld. Once you seal your view, you see them.",
    ),
    Status.OPEN: Step("Go to the board’s meeting", "case_board", then="Your view is in. The board meets on this case."),
    Status.SIGNED: Step("Read the board’s opinion", "report", then="The chair signed it. The patient gets it soon."),
    Status.RELEASED: Step("Read the board’s opinion", "report", then="The patient has it."),
    Status.CLOSED: Step("Read the board’s opinion", "report", then="The patient has it, and closed the case."),
}
_CHAIR = _MEMBER | {
    Status.OPEN: Step(
        "Go to the board’s meeting",
        "case_board",
        then="There you open the discussion. Then you write the board’s opinion and sign it.",
    ),
    Status.SIGNED: _REVIEW[Status.SIGNED],
}
_GUEST = _MEMBER | dict.fromkeys(
    (Status.BLINDED, Status.OPEN),
    Step("Go to the board’s meeting", "case_board", then="You listen. You have no vote, and give no view."),
)
_GUEST |= dict.fromkeys(
    (Status.SIGNED, Status.RELEASED, Status.CLOSED),
    Step("Go to the board’s meeting", "case_board", then="The board’s opinion is signed. You need to do nothing now."),
)
_FINISHED = Step("Read the second opinion", "report", then="Your patient has it too, and wishes you to read it.")
NEXT: dict[Role, dict[Status, Step]] = {
    Role.PATIENT: _PATIENT,
    Role.PROXY: _PATIENT,
    Role.FIRST_DOCTOR: {
        **dict.fromkeys(
            (Status.SENT, Status.BLINDED, Status.OPEN, Status.SIGNED),
            waiting("The second opinion is being made", "You can read it here once your patient has it."),
        ),
        Status.RELEASED: _FINISHED,
        Status.CLOSED: _FINISHED,
        Status.REFERRED: waiting("Your patient asks to move their care", "You need to do nothing now."),
        Status.WITHDRAWN: waiting("Your patient took this case back", "There is nothing to do any more."),
    },
    Role.COORDINATOR: {
        Status.REFERRED: Step("Arrange the move of care", "move", then="The patient sees each step at once."),
        Status.SENT: Step("Ask a reviewer", "assign", then="The reviewer gets the records without the first opinion."),
        Status.BLINDED: waiting("The reviewer makes the first read", "The first opinion is withheld until then."),
        Status.OPEN: waiting("The reviewer writes the opinion", "It comes to the queue when it is signed."),
        Status.SIGNED: Step("Look once more and hand it over", "release", then="The patient can read it at once."),
        Status.RELEASED: waiting("The patient has the opinion", "You are told when they write, or what they decided."),
        Status.CLOSED: waiting("The case is closed", "There is nothing to do any more."),
        Status.WITHDRAWN: waiting("The patient took this case back", "There is nothing to do any more."),
    },
    **dict.fromkeys(REVIEW_SIDE, _REVIEW),
    Role.BOARD_CHAIR: _CHAIR,
    Role.BOARD_MEMBER: _MEMBER,
    Role.BOARD_GUEST: _GUEST,
}
"""For each role and state of a case, what comes next."""


LINKS = (
    ("desk", "Your desk", "read_for_review"),
    ("case_board", "The board’s meeting", "see_boards"),
    ("records", "Records", "see_record"),
    ("facts", "What the records say", "see_record"),
    ("findings", "What we noticed", "see_record"),
    ("marks", "Which parts state the first opinion", "mark_first_opinion"),
    ("messages", "Messages", "see_messages"),
    ("dates", "Days and appointments", "see_dates"),
    ("who_to_ask", "Who could be asked", "find_experts"),
    ("assign", "Ask a reviewer", "assign"),
    ("first_read", "Your first read", "seal"),
    ("opinion", "Your opinion", "write_opinion"),
    ("ask_for_more", "Ask for more records or tests", "ask_more"),
    ("requests", "What a reviewer asked for", "see_record"),
    ("decline", "Give the case back", "decline"),
    ("release", "Give the opinion to the patient", "release"),
    ("report", "The second opinion", "see_opinion"),
    ("two_opinions", "The opinions side by side", "see_opinion"),
    ("move", "Moving care", "see_move"),
    ("change_reviewer", "Ask for another reviewer", "change_reviewer"),
    ("ask_third", "Ask for one more opinion", "ask_third"),
    ("close", "Close the case", "close"),
)
"""Page, its words, and the permission or action that opens it."""


def links(it: CaseView) -> tuple[tuple[str, str], ...]:
    """The pages of a case that are open to this actor now."""
    hidden = set() if it.case.asks else {"requests"}
    hidden |= set() if it.case.route is Route.BOARD else {"case_board"}
    hidden |= set() if was_released(it.case) else {"two_opinions"}
    hidden |= set() if _can_read(it) else {"report"}
    hidden |= set() if it.actor.role in (Role.PATIENT, Role.PROXY) else {"change_reviewer", "close"}
    return tuple((page, text) for page, text, needed in LINKS if needed in it.may and page not in hidden)


def _can_read(it: CaseView) -> bool:
    """Whether there is an opinion for this person to read: for those who work here, as soon as one is signed."""
    if it.blinded or it.actor.role in (Role.PATIENT, Role.PROXY, Role.FIRST_DOCTOR):
        return was_released(it.case) and not it.blinded
    return any(step.action is Action.SIGN for step in it.case.history)


def now(it: CaseView) -> Step:
    """What this person does next in this case; for a draft, its first step that is not done."""
    if it.actor.role is Role.COORDINATOR and not it.may & {"see_record"} and it.case.status is not Status.WITHDRAWN:
        return _NO_CONSENT
    if it.case.status is Status.DRAFT:
        return _go_on(it) if "edit_case" in it.may else _NOT_SENT
    if waits_for(it.case.asks) and it.actor.role in _ANSWERS:
        return _ASKED
    sealed, signed = it.actor.id in it.case.sealed_by, it.actor.id in it.case.signed_by
    found = _next(it.actor.role, it.case.status, sealed=sealed, signed=signed, released=was_released(it.case))
    return found if found.waits or found.page in dict(links(it)) else _REST


def _go_on(it: CaseView) -> Step:
    step = next((step for step in steps(it) if not step.done), None) or Step("Check and send", "send")
    return replace(step, then="What you write is kept. You can stop at any step, and go on later.")


_ANSWERS = (Role.PATIENT, Role.PROXY, Role.COORDINATOR)
_ASKED = Step(
    "See what the reviewer asks for",
    "requests",
    then="The reviewer needs something before they can go on. The review waits for an answer.",
)
_REST = waiting("There is nothing for you to do now", "This page says so when there is.")
_CLOSED = waiting("The case is closed", "There is nothing to do any more.")


def next_step(line: CaseLine) -> Step:
    """What this person can do next in a case of their list."""
    if line.status is Status.DRAFT:
        return Step("Go on with this case", "case", then="It is not sent yet.") if line.editable else _NOT_SENT
    if line.asked and line.role in _ANSWERS:
        return _ASKED
    return _next(line.role, line.status, sealed=line.first_read_sealed, signed=line.signed, released=line.released)


def _next(role: Role, status: Status, *, sealed: bool, signed: bool, released: bool) -> Step:
    if role in REVIEW_SIDE and status is Status.OPEN and signed:
        return _SIGNED
    if role in REVIEW_SIDE and status is Status.OPEN and not sealed:
        status = Status.BLINDED
    if status is Status.CLOSED and not released:
        return _MOVED if role in (Role.PATIENT, Role.PROXY) else _CLOSED
    return NEXT.get(role, {}).get(status, _REST)

"""The moves of a case from state to state: the table of them, who may make each, and what it changes.

What enters: a case, and who does what. What leaves: the next case, or an error. Nothing here keeps time: `at` is
passed in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from consilium.cases.case import (
    BOARD,
    CENTRE,
    INVITED_TO_LOOK,
    PATIENT_SIDE,
    REVIEW_SIDE,
    SIGNERS,
    Action,
    Actor,
    Case,
    Consent,
    Intent,
    Purpose,
    Role,
    Route,
    Seat,
    Starter,
    Status,
    Step,
    acts_for_patient,
    awaited,
    role_of,
)
from consilium.errors import Denied, Invalid, WrongState
from consilium.values import CaseId, PersonId
from consilium.waiting import Ask, AskAnswer, waits_for

TRANSITIONS: Mapping[tuple[Status, Action], tuple[Status, frozenset[Role]]] = {
    (Status.DRAFT, Action.SEND): (Status.SENT, PATIENT_SIDE | {Role.FIRST_DOCTOR}),
    (Status.DRAFT, Action.REFER): (Status.REFERRED, PATIENT_SIDE | {Role.FIRST_DOCTOR}),
    (Status.SENT, Action.ASSIGN): (Status.BLINDED, CENTRE),
    (Status.BLINDED, Action.ASSIGN): (Status.BLINDED, CENTRE),
    (Status.OPEN, Action.ASSIGN): (Status.OPEN, CENTRE),
    (Status.BLINDED, Action.CHANGE_REVIEWER): (Status.SENT, PATIENT_SIDE | CENTRE),
    (Status.OPEN, Action.CHANGE_REVIEWER): (Status.SENT, PATIENT_SIDE | CENTRE),
    (Status.BLINDED, Action.ASK_MORE): (Status.BLINDED, REVIEW_SIDE),
    (Status.OPEN, Action.ASK_MORE): (Status.OPEN, REVIEW_SIDE),
    (Status.BLINDED, Action.ANSWER): (Status.BLINDED, PATIENT_SIDE | CENTRE | REVIEW_SIDE),
    (Status.OPEN, Action.ANSWER): (Status.OPEN, PATIENT_SIDE | CENTRE | REVIEW_SIDE),
    (Status.BLINDED, Action.DECLINE): (Status.SENT, REVIEW_SIDE),
    (Status.OPEN, Action.DECLINE): (Status.SENT, REVIEW_SIDE),
    (Status.BLINDED, Action.LET_GO): (Status.BLINDED, CENTRE | PATIENT_SIDE),
    (Status.OPEN, Action.LET_GO): (Status.OPEN, CENTRE | PATIENT_SIDE),
    (Status.BLINDED, Action.OPEN_DISCUSSION): (Status.OPEN, frozenset({Role.BOARD_CHAIR})),
    (Status.OPEN, Action.OPEN_DISCUSSION): (Status.OPEN, frozenset({Role.BOARD_CHAIR})),
    (Status.BLINDED, Action.SEAL): (Status.OPEN, REVIEW_SIDE),
    (Status.OPEN, Action.SEAL): (Status.OPEN, REVIEW_SIDE),
    (Status.OPEN, Action.SIGN): (Status.SIGNED, SIGNERS),
    (Status.SIGNED, Action.AMEND): (Status.SIGNED, SIGNERS),
    (Status.SIGNED, Action.RELEASE): (Status.RELEASED, CENTRE | SIGNERS),
    (Status.RELEASED, Action.AMEND): (Status.RELEASED, SIGNERS),
    (Status.RELEASED, Action.ASK_THIRD): (Status.SENT, PATIENT_SIDE),
    (Status.RELEASED, Action.CLOSE): (Status.CLOSED, PATIENT_SIDE | CENTRE),
    (Status.CLOSED, Action.AMEND): (Status.CLOSED, SIGNERS),
    (Status.CLOSED, Action.ASK_THIRD): (Status.SENT, PATIENT_SIDE),
    (Status.REFERRED, Action.CLOSE): (Status.CLOSED, PATIENT_SIDE | CENTRE),
    (Status.DRAFT, Action.WITHDRAW): (Status.WITHDRAWN, PATIENT_SIDE | {Role.FIRST_DOCTOR}),
    (Status.SENT, Action.WITHDRAW): (Status.WITHDRAWN, PATIENT_SIDE),
    (Status.BLINDED, Action.WITHDRAW): (Status.WITHDRAWN, PATIENT_SIDE),
    (Status.OPEN, Action.WITHDRAW): (Status.WITHDRAWN, PATIENT_SIDE),
    (Status.SIGNED, Action.WITHDRAW): (Status.WITHDRAWN, PATIENT_SIDE),
    (Status.REFERRED, Action.WITHDRAW): (Status.WITHDRAWN, PATIENT_SIDE),
}
"""Every move there is: (where the case is, what is done) -> (where it goes, who may).

Some may end elsewhere: an opinion that is signed while others are still awaited leaves the case open, and a reviewer
who goes takes it where those who are left stand (`_status_after`).
"""


def start(*, id: CaseId, patient: PersonId, by: Actor, cancer: str = "", proxies: tuple[PersonId, ...] = ()) -> Case:
    """A new draft. Patient, proxy and first doctor may start one (R7); anybody else is Denied."""
    if by.role.value not in set(Starter):
        raise Denied("A case is started by the patient, by somebody who acts for them, or by their doctor.")
    if by.role is Role.PATIENT and by.id != patient:
        raise Denied("A patient starts a case for themselves.")
    return Case(
        id=id,
        patient=patient,
        starter=by.id,
        starter_role=Starter(by.role.value),
        cancer=cancer,
        proxies=tuple(dict.fromkeys((*proxies, by.id))) if by.role is Role.PROXY else proxies,
        first_doctor=by.id if by.role is Role.FIRST_DOCTOR else None,
    )


def missing_to_send(case: Case) -> dict[str, str]:
    """Field -> how to mend it, for all without which no review opens. The first doctor's consent is not one (R8)."""
    missing = {}
    if case.first_opinion is None:
        missing["first_opinion"] = "Write what the first doctor found or plans."
    if case.scope is None:
        missing["scope"] = "Say what you want a second opinion on: the diagnosis, the treatment, or both."
    if case.intent is None:
        missing["intent"] = "Say whether you plan to return to your first doctor or to move your care."
    if case.treatment_status is None:
        missing["treatment_status"] = "Say whether treatment has begun."
    if not case.consents_to(Purpose.REVIEW):
        missing["consent"] = "Agree that the reviewer may read your records."
    return missing


def check_move(case: Case, action: Action, by: Actor) -> None:
    """Raises WrongState, Denied or Invalid where `advance` would."""
    move = TRANSITIONS.get((case.status, action))
    if move is None:
        raise WrongState(f"This cannot be done now: the case is {case.status.value}.")
    if by.role not in move[1]:
        raise Denied("Your role does not allow this step.")
    _check_ready(case, action, by)


def _check_ready(case: Case, action: Action, by: Actor) -> None:
    if action in {Action.SEND, Action.REFER} and (missing := missing_to_send(case)):
        raise Invalid("Some answers are still needed.", missing)
    if action is Action.SEND and case.intent is Intent.TRANSFER:
        raise Invalid("Moving your care is a referral.", {"intent": "Choose the referral instead."})
    if action is Action.REFER and case.intent is Intent.RETURN:
        raise Invalid("A referral is for moving your care.", {"intent": "Send the case for a second opinion instead."})
    if action in {Action.SEAL, Action.SIGN, Action.AMEND} and by.role in BOARD and case.route is not Route.BOARD:
        raise Denied("A board reviews on the route of a board only.")
    if action in {Action.SEAL, Action.SIGN, Action.ASK_MORE, Action.DECLINE} and by.id not in case.reviewers:
        raise Denied("Only an assigned reviewer can do this.")
    if action in {Action.ASK_MORE, Action.DECLINE} and by.id in case.signed_by:
        raise WrongState("Your opinion is signed. What you wish to add is an addendum.")
    if action is Action.SIGN and any(ask.by == by.id for ask in waits_for(case.asks)):
        raise WrongState("You still wait for something that you asked for. Say first that you go on without it.")
    if action is Action.SEAL and by.id in case.sealed_by:
        raise WrongState("This first read is already sealed.")
    if action is Action.SEAL and by.id in case.opened_to:
        raise WrongState("The board's discussion is open. Say your view there.")
    if action in {Action.SIGN, Action.OPEN_DISCUSSION} and case.route is Route.BOARD:
        _check_board(case, action, by)
    if action is Action.SIGN and by.id not in case.sealed_by:
        raise WrongState("The first read is sealed before an opinion is signed.")
    if action is Action.AMEND and by.id not in {*case.signed_by, *case.earlier_reviewers}:
        raise Denied("Only the one who signed can add to an opinion.")


def _check_board(case: Case, action: Action, by: Actor) -> None:
    if by.id not in case.reviewers:
        raise Denied("Only the chair of the case's board can do this.")
    if by.id not in case.sealed_by:
        raise WrongState("The chair gives a view of their own before the discussion.")
    if action is Action.SIGN and by.id not in case.opened_to:
        raise WrongState("A board signs its opinion after the discussion.")


def advance(
    case: Case,
    action: Action,
    by: Actor,
    at: datetime,
    *,
    reviewers: Iterable[PersonId] = (),
    role: Role = Role.REVIEWER,
    seats: Iterable[Seat] = (),
) -> Case:
    """The case after `action`.

    For ASSIGN: `reviewers` are those newly asked, `role` as what; or `seats`, where more than a role is to be said. For
    LET_GO and OPEN_DISCUSSION: `reviewers` are those who go, or those to whom the discussion is opened.

    Raises WrongState (not at this step), Denied (not this role, not assigned), Invalid (answers still needed).
    """
    check_move(case, action, by)
    named = tuple(reviewers)
    if action is Action.ASSIGN:
        moved = _asked(case, tuple(seats) or tuple(Seat(person=person, role=role) for person in named))
    else:
        moved = _people_after(case, action, by.id, named)
    status = _status_after(case, action, moved)
    moved = replace(moved, asks=tuple(_ended(ask, moved, at) for ask in moved.asks))
    step = Step(action=action, by=by.id, role=by.role, at=at)
    return replace(moved, status=status, history=(*case.history, step))


def _status_after(case: Case, action: Action, moved: Case) -> Status:
    status = TRANSITIONS[case.status, action][0]
    if action is Action.SIGN and _waits_for_more(moved):
        return case.status
    if action not in {Action.LET_GO, Action.DECLINE}:
        return status
    if not awaited(moved):
        return Status.SENT
    if moved.signed_by and not _waits_for_more(moved):
        return Status.SIGNED
    return Status.OPEN if moved.sealed_by or moved.opened_to else Status.BLINDED


def _waits_for_more(case: Case) -> bool:
    """A board signs once, together; independent specialists sign one by one (R28)."""
    return case.route is not Route.BOARD and bool(set(awaited(case)) - set(case.signed_by))


def _ended(ask: Ask, case: Case, at: datetime) -> Ask:
    """What somebody asked for who does not review the case any more is not waited for."""
    if ask.answer is not None or ask.by in case.reviewers:
        return ask
    return replace(ask, answer=AskAnswer.WITHOUT, answered_at=at)


def _people_after(case: Case, action: Action, by: PersonId, named: tuple[PersonId, ...]) -> Case:
    match action:
        case Action.SEAL:
            return replace(case, sealed_by=(*case.sealed_by, by))
        case Action.SIGN:
            return replace(case, signed_by=(*case.signed_by, by))
        case Action.DECLINE:
            return _without(case, {by})
        case Action.LET_GO:
            return _let_go(case, named)
        case Action.OPEN_DISCUSSION:
            there = tuple(person for person in named if person in case.reviewers)
            return replace(case, opened_to=tuple(dict.fromkeys((*case.opened_to, by, *there))))
        case Action.CHANGE_REVIEWER | Action.ASK_THIRD:
            earlier = tuple(dict.fromkeys((*case.earlier_reviewers, *case.reviewers)))
            return replace(case, reviewers=(), sealed_by=(), opened_to=(), signed_by=(), earlier_reviewers=earlier)
    return case


def _let_go(case: Case, named: tuple[PersonId, ...]) -> Case:
    """The others keep what they have done. Who has signed stays: their opinion belongs to the patient."""
    if not named or set(named) - set(case.reviewers):
        raise Invalid("This person was not asked.", {"reviewer": "Choose somebody who was asked."})
    if set(named) & set(case.signed_by):
        raise WrongState("Who has signed an opinion is not let go any more.")
    if set(named) != set(case.reviewers) and any(role_of(person, case) is Role.BOARD_CHAIR for person in named):
        raise WrongState("A board keeps its chair. Carry the case over to a meeting with another one.")
    return replace(
        _without(case, set(named)), earlier_reviewers=tuple(dict.fromkeys((*case.earlier_reviewers, *named)))
    )


def _without(case: Case, gone: set[PersonId]) -> Case:
    """Whoever goes begins blinded again, should they be asked once more (B5)."""
    return replace(
        case,
        reviewers=tuple(person for person in case.reviewers if person not in gone),
        sealed_by=tuple(person for person in case.sealed_by if person not in gone),
        opened_to=tuple(person for person in case.opened_to if person not in gone),
    )


def _asked(case: Case, asked: tuple[Seat, ...]) -> Case:
    if not asked:
        raise Invalid("Nobody was named.", {"reviewers": "Name at least one reviewer."})
    if any(seat.role not in INVITED_TO_LOOK for seat in asked):
        raise Denied("Nobody reviews a case in this role.")
    people = tuple(seat.person for seat in asked)
    others = tuple(seat for seat in case.seats if seat.person not in people)
    kept = tuple(seat for seat in asked if seat.role is not Role.REVIEWER or seat.field)
    return replace(case, reviewers=tuple(dict.fromkeys((*case.reviewers, *people))), seats=(*others, *kept))


def route_with(case: Case, route: Route) -> Route:
    """The route of the case once somebody is asked on this one beside those who are asked already.

    A pathologist may be asked beside every other (R28, R4); a board is asked as a whole. Raises Invalid.
    """
    if not case.reviewers or case.route in (None, route):
        return route
    if Route.BOARD in (case.route, route):
        raise Invalid("A board is asked as a whole.", {"route": "Nobody is asked beside a board."})
    if Route.PATHOLOGIST in (case.route, route):
        return case.route if route is Route.PATHOLOGIST and case.route else route
    return Route.MODALITIES


def consent(
    case: Case, purpose: Purpose, *, given: bool, by: Actor, at: datetime, person: PersonId | None = None
) -> Case:
    """The case with a consent given or withdrawn, for all or for one `person`; earlier ones stay as they were.

    A reviewer from whom it is taken back before they signed reviews no more; without its chair, a board does not.
    Denied for all but patient and proxy.
    """
    if not acts_for_patient(by, case):
        raise Denied("Only the patient, or somebody who acts for them, gives consent.")
    said = Consent(purpose=purpose, given=given, at=at, by=by.id, person=person)
    told = replace(case, consents=(*case.consents, said))
    going = () if given or person is None or purpose is not Purpose.REVIEW else _ended_with(person, case)
    return advance(told, Action.LET_GO, by, at, reviewers=going) if going else told


def _ended_with(person: PersonId, case: Case) -> tuple[PersonId, ...]:
    """Who reviews no more once this person may not: a board goes with its chair."""
    if person not in case.reviewers or person in case.signed_by or (case.status, Action.LET_GO) not in TRANSITIONS:
        return ()
    return case.reviewers if role_of(person, case) is Role.BOARD_CHAIR else (person,)


def diagram() -> str:
    """The table of transitions as a Mermaid state diagram, for `docs/case.md`."""
    lines = ["stateDiagram-v2", f"    [*] --> {Status.DRAFT.value}"]
    for (status, action), (after, roles) in TRANSITIONS.items():
        who = ", ".join(role.value.replace("_", " ") for role in Role if role in roles)
        lines.append(f"    {status.value} --> {after.value}: {action.value.replace('_', ' ')} ({who})")
    lines += [f"    {status.value} --> [*]" for status in (Status.CLOSED, Status.WITHDRAWN)]
    return "\n".join(lines)

"""Who may do what: one table of permission, role and relation to the case.

What enters: what somebody wishes to do, the actor, the case (None for what concerns no single case). What leaves:
nothing where it is allowed, else `Denied`, `WrongState` or `Invalid` with a sentence for the person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from consilium.cases import (
    INVITED_TO_LOOK,
    PATIENT_SIDE,
    REVIEW_SIDE,
    SIGNERS,
    Action,
    Actor,
    Case,
    Phase,
    Purpose,
    Role,
    Route,
    Status,
    acts_for_patient,
    all_sealed,
    check_move,
    phase_of,
    role_of,
)
from consilium.errors import Denied, Invalid, WrongState
from consilium.opinions import BlindedRead, Opinion
from consilium.values import PersonId


class Permission(StrEnum):
    """What somebody may wish to do that is not a move of the case (those are `cases.Action`)."""

    START_CASE = "start_case"
    SEE_CASE = "see_case"
    EDIT_CASE = "edit_case"
    ADD_RECORD = "add_record"
    SEE_RECORD = "see_record"
    CORRECT_FACT = "correct_fact"
    MARK_FIRST_OPINION = "mark_first_opinion"
    GIVE_CONSENT = "give_consent"
    ASK_FOR_RECORDS = "ask_for_records"
    READ_FOR_REVIEW = "read_for_review"
    WRITE_OPINION = "write_opinion"
    SEE_OPINION = "see_opinion"
    TALK = "talk"
    CODE_OUTCOME = "code_outcome"
    DECIDE = "decide"
    HAND_ON = "hand_on"
    ARRANGE_MOVE = "arrange_move"
    SEE_MOVE = "see_move"
    EXPORT_CASE = "export_case"
    GIVE_FEEDBACK = "give_feedback"
    FIND_EXPERTS = "find_experts"
    KEEP_DIRECTORY = "keep_directory"
    ALLOW_NOT_INDEPENDENT = "allow_not_independent"
    SEE_MESSAGES = "see_messages"
    WRITE_MESSAGE = "write_message"
    PLAN_BOARDS = "plan_boards"
    SEE_BOARDS = "see_boards"
    LEAD_BOARD = "lead_board"
    SEE_DATES = "see_dates"
    MAKE_APPOINTMENT = "make_appointment"
    SEE_QUEUE = "see_queue"
    SEE_FIGURES = "see_figures"
    SEE_AUDIT = "see_audit"
    SEE_CHAIN = "see_chain"
    MANAGE_PEOPLE = "manage_people"
    CHOOSE_ROLE = "choose_role"


class Relation(StrEnum):
    """How the actor stands to the case."""

    OWN = "own"
    """The patient, or a proxy named in the case."""
    STARTED = "started"
    """The first doctor who started it, while it is a draft."""
    TREATING = "treating"
    """The first doctor or another clinician whom the patient lets see it, by a consent in force (R38)."""
    FIRST = "first"
    """The first doctor, by a consent in force: no other clinician speaks for the first opinion."""
    ASSIGNED = "assigned"
    """Somebody asked to review it, in the role they were asked in, while the review lasts and consent is in force."""
    WROTE = "wrote"
    """Somebody who signed an opinion in it, in the role they were asked in."""
    RELEASED = "released"
    """Somebody whose signed opinion was released, while consent to the review is in force."""
    MOVING = "moving"
    """The patient's side or a coordinator, in a case that moves care (R5)."""
    HANDLED = "handled"
    """A coordinator of the organisation it was sent to, as long as consent to the review is in force."""
    KNOWN = "known"
    """The same, whatever the consent: that it exists, and where it stands. Not one who takes part in it otherwise."""
    OVERSEEN = "overseen"
    """Somebody of the organisation it was or will be sent to who watches over how it works, and not over patients."""
    ANY = "any"
    """No relation is needed."""


_UNDER_REVIEW = frozenset({Status.BLINDED, Status.OPEN, Status.SIGNED, Status.RELEASED})


def related(relation: Relation, actor: Actor, case: Case | None) -> bool:
    """Whether the actor stands in this relation to the case."""
    if relation is Relation.ANY:
        return True
    if case is None:
        return False
    match relation:
        case Relation.OWN:
            return acts_for_patient(actor, case)
        case Relation.STARTED:
            return actor.id == case.starter and actor.role is Role.FIRST_DOCTOR and case.status is Status.DRAFT
        case Relation.TREATING:
            clinicians = {case.first_doctor, *case.clinicians}
            return actor.id in clinicians and case.consents_to(Purpose.SHARE_WITH_FIRST_DOCTOR, actor.id)
        case Relation.ASSIGNED:
            asked = actor.id in case.reviewers and case.status in _UNDER_REVIEW
            return asked and actor.role is role_of(actor.id, case) and case.consents_to(Purpose.REVIEW, actor.id)
        case Relation.WROTE:
            wrote = actor.id in {*case.signed_by, *case.earlier_reviewers}
            return wrote and actor.role is role_of(actor.id, case)
        case Relation.FIRST:
            return actor.id == case.first_doctor and case.consents_to(Purpose.SHARE_WITH_FIRST_DOCTOR, actor.id)
        case Relation.RELEASED:
            given = has_released(actor.id, case) and case.consents_to(Purpose.REVIEW, actor.id)
            return given and case.status is not Status.WITHDRAWN and actor.role is role_of(actor.id, case)
        case Relation.MOVING:
            moved = any(step.action is Action.REFER for step in case.history)
            side = Relation.HANDLED if actor.role is Role.COORDINATOR else Relation.OWN
            return moved and related(side, actor, case)
        case Relation.HANDLED:
            known = related(Relation.KNOWN, actor, case)
            return known and case.status is not Status.WITHDRAWN and case.consents_to(Purpose.REVIEW)
        case Relation.KNOWN:
            ours = actor.organisation == case.organisation and not _takes_part(actor, case)
            return ours and case.status is not Status.DRAFT
        case Relation.OVERSEEN:
            return actor.organisation == case.organisation


def _takes_part(actor: Actor, case: Case) -> bool:
    """Whoever is patient, helper, doctor or reviewer of a case does not handle it as well."""
    doctors = {case.first_doctor, *case.clinicians}
    return actor.id in {case.patient, *case.proxies, *doctors, *case.reviewers, *case.earlier_reviewers}


_Table = dict[Role, tuple[Relation, ...]]
_PATIENT: _Table = {Role.PATIENT: (Relation.OWN,), Role.PROXY: (Relation.OWN,)}
_DRAFTING: _Table = {Role.FIRST_DOCTOR: (Relation.STARTED,)}
_TREATING: _Table = {Role.FIRST_DOCTOR: (Relation.STARTED, Relation.TREATING)}
_ASSIGNED: _Table = dict.fromkeys(REVIEW_SIDE, (Relation.ASSIGNED,))
_LOOKING: _Table = dict.fromkeys(INVITED_TO_LOOK, (Relation.ASSIGNED,))
_HANDLING: _Table = {Role.COORDINATOR: (Relation.HANDLED,)}
_SIGNED: _Table = dict.fromkeys(REVIEW_SIDE, (Relation.RELEASED,))

ALLOWED: Mapping[Permission, Mapping[Role, tuple[Relation, ...]]] = {
    Permission.START_CASE: dict.fromkeys((Role.PATIENT, Role.PROXY, Role.FIRST_DOCTOR), (Relation.ANY,)),
    Permission.SEE_CASE: _PATIENT | _TREATING | _LOOKING | {Role.COORDINATOR: (Relation.KNOWN,)},
    Permission.EDIT_CASE: _PATIENT | _DRAFTING,
    Permission.ADD_RECORD: _PATIENT | _TREATING | _HANDLING,
    Permission.SEE_RECORD: _PATIENT | _TREATING | _LOOKING | _HANDLING,
    Permission.CORRECT_FACT: _PATIENT | _HANDLING,
    Permission.MARK_FIRST_OPINION: _PATIENT | _HANDLING,
    Permission.GIVE_CONSENT: _PATIENT,
    Permission.ASK_FOR_RECORDS: _PATIENT | _HANDLING | _ASSIGNED,
    Permission.READ_FOR_REVIEW: _ASSIGNED,
    Permission.WRITE_OPINION: dict.fromkeys(SIGNERS, (Relation.ASSIGNED,)),
    Permission.SEE_OPINION: _PATIENT
    | {Role.FIRST_DOCTOR: (Relation.TREATING,)}
    | dict.fromkeys(REVIEW_SIDE, (Relation.ASSIGNED, Relation.WROTE))
    | _HANDLING,
    Permission.TALK: {Role.FIRST_DOCTOR: (Relation.FIRST,)} | _SIGNED,
    Permission.CODE_OUTCOME: _HANDLING | _SIGNED,
    Permission.DECIDE: _PATIENT,
    Permission.HAND_ON: _PATIENT,
    Permission.ARRANGE_MOVE: {Role.COORDINATOR: (Relation.MOVING,)},
    Permission.SEE_MOVE: dict.fromkeys((*PATIENT_SIDE, Role.COORDINATOR), (Relation.MOVING,)),
    Permission.EXPORT_CASE: _PATIENT,
    Permission.GIVE_FEEDBACK: _PATIENT,
    Permission.FIND_EXPERTS: _PATIENT | _HANDLING,
    Permission.KEEP_DIRECTORY: dict.fromkeys((Role.COORDINATOR, Role.ADMINISTRATOR), (Relation.ANY,)),
    Permission.ALLOW_NOT_INDEPENDENT: _HANDLING,
    Permission.SEE_MESSAGES: _PATIENT | _ASSIGNED | _HANDLING,
    Permission.WRITE_MESSAGE: _PATIENT | _ASSIGNED | _HANDLING,
    Permission.PLAN_BOARDS: {Role.COORDINATOR: (Relation.ANY,)},
    Permission.SEE_BOARDS: dict.fromkeys(INVITED_TO_LOOK | {Role.COORDINATOR}, (Relation.ANY,)),
    Permission.LEAD_BOARD: {Role.BOARD_CHAIR: (Relation.ANY,)},
    Permission.SEE_DATES: _PATIENT | _ASSIGNED | _HANDLING,
    Permission.MAKE_APPOINTMENT: _HANDLING,
    Permission.SEE_QUEUE: {Role.COORDINATOR: (Relation.ANY,)},
    Permission.SEE_FIGURES: {Role.COORDINATOR: (Relation.ANY,), Role.ADMINISTRATOR: (Relation.ANY,)},
    Permission.SEE_AUDIT: _PATIENT | dict.fromkeys((Role.ADMINISTRATOR, Role.AUDITOR), (Relation.OVERSEEN,)),
    Permission.SEE_CHAIN: dict.fromkeys((Role.ADMINISTRATOR, Role.AUDITOR), (Relation.ANY,)),
    Permission.MANAGE_PEOPLE: {Role.ADMINISTRATOR: (Relation.ANY,)},
    Permission.CHOOSE_ROLE: dict.fromkeys(Role, (Relation.ANY,)),
}
"""Permission -> role -> relations of which one is enough. What is not here is refused."""

_MOVERS: Mapping[Role, tuple[Relation, ...]] = {
    Role.PATIENT: (Relation.OWN,),
    Role.PROXY: (Relation.OWN,),
    Role.FIRST_DOCTOR: (Relation.STARTED,),
    Role.COORDINATOR: (Relation.HANDLED,),
    **dict.fromkeys(REVIEW_SIDE, (Relation.ASSIGNED, Relation.WROTE)),
}


def check_can(wish: Permission | Action, actor: Actor, case: Case | None) -> None:
    """Raises Denied where no table allows this; for a move of the case also WrongState and Invalid."""
    relations = _MOVERS.get(actor.role, ()) if isinstance(wish, Action) else ALLOWED[wish].get(actor.role, ())
    if not any(related(relation, actor, case) for relation in relations):
        raise Denied("You are not allowed to do this.")
    if isinstance(wish, Action):
        if case is None:
            raise Denied("You are not allowed to do this.")
        check_move(case, wish, actor)


def check_can_as_any(wish: Permission | Action, actor: Actor, roles: Iterable[Role], case: Case | None) -> Actor:
    """The actor in the first of their roles that allows this. Raises what the last role raised."""
    refused: Exception = Denied("You are not allowed to do this.")
    for role in roles:
        acting = replace(actor, role=role)
        try:
            check_can(wish, acting, case)
        except (Denied, WrongState, Invalid) as reason:
            refused = reason
        else:
            return acting
    raise refused


def may(wish: Permission | Action, actor: Actor, case: Case | None) -> str:
    """The reason why not, or "" where it is allowed: for a button's tooltip."""
    try:
        check_can(wish, actor, case)
    except (Denied, WrongState, Invalid) as reason:
        return str(reason)
    return ""


_NEVER_BLINDED = frozenset({Role.PATIENT, Role.PROXY, Role.FIRST_DOCTOR, Role.COORDINATOR})


def phase(actor: Actor, case: Case) -> Phase:
    """BLINDED until the actor's own first read is sealed, but for those who know the first opinion by their part."""
    return Phase.OPEN if actor.role in _NEVER_BLINDED else phase_of(actor.id, case)


def visible_opinions(actor: Actor, case: Case, opinions: Iterable[Opinion]) -> tuple[Opinion, ...]:
    """The signed opinions that this actor may read.

    The patient and consented clinicians: those released. A coordinator: all. A reviewer: their own, and those
    released once their first read is sealed; those of others asked beside them once every first read is sealed and
    their own opinion is signed (R28); a board's once they know the views. Anybody else: none.
    """
    if may(Permission.SEE_OPINION, actor, case):
        return ()
    if actor.role is Role.COORDINATOR:
        return tuple(opinions)
    if actor.role in REVIEW_SIDE:
        shown = phase(actor, case) is Phase.OPEN and related(Relation.ASSIGNED, actor, case)
        beside = shown and _may_look_beside(actor, case)
        return tuple(
            one
            for one in opinions
            if one.reviewer.id == actor.id or (shown and is_released(one, case)) or (beside and _is_beside(one, case))
        )
    return tuple(opinion for opinion in opinions if is_released(opinion, case))


def _may_look_beside(actor: Actor, case: Case) -> bool:
    """Whether the others' work can no longer colour this reviewer's own."""
    return case.route is Route.BOARD or (actor.id in case.signed_by and all_sealed(case))


def _is_beside(opinion: Opinion, case: Case) -> bool:
    """Whether an opinion was signed in this round, by one of those who are asked now."""
    return opinion.reviewer.id in case.signed_by


def visible_reads(actor: Actor, case: Case, reads: Iterable[BlindedRead]) -> tuple[BlindedRead, ...]:
    """The sealed first reads that this actor may see.

    On a board: a member the others' views once their own is in, or the chair opened the discussion to them; a guest
    then too; a coordinator once the discussion was opened. Independent specialists: their own, and the others' once
    every read is sealed and their own opinion is signed. Anybody else: none.
    """
    given = tuple(reads)
    if actor.role is Role.COORDINATOR:
        return given if case.opened_to and not may(Permission.SEE_RECORD, actor, case) else ()
    if actor.role not in INVITED_TO_LOOK or not related(Relation.ASSIGNED, actor, case):
        return ()
    shown = phase(actor, case) is Phase.OPEN and _may_look_beside(actor, case)
    return tuple(one for one in given if one.by == actor.id or (shown and one.by in case.reviewers))


def is_released(opinion: Opinion, case: Case) -> bool:
    """Whether the opinion was released."""
    return has_released(opinion.reviewer.id, case)


def has_released(person: PersonId, case: Case) -> bool:
    """Whether a release follows this person's signature in the history: the order counts, for clocks go backwards."""
    signed = signed_place(person, case)
    return signed >= 0 and any(step.action is Action.RELEASE for step in case.history[signed:])


def signed_place(person: PersonId, case: Case) -> int:
    """Where in the history this person signed; -1 where they never did."""
    return next((at for at, step in enumerate(case.history) if step.action is Action.SIGN and step.by == person), -1)

"""A case: one person's request for a second opinion on one cancer, and the table of its states.

What enters: what people entered. What leaves: frozen values; `advance` gives the next case or raises. Nothing here
keeps time: `at` is passed in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from consilium.errors import Denied, Invalid, WrongState
from consilium.values import CaseId, PersonId
from consilium.waiting import Ask, AskAnswer, Declined, waits_for


class Role(StrEnum):
    """In what capacity somebody acts; one person may hold several and acts in one at a time."""

    PATIENT = "patient"
    PROXY = "proxy"
    FIRST_DOCTOR = "first_doctor"
    COORDINATOR = "coordinator"
    REVIEWER = "reviewer"
    PATHOLOGIST = "pathologist"
    BOARD_CHAIR = "board_chair"
    BOARD_MEMBER = "board_member"
    BOARD_GUEST = "board_guest"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, in which role, and where they work."""

    id: PersonId
    role: Role
    name: str = ""
    institution: str = ""
    organisation: str = ""
    """The id of the organisation for which they act; empty where they act for themselves."""


class Scope(StrEnum):
    """What is asked about (R2)."""

    DIAGNOSIS = "diagnosis"
    TREATMENT = "treatment"
    BOTH = "both"


class Intent(StrEnum):
    """Back to the first doctor (a second opinion) or moving care (a tertiary referral) (R5)."""

    RETURN = "return"
    TRANSFER = "transfer"


class TreatmentStatus(StrEnum):
    """Where the person stands in their treatment (R9)."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class Starter(StrEnum):
    """Who may start a case (R7)."""

    PATIENT = "patient"
    PROXY = "proxy"
    FIRST_DOCTOR = "first_doctor"


class Route(StrEnum):
    """Who is asked (R25)."""

    SPECIALIST = "specialist"
    BOARD = "board"
    PATHOLOGIST = "pathologist"
    EXPERT = "expert"


class Coverage(StrEnum):
    """What the insurer says (R36)."""

    COVERED = "covered"
    NOT_COVERED = "not_covered"
    REQUIRED = "required"
    UNKNOWN = "unknown"


class Purpose(StrEnum):
    """What a consent is for: each is asked on its own."""

    REVIEW = "review"
    SHARE_WITH_FIRST_DOCTOR = "share_with_first_doctor"
    RESEARCH = "research"


class Status(StrEnum):
    """Where the case is."""

    DRAFT = "draft"
    SENT = "sent"
    BLINDED = "blinded"
    OPEN = "open"
    SIGNED = "signed"
    RELEASED = "released"
    CLOSED = "closed"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What moves a case."""

    SEND = "send"
    REFER = "refer"
    ASSIGN = "assign"
    CHANGE_REVIEWER = "change_reviewer"
    ASK_MORE = "ask_more"
    ANSWER = "answer"
    DECLINE = "decline"
    SEAL = "seal"
    SIGN = "sign"
    AMEND = "amend"
    RELEASE = "release"
    ASK_THIRD = "ask_third"
    CLOSE = "close"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstOpinion:
    """The diagnosis and plan on record from the first doctor. Invalid where both are empty (R1)."""

    diagnosis: str = ""
    plan: str = ""
    doctor: str = ""
    team: str = ""
    practice: str = ""
    institution: str = ""
    field: str = ""
    on: date | None = None

    def __post_init__(self) -> None:
        if not (self.diagnosis.strip() or self.plan.strip()):
            raise Invalid(
                "A second opinion needs a first one.",
                {"diagnosis": "Write what the first doctor found, what they plan, or both."},
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that the reviewer answers before signing (R18); `origin` is `patient` or `builder`."""

    id: str
    text: str
    origin: str = "patient"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A dated yes or no to one purpose, for one person or (`person` is None) for all. None is ever erased."""

    purpose: Purpose
    given: bool
    at: datetime
    by: PersonId
    person: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One move of the case: which action, by whom, when."""

    action: Action
    by: PersonId
    role: Role
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """As what somebody was asked to review a case, where it is not as a reviewer."""

    person: PersonId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request. While a draft, whatever is not yet said is None; `missing_to_send` lists what must be."""

    id: CaseId
    patient: PersonId
    starter: PersonId
    starter_role: Starter
    cancer: str = ""
    scope: Scope | None = None
    intent: Intent | None = None
    treatment_status: TreatmentStatus | None = None
    first_opinion: FirstOpinion | None = None
    planned_start: date | None = None
    goals: tuple[str, ...] = ()
    preferences: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    consents: tuple[Consent, ...] = ()
    organisation: str = ""
    """The id of the organisation to which the case is sent; empty while nobody has chosen."""
    route: Route | None = None
    coverage: Coverage = Coverage.UNKNOWN
    language: str = "en"
    """In which language the patient reads, as two letters of `consilium.delivery.wording.languages`."""
    proxies: tuple[PersonId, ...] = ()
    parents: tuple[PersonId, ...] = ()
    """Those of `proxies` who act as parent or guardian; the others act by the patient's consent."""
    first_doctor: PersonId | None = None
    first_doctor_told: date | None = None
    clinicians: tuple[PersonId, ...] = ()
    reviewers: tuple[PersonId, ...] = ()
    seats: tuple[Seat, ...] = ()
    """Roles of those among `reviewers` (and earlier ones) who are pathologists or sit on a board; see `role_of`."""
    sealed_by: tuple[PersonId, ...] = ()
    signed_by: tuple[PersonId, ...] = ()
    earlier_reviewers: tuple[PersonId, ...] = ()
    asks: tuple[Ask, ...] = ()
    """What reviewers asked for before they could go on; see `waiting`."""
    declined: tuple[Declined, ...] = ()
    """Who gave the case back, and why: for coordinators only."""
    status: Status = Status.DRAFT
    history: tuple[Step, ...] = ()

    def consents_to(self, purpose: Purpose, person: PersonId | None = None) -> bool:
        """Whether the last word said on this purpose is yes, whatever its time: clocks go backwards. Silence is no.

        For a person the last word counts that was said of them or of all.
        """
        said = [one for one in self.consents if one.purpose is purpose and one.person in (None, person)]
        return bool(said) and said[-1].given


PATIENT_SIDE = frozenset({Role.PATIENT, Role.PROXY})
BOARD = frozenset({Role.BOARD_CHAIR, Role.BOARD_MEMBER})
"""They review on the board route only."""
REVIEW_SIDE = BOARD | {Role.REVIEWER, Role.PATHOLOGIST}
INVITED_TO_LOOK = REVIEW_SIDE | {Role.BOARD_GUEST}
"""Everybody who may be asked to look at a case for its review; a guest looks and listens only."""
CENTRE = frozenset({Role.COORDINATOR})

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
    (Status.BLINDED, Action.SEAL): (Status.OPEN, REVIEW_SIDE),
    (Status.OPEN, Action.SEAL): (Status.OPEN, REVIEW_SIDE),
    (Status.OPEN, Action.SIGN): (Status.SIGNED, REVIEW_SIDE),
    (Status.SIGNED, Action.AMEND): (Status.SIGNED, REVIEW_SIDE),
    (Status.SIGNED, Action.RELEASE): (Status.RELEASED, CENTRE | REVIEW_SIDE),
    (Status.RELEASED, Action.AMEND): (Status.RELEASED, REVIEW_SIDE),
    (Status.RELEASED, Action.ASK_THIRD): (Status.SENT, PATIENT_SIDE),
    (Status.RELEASED, Action.CLOSE): (Status.CLOSED, PATIENT_SIDE | CENTRE),
    (Status.CLOSED, Action.AMEND): (Status.CLOSED, REVIEW_SIDE),
    (Status.CLOSED, Action.ASK_THIRD): (Status.SENT, PATIENT_SIDE),
    (Status.REFERRED, Action.CLOSE): (Status.CLOSED, PATIENT_SIDE | CENTRE),
    (Status.DRAFT, Action.WITHDRAW): (Status.WITHDRAWN, PATIENT_SIDE | {Role.FIRST_DOCTOR}),
    (Status.SENT, Action.WITHDRAW): (Status.WITHDRAWN, PATIENT_SIDE),
    (Status.BLINDED, Action.WITHDRAW): (Status.WITHDRAWN, PATIENT_SIDE),
    (Status.OPEN, Action.WITHDRAW): (Status.WITHDRAWN, PATIENT_SIDE),
    (Status.SIGNED, Action.WITHDRAW): (Status.WITHDRAWN, PATIENT_SIDE),
    (Status.REFERRED, Action.WITHDRAW): (Status.WITHDRAWN, PATIENT_SIDE),
}
"""Every move there is: (where the case is, what is done) -> (where it goes, who may)."""


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
    if action is Action.SIGN and by.id not in case.sealed_by:
        raise WrongState("The first read is sealed before an opinion is signed.")
    if action is Action.AMEND and by.id not in {*case.signed_by, *case.earlier_reviewers}:
        raise Denied("Only the one who signed can add to an opinion.")


def advance(
    case: Case,
    action: Action,
    by: Actor,
    at: datetime,
    *,
    reviewers: Iterable[PersonId] = (),
    role: Role = Role.REVIEWER,
) -> Case:
    """The case after `action`. For ASSIGN only: `reviewers` are those newly asked, `role` as what they are asked.

    Raises WrongState (not at this step), Denied (not this role, not assigned), Invalid (answers still needed).
    """
    check_move(case, action, by)
    moved = _people_after(case, action, by.id, tuple(reviewers), role)
    status = TRANSITIONS[case.status, action][0]
    if action is Action.SIGN and _waits_for_more(moved):
        status = case.status
    if action is Action.DECLINE and moved.reviewers:
        status = Status.SIGNED if set(moved.reviewers) <= set(moved.signed_by) else case.status
    moved = replace(moved, asks=tuple(_ended(ask, moved, at) for ask in moved.asks))
    step = Step(action=action, by=by.id, role=by.role, at=at)
    return replace(moved, status=status, history=(*case.history, step))


def _waits_for_more(case: Case) -> bool:
    """A board signs once, together; independent specialists sign one by one (R28)."""
    return case.route is not Route.BOARD and bool(set(case.reviewers) - set(case.signed_by))


def _but(person: PersonId, people: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
    return tuple(one for one in people if one != person)


def _ended(ask: Ask, case: Case, at: datetime) -> Ask:
    """What somebody asked for who does not review the case any more is not waited for."""
    if ask.answer is not None or ask.by in case.reviewers:
        return ask
    return replace(ask, answer=AskAnswer.WITHOUT, answered_at=at)


def _people_after(case: Case, action: Action, by: PersonId, reviewers: tuple[PersonId, ...], role: Role) -> Case:
    match action:
        case Action.ASSIGN:
            return _asked(case, reviewers, role)
        case Action.SEAL:
            return replace(case, sealed_by=(*case.sealed_by, by))
        case Action.SIGN:
            return replace(case, signed_by=(*case.signed_by, by))
        case Action.DECLINE:
            return replace(case, reviewers=_but(by, case.reviewers), sealed_by=_but(by, case.sealed_by))
        case Action.CHANGE_REVIEWER | Action.ASK_THIRD:
            earlier = tuple(dict.fromkeys((*case.earlier_reviewers, *case.reviewers)))
            return replace(case, reviewers=(), sealed_by=(), signed_by=(), earlier_reviewers=earlier)
    return case


def _asked(case: Case, reviewers: tuple[PersonId, ...], role: Role) -> Case:
    if not reviewers:
        raise Invalid("Nobody was named.", {"reviewers": "Name at least one reviewer."})
    if role not in INVITED_TO_LOOK:
        raise Denied("Nobody reviews a case in this role.")
    taken = [Seat(person=person, role=role) for person in reviewers if role is not Role.REVIEWER]
    seats = tuple(seat for seat in case.seats if seat.person not in reviewers)
    everybody = tuple(dict.fromkeys((*case.reviewers, *reviewers)))
    return replace(case, reviewers=everybody, seats=(*seats, *taken))


def role_of(person: PersonId, case: Case) -> Role:
    """As what somebody reviews this case, or did: REVIEWER unless they have another seat."""
    return next((seat.role for seat in case.seats if seat.person == person), Role.REVIEWER)


def consent(
    case: Case, purpose: Purpose, *, given: bool, by: Actor, at: datetime, person: PersonId | None = None
) -> Case:
    """The case with a consent given or withdrawn, for all or for one `person`; earlier ones stay as they were.

    Denied for all but patient and proxy.
    """
    if not acts_for_patient(by, case):
        raise Denied("Only the patient, or somebody who acts for them, gives consent.")
    said = Consent(purpose=purpose, given=given, at=at, by=by.id, person=person)
    return replace(case, consents=(*case.consents, said))


def acts_for_patient(actor: Actor, case: Case) -> bool:
    """Whether this is the patient, or a proxy named in the case, acting as such."""
    if actor.role is Role.PATIENT:
        return actor.id == case.patient
    return actor.role is Role.PROXY and actor.id in case.proxies


class Phase(StrEnum):
    """What a reviewer may see: `blinded` until their first read is sealed."""

    BLINDED = "blinded"
    OPEN = "open"


def phase_of(person: PersonId, case: Case) -> Phase:
    """BLINDED until this reviewer's own first read is sealed (B5)."""
    return Phase.OPEN if person in case.sealed_by else Phase.BLINDED


def diagram() -> str:
    """The table of transitions as a Mermaid state diagram, for `docs/case.md`."""
    lines = ["stateDiagram-v2", f"    [*] --> {Status.DRAFT.value}"]
    for (status, action), (after, roles) in TRANSITIONS.items():
        who = ", ".join(role.value.replace("_", " ") for role in Role if role in roles)
        lines.append(f"    {status.value} --> {after.value}: {action.value.replace('_', ' ')} ({who})")
    lines += [f"    {status.value} --> [*]" for status in (Status.CLOSED, Status.WITHDRAWN)]
    return "\n".join(lines)

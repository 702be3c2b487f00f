"""A case: one person's request for a second opinion on one cancer, as a frozen value, and who they are to it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from consilium.errors import Invalid
from consilium.values import CaseId, PersonId
from consilium.waiting import Ask, Declined


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
    MODALITIES = "modalities"
    """One specialist for each kind of treatment on offer, each by themselves (R28)."""
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
    LET_GO = "let_go"
    OPEN_DISCUSSION = "open_discussion"
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
    """As what somebody was asked to review a case.

    `field` is the field for which one of several specialists is asked (R28); `testing` says that a pathologist is
    asked about testing for treatment targets too (R27).
    """

    person: PersonId
    role: Role
    field: str = ""
    testing: bool = False


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
    """As what those among `reviewers` (and earlier ones) are asked who have a seat of their own; see `seat_of`."""
    sealed_by: tuple[PersonId, ...] = ()
    opened_to: tuple[PersonId, ...] = ()
    """Who was there when the chair of a board opened the discussion: they give no view of their own any more."""
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
SIGNERS = frozenset({Role.REVIEWER, Role.PATHOLOGIST, Role.BOARD_CHAIR})
"""They write and sign an opinion: for a board, its chair."""
REVIEW_SIDE = BOARD | SIGNERS
INVITED_TO_LOOK = REVIEW_SIDE | {Role.BOARD_GUEST}
"""Everybody who may be asked to look at a case for its review; a guest looks and listens only."""
CENTRE = frozenset({Role.COORDINATOR})


def awaited(case: Case) -> tuple[PersonId, ...]:
    """Those asked from whom a first read is awaited, whether it came or not: all but guests."""
    return tuple(person for person in case.reviewers if role_of(person, case) in REVIEW_SIDE)


def seat_of(person: PersonId, case: Case) -> Seat:
    """As what somebody reviews this case, or did: a reviewer, unless they have a seat of their own."""
    return next((seat for seat in case.seats if seat.person == person), Seat(person=person, role=Role.REVIEWER))


def role_of(person: PersonId, case: Case) -> Role:
    """As what somebody reviews this case, or did: REVIEWER unless they have another seat."""
    return seat_of(person, case).role


def scope_of(person: PersonId, case: Case) -> Scope | None:
    """About what this person judges: a pathologist about the diagnosis alone, whatever else was asked (R27)."""
    return Scope.DIAGNOSIS if role_of(person, case) is Role.PATHOLOGIST else case.scope


def refused(case: Case) -> tuple[PersonId, ...]:
    """Those asked before from whom the patient took back the consent to the review, and nobody else."""
    return tuple(
        person
        for person in case.earlier_reviewers
        if case.consents_to(Purpose.REVIEW) and not case.consents_to(Purpose.REVIEW, person)
    )


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
    """BLINDED until this person's own first read is sealed, or their board's discussion was opened to them (B5).

    Once the board has signed, no view is awaited of anybody on it: guests and those who were not there see it too.
    """
    signed_together = case.route is Route.BOARD and bool(case.signed_by) and person in case.reviewers
    return Phase.OPEN if signed_together or person in {*case.sealed_by, *case.opened_to} else Phase.BLINDED


def was_released(case: Case) -> bool:
    """Whether an opinion of this case was given to the patient."""
    return any(step.action is Action.RELEASE for step in case.history)


def all_sealed(case: Case) -> bool:
    """Whether every first read that is awaited is sealed."""
    return not set(awaited(case)) - set(case.sealed_by)

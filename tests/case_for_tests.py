"""One case, carried to each of its steps, for the tests of cases, opinions, policy and delivery."""

from dataclasses import replace
from datetime import UTC, date, datetime

from consilium import cases
from consilium.cases import (
    Action,
    Actor,
    Case,
    FirstOpinion,
    Intent,
    Purpose,
    Question,
    Role,
    Route,
    Scope,
    TreatmentStatus,
)
from consilium.opinions import (
    AnswerTo,
    BlindedRead,
    Judgement,
    Opinion,
    OpinionForm,
    Option,
    Part,
    PartOpinion,
    ReadDraft,
    Recommendation,
    Reviewer,
    Verdict,
    seal,
    sign,
)
from consilium.values import CaseId, PersonId

AT = datetime(2026, 3, 5, 9, tzinfo=UTC)
PATIENT = Actor(id=PersonId("patient"), role=Role.PATIENT)
PROXY = Actor(id=PersonId("proxy"), role=Role.PROXY)
FIRST_DOCTOR = Actor(id=PersonId("first-doctor"), role=Role.FIRST_DOCTOR)
COORDINATOR = Actor(id=PersonId("coordinator"), role=Role.COORDINATOR)
REVIEWER = Actor(id=PersonId("reviewer"), role=Role.REVIEWER)
OTHER_REVIEWER = Actor(id=PersonId("other-reviewer"), role=Role.REVIEWER)
PATHOLOGIST = Actor(id=PersonId("pathologist"), role=Role.PATHOLOGIST)
CHAIR = Actor(id=PersonId("chair"), role=Role.BOARD_CHAIR)
MEMBER = Actor(id=PersonId("member"), role=Role.BOARD_MEMBER)
GUEST = Actor(id=PersonId("guest"), role=Role.BOARD_GUEST)
ADMINISTRATOR = Actor(id=PersonId("administrator"), role=Role.ADMINISTRATOR)
AUDITOR = Actor(id=PersonId("auditor"), role=Role.AUDITOR)
ASKED = (REVIEWER, PATHOLOGIST, CHAIR, MEMBER, GUEST)
EVERYBODY = (PATIENT, PROXY, FIRST_DOCTOR, COORDINATOR, OTHER_REVIEWER, *ASKED, ADMINISTRATOR, AUDITOR)

FIRST = FirstOpinion(
    diagnosis="Invasive ductal carcinoma",
    plan="Mastectomy, then FOLFOX",
    doctor="Dr. Ana Núñez",
    institution="Hospital del Mar",
    field="Surgical oncology",
)
WHO = Reviewer(
    id=REVIEWER.id,
    name="Dr. Łucja Maj",
    credentials="MD, board certified",
    field="Surgery",
    institution="Hôpital Saint-Étienne",
)
FINDING = Judgement(histology="8500/3", stage_t="cT2", treatments=("lumpectomy", "radiation"))
FORM = OpinionForm(
    judgement=FINDING,
    parts=tuple(PartOpinion(part=part, verdict=Verdict.CONFIRMED) for part in Part),
    options=(
        Option(
            name="Keep the breast",
            chance="92 of 100 live ten years",
            side_effects="Tired skin",
            quality_of_life="Most people work through it",
            trials="None that fits",
            goals=("Go on teaching",),
        ),
    ),
    recommendations=(Recommendation(what="Keep the breast", why="Survival is equal", goals="Teaching can go on"),),
    answers=(AnswerTo(question="q1", text="No."),),
    nothing_missing=True,
    evidence_date=date(2026, 2, 1),
    summary="It can be cured.",
)


def draft(scope: Scope | None = Scope.TREATMENT) -> Case:
    """A draft with everything said but the consents."""
    case = cases.start(id=CaseId("case"), patient=PATIENT.id, by=PATIENT, cancer="breast", proxies=(PROXY.id,))
    return replace(
        case,
        scope=scope,
        intent=Intent.RETURN,
        treatment_status=TreatmentStatus.BEFORE,
        first_opinion=FIRST,
        goals=("Go on teaching",),
        questions=(Question(id="q1", text="Will I lose my hair?"),),
        first_doctor=FIRST_DOCTOR.id,
    )


def ready(scope: Scope | None = Scope.TREATMENT) -> Case:
    """A draft that can be sent."""
    return cases.consent(draft(scope), Purpose.REVIEW, given=True, by=PATIENT, at=AT)


def sent(scope: Scope | None = Scope.TREATMENT) -> Case:
    """A case that waits for a reviewer."""
    return cases.advance(ready(scope), Action.SEND, PATIENT, AT)


def blinded(scope: Scope | None = Scope.TREATMENT) -> Case:
    """A case whose reviewer has not sealed a first read."""
    return cases.advance(sent(scope), Action.ASSIGN, COORDINATOR, AT, reviewers=[REVIEWER.id])


def asked(actor: Actor, scope: Scope | None = Scope.TREATMENT, route: Route = Route.BOARD) -> Case:
    """A case that this actor was asked to look at in their role, and has not sealed a first read in."""
    case = replace(sent(scope), route=route)
    return cases.advance(case, Action.ASSIGN, COORDINATOR, AT, reviewers=[actor.id], role=actor.role)


def opened(scope: Scope | None = Scope.TREATMENT) -> Case:
    """A case whose reviewer sealed a first read."""
    return cases.advance(blinded(scope), Action.SEAL, REVIEWER, AT)


def signed() -> Case:
    """A case whose opinion is signed and not released."""
    return cases.advance(opened(), Action.SIGN, REVIEWER, AT)


def released() -> Case:
    """A case whose opinion reached the patient."""
    return cases.advance(signed(), Action.RELEASE, COORDINATOR, AT)


def sealed() -> BlindedRead:
    """The reviewer's first read."""
    return seal(blinded(), ReadDraft(judgement=FINDING, reasons="It is small."), by=REVIEWER.id, at=AT)


def opinion() -> Opinion:
    """The reviewer's opinion."""
    return sign(opened(), FORM, by=WHO, sealed=sealed(), at=AT)

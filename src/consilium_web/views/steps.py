"""What comes next, as data: the steps of a draft, and for each role and state of a case what there is to do."""

from dataclasses import dataclass

from consilium.cases import Role, Status
from consilium_web.queries.cases import CaseLine, CaseView


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: its words, the name of its page, and whether it is done."""

    text: str
    page: str
    done: bool = False


def steps(it: CaseView) -> tuple[Step, ...]:
    """The steps of telling a case, in their order."""
    case, missing = it.case, it.missing
    return (
        Step("What your doctor found and plans", "first_opinion", "first_opinion" not in missing),
        Step("What you want to know", "about", not {"scope", "intent", "treatment_status"} & missing.keys()),
        Step("What matters to you", "wishes", bool(case.goals or case.questions or case.preferences)),
        Step("What you agree to", "consents", "consent" not in missing),
        Step("Your records", "records", it.records > 0),
        Step("What your records say", "facts", False),
        Step("What we noticed", "findings", False),
        Step("Check and send", "send", False),
    )


_PATIENT: dict[Status, tuple[Step, ...]] = {
    Status.DRAFT: (Step("Go on telling your case", "case"),),
    Status.SENT: (Step("We are looking for a reviewer. You can add records.", "records"),),
    Status.BLINDED: (Step("A reviewer is reading your records.", "case"),),
    Status.OPEN: (Step("A reviewer is writing the second opinion.", "case"),),
    Status.SIGNED: (Step("The second opinion is signed. You get it soon.", "case"),),
    Status.RELEASED: (Step("Read your second opinion", "report"),),
    Status.CLOSED: (Step("Read your second opinion again", "report"),),
    Status.REFERRED: (Step("Your wish to move your care was sent.", "case"),),
    Status.WITHDRAWN: (Step("You took this case back.", "case"),),
}
NEXT: dict[Role, dict[Status, tuple[Step, ...]]] = {
    Role.PATIENT: _PATIENT,
    Role.PROXY: _PATIENT,
    Role.FIRST_DOCTOR: {
        Status.DRAFT: (Step("Go on with the case", "case"),),
        Status.RELEASED: (Step("Read the second opinion", "report"),),
        Status.CLOSED: (Step("Read the second opinion", "report"),),
    },
    Role.REVIEWER: {
        Status.BLINDED: (Step("Read the records and write your first read", "first_read"),),
        Status.OPEN: (Step("Write your opinion", "opinion"),),
        Status.SIGNED: (Step("Give the opinion to the patient", "release"),),
    },
}


LINKS = (
    ("records", "Records", "see_record"),
    ("facts", "What the records say", "see_record"),
    ("findings", "What we noticed", "see_record"),
    ("marks", "Which parts state the first opinion", "mark_first_opinion"),
    ("assign", "Ask a reviewer", "assign"),
    ("first_read", "Your first read", "write_opinion"),
    ("opinion", "Your opinion", "write_opinion"),
    ("release", "Give the opinion to the patient", "release"),
    ("report", "The second opinion", "see_opinion"),
    ("change_reviewer", "Ask for another reviewer", "change_reviewer"),
    ("ask_third", "Ask for one more opinion", "ask_third"),
    ("close", "Close the case", "close"),
)
"""Page, its words, and the permission or action that opens it."""


def links(it: CaseView) -> tuple[tuple[str, str], ...]:
    """The pages of a case that are open to this actor now."""
    return tuple((page, text) for page, text, needed in LINKS if needed in it.may)


def next_steps(line: CaseLine) -> tuple[Step, ...]:
    """What this person can do next in this case."""
    if line.role is Role.REVIEWER and line.status is Status.OPEN and not line.first_read_sealed:
        return NEXT[Role.REVIEWER][Status.BLINDED]
    return NEXT.get(line.role, {}).get(line.status, (Step("Open the case", "case"),))

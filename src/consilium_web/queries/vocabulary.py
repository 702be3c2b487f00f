"""How a person reads the coded values of a case: the one place where they get their words."""

import re
from datetime import date
from enum import Enum

from consilium.cases import Coverage, Intent, Purpose, Role, Route, Scope, Status, TreatmentStatus
from consilium.waiting import AskAnswer, AskKind, DeclineReason

STATUS = {
    Status.DRAFT: ("Not sent yet", "grey"),
    Status.SENT: ("Sent, waiting for a reviewer", "yellow"),
    Status.BLINDED: ("With the reviewer (first read)", "blue"),
    Status.OPEN: ("With the reviewer (writing)", "blue"),
    Status.SIGNED: ("Signed, not handed over yet", "purple"),
    Status.RELEASED: ("Ready", "green"),
    Status.CLOSED: ("Closed", "grey"),
    Status.REFERRED: ("Asked to move care", "purple"),
    Status.WITHDRAWN: ("Taken back", "grey"),
}
"""Where a case is: its words and the colour of its tag."""

WORDS: dict[Enum, str] = {
    **{status: words for status, (words, _) in STATUS.items()},
    Scope.DIAGNOSIS: "The diagnosis",
    Scope.TREATMENT: "The treatment",
    Scope.BOTH: "The diagnosis and the treatment",
    Intent.RETURN: "Plans to go on with the first doctor",
    Intent.TRANSFER: "Wants to move care to another place",
    TreatmentStatus.BEFORE: "Has not started",
    TreatmentStatus.DURING: "Has started",
    TreatmentStatus.AFTER: "Is over",
    Route.SPECIALIST: "Independent specialist",
    Route.BOARD: "Tumor board",
    Route.PATHOLOGIST: "Pathologist",
    Route.MODALITIES: "One specialist for each treatment",
    Route.EXPERT: "Renowned expert",
    Coverage.UNKNOWN: "Not known yet",
    Coverage.COVERED: "Pays for a second opinion",
    Coverage.REQUIRED: "Asks for a second opinion",
    Coverage.NOT_COVERED: "Does not pay",
    AskKind.RECORDS: "Records or images",
    AskKind.TESTS: "A test that was not done yet",
    AskAnswer.HERE: "It is here now",
    AskAnswer.CANNOT: "It cannot be had",
    AskAnswer.WITHOUT: "The reviewer goes on without it",
    DeclineReason.CONFLICT: "A conflict of interest",
    DeclineReason.NOT_MY_FIELD: "Not their field",
    DeclineReason.NO_TIME: "No time now",
    DeclineReason.OTHER: "Another reason",
    Purpose.REVIEW: "A reviewer reads your records",
    Purpose.SHARE_WITH_FIRST_DOCTOR: "Your doctor sees your records and the second opinion",
    Purpose.RESEARCH: "Your case counts in figures for research, without your name",
    Role.PATIENT: "Patient",
    Role.PROXY: "Acts for the patient",
    Role.FIRST_DOCTOR: "First doctor",
    Role.COORDINATOR: "Coordinator",
    Role.REVIEWER: "Reviewer",
    Role.PATHOLOGIST: "Pathologist",
    Role.BOARD_CHAIR: "Chair of the board",
    Role.BOARD_MEMBER: "Member of the board",
    Role.BOARD_GUEST: "Guest of the board",
    Role.ADMINISTRATOR: "Administrator",
    Role.AUDITOR: "Auditor",
}
"""Coded value -> words, as they begin a line."""
ROLES = {role.value: WORDS[role] for role in Role}


def words(value: object) -> str:
    """The words of a coded value or of the name of a role; other text as it is, and nothing for nothing."""
    if isinstance(value, Enum):
        return WORDS.get(value, str(value.value))
    return ROLES.get(str(value), str(value)) if value else ""


def day(when: object) -> str:
    """A date as a person reads it in any country: 5 March 2026, March 2026 or 2026. Other text as it is."""
    found = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?", str(when))
    if not found or not found[2]:
        return str(when)
    month = f"{date(int(found[1]), int(found[2]), 1):%B} {found[1]}"
    return f"{int(found[3])} {month}" if found[3] else month

"""Who writes with whom about a case.

There are two kinds of threads: the patient's side with the desk, and the desk with each reviewer. Patient and reviewer
do not write to each other: before the first read is sealed a patient's words would tell the first opinion (B5), and
afterwards an answer would be an opinion that nobody signed (R6). The desk passes questions on; what a reviewer has to
say to the patient is an addendum.
"""

from consilium.cases import REVIEW_SIDE, Actor, Case, Role
from consilium.policy.permissions import Permission, may

DESK = "desk"
"""The thread of the patient's side; every other thread is named by the id of its reviewer."""


def threads(actor: Actor, case: Case) -> tuple[str, ...]:
    """The threads that this actor may read, the most usual first; none for whoever may read none."""
    if may(Permission.SEE_MESSAGES, actor, case):
        return ()
    if actor.role in REVIEW_SIDE:
        return (str(actor.id),)
    if actor.role is Role.COORDINATOR:
        return (DESK, *(str(one) for one in dict.fromkeys((*case.reviewers, *case.earlier_reviewers))))
    return (DESK,)


def open_threads(actor: Actor, case: Case) -> tuple[str, ...]:
    """Those of them in which the actor may write now: a reviewer who is not asked any more has nobody to answer."""
    if may(Permission.WRITE_MESSAGE, actor, case):
        return ()
    current = {DESK, *(str(one) for one in case.reviewers)}
    return tuple(one for one in threads(actor, case) if one in current)

"""The blinded first read and the signed opinion. Nothing here judges: the software gives no opinion of its own (R6)."""

from consilium.opinions.first import (
    first_judgement,
    is_plan,
)
from consilium.opinions.shapes import (
    Addendum,
    AnswerTo,
    BlindedRead,
    Board,
    Judgement,
    Opinion,
    OpinionForm,
    Option,
    Override,
    Part,
    PartOpinion,
    Recommendation,
    Reviewer,
    Verdict,
)
from consilium.opinions.signing import (
    amend,
    changed,
    digest,
    is_intact,
    missing_to_sign,
    seal,
    sign,
)

__all__ = [
    "Addendum",
    "AnswerTo",
    "BlindedRead",
    "Board",
    "Judgement",
    "Opinion",
    "OpinionForm",
    "Option",
    "Override",
    "Part",
    "PartOpinion",
    "Recommendation",
    "Reviewer",
    "Verdict",
    "amend",
    "changed",
    "digest",
    "first_judgement",
    "is_intact",
    "is_plan",
    "missing_to_sign",
    "seal",
    "sign",
]

"""What an extractor proposes, before the best is chosen."""

import msgspec

from consilium.facts import Assertion, Status
from consilium.values import PartialDate, Value


class Candidate(msgspec.Struct, kw_only=True, eq=False):
    """One reading of one place: `start`, `end` in the flat text; the higher `score` is the better.

    `why` says in a few words why it was taken for this code; `refused` why it was not, and it then becomes no fact.
    """

    code: str
    value: Value
    start: int
    end: int
    score: float
    why: str
    assertion: Assertion = Assertion.PRESENT
    status: Status = Status.STATED
    rule: str = ""
    subject: str = ""
    on: PartialDate | None = None
    refused: str = ""
    confidence: float = 1.0


Best = dict[str, Candidate]
"""The best candidate of each code."""

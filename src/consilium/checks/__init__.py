"""What a careful specialist's assistant would notice. In: a sheet of facts; out: findings with their evidence.

One file per kind of check; each gives `findings(...)`, a generator. A finding is a code and its parameters: sentences
for patients and clinicians live in `wording/<language>.toml`. A finding says what does not fit, never who erred.
"""

from dataclasses import dataclass
from enum import StrEnum

from consilium.facts import Fact


class Severity(StrEnum):
    """How soon a person should look."""

    URGENT = "urgent"
    """Before anything else is done."""
    IMPORTANT = "important"
    """It may change the diagnosis, the stage or the treatment."""
    NOTE = "note"
    """Good to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check noticed. `because`: the facts that show it; `params` fill the sentences; `source`: the rule's.

    `doubted`: it does not stand without a record that may be another person's; a person has to look at that first.
    """

    code: str
    severity: Severity
    because: tuple[Fact, ...] = ()
    params: tuple[tuple[str, str], ...] = ()
    source: str = ""
    doubted: bool = False

    def param(self, name: str) -> str:
        """The parameter of this name, or ""."""
        return dict(self.params).get(name, "")

"""Published figures of others, to stand beside one's own. The rows are in `oncology/tables/yardsticks.toml`."""

from dataclasses import dataclass
from functools import cache

from consilium import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """One published figure. `topic` names the figure of ours beside which it stands; `n` and `year` are 0 where the
    source gives none.
    """

    topic: str
    about: str
    figure: str
    source: str
    year: int = 0
    n: int = 0
    note: str = ""

    @property
    def cited(self) -> str:
        """The source as it is cited."""
        return f"{self.source} ({self.year})" if self.year else self.source


@cache
def yardsticks() -> tuple[Yardstick, ...]:
    """Every row, in the order of the table."""
    return tuple(Yardstick(**row) for row in tables.load("oncology/tables/yardsticks.toml")["yardstick"])

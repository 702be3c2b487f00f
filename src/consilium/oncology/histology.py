"""Kinds of cancer: the words that name one, and its ICD-O-3 morphology code."""

from dataclasses import dataclass
from functools import cache

from consilium import tables


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table. `at` limits it to organs (`C16`); `implies` is the site it speaks for ("" for none).

    `of` are the codes of plainer kinds that become this one where a word of `said` stands beside them.
    """

    code: str
    name: str
    rank: int
    at: tuple[str, ...]
    implies: str
    terms: tuple[str, ...]
    of: tuple[str, ...] = ()
    said: tuple[str, ...] = ()

    @property
    def morphology(self) -> str:
        """The four digits without behaviour."""
        return self.code[:4]

    @property
    def behaviour(self) -> str:
        """`3` invasive, `2` in situ, `1` uncertain, `0` benign."""
        return self.code[-1]

    def may_be_at(self, group: str) -> bool:
        """Whether this row counts for a cancer of this organ; where the organ is unknown, every row does."""
        return not self.at or not group or group in self.at


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind in the table."""
    return tuple(
        Kind(
            row["code"],
            row["name"],
            row["rank"],
            tuple(row.get("at", ())),
            row.get("implies", ""),
            tuple(row.get("terms", ())),
            tuple(row.get("of", ())),
            tuple(row.get("said", ())),
        )
        for row in tables.load("oncology/tables/histology.toml")["kind"]
    )


def name(code: str) -> str:
    """The English name of a morphology code (`8144/3`), or ""."""
    return next((kind.name for kind in kinds() if kind.code == code), "")

"""Ready messages of a desk: an audience and a language in, fixed sentences out. They tell nothing of any case."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from consilium import tables

To = Literal["patient", "reviewer"]


@dataclass(frozen=True, slots=True)
class Ready:
    """One ready message: its code, its name in a list, its words."""

    code: str
    title: str
    text: str


@cache
def _table() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = tables.load("wording/messages.toml")["message"]
    return found


def messages(to: To, language: str = "en") -> tuple[Ready, ...]:
    """Every ready message for this audience, in English where there are no words in that language."""
    mine = ((code, row) for code, row in _table().items() if row["to"] == to)
    return tuple(Ready(code, row["title"], row.get(language, row["en"])) for code, row in mine)


def code_of(text: str) -> str:
    """The code of the ready message that these words are, unchanged but for space around them; else ""."""
    said = " ".join(text.split())
    return next((code for code, row in _table().items() if said in row.values()), "")

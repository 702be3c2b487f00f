"""The edition of the rules by which a report stages, and which category stands right behind one."""

import re
from collections.abc import Iterator

from consilium.records.report.candidates import Candidate
from consilium.records.report.text import Text

_EDITION = re.compile(
    r"(?:(?:ajcc|uicc|tnm)[^\n]{0,40}?\b(?P<a>[4-8])(?:th|'h|h)?\.? ?(?:ed\b|edition)"
    r"|\b(?P<b>[4-8])(?:th|h) ?\.? ?(?:ed\b|edition)"
    r"|\btnm ?\(?(?P<n>[5-8])(?:th)?\b(?! ?[,.]?\d)|\b(?P<w>fifth|sixth|seventh|eighth) edition"
    r"|(?:ajcc|uicc)[^\n]{0,30}?\b(?P<y>19\d\d|20[012]\d)\b)"
)
_EDITION_WORDS = {"fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8"}
_BY_EDITION = re.compile(
    r"t(?<!\wt)nm ?\(?(?P<number>[5-8])(?:th)?(?: ed(?:ition)?\.?)?\)?[ :=]{0,3}(?:y?p?[tn] ?\d[a-d]? ?[,;]? ?){0,2}\Z"
)
"""`TNM 7 T3 N3`: a category of this edition."""


def candidates(text: Text) -> Iterator[Candidate]:
    """Every edition named; the newest first, where a report stages by two."""
    for start, end in text.sentences("edition"):
        for found in _EDITION.finditer(text.flat, start, end):
            value = (
                found["a"]
                or found["b"]
                or found["n"]
                or _EDITION_WORDS.get(found["w"] or "")
                or _edition_of(found["y"])
            )
            if value:
                yield Candidate(
                    code="stage.edition",
                    value=value,
                    start=found.start(),
                    end=found.end(),
                    score=text.section(start).weight + int(value),
                    why="edition named",
                )


def _edition_of(year: str) -> str:
    """The AJCC edition in force by its year of publication: 1997 fifth, 2002 sixth, 2010 seventh, 2017 eighth."""
    years = {"1997": "5", "2002": "6", "2009": "7", "2010": "7", "2016": "8", "2017": "8", "2018": "8"}
    return years.get(year, "")


def behind(flat: str, start: int) -> int:
    """The number of the edition that a category at this place stands right behind, 0 where it stands behind none."""
    edition = _BY_EDITION.search(flat, max(0, start - 30), start)
    return int(edition["number"]) if edition else 0

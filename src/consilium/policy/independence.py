"""Whether a reviewer is independent of the first doctor (R3), and of the same field (R4).

Names of places are compared after their spelling is evened out; where two names may mean one place, the answer is that
they do, because a wrong refusal can be overridden by name and a wrong approval is not seen.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from consilium import tables
from consilium.cases import FirstOpinion, Route
from consilium.errors import NotIndependent
from consilium.opinions import Override, Reviewer
from consilium.values import Answer


class FieldMatch(StrEnum):
    """The reviewer's field against the first doctor's."""

    SAME = "same"
    DIFFERENT = "different"
    DIFFERENT_BY_ROUTE = "different_by_route"
    UNKNOWN = "unknown"


_TABLE = tables.load("policy/words.toml")
_SPELLINGS: dict[str, str] = _TABLE["spellings"]
_SILENT = frozenset(_TABLE["places"]["silent"])
_GENERIC = frozenset(_TABLE["places"]["shared_by_many"])
_FIELDS: list[tuple[str, list[str]]] = [(row["name"], row["stems"]) for row in _TABLE["field"]]


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """The words of a place's name: no accents, no case, abbreviations written out, little words dropped."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"[.'’]", "", plain)
    found = re.findall(r"[^\W_]+", plain)
    return tuple(_SPELLINGS.get(word, word) for word in found if word not in _SILENT)


@lru_cache(maxsize=65_536)  # a whole queue is held against every reviewer
def same_place(one: str, other: str) -> bool:
    """Whether two names may mean the same team, practice or institution. Empty names never match."""
    first, second = words(one), words(other)
    if not (first and second):
        return False
    if _alike(first, second) or _initials(first, second) or _initials(second, first):
        return True
    return _contains(first, second) or _contains(second, first)


def _near(one: str, other: str) -> bool:
    """The same word, a slip of the pen allowed in words of five letters and more."""
    return one == other or (min(len(one), len(other)) >= 5 and fuzz.ratio(one, other) >= 88)


def _alike(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """The same names once the words that many places share are set aside, whatever their order."""
    mine, yours = _distinctive(first), _distinctive(second)
    if not (mine and yours):
        return sorted(first) == sorted(second)
    return _each_near(mine, yours) and _each_near(yours, mine)


def _distinctive(name: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name) - _GENERIC


def _each_near(some: frozenset[str], others: frozenset[str]) -> bool:
    return all(any(_near(word, other) for other in others) for word in some)


def _initials(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """MGH for Massachusetts General Hospital, MSK for Memorial Sloan Kettering Cancer Center."""
    letters = "".join(word[0] for word in long)
    return len(short) == 1 and len(short[0]) >= 3 and len(long) >= 3 and letters.startswith(short[0])


def _contains(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """One name inside the other, word by word: `Mayo Clinic` in `Mayo Clinic Rochester`."""
    if not _distinctive(short):
        return False
    windows = (long[start : start + len(short)] for start in range(len(long) - len(short) + 1))
    return any(all(_near(a, b) for a, b in zip(window, short, strict=True)) for window in windows)


def not_independent_because(reviewer: Reviewer, first: FirstOpinion) -> str:
    """The reason why this reviewer is not independent (R3), or ""."""
    if _same_person(reviewer.name, first.doctor):
        return "This reviewer is the first doctor."
    places = [(reviewer.practice, "practice"), (reviewer.institution, "institution")]
    places += [(place, "institution") for place in reviewer.other_places]
    for mine, kind in places:
        if any(same_place(mine, theirs) for theirs in (first.practice, first.institution)):
            return f"This reviewer belongs to the first doctor's {kind}."
    if same_place(reviewer.team, first.team) and not (reviewer.institution and first.institution):
        return "This reviewer belongs to the first doctor's team."
    return ""


def _same_person(one: str, other: str) -> bool:
    titles = {"dr", "prof", "professor", "md", "phd", "do", "frcp", "facp"}
    mine, yours = (frozenset(words(name)) - titles for name in (one, other))
    return len(mine) > 1 and len(yours) > 1 and (mine <= yours or yours <= mine)


def independence(reviewer: Reviewer, first: FirstOpinion) -> Answer:
    """YES, NO, or UNKNOWN where one side's practice and institution are not known: missing is not independent."""
    if not_independent_because(reviewer, first):
        return Answer.NO
    known = (reviewer.practice or reviewer.institution) and (first.practice or first.institution)
    return Answer.YES if known else Answer.UNKNOWN


def check_independent(reviewer: Reviewer, first: FirstOpinion, override: Override | None = None) -> None:
    """Raises NotIndependent, unless an override names who allowed it and why (R3)."""
    reason = not_independent_because(reviewer, first)
    if reason and not (override and override.name.strip() and override.reason.strip()):
        raise NotIndependent(reason)


def field_of(words_used: str) -> str:
    """The field that words such as `Medical oncologist` name; the words themselves where it is not a known one."""
    said = words_used.casefold().strip()
    return next((field for field, stems in _FIELDS if any(stem in said for stem in stems)), said)


_ROUTES_OF_ANOTHER_FIELD = frozenset({Route.BOARD, Route.PATHOLOGIST, Route.MODALITIES})


def field_match(reviewer: Reviewer, first: FirstOpinion, route: Route | None, *, invited: bool = False) -> FieldMatch:
    """Compares the fields (R4). `invited` says that one specialist for each modality was asked for (R28)."""
    if not (reviewer.field.strip() and first.field.strip()):
        return FieldMatch.UNKNOWN
    if field_of(reviewer.field) == field_of(first.field):
        return FieldMatch.SAME
    by_route = invited or route in _ROUTES_OF_ANOTHER_FIELD
    return FieldMatch.DIFFERENT_BY_ROUTE if by_route else FieldMatch.DIFFERENT

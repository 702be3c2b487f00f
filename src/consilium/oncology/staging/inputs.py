"""The inputs beside T, N and M, read from a case as the words that the tables use.

Each reader gives the values that are possible: one where it is known, several where the case leaves a choice open
(Gleason 7 without its patterns is grade group 2 or 3), none where it is not given. Where a table has the first of
several words itself (`high`), that one is it.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from consilium.oncology.staging import notation
from consilium.oncology.staging.cases import StagingCase

Reader = Callable[[StagingCase], tuple[str, ...]]

_BASES = {"c": "c", "p": "p", "y": "y", "yc": "y", "yp": "y", "clinical": "c", "pathological": "p", "pathologic": "p"}
_PRESENT = {"present": "present", "yes": "present", "y": "present", "absent": "absent", "no": "absent", "n": "absent"}
_MARKERS = {
    **dict.fromkeys(("positive", "pos", "+", "yes"), "positive"),
    **dict.fromkeys(("negative", "neg", "-", "no"), "negative"),
}
_LOCATIONS = {"C15.0": "upper", "C15.3": "upper", "C15.4": "middle", "C15.2": "lower", "C15.5": "lower"}
_GRADES = {
    **dict.fromkeys(("low grade", "low"), ("low", "G1")),
    **dict.fromkeys(("high grade", "high"), ("high", "G2", "G3", "G4")),
    "well differentiated": ("G1",),
    "moderately differentiated": ("G2",),
    "poorly differentiated": ("G3",),
    "undifferentiated": ("G4",),
}


@lru_cache(maxsize=1024)
def basis(text: str) -> str:
    """`c`, `p` or `y` (after treatment), "" where it is not said."""
    word = text.strip().lower()
    return _BASES.get(word, "y" if word.startswith(("after", "post", "y")) else "")


def _basis(case: StagingCase) -> tuple[str, ...]:
    """The basis as given; `y` before T means after treatment whatever is given; else the prefix of T says it."""
    category = notation.category(case.t, "T")
    prefix = basis(category.prefix) if category and category.prefix else ""
    known = "y" if prefix == "y" else basis(case.basis) or prefix
    return (known,) if known else ()


@lru_cache(maxsize=4096)
def _number(text: str) -> tuple[str, ...]:
    found = re.search(r"\d+(?:\.\d+)?", text)
    return (found[0],) if found else ()


@lru_cache(maxsize=1024)
def _grade(text: str) -> tuple[str, ...]:
    """The grade; for low and high, the word itself first, then the grades it can mean in a table of G1 to G4."""
    word = text.strip().lower()
    found = re.fullmatch(r"(?:grade|g)?\s*([1-4])", word)
    return (f"G{found[1]}",) if found else _GRADES.get(word, ())


@lru_cache(maxsize=1024)
def _gleason(score: str, primary: str, secondary: str) -> tuple[str, str, str]:
    """Score, first and second pattern, each "" where unknown, from `3+4=7`, `7` or the separate fields."""
    sum_ = re.search(r"([1-5])\s*\+\s*([1-5])", score)
    first, second = (sum_[1], sum_[2]) if sum_ else (primary.strip(), secondary.strip())
    if first.isdigit() and second.isdigit():
        return str(int(first) + int(second)), first, second
    alone = re.search(r"\b(?:10|[2-9])\b", score)
    return (alone[0] if alone else ""), "", ""


def _score(case: StagingCase) -> tuple[str, ...]:
    score = _gleason(case.gleason, case.gleason_primary, case.gleason_secondary)[0]
    return (score,) if score else ()


def grade_groups(score: str, primary: str, secondary: str) -> tuple[str, ...]:
    """The prostate grade groups that a Gleason score allows (ISUP 2014; AJCC 8th edition, chapter 58)."""
    total, first, _ = _gleason(score, primary, secondary)
    if not total:
        return ()
    if total == "7":
        return {"3": ("2",), "4": ("3",)}.get(first, ("2", "3"))
    return ("1",) if int(total) <= 6 else ("4",) if total == "8" else ("5",)


def _grade_group(case: StagingCase) -> tuple[str, ...]:
    stated = re.search(r"[1-5]", case.grade_group)
    return (stated[0],) if stated else grade_groups(case.gleason, case.gleason_primary, case.gleason_secondary)


def _word(words: dict[str, str], name: str) -> Reader:
    def read(case: StagingCase) -> tuple[str, ...]:
        word = words.get(getattr(case, name).strip().lower(), "")
        return (word,) if word else ()

    return read


def _location(case: StagingCase) -> tuple[str, ...]:
    word = case.location.strip().lower() or _LOCATIONS.get(case.site.strip().upper(), "")
    return (word,) if word else ()


def _serum(case: StagingCase) -> tuple[str, ...]:
    found = re.fullmatch(r"\s*s?([0-3])\s*", case.s, re.IGNORECASE)
    return (f"S{found[1]}",) if found else ()


def _risk(case: StagingCase) -> tuple[str, ...]:
    found = re.fullmatch(r"\s*(?:low\s*|high\s*)?(\d+)\s*", case.risk)
    return (found[1],) if found else ()


READERS: dict[str, Reader] = {
    "basis": _basis,
    "age": lambda case: _number(case.age),
    "sex": lambda case: (case.sex.strip().lower(),) if case.sex.strip() else (),
    "psa": lambda case: _number(case.psa),
    "gleason": _score,
    "grade_group": _grade_group,
    "grade": lambda case: _grade(case.grade),
    "s": _serum,
    "er": _word(_MARKERS, "er"),
    "pr": _word(_MARKERS, "pr"),
    "her2": _word(_MARKERS, "her2"),
    "p16": _word(_MARKERS, "p16"),
    "oncotype": lambda case: _number(case.oncotype),
    "ulceration": _word(_PRESENT, "ulceration"),
    "location": _location,
    "mitoses": lambda case: _number(case.mitoses),
    "risk": _risk,
}

_FIELDS = {
    "basis": ("basis", "t"),
    "gleason": ("gleason", "gleason_primary", "gleason_secondary"),
    "grade_group": ("grade_group", "gleason", "gleason_primary", "gleason_secondary"),
    "location": ("location", "site"),
}


def fields_read(inputs: tuple[str, ...]) -> tuple[str, ...]:
    """The fields of a case that these inputs are read from."""
    return tuple(dict.fromkeys(field for name in inputs for field in _FIELDS.get(name, (name,))))


NAMES = {
    "basis": "whether the stage is clinical or pathological",
    "psa": "the PSA",
    "gleason": "the Gleason score",
    "grade_group": "the grade group (or both Gleason patterns)",
    "s": "the serum marker category S",
    "er": "ER",
    "pr": "PR",
    "her2": "HER2",
    "p16": "p16 (HPV)",
    "oncotype": "the recurrence score",
    "location": "where in the organ the tumor lies",
    "mitoses": "the mitotic count",
    "risk": "the risk score",
}


def name(input_: str) -> str:
    """How a person reads the name of an input."""
    return NAMES.get(input_, f"the {input_}")

"""How the answer to a coded question is read: a category, a grade, a quantity … Nothing is read that is not stated.

In: a question of `coded` and an answer as a structured record states it, whichever format it came in. Out: codes and
values of our vocabulary. Shared by the readers of FHIR and C-CDA.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from consilium.oncology import coded
from consilium.oncology.coded import Question
from consilium.values import Quantity, Value


class Stated(NamedTuple):
    """An answer as stated: `codes` pairs of code and wording, `number` with `unit` (UCUM) and `comparator` (`<`).

    `words` is how a person reads it; `morphology` is ICD-O-3 where the answer is a coded morphology.
    """

    codes: tuple[tuple[str, str], ...] = ()
    number: float | None = None
    unit: str = ""
    comparator: str = ""
    words: str = ""
    morphology: str = ""


class Told(NamedTuple):
    """What follows for one fact; `rule` names how, where it is computed and not stated."""

    code: str
    value: Value
    rule: str = ""


_MM = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "[in_i]": 25.4}


def read(asked: Question, value: Stated) -> list[Told]:
    """The facts of one answer; none where the answer is not one that this question has."""
    return _READS[asked.reads](asked.fact, value)


def _stage(fact: str, value: Stated) -> list[Told]:
    for code, words in value.codes:
        if found := coded.category(code, words):
            if found[0].lower() != fact[-1]:
                return []
            said = [Told(fact, found)]
            if re.search(r"\by[cp][TNM]", words):
                said.append(Told("stage.prefix", "y"))
            return said
    return []


def _group(fact: str, value: Stated) -> list[Told]:
    groups = (coded.group(code, words) for code, words in value.codes)
    found = next((group for group in groups if group), "")
    return [Told(fact, found)] if found else []


_SYSTEM = re.compile(r"\b(?:stage|level)\s+(MS|[0-4]|IV[A-EabesX]?|I{1,3}[A-EabesX]?|[ABC]|L1|L2|M)\b", re.IGNORECASE)


def _system(fact: str, value: Stated) -> list[Told]:
    for _, words in value.codes:
        if found := _SYSTEM.search(words):
            stage = found.group(1).upper()
            return [Told(fact, coded.ROMAN.get(stage, stage))]
    return []


def _text(fact: str, value: Stated) -> list[Told]:
    words = coded.plain(value.words)
    return [Told(fact, words)] if words else []


_PLAIN = re.compile(r"\s*(positive|negative|equivocal|indeterminate|borderline)\b", re.IGNORECASE)
_SAME = {"indeterminate": "equivocal", "borderline": "equivocal"}


def _answer(fact: str, value: Stated) -> list[Told]:
    if value.number is not None:
        return [Told(f"{fact}.percent", Quantity(value.number, "%"))] if value.unit == "%" else []
    for code, words in value.codes:
        known = coded.answer(code)
        if known in ("positive", "negative", "equivocal"):
            return [Told(fact, known)]
        if found := _PLAIN.match(words):
            said = found.group(1).lower()
            return [Told(fact, _SAME.get(said, said))]
    return []


def _presence(fact: str, value: Stated) -> list[Told]:
    known = next((coded.answer(code) for code, _ in value.codes if coded.answer(code)), "")
    return [Told(fact, known)] if known in ("present", "absent") else []


def _msi(fact: str, value: Stated) -> list[Told]:
    known = next((coded.answer(code) for code, _ in value.codes if coded.answer(code)), "")
    return [Told(fact, known)] if known in ("high", "low", "stable") else []


_GRADE = re.compile(r"\b(?:grade\s*|G)([1-4]|IV|I{1,3})\b", re.IGNORECASE)
_GRADE_WORDS = {"low": "low", "high": "high", "intermediate": "G2"}


def _grade(fact: str, value: Stated) -> list[Told]:
    for code, words in value.codes:
        known = coded.answer(code)
        if found := _GRADE.search(words):
            roman = {"I": "1", "II": "2", "III": "3", "IV": "4"}
            known = known or f"G{roman.get(found.group(1).upper(), found.group(1))}"
        first = words.split(" ")[0].lower()
        known = known or (_GRADE_WORDS.get(first, "") if "grade" in words.lower() else "")
        if known in ("G1", "G2", "G3", "G4", "low", "high"):
            return [Told(fact, known)]
    return []


def _morphology(fact: str, value: Stated) -> list[Told]:
    return [Told(fact, value.morphology)] if value.morphology else []


def _clark(fact: str, value: Stated) -> list[Told]:
    found = next(
        (match for _, words in value.codes if (match := re.search(r"level ([1-5]|IV|V|I{1,3})\b", words))),
        None,
    )
    return [Told(fact, coded.ROMAN.get(found.group(1), found.group(1)))] if found else []


_GLEASON = re.compile(r"([1-5])\s*\+\s*([1-5])\s*=\s*(10|[2-9])")
_GRADE_GROUP = re.compile(r"grade group ([1-5])")


def _gleason(fact: str, value: Stated) -> list[Told]:
    if whole := _whole(value):
        return [Told(fact, whole)] if 2 <= whole <= 10 else []
    words = " ".join(words for _, words in value.codes)
    said = []
    if found := _GRADE_GROUP.search(words):
        said.append(Told("gleason.grade_group", int(found.group(1))))
    if (found := _GLEASON.search(words)) and int(found.group(1)) + int(found.group(2)) == int(found.group(3)):
        names = ("gleason.primary", "gleason.secondary", "gleason.score")
        said += [Told(name, int(part)) for name, part in zip(names, found.groups(), strict=True)]
    return said


def _margin(fact: str, value: Stated) -> list[Told]:
    """Margins free of invasive cancer are R0 by the residual tumor classification; no other answer is read."""
    for code, words in value.codes:
        if found := re.search(r"\bR([012])\b", words):
            return [Told(fact, f"R{found.group(1)}")]
        if code == "LA27151-2":
            rule = "margins uninvolved by invasive carcinoma: R0 (UICC residual tumor classification)"
            return [Told(fact, "R0", rule)]
    return []


_RESPONSES = {
    "complete": "complete",
    "full remission": "complete",
    "partial": "partial",
    "stable": "stable",
    "worsen": "progression",
    "progress": "progression",
    "improved": "improved",
}


def _response(fact: str, value: Stated) -> list[Told]:
    for code, words in value.codes:
        known = coded.answer(code) or next((mean for word, mean in _RESPONSES.items() if word in words.lower()), "")
        if known in _RESPONSES.values():
            return [Told(fact, known)]
    return []


def _ecog(fact: str, value: Stated) -> list[Told]:
    whole = _whole(value)
    for code, words in value.codes:
        known = coded.answer(code)
        found = re.search(r"\b(?:ECOG|grade|performance status)\D{0,24}([0-5])\b", words)
        whole = int(known) if known.isdigit() else int(found.group(1)) if found else whole
    return [Told(fact, whole)] if whole is not None and 0 <= whole <= 5 else []


def _whole(value: Stated) -> int | None:
    if value.number is not None:
        return int(value.number) if value.number == int(value.number) and not value.comparator else None
    text = value.words.strip()
    return int(text) if text.isdigit() and len(text) < 4 else None


def _integer(fact: str, value: Stated) -> list[Told]:
    whole = _whole(value)
    return [Told(fact, whole)] if whole is not None and whole >= 0 else []


def _mm(fact: str, value: Stated) -> list[Told]:
    scale = _MM.get(value.unit)
    if value.number is None or scale is None or value.comparator:
        return []
    return [Told(fact, Quantity(round(value.number * scale, 3), "mm"))]


def quantity(fact: str, value: Stated) -> list[Told]:
    """A number with its unit; a bound (`<0.1 ng/mL`) stays text, because it is not a value."""
    if value.number is None:
        return []
    return [Told(fact, value.words if value.comparator else Quantity(value.number, value.unit))]


_READS: dict[str, Callable[[str, Stated], list[Told]]] = {
    "stage": _stage,
    "group": _group,
    "system": _system,
    "text": _text,
    "answer": _answer,
    "presence": _presence,
    "msi": _msi,
    "grade": _grade,
    "morphology": _morphology,
    "clark": _clark,
    "gleason": _gleason,
    "margin": _margin,
    "response": _response,
    "ecog": _ecog,
    "integer": _integer,
    "mm": _mm,
    "quantity": quantity,
}

"""How the answer of an observation is read: a category, a grade, a quantity … Nothing is read that is not stated."""

import re
from collections.abc import Callable

from consilium.facts import Status
from consilium.oncology import coded
from consilium.oncology.coded import Question
from consilium.records.fhir.diseases import morphology
from consilium.records.fhir.elements import Component, Observation, Quantity
from consilium.records.fhir.entries import Said, number, one_line
from consilium.values import Quantity as Measured

Valued = Observation | Component


def words_of(value: Valued) -> str:
    """The answer as a person reads it; "" where there is none."""
    if value.value_codeable_concept:
        return value.value_codeable_concept.words
    if value.value_quantity and value.value_quantity.value is not None:
        return quantity_words(value.value_quantity)
    if value.value_integer is not None:
        return str(value.value_integer)
    if value.value_boolean is not None:
        return "yes" if value.value_boolean else "no"
    if value.value_range:
        ends = [one for one in (value.value_range.low, value.value_range.high) if one and one.value is not None]
        return " to ".join(quantity_words(one) for one in ends)
    return one_line(value.value_string or value.value_date_time)


def quantity_words(value: Quantity) -> str:
    """`2.5 cm`, `<0.1 ng/mL`."""
    unit = "" if value.code in ("1", "{count}", "{score}", "(score)") and not value.unit else value.unit or value.code
    return f"{value.comparator}{number(value.value or 0)} {unit}".strip()


_MM = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "[in_i]": 25.4}


def read(asked: Question, value: Valued) -> list[Said]:
    """The facts of one answer; none where the answer is not one that this question has."""
    return _READS[asked.reads](asked.fact, value)


def _concept_words(value: Valued) -> list[tuple[str, str]]:
    """Codes and wording of the answer, coded or written."""
    concept = value.value_codeable_concept
    if concept:
        return [(one.code, one.display or concept.text) for one in concept.coding] or [("", concept.text)]
    return [("", value.value_string)] if value.value_string else []


def _stage(fact: str, value: Valued) -> list[Said]:
    for code, words in _concept_words(value):
        if found := coded.category(code, words):
            if found[0].lower() != fact[-1]:
                return []
            said = [Said(fact, found, "value")]
            if re.search(r"\by[cp][TNM]", words):
                said.append(Said("stage.prefix", "y", "value"))
            return said
    return []


def _group(fact: str, value: Valued) -> list[Said]:
    groups = (coded.group(code, words) for code, words in _concept_words(value))
    found = next((group for group in groups if group), "")
    return [Said(fact, found, "value")] if found else []


_SYSTEM = re.compile(r"\b(?:stage|level)\s+(MS|[0-4]|IV[A-EabesX]?|I{1,3}[A-EabesX]?|[ABC]|L1|L2|M)\b", re.IGNORECASE)


def _system(fact: str, value: Valued) -> list[Said]:
    for _, words in _concept_words(value):
        if found := _SYSTEM.search(words):
            stage = found.group(1).upper()
            return [Said(fact, coded.ROMAN.get(stage, stage), "value")]
    return []


def _text(fact: str, value: Valued) -> list[Said]:
    words = coded.plain(words_of(value))
    return [Said(fact, words, "value")] if words else []


_PLAIN = re.compile(r"\s*(positive|negative|equivocal|indeterminate|borderline)\b", re.IGNORECASE)
_SAME = {"indeterminate": "equivocal", "borderline": "equivocal"}


def _answer(fact: str, value: Valued) -> list[Said]:
    if value.value_quantity and value.value_quantity.value is not None:
        if value.value_quantity.code == "%" or value.value_quantity.unit == "%":
            return [Said(f"{fact}.percent", Measured(value.value_quantity.value, "%"), "value")]
        return []
    for code, words in _concept_words(value):
        known = coded.answer(code)
        if known in ("positive", "negative", "equivocal"):
            return [Said(fact, known, "value")]
        if found := _PLAIN.match(words):
            said = found.group(1).lower()
            return [Said(fact, _SAME.get(said, said), "value")]
    return []


def _presence(fact: str, value: Valued) -> list[Said]:
    known = next((coded.answer(code) for code, _ in _concept_words(value) if coded.answer(code)), "")
    return [Said(fact, known, "value")] if known in ("present", "absent") else []


def _msi(fact: str, value: Valued) -> list[Said]:
    known = next((coded.answer(code) for code, _ in _concept_words(value) if coded.answer(code)), "")
    return [Said(fact, known, "value")] if known in ("high", "low", "stable") else []


_GRADE = re.compile(r"\b(?:grade\s*|G)([1-4]|IV|I{1,3})\b", re.IGNORECASE)
_GRADE_WORDS = {"low": "low", "high": "high", "intermediate": "G2"}


def _grade(fact: str, value: Valued) -> list[Said]:
    for code, words in _concept_words(value):
        known = coded.answer(code)
        if found := _GRADE.search(words):
            roman = {"I": "1", "II": "2", "III": "3", "IV": "4"}
            known = known or f"G{roman.get(found.group(1).upper(), found.group(1))}"
        first = words.split(" ")[0].lower()
        known = known or (_GRADE_WORDS.get(first, "") if "grade" in words.lower() else "")
        if known in ("G1", "G2", "G3", "G4", "low", "high"):
            return [Said(fact, known, "value")]
    return []


def _morphology(fact: str, value: Valued) -> list[Said]:
    found = morphology(value.value_codeable_concept)
    return [Said(fact, found, "value")] if found else []


def _clark(fact: str, value: Valued) -> list[Said]:
    found = next(
        (match for _, words in _concept_words(value) if (match := re.search(r"level ([1-5]|IV|V|I{1,3})\b", words))),
        None,
    )
    return [Said(fact, coded.ROMAN.get(found.group(1), found.group(1)), "value")] if found else []


_GLEASON = re.compile(r"([1-5])\s*\+\s*([1-5])\s*=\s*(10|[2-9])")
_GRADE_GROUP = re.compile(r"grade group ([1-5])")


def _gleason(fact: str, value: Valued) -> list[Said]:
    if whole := _whole(value):
        return [Said(fact, whole, "value")] if 2 <= whole <= 10 else []
    words = " ".join(words for _, words in _concept_words(value))
    said = []
    if found := _GRADE_GROUP.search(words):
        said.append(Said("gleason.grade_group", int(found.group(1)), "value"))
    if (found := _GLEASON.search(words)) and int(found.group(1)) + int(found.group(2)) == int(found.group(3)):
        names = ("gleason.primary", "gleason.secondary", "gleason.score")
        said += [Said(name, int(part), "value") for name, part in zip(names, found.groups(), strict=True)]
    return said


def _margin(fact: str, value: Valued) -> list[Said]:
    """Margins free of invasive cancer are R0 by the residual tumor classification; no other answer is read."""
    for code, words in _concept_words(value):
        if found := re.search(r"\bR([012])\b", words):
            return [Said(fact, f"R{found.group(1)}", "value")]
        if code == "LA27151-2":
            rule = "margins uninvolved by invasive carcinoma: R0 (UICC residual tumor classification)"
            return [Said(fact, "R0", "value", status=Status.INFERRED, rule=rule)]
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


def _response(fact: str, value: Valued) -> list[Said]:
    for code, words in _concept_words(value):
        known = coded.answer(code) or next((mean for word, mean in _RESPONSES.items() if word in words.lower()), "")
        if known in _RESPONSES.values():
            return [Said(fact, known, "value")]
    return []


def _ecog(fact: str, value: Valued) -> list[Said]:
    whole = _whole(value)
    for code, words in _concept_words(value):
        known = coded.answer(code)
        found = re.search(r"\b(?:ECOG|grade|performance status)\D{0,24}([0-5])\b", words)
        whole = int(known) if known.isdigit() else int(found.group(1)) if found else whole
    return [Said(fact, whole, "value")] if whole is not None and 0 <= whole <= 5 else []


def _whole(value: Valued) -> int | None:
    if value.value_integer is not None:
        return value.value_integer
    quantity = value.value_quantity
    if quantity and quantity.value is not None and not quantity.comparator and quantity.value == int(quantity.value):
        return int(quantity.value)
    text = value.value_string.strip()
    return int(text) if text.isdigit() and len(text) < 4 else None


def _integer(fact: str, value: Valued) -> list[Said]:
    whole = _whole(value)
    return [Said(fact, whole, "value")] if whole is not None and whole >= 0 else []


def _mm(fact: str, value: Valued) -> list[Said]:
    quantity = value.value_quantity
    scale = _MM.get(quantity.code or quantity.unit) if quantity else None
    if quantity is None or quantity.value is None or scale is None or quantity.comparator:
        return []
    return [Said(fact, Measured(round(quantity.value * scale, 3), "mm"), "value")]


def quantity(fact: str, value: Valued) -> list[Said]:
    quantity = value.value_quantity
    if quantity is None or quantity.value is None:
        whole = value.value_integer
        return [Said(fact, Measured(whole, ""), "value")] if whole is not None else []
    if quantity.comparator:
        return [Said(fact, quantity_words(quantity), "value")]
    return [Said(fact, Measured(quantity.value, quantity.code or quantity.unit), "value")]


def plain(fact: str, value: Valued) -> list[Said]:
    """The value as it stands: of entries that we exported ourselves."""
    quantity = value.value_quantity
    if value.value_integer is not None:
        return [Said(fact, value.value_integer, "value")]
    if quantity and quantity.value is not None and not quantity.comparator:
        unit = quantity.code or quantity.unit
        return [Said(fact, Measured(quantity.value, unit) if unit else quantity.value, "value")]
    concept = value.value_codeable_concept
    words = concept.text if concept else value.value_string
    return [Said(fact, words, "value")] if words else []


_READS: dict[str, Callable[[str, Valued], list[Said]]] = {
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

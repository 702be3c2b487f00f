"""What stands beside the cancer in a note: other illnesses, allergies, other medicines, laboratory values with units.

In: a report; out: `comorbidity`, `allergy`, `medication` and `lab.*`. Names and units: `background.toml`.
"""

import re
from collections.abc import Iterator

from consilium.facts import Assertion
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import assertion
from consilium.records.report.sections import Section
from consilium.records.report.text import Text
from consilium.values import Quantity

_NOT_HERE = frozenset({"family", "legal", "allergies", "medicines"})
_OF_TISSUE = frozenset({"pathology", "imaging"})
_NOT_SAID = ("unless", "if ", "screen", "risk of", "risk for", "prevent", "prophyla")
_NONE_KNOWN = re.compile(r"\bnkd?a\b|\bno known (?:drug |medication |food |environmental )*allerg\w+|\bno allerg\w+")
_ALLERGIC = re.compile(r"\b(?:allergic|anaphylaxis|allergy|allergies|hypersensitiv\w+) to (?P<to>[a-z][a-z -]{2,40})")
_NAMED = re.compile(r"(?P<name>[a-z][a-z'/-]{2,}(?: [a-z'/-]+){0,3}?)(?= ?(?:[(,;:\n]| - |$| and ))")
_ITEM = re.compile(
    r"(?:(?<=[,;\n:])|\A|(?<= and)) ?(?:[-*•] ?|\d{1,2}[.)] ?)?(?:and )?"
    r"(?P<name>[a-z][a-z'/-]{2,}(?: [a-z'/-]+){0,3}?)(?= ?(?:[(,;:\n]| - |$| and ))"
)
_NO_NAME = frozenset(
    {"none", "nkda", "nka", "unknown", "reviewed", "no", "yes", "denies", "see", "not", "the", "patient", "drug",
     "reaction", "reactions", "severity", "and", "known", "per", "documented", "allergies", "allergy", "other"}
)  # fmt: skip
_DRUG = re.compile(
    r"(?P<name>[a-z][a-z-]{3,}(?: (?!mg|mcg|tablet|capsule|take|oral)[a-z-]+){0,2}?)"
    r"(?: \([a-z -]{3,30}\))?(?: (?:tablets?|capsules?|oral|po))? (?P<dose>\d+(?:[.,]\d+)?(?:-\d+(?:\.\d+)?)? ?"
    r"(?:mg|mcg|µg|ug|g|units?|iu|ml|meq|%)(?:/[a-z0-9.]+)?)(?![a-z])"
)
_NO_DRUG = frozenset(
    {"take", "give", "total", "dose", "tablet", "tablets", "capsule", "daily", "with", "weight", "the"}
)
_VALUE = (
    r"(?: ?\([^)\n]{1,20}\))?(?: (?:level|count|value))?[ ,:=]{0,3}(?:(?:was|is|of|at|today|now)[ :]{1,2}){0,2}"
    r"(?P<sign>[<>]?) ?(?P<v>\d{1,6}(?:,\d{3}|\.\d+)?)(?: ?\(?(?:h|l|high|low)\)?(?![a-z]))?"
    r"(?: \(?\d+(?:\.\d+)? ?- ?\d+(?:\.\d+)?\)?)? ?(?P<u>[a-zµ%/][a-z0-9µ%/^*().]*(?: m2| 10\^9/l)?|10[*^]9/l)"
)
_MEASURED = re.compile(_VALUE)


def candidates(text: Text) -> Iterator[Candidate]:
    """What notes say; a report on tissue or a picture speaks of other things by these names."""
    yield from _labs(text)
    if text.kind in _OF_TISSUE:
        return
    yield from _illnesses(text)
    yield from _allergies(text)
    yield from _medicines(text)


def _labs(text: Text) -> Iterator[Candidate]:
    for hit in text.hits("lab"):
        found = _MEASURED.match(text.flat, hit.end)
        code, units = hit.value
        if not found or found["sign"] or found["u"].rstrip(".,;)") not in units:
            continue
        end = found.start("u") + len(found["u"].rstrip(".,;)"))
        yield Candidate(
            code=f"lab.{code}",
            value=Quantity(float(found["v"].replace(",", "")), text.cased[found.start("u") : end]),
            start=hit.start,
            end=end,
            score=10,
            why="value with a unit beside the name",
        )


def _illnesses(text: Text) -> Iterator[Candidate]:
    for hit in text.hits("illness"):
        section = text.section(hit.start)
        if section.kind in _NOT_HERE:
            continue
        left, _ = text.sentence(hit.start, hit.end)
        if any(word in text.flat[max(left, hit.start - 40) : hit.start] for word in _NOT_SAID):
            continue
        name, lasting = hit.value
        said = assertion(text.flat, hit.start, hit.end, section.kind)
        if said is Assertion.FAMILY:
            continue
        if said is Assertion.HISTORICAL and lasting:
            said = Assertion.PRESENT
        yield _candidate("comorbidity", name, hit.start, hit.end, section, said)


def _allergies(text: Text) -> Iterator[Candidate]:
    if "allerg" not in text.flat and "nkda" not in text.flat and "anaphyla" not in text.flat:
        return
    for none in _NONE_KNOWN.finditer(text.flat):
        yield _candidate("allergy", "any", none.start(), none.end(), text.section(none.start()), Assertion.ABSENT)
    for section in text.sections.all:
        if section.kind == "allergies":
            for found in _ITEM.finditer(text.flat, section.start, section.end):
                reaction = found.start() > section.start and text.flat[found.start() - 1] == ":"
                if not reaction and not _NO_NAME & set(found["name"].split()):
                    yield _candidate("allergy", found["name"], found.start("name"), found.end("name"), section)
    for told in _ALLERGIC.finditer(text.flat):
        item = _NAMED.match(text.flat, told.start("to"), _clause(text.flat, told.start("to")))
        section = text.section(told.start())
        if item and section.kind != "family" and not _NO_NAME & set(item["name"].split()):
            said = assertion(text.flat, told.start(), told.end(), section.kind)
            yield _candidate("allergy", item["name"], item.start("name"), item.end("name"), section, said)


def _clause(flat: str, start: int) -> int:
    """Where the clause that begins here ends."""
    stops = [at for sign in (",", ";", "\n", ".") if (at := flat.find(sign, start)) >= 0]
    return min(stops, default=len(flat))


def _medicines(text: Text) -> Iterator[Candidate]:
    against_cancer = {(hit.start, hit.end) for hit in text.hits("drug")}
    for section in text.sections.all:
        if section.kind != "medicines":
            continue
        for found in _DRUG.finditer(text.flat, section.start, section.end):
            name, start = found["name"], found.start("name")
            inside = any(start <= left and right <= found.end("name") for left, right in against_cancer)
            if inside or _NO_DRUG & set(name.split()):
                continue
            said = assertion(text.flat, start, found.end("name"), section.kind)
            yield _candidate("medication", f"{name} {found['dose']}", start, found.end(), section, said)


def _candidate(
    code: str, value: str, start: int, end: int, section: Section, said: Assertion = Assertion.PRESENT
) -> Candidate:
    return Candidate(
        code=code, value=value, start=start, end=end, score=section.weight, assertion=said, why=section.kind
    )

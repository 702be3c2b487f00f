"""Records that seem to belong to another patient (B2). In: a sheet; out: findings that name the odd record.

A record is held against the one that most others agree with. A misspelt name, a middle initial, "DOE, JANE M", accents,
a married name, another hospital's record number and swapped day and month are no reason for alarm on their own.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

from rapidfuzz.distance import DamerauLevenshtein

from consilium.checks import Finding, Severity
from consilium.checks.disease import by_record
from consilium.facts import Assertion, Fact, FactSheet
from consilium.values import RecordId

_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "md", "phd", "jr", "sr", "ii", "iii", "nee", "geb"})
_FIELDS = ("patient.name", "patient.birth_date", "patient.sex", "patient.mrn", "record.institution")
_SEVERITY = {"identity.other_patient": Severity.URGENT, "identity.mrn": Severity.NOTE}


class Match(Enum):
    """How one field of two records compares."""

    SAME = "same"
    CLOSE = "close"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Face:
    """Who a record says the patient is: the first fact of each field."""

    record: RecordId
    fields: dict[str, Fact]

    def text(self, field: str) -> str:
        """The value, or ""."""
        return self.fields[field].text if field in self.fields else ""


def findings(sheet: FactSheet) -> Iterator[Finding]:
    """One finding for each record that does not fit."""
    known = faces(sheet)
    if len(known) < 2:
        return
    centre = max(known, key=lambda face: sum(_agrees(face, other) for other in known if other is not face))
    for face in known:
        if face is not centre:
            yield from _compare(face, centre, alone=len(known) == 2)


def others(found: Iterable[Finding]) -> frozenset[str]:
    """Records that, by these findings, may be another person's."""
    return frozenset(one.param("record") for one in found if one.code == "identity.other_patient")


def faces(sheet: FactSheet) -> tuple[Face, ...]:
    """The identity that each record states, records without any left out."""
    said = (fact for fact in sheet if fact.code in _FIELDS and fact.assertion is Assertion.PRESENT)
    known = []
    for record, facts in by_record(said).items():
        fields: dict[str, Fact] = {}
        for fact in facts:
            fields.setdefault(fact.code, fact)
        if record:
            known.append(Face(record, fields))
    return tuple(known)


def _agrees(first: Face, second: Face) -> bool:
    matches = _matches(first, second)
    return not any(match is Match.OTHER for field, match in matches.items() if field != "mrn")


def _matches(first: Face, second: Face) -> dict[str, Match]:
    return {
        "name": match_names(first.text("patient.name"), second.text("patient.name")),
        "birth_date": match_dates(first.text("patient.birth_date"), second.text("patient.birth_date")),
        "sex": _match_words(first.text("patient.sex"), second.text("patient.sex")),
        "mrn": _match_words(first.text("patient.mrn").lstrip("0"), second.text("patient.mrn").lstrip("0")),
    }


def _one_place(first: Face, second: Face) -> bool:
    places = [face.text("record.institution").casefold() for face in (first, second)]
    return all(places) and places[0] == places[1]


def _compare(face: Face, centre: Face, *, alone: bool) -> Iterator[Finding]:
    matches = _matches(face, centre)
    other = [field for field, match in matches.items() if match is Match.OTHER]
    # Every hospital gives a number of its own: it tells within one hospital, or beside another birth date.
    if "mrn" in other and "birth_date" not in other and not _one_place(face, centre):
        other.remove("mrn")
    if not other or _is_new_name(matches, face, centre):
        return
    shares_given = bool(_given(face.text("patient.name")) & _given(centre.text("patient.name")))
    unsure = len(other) == 1 and (shares_given or not _name_alone(other, matches))
    code = f"identity.{other[0]}" if unsure else "identity.other_patient"
    shown = [f"patient.{field}" for field in other]
    yield Finding(
        code=code,
        severity=_SEVERITY.get(code, Severity.IMPORTANT),
        because=tuple(side.fields[field] for field in shown for side in (face, centre)),
        params=(
            ("record", face.record),
            ("fields", ", ".join(other)),
            ("one", face.text(shown[0])),
            ("other", centre.text(shown[0])),
            ("sure", "no" if alone else "yes"),
        ),
    )


def _name_alone(other: list[str], matches: dict[str, Match]) -> bool:
    """Another name, and no birth date that could tell whether it is the same person."""
    return other == ["name"] and matches["birth_date"] is Match.UNKNOWN


def _is_new_name(matches: dict[str, Match], face: Face, centre: Face) -> bool:
    """A new family name with the same given name and birth date, as after a marriage."""
    if matches["birth_date"] is not Match.SAME or matches["sex"] is Match.OTHER:
        return False
    return bool(_given(face.text("patient.name")) & _given(centre.text("patient.name")))


def _given(name: str) -> set[str]:
    """The words before the family name, initials left out: `Doe, Jane M` and `Jane M Doe` give `jane`."""
    _, comma, after = name.partition(",")
    return {word for word in (_words(after) if comma else _words(name)[:-1]) if len(word) > 1}


@dataclass(frozen=True, slots=True)
class Stated:
    """The names and birth dates (ISO) that the records of one case state for its patient."""

    case: str
    names: tuple[str, ...]
    births: tuple[str, ...]


def likely_same(stated: Iterable[Stated]) -> Iterator[tuple[str, str]]:
    """Pairs of cases whose patient may be one person: a name and a whole birth date agree, slips of the pen and swapped
    day and month allowed. Nothing follows from it but that somebody looks. Cases without either are left out."""
    days: dict[tuple[str, ...], dict[str, Stated]] = {}
    for one in stated:
        for birth in one.births:
            year, *rest = birth.split("-")
            if len(rest) == 2:  # the same key for a swapped day and month: only few are compared with each other
                days.setdefault((year, *sorted(rest)), {})[one.case] = one
    found = set()
    for together in days.values():
        for one, other in combinations(sorted(together.values(), key=lambda case: case.case), 2):
            if any(match_names(a, b) is Match.SAME for a in one.names for b in other.names):
                found.add((one.case, other.case))
    yield from sorted(found)


def _match_words(first: str, second: str) -> Match:
    if not first or not second:
        return Match.UNKNOWN
    return Match.SAME if first.casefold() == second.casefold() else Match.OTHER


def match_dates(first: str, second: str) -> Match:
    """Two ISO dates. CLOSE: day and month swapped; a missing part says nothing."""
    shared = min(len(first), len(second))
    if shared < 4:
        return Match.UNKNOWN
    if first[:shared] == second[:shared]:
        return Match.SAME
    a, b = first.split("-"), second.split("-")
    swapped = len(a) == len(b) == 3 and a[0] == b[0] and a[1:] == b[2:0:-1]
    return Match.CLOSE if swapped else Match.OTHER


def match_names(first: str, second: str) -> Match:
    """Two names in any order. SAME: each word of the shorter is in the longer, an initial or a typing slip apart."""
    a, b = _words(first), _words(second)
    if not a or not b:
        return Match.UNKNOWN
    short, long = sorted((a, b), key=lambda words: (len(words), words))
    alone = _without_fit(short, long)
    # An initial that fits nothing is a second given name; a whole word that fits nothing is another name.
    other = len(alone) == len(short) or any(len(word) > 1 for word in alone)
    return Match.OTHER if other and not _joined(a, b) else Match.SAME


def _without_fit(short: list[str], long: list[str]) -> list[str]:
    free, alone = list(long), []
    for word in sorted(short, key=len, reverse=True):
        fit = next((other for other in free if _same_word(word, other)), None)
        if fit is None:
            alone.append(word)
        else:
            free.remove(fit)
    return alone


def _joined(a: list[str], b: list[str]) -> bool:
    """Whether names differ only by a gap, a hyphen or their order: `Anne Marie`, `Annemarie`."""
    return sorted("".join(a)) == sorted("".join(b))


def _same_word(first: str, second: str) -> bool:
    if first == second or (1 in (len(first), len(second)) and first[0] == second[0]):
        return True
    slips = DamerauLevenshtein.distance(first, second)
    return slips <= (1 if min(len(first), len(second)) < 8 else 2) and min(len(first), len(second)) > 3


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return [word for word in re.split(r"[^a-z]+", plain) if word and word not in _TITLES]

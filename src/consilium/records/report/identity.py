"""Whose record it is and who wrote it when: name, birth date, sex, age, record number, author, date, institution."""

import re
from collections.abc import Iterator

from consilium.records.report.candidates import Candidate
from consilium.records.report.dates import DAY, parse
from consilium.records.report.text import Text

_PART = r"[A-Z][A-Za-z'\-]*\.?"
_NAME = re.compile(
    rf"(?:[Pp]atient(?:'s)? [Nn]ame|PATIENT(?:'S)? NAME|Name of [Pp]atient|(?<![A-Za-z] )(?:Name|NAME)|Patient|PATIENT|\bRE|\bRe)[ ]?:[ ]?(?P<v>{_PART}(?:,? {_PART}){{1,3}})(?=[ ]*(?:\n|$|,|;|\(|MRN|DOB|Age|Sex|[A-Z][a-z]+:|\d| - ))"
)
_SAME_NAME = re.compile(r"(?:patient name|hpi): ?(?P<v>[a-z]+ (?:[a-z]\.? )?[a-z]+) is a \d")
_MRN = re.compile(
    r"(?:medical record (?:number|no\.?|#)|\bmrn|\bmr ?#|record number|hospital (?:number|no\.?)|patient id(?:entification)?|unit (?:number|no\.?)|med\.? rec\.? (?:number|no\.?|#)?)[ :#]{1,4}(?P<v>[a-z]{0,3}-?\d[\d-]{3,14})\b"
)
_BIRTH = re.compile(r"(?:\bdob\b|date of birth|birth ?date|birth date|\bborn(?: on)?|d\.o\.b\.?)[ :]{1,3}$")
_AGE = re.compile(
    r"\bage(?:/sex)?[ :]{1,3}(?P<a>\d{1,3})\b(?! ?(?:%|cm|mm))|\b(?P<b>\d{1,3})[ -]?(?:y\.? ?o\.?\b|y/o\b|years?[ -]old|year[ -]old|yrs?[ -]old)|\baged (?P<c>\d{1,3})\b"
)
_SEX = re.compile(
    r"\b(?:sex|gender)[ :/]{1,3}(?P<a>female|male|f|m|woman|man)\b|(?:y\.? ?o\.?|y/o|years?[ -]old|year[ -]old|yo)[ ,]{1,2}(?:[a-z]+ ){0,2}?(?P<b>female|male|woman|man|lady|gentleman)\b|\bage/sex[ :]{1,3}\d{1,3} ?/ ?(?P<c>f|m)\b"
)
_SEXES = {
    "f": "female",
    "woman": "female",
    "lady": "female",
    "female": "female",
    "m": "male",
    "man": "male",
    "gentleman": "male",
    "male": "male",
}
_AUTHOR = re.compile(
    r"(?:[Ee]lectronically [Ss]igned(?: out)? [Bb]y|ELECTRONICALLY SIGNED(?: OUT)? BY|[Dd]ictated [Bb]y|[Ss]igned [Bb]y|[Aa]uthenticated [Bb]y|[Rr]eported [Bb]y|[Rr]eleased [Bb]y|[Aa]ttending [Pp]athologist|[Pp]athologist|PATHOLOGIST|[Ss]urgeon)[ ]?[:]?[ ]?(?P<v>(?:Dr\.? )?[A-Za-z'\-]+(?:,? [A-Za-z'\-]+\.?){1,3}?,? (?:M\.?D\.?|D\.?O\.?|PhD|NP|PA|md|do)\b)"
)
_CLOSING = re.compile(
    r"(?:^|\n)(?P<v>[A-Z][a-z'\-]+(?: [A-Z]\.?| [A-Z][a-z'\-]+){1,3},? (?:MD|DO|NP|PA|RN|PhD)\b)(?=[ ]*(?:\n|$))"
)
_DATED = re.compile(
    r"(?:date of service|date of visit|report date|date of report|date reported|reported(?: on| date)?|date signed|signed(?: on)?|collected(?: on| date)?|date collected|date of procedure|procedure date|date of exam|exam date|visit date|dos|dated|(?:^|\n)date|@|received)[ :]{1,3}$"
)
_FIRST = (
    "date of service",
    "date of visit",
    "report date",
    "date of report",
    "date reported",
    "visit date",
    "exam date",
)
_PLACE = re.compile(
    r"(?:Facility|FACILITY|Institution|INSTITUTION|Hospital|HOSPITAL|Performing [Ll]ab(?:oratory)?)[ ]?:[ ]?(?P<v>[A-Z][A-Za-z.&' \-]{4,60}?)(?=\n|$|,|;|\.)"
)


def candidates(text: Text) -> Iterator[Candidate]:
    """Everything that says whose and whence the record is."""
    yield from _dates(text)
    if text.hits("person"):
        yield from _person(text)
    if text.hits("signed"):
        yield from _authors(text)
    for found in _PLACE.finditer(text.cased):
        yield _of("record.institution", found["v"].strip(), found, 10)


def _person(text: Text) -> Iterator[Candidate]:
    for found in _NAME.finditer(text.cased):
        early = 20 if "ame" in found[0].lower() else 0
        yield _of("patient.name", found["v"].strip(" ,"), found, early - found.start() / 1000)
    for found in _SAME_NAME.finditer(text.flat):
        yield _of("patient.name", text.cased[found.start("v") : found.end("v")], found, 0)
    for found in _MRN.finditer(text.flat):
        yield _of("patient.mrn", text.cased[found.start("v") : found.end("v")], found, -found.start() / 1000)
    for found in _AGE.finditer(text.flat):
        age = int(found["a"] or found["b"] or found["c"])
        kind = text.section(found.start()).kind
        if 0 < age < 120 and kind != "family":
            yield Candidate(
                code="patient.age",
                value=age,
                start=found.start(),
                end=found.end(),
                score=-found.start() / 1000,
                why="age",
            )
    for found in _SEX.finditer(text.flat):
        word = _SEXES[found["a"] or found["b"] or found["c"]]
        yield Candidate(
            code="patient.sex", value=word, start=found.start(), end=found.end(), score=-found.start() / 1000, why="sex"
        )


def _dates(text: Text) -> Iterator[Candidate]:
    for found in DAY.finditer(text.flat):
        day = parse(found)
        before = text.flat[max(0, found.start() - 28) : found.start()]
        if day is None:
            continue
        if _BIRTH.search(before):
            yield Candidate(
                code="patient.birth_date",
                value=str(day),
                start=found.start(),
                end=found.end(),
                score=10,
                why="birth date",
            )
        elif _DATED.search(before):
            first = 50 if any(word in before for word in _FIRST) else 0
            yield Candidate(
                code="record.date",
                value=str(day),
                start=found.start(),
                end=found.end(),
                score=first - found.start() / 1000,
                why="day of the record",
            )


def _authors(text: Text) -> Iterator[Candidate]:
    for found in _AUTHOR.finditer(text.cased):
        yield _of("record.author", found["v"].strip(), found, 20)
    for found in _CLOSING.finditer(text.cased):
        yield _of("record.author", found["v"].strip(), found, 5 + found.start() / 100000)


def _of(code: str, value: str, found: re.Match[str], score: float) -> Candidate:
    return Candidate(code=code, value=value, start=found.start("v"), end=found.end("v"), score=score, why="named so")

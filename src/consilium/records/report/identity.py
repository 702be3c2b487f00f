"""Whose record it is and who wrote it when: name, birth date, sex, age, record number, author, date, institution."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from consilium.records.report import titles
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import line_start
from consilium.records.report.patterns import later
from consilium.records.report.text import Text
from consilium.records.report.unsaid import KIN, of_relative
from consilium.records.report.words import Hit
from consilium.values import PartialDate

_LABEL = (
    r"(?:Unit|Chart|Hosp|NHS|ID|MRN|DOB|D\.O\.B|Date|Born|Birth|Age|Sex|Gender|Medical|Record|Patient|Account|Visit|Name|Hospital"
    r"|Provider|Physician|Doctor|Attending|Referring|Surgeon|Legal|(?i:page|pg)(?= ?(?:\d|[:#]|of\b)))\b"
)
_PART = rf"(?!{_LABEL})(?![a-zß-öø-ÿ\d_])\w[\w'\-]*\.?"
_OF_NAMES = r"(?: (?:de|del|la|los|las|da|dos|van|von|der|den|ter|bin|al|el))*"
_CAPITALS = r"(?:[A-Z][A-Z'\-]+ ){1,2}[A-Z][A-Z'\-]+, [A-Z][A-Z'\-]+(?: [A-Z]\b\.?)?"
"""`VAN DER BERG, ANNA`: a surname of several words."""
_NAME = re.compile(
    rf" ?: ?(?P<v>(?!{_LABEL}){_CAPITALS}(?! [A-Z]+#?:)|{_PART}(?:,?{_OF_NAMES} {_PART}){{1,3}}?"
    # In capitals the point behind an initial seems to end a sentence.
    rf"(?:(?<= [A-Z])\n(?!(?i:{_LABEL}))[A-Z][A-Z'\-]+(?![\w'\-]))?)"
    rf"(?=,?[ ]*(?:\n|$|,|;|\||\(|{_LABEL}|d\.?o\.?b\b|born\b|aged?\b|[A-Z][A-Za-z.]*#? ?:|\d| - ))"
)
_NAME_BELOW = re.compile(rf" ?:?\n(?P<v>{_PART}(?:,? {_PART}){{1,3}})(?=\n|$)")
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Miss|MR|MRS|MS|MISS)\.? (?=\S)")
_COLUMN = re.compile(r"\s{2,}[FM]\Z")
"""The sex in a column of its own, behind the name."""
_NAME_THEN_AGE = re.compile(r" ?: ?(?P<v>[a-z]+ (?:[a-z]\.? )?[a-z]+) is a \d")
_MRN = re.compile(r"[ :#.\n]{1,4}(?P<v>[a-z]{0,3}-?\d[\d-]{3,14})\b")
_BIRTH = re.compile(r"(?:\bdob\b|\(b\.|date of birth|birth ?date|\bborn(?: on)?|d\.o\.b\.?)[ :\n]{1,3}\Z")
_OTHERS = re.compile(
    KIN + r"|\b(?:guarantor|subscriber|insured|policy ?holder|contact|guardian|baby|infant|physician|provider|doctor)\b"
)
_NAME_OF_OTHER = re.compile(
    KIN + r"(?:'?s)? \Z|\b(?:physician|doctor|provider|surgeon|pathologist|oncologist|nurse|attending|clinician|contact"
    r"|guarantor|subscriber|insured|guardian|caregiver|kin|maiden|preferred|user|file|drug|generic|brand|trade|medication"
    r"|product|facility|hospital|clinic|insurance|company|plan|employer|study|trial|test|procedure|pharmacy|school"
    r"|practice|laboratory|lab|gene|specimen|department|middle|first|last|family|agent|account|interpreter|technologist|report|result|order|form|document"
    r"|technician|witness|therapist|radiologist|author|dr\.?)(?:'?s)? \Z"
)
"""Before `name`: it is not the patient's."""
_DOCTOR = re.compile(
    r",? ?(?:M\.?D|D\.?O|PhD|Ph\.D|RN|NP|PA|PA-C|FRCPath|FRCP|FRCR|FRCS|FACS|MBBS|MBChB|DNP|APRN)\b(?!\.\w)"
)
_NO_PERSON = re.compile(
    r"\b(?:dr|md|cent(?:er|re)|hospital|clinic|department|university|not|unknown|provided|female|male|outpatient"
    r"|inpatient|reports?|pathology|surgical|address|for|results?|histology|cytology|diagnosis|tissue|document"
    r"|continued|continues|next page|printed|confidential)\b"
)
_NO_SUBJECT = later(
    r"\b(?:the|this|and|in|out|no|see|above|right|left|mass|nodule|lesion|results?|opinion|consult\w*|referral|review"
    r"|second|report\w*|medical|health|denies|alert|oriented|presents|stage|portal|education|information"
    r"|instructions|status|tolerated|pain|cancer|type|class|location|service|follow|appointment|scan|biopsy|history"
    r"|emergency|admitted|discharged|is|was|has|with|identification|copy)\b"
)
"""Behind `Re:` or `Patient:`: what the letter is about, or how somebody is."""
_AGE_AFTER = re.compile(r"[ :]{1,3}(?P<v>\d{1,3})\b(?! ?(?:%|cm|mm|of \d)|-year)")
_BROKEN = re.compile(
    r"(?:\b|(?<=[\d_]))(?:p|im|us|dos|pack|pass|sign|cover|stor|aver|langu|mess|link|leak|dam|drain)[ \n-]{1,3}\Z"
)
"""What a scan has parted from `age`: `P AGE 5 of 12` is the number of a page."""
_OTHER_AGE = re.compile(
    r"\b(?:at|by|since|from|until|before|after|under|over|mean|median|average|bone|gestational|menarche|menopause|onset|the)"
    r" (?:the |an? )?\Z"
)
_OLD_THING = re.compile(
    r" (?:[\w-]+ ){0,2}?(?:scar|biops\w+|fracture|specimen|injury|slides?|scan|lesion|infarct|surgery|report|mri|ct"
    r"|graft|(?:grand)?(?:son|daughter|child)\w*)\b"
)
"""`3 year old biopsy`: not the age of the patient."""
_AGE_AND_SEX = re.compile(r"[ :]{1,3}\d{1,3} ?y?(?:rs?)? ?/ ?(?P<v>female|male|f|m)\b")
_LETTER_AFTER = re.compile(r" ?-? ?(?P<v>[fm])\b(?! ?[.:])")
_JOINED_AGE = re.compile(r"yo(?<=\dyo)\b")
_AGE_BEFORE = re.compile(r"(?<![\d./])(?P<v>\d{1,3})[ -]?$")
_SEX_AFTER = re.compile(r"[ :/]{1,3}(?P<v>female|male|f|m|woman|man)\b")
_CHOICE = re.compile(r" ?[/|,]? ?(?:\[ ?\] ?)?(?:female|male|f|m)\b(?! ?[.:])")
"""`Sex: M / F`: a form's two answers, none of them chosen here."""
_OLD_BEFORE = re.compile(
    r"(?:y\.? ?o\.?|y/o|years?[ -]old|yo|\d ?(?:y|yrs?|years?)\.?)[ ,/\n]{1,2}(?:[a-z0-9-]+ ){0,2}?$"
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
    r"[ ]?:?[ ]?(?P<v>(?:Dr\.? )?[^\W\d_][\w'\-]*(?:,? [^\W\d_][\w'\-]*\.?){1,3}?,?"
    r" (?:M\.?D\.?|D\.?O\.?|PhD|NP|PA|md|do)\b)"
)
_CLOSING = re.compile(
    r"(?:^|\n)(?P<v>[A-Z][^\W\d_A-Z'][\w'\-]*(?: [A-Z]\.?| [A-Z][\w'\-]+){1,3},? (?:MD|DO|NP|PA|RN|PhD)\b)"
    r"(?=(?:, [A-Z][a-z]+(?: [a-z]+)?)?[ ]*(?:\n|$))"
)
_COPIED = later(r"\b(?:cc|copy to|copies to|dear|referred by|referring \w+|pcp|primary care \w+)\b")
"""Near a doctor's name: a reader of the letter, not its author."""
_DATED = re.compile(
    r"(?:date of service|date of visit|report date|date of report|date reported|reported(?: on| date)?"
    r"|date signed|signed(?: on)?|collected(?: on| date)?|date collected|date of procedure"
    r"|procedure date|date of exam|exam date|visit date|dos|(?:^|\n)dated?|@|received|encounter date"
    r"|con(?:sult|ference) date|seen in clinic|date seen"
    r"|date of (?:encounter|consultation|clinic)|clinic date|date (?:dictated|typed)"
    r"|(?<!last )(?<!next )(?<!prior )(?<!first )(?<!return )(?<!previous )visit(?= ?:))[ :]{1,3}$"
)
_FIRST = (
    "date of service",
    "date of visit",
    "report date",
    "date of report",
    "date reported",
    "visit date",
    "exam date",
    "encounter",
    "consultation",
    "clinic",
)
_PLACE = re.compile(r" ?: ?(?P<v>[A-Z][A-Za-z.&' \-]{4,60}?)(?=\n|$|,|;|\.)")


def candidates(text: Text) -> Iterator[Candidate]:
    """Everything that says whose and whence the record is."""
    yield from _dates(text)
    named = list(_named(text))
    yield from named
    yield from titles.candidates(text, [one for one in named if one.code == "patient.name"])
    yield from _age(text)
    yield from _sex(text)
    yield from _in_short(text)
    yield from _authors(text)


def _named(text: Text) -> Iterator[Candidate]:
    known = sorted(word.start for kind in ("site", "histology") for word in text.hits(kind))
    for kind, code, pattern in (
        ("name", "patient.name", _NAME),
        ("mrn", "patient.mrn", _MRN),
        ("place", "record.institution", _PLACE),
    ):
        for hit in text.hits(kind):
            found = pattern.match(text.flat if kind == "mrn" else text.cased, hit.end)
            if kind == "name" and not found:
                found = _NAME_THEN_AGE.match(text.flat, hit.end)
            if kind == "name" and not found and text.flat.endswith("name", 0, hit.end):
                found = _NAME_BELOW.match(text.cased, hit.end)
            if found and (kind != "name" or _is_patient(text, hit, found, known)):
                plainly = 20 if "name" in text.flat[hit.start : hit.end] else 0
                yield _of(text, code, found, plainly - hit.start / 1000)


def _is_patient(text: Text, hit: Hit, found: re.Match[str], known: list[int]) -> bool:
    """Whether the words are a person's name, and no doctor's, relative's, drug's or hospital's.

    `known` is where words for organs and cancers begin, in order.
    """
    start, end = found.span("v")
    if _NO_PERSON.search(text.flat, start, end) or _DOCTOR.match(text.cased, end):
        return False
    if "name" in text.flat[hit.start : hit.end]:
        return not _NAME_OF_OTHER.search(text.flat, max(0, hit.start - 25), hit.start)
    if text.flat.startswith("pt", hit.start) and "," not in text.flat[start:end]:
        return False  # PT is a therapist and a clotting time as well
    if text.flat.startswith("hpi", hit.start) and text.flat[end - 2 : end - 1] == " ":
        return False  # in capitals the name goes on behind the point of its initial
    at = bisect_left(known, start)
    return not (at < len(known) and known[at] < end) and not _NO_SUBJECT.search(text.flat, start, end)


def _age(text: Text) -> Iterator[Candidate]:
    joined = (Hit(*found.span(), None) for found in _JOINED_AGE.finditer(text.flat))
    for hit in (*text.hits("age"), *joined):
        named = text.flat.startswith("age", hit.start)
        found = (
            _AGE_AFTER.match(text.flat, hit.end)
            if named
            else _AGE_BEFORE.search(text.flat, max(0, hit.start - 5), hit.start)
        )
        others = (
            _OTHERS.search(text.flat, line_start(text.flat, hit.start, 20), hit.end + (0 if named else 20))
            or of_relative(text.flat, hit.start)
            or _OTHER_AGE.search(text.flat, max(0, hit.start - 20), hit.start)
            or (named and _BROKEN.search(text.flat, max(0, hit.start - 10), hit.start))
            or (named and _page(text.flat, hit.start, found))
            or (not named and _OLD_THING.match(text.flat, hit.end))
        )
        if found and 0 < int(found["v"]) < 120 and not others and text.section(hit.start).kind != "family":
            yield Candidate(
                code="patient.age",
                value=int(found["v"]),
                start=found.start("v"),
                end=max(found.end("v"), hit.end),
                score=-hit.start / 1000,
                why="age",
            )


def _page(flat: str, start: int, found: re.Match[str] | None) -> bool:
    """Whether a line of `age` and a small number alone is what a scan has left of a page's number."""
    if found is None or int(found["v"]) >= _GROWN or ":" in found[0]:
        return False
    return flat[start - 1 : start] in ("", "\n") and flat[found.end() : found.end() + 1] in ("", "\n", ".")


_GROWN = 18
# One pattern for each letter: one is searched for far faster than one of several.
_SEX_LETTERS = tuple(re.compile(rf"{one}(?=\W|\Z)(?:(?<=\d{one})|(?<=[\do] {one}))") for one in "MF")
_SHORT = re.compile(r"(?:\A|\n|[:,|] ?|\. )(?P<age>[1-9]\d) ?(?:y/?o )?[MF]\Z")
_TOLD = re.compile(
    r",| ?\|| ?(?:\n|\Z)"
    r"| (?:with|w/|w|who|s/p|h/o|hx|presents|presenting|here|admitted|never|former|newly|known|recently|diagnosed)\b"
)
_SHORT_FAR = 45


def _in_short(text: Text) -> Iterator[Candidate]:
    """`63M with lung cancer`, `DOB … | 68 M |`: age and sex in one, where a cancer or the words of a history follow."""
    for letter in (found for pattern in _SEX_LETTERS for found in pattern.finditer(text.cased)):
        found = _SHORT.search(text.cased, max(0, letter.start() - 10), letter.end())
        if found is None:
            continue
        start, end = found.start("age"), found.end()
        named = (hit for kind in ("histology", "site") for hit in text.hits(kind))
        if not _TOLD.match(text.cased, end) and not any(end <= hit.start < end + _SHORT_FAR for hit in named):
            continue
        if of_relative(text.flat, start) or text.section(start).kind == "family":
            continue
        for code, value in (("patient.age", int(found["age"])), ("patient.sex", _SEXES[letter[0].lower()])):
            yield Candidate(code=code, value=value, start=start, end=end, score=-start / 1000, why="age and sex in one")


def _sex(text: Text) -> Iterator[Candidate]:
    for hit in text.hits("age"):
        found = _AGE_AND_SEX.match(text.flat, hit.end)
        letter = (
            _LETTER_AFTER.match(text.flat, hit.end)
            if _AGE_BEFORE.search(text.flat, max(0, hit.start - 5), hit.start)
            else None
        )
        if letter and text.cased[letter.start("v")].isupper():
            found = letter
        if found:
            yield _of_sex(hit, found["v"], found.end())
    for hit in text.hits("sex"):
        found = None if text.flat[hit.start : hit.end] in _SEXES else _SEX_AFTER.match(text.flat, hit.end)
        word = found["v"] if found else text.flat[hit.start : hit.end]
        if (found and _CHOICE.match(text.flat, found.end())) or of_relative(text.flat, hit.start):
            continue
        told = _OLD_BEFORE.search(text.flat, max(0, hit.start - 35), hit.start) or _begins_story(text, hit)
        if found or (word in _SEXES and told):
            yield _of_sex(hit, word, found.end() if found else hit.end)


def _begins_story(text: Text, hit: Hit) -> bool:
    """Whether a history begins so: `Clinical history: female with a mass`, from which an age was taken out."""
    section = text.section(hit.start)
    if section.kind != "clinical" or hit.start - section.start > _SOON:
        return False
    before = text.flat[section.start : hit.start]
    return bool(_TAKEN_OUT.fullmatch(before) and _WITH.match(text.flat, hit.end))


_SOON = 40
_TAKEN_OUT = later(r"[\s:.,-]*(?:(?:the patient|patient|pt|this|she|he) (?:is )?(?:an?)?[\s:.,-]*)?")
_WITH = later(r"[ \n](?:with|who|for|status|presenting|presents|undergoing|referred|s/p|patient)\b")


def _of_sex(hit: Hit, word: str, end: int) -> Candidate:
    score = -hit.start / 1000
    return Candidate(code="patient.sex", value=_SEXES[word], start=hit.start, end=end, score=score, why="sex")


def _dates(text: Text) -> Iterator[Candidate]:
    for start, end, day in text.days:
        before = text.flat[max(0, start - 28) : start]
        if _BIRTH.search(before):
            if _OTHERS.search(text.flat, max(0, start - 50), start):
                continue
            born = str(_before_all(text, day) if text.flat[end - 3] == "/" else day)
            yield Candidate(code="patient.birth_date", value=born, start=start, end=end, score=10, why="birth date")
        elif _DATED.search(before):
            first = 50 if any(word in before for word in _FIRST) else 0
            yield Candidate(
                code="record.date",
                value=str(day),
                start=start,
                end=end,
                score=first - start / 1000,
                why="day of the record",
            )


def _before_all(text: Text, day: PartialDate) -> PartialDate:
    """A birth day whose year has two digits, a century earlier where it would be behind all days of the record."""
    others = [other.year for _, _, other in text.days if other != day]
    return replace(day, year=day.year - 100) if others and day.year > max(others) else day


_SIGNED = re.compile(
    r"\n-? ?(?:electronically )?(?:signed|reported|verified|authenticated|dictated|released) (?:out )?by\b"
)


def unsigned(text: Text, start: int, end: int) -> int:
    """Where the words from `start` end before a signature, at most `end`."""
    marks = [
        found.start()
        for found in (_SIGNED.search(text.flat, start, end), _CLOSING.search(text.cased, start, end))
        if found
    ]
    return min([end, *(mark for mark in marks if mark > start)])


def written(text: Text) -> PartialDate | None:
    """The day on which the record says that it was written, or None."""
    found = [one for one in _dates(text) if one.code == "record.date"]
    best = max(found, key=lambda one: one.score, default=None)
    return PartialDate.parse(str(best.value)) if best else None


def _authors(text: Text) -> Iterator[Candidate]:
    for hit in text.hits("signed"):
        found = _AUTHOR.match(text.cased, hit.end)
        if found:
            yield _of(text, "record.author", found, 20)
    if text.kind != "pathology":
        for found in _CLOSING.finditer(text.cased):
            if _COPIED.search(text.flat, max(0, found.start() - 80), found.start("v") + 6):
                continue
            yield _of(text, "record.author", found, 5 + found.start() / 100000)


def _of(text: Text, code: str, found: re.Match[str], score: float) -> Candidate:
    """The value as it stands on the page, its initials with their periods."""
    start, end = found.span("v")
    if code == "patient.name" and (title := _TITLE.match(text.cased, start, end)):
        start = title.end()
    words = " ".join(_COLUMN.sub("", text.place(start, end)[3]).split()).strip(" ,")
    return Candidate(code=code, value=words, start=start, end=end, score=score, why="named so")

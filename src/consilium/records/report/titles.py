"""Name and sex of the patient from a title: `Thank you for referring Mrs. Ann Vale`, `Mr. Vale is a 64-year-old …`.

In: a text and the names read from its labels; out: `patient.name` and `patient.sex`. A title is the patient's only
where the words say that the person was referred or seen, tell the age, or bear the patient's surname; never a
relative's or a doctor's. Where titles of both sexes bear that surname, none tells the sex.
"""

import re
from collections.abc import Iterator, Sequence

from consilium.records.report.candidates import Candidate
from consilium.records.report.patterns import later
from consilium.records.report.text import Text
from consilium.records.report.unsaid import KIN

# It begins with its letter, so that the search skips everything else quickly; then that no other stands before it.
_TITLE = r"(?P<title>M(?<![\w.]M)(?:rs?|s|iss|RS?|S|ISS))\.? "
_WORD = r"(?:[A-Z]\. )?[A-ZÀ-ÖØ-Þ][\w'’\-]+"
_FULL = rf"(?P<full>{_WORD}(?: [A-Z]\.?)?(?: (?:van|von|de|der|den|del|la|bin|al))*(?: {_WORD}){{1,2}})"
_SEEN = re.compile(
    r"\b(?:[Rr]eferring|[Rr]eferral of|[Rr]eferred|(?:I|[Ww]e) (?:saw|reviewed)|[Ss]eeing|[Yy]our patient,?"
    rf"|[Tt]his patient,?|[Pp]atient:|[Rr]e:|RE:) {_TITLE}(?:{_FULL}|{_WORD})"
)
_AGED = re.compile(
    rf"{_TITLE}(?:{_FULL}|{_WORD})(?:(?: is|,)(?: an?)?(?: [a-z]+,?){{0,3}} \d{{1,3}}[- ]?(?:year|y/?o\b|y\.o)|, \d\d, "
    r"| (?:is|was) (?:seen|reviewed)\b| returns\b| returned\b| attended\b| came\b| comes\b"
    r"| has (?:finished|completed)\b)"
)
_TO_PATIENT = re.compile(rf"\bDear {_TITLE}{_WORD}")
_YOURS = later(
    r"\byour (?:results?|pathology|operation|surgery|biopsy|scan|cancer|tumor|breast|bowel|treatment|genetic|blood"
    r"|bone)\b"
)
_OF_DOCTORS = re.compile(r"\byour (?:patient|referral|letter|opinion)|referring|\bre: ")
"""A letter to the patient speaks of `your operation`; one to a doctor of `your patient`."""
_BORN = re.compile(rf"{_TITLE}{_FULL},? ?\(?(?:DOB|D\.O\.B|d\.?o\.?b|[Dd]ate of birth|born)\b")
_OWN = later(rf"\b[Mm]y name is {_FULL}(?=[^\n]{{0,60}}\bI (?:am \d|was diagnosed|have (?:been diagnosed|had)))")
_TITLED = re.compile(rf"{_TITLE}(?P<words>{_WORD}(?: [A-Z]\.)?(?: {_WORD})?)")
_KIN_BEFORE = re.compile(rf"{KIN},? (?:of )?\Z")
_OTHER_BEHIND = re.compile(
    rf"'s? (?:wife|husband|\w*mother|\w*father|son|daughter|sister|brother)\b|,? ?(?:(?:her|his|the|a) )?{KIN}"
    r"|,? ?(?:m\.?d\b|frc|mbbs|rn\b|np\b|pa-c|ph\.?d|consultant|surgeon|nurse|registrar|secretary)"
)
_SEXES = {"mr": "male", "mrs": "female", "ms": "female", "miss": "female"}


def candidates(text: Text, named: Sequence[Candidate]) -> Iterator[Candidate]:
    """The patient's name where a title leads to it, and the sex that the title tells."""
    if not named and "my name is" in text.flat and (own := _OWN.search(text.cased)):
        yield _of(text, "patient.name", own["full"], own.start("full"), own.end("full"))
    if not _TITLED.search(text.cased):
        return
    plain = [
        found for pattern in (_SEEN, _AGED, _BORN) for found in pattern.finditer(text.cased) if _of_patient(text, found)
    ]
    addressed = _TO_PATIENT.search(text.cased)
    to_patient = addressed and _YOURS.search(text.flat) and not _OF_DOCTORS.search(text.flat)
    for found in plain:
        if found["full"] and not named:
            yield _of(text, "patient.name", found["full"], found.start("full"), found.end("full"))
    surnames = {_surname(str(one.value)) for one in named} | {
        _surname(found["full"]) for found in plain if found["full"]
    }
    told = [
        found
        for found in _TITLED.finditer(text.cased)
        if _of_patient(text, found) and _surname(found["words"]) in surnames
    ]
    if addressed and to_patient:
        told.append(addressed)
    sexes = {_sex(found) for found in (*plain, *told)}
    if len(sexes) == 1:
        found = min((*plain, *told), key=re.Match.start)
        yield _of(text, "patient.sex", sexes.pop(), found.start("title"), found.end())


def _sex(found: re.Match[str]) -> str:
    return _SEXES[found["title"].lower()]


def _of_patient(text: Text, found: re.Match[str]) -> bool:
    start, end = found.start("title"), found.end()
    return not (_KIN_BEFORE.search(text.flat, max(0, start - 30), start) or _OTHER_BEHIND.match(text.flat, end))


def _surname(name: str) -> str:
    """`Vale` of `Robin A. Vale` and of `VALE, ROBIN`, in lower case."""
    last, comma, _ = name.partition(",")
    return (last if comma else name).split()[-1].strip(".").lower()


def _of(text: Text, code: str, value: str, start: int, end: int) -> Candidate:
    return Candidate(
        code=code, value=value, start=start, end=end, score=-30 - start / 1000, why="title before the name"
    )

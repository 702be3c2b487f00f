"""What stands beside the cancer in a note: other illnesses, allergies, other medicines, laboratory values with units.

In: a report; out: `comorbidity`, `allergy`, `medication` and `lab.*`. Names and units: `background.toml`.
"""

from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter

from consilium.facts import Assertion
from consilium.records.report import lab_rows
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import assertion
from consilium.records.report.numbers import AMOUNT, amount
from consilium.records.report.patterns import later
from consilium.records.report.sections import Section
from consilium.records.report.text import Text
from consilium.records.report.unsaid import KIN, of_relative, unsaid
from consilium.values import Quantity

_NOT_HERE = frozenset({"family", "legal", "allergies", "medicines"})
_OF_TISSUE = frozenset({"pathology", "imaging"})
_NOT_THIS = later(
    r"^ ?(?:prophyla\w+|ppx|vaccin\w+|serolog\w+|screen\w*|immuni\w+|status|panel|surface|core|antibod\w+|antigen|risk"
    r"|precautions|protocol|education|clinic|dna|rna|viral load|\(-\)|-(?=[,;\n])|- ?no\b|[☐□]|\[ ?\])"
    r"|^[^\n;.]{0,15}\babsent\b"
    r"|^(?:,? ?(?:and|or|/|&|,) ?(?:hepatitis |hep )?(?:[abc]|hiv|syphilis)\b){0,3}[ :(-]{1,3}"
    r"(?:neg\b|negativ\w*|non-?reactive|not (?:detected|reactive)|undetect\w*)"
)
_UNTICKED = later(r"(?:[☐□]|\[ ?\]) ?$|\b(?:portal|pulmonary|white[ -]coat|gestational|intracranial|ocular|venous) $")
_TICKED = later(r"(?:[☒☑]|\[x\]) ?$")
_DENIED = later(
    r"\b(?:no|denies|neg(?:ative)? for|without|neither|not|never)\b"
    r"(?:(?!\b(?:but|has|had|have|positive|with|except|since)\b)[^\n;])*$"
)
_STILL = later(r", (?:and |she |he )?has\b|\bbut\b|\bhowever\b|\bexcept\b")
"""What was denied before it is not denied behind it."""
_TO_COME = later(
    r"\b(?:await\w*|waiting (?:list )?for|(?:candidate|suitab\w+|listed|considered|evaluated) for)\b[^\n;.]{0,25}$"
)
_IN_KIN = later(r"s? in (?:(?:his|her|the|their|a) )?(?:\w+ )?" + KIN)
_SHORT = 4
"""A short word behind a hyphen is a part of another name."""
_SUPPOSED = later(
    r"\b(?:thought|felt|believed|presumed|assumed|considered) to (?:be|have been|represent)\b[^\n;,.]{0,35}$"
)
_OTHER_VALUE = later(
    r"\b(?:urine|urinary|goal|target|threshold|csf|fluid|if|unless|until|keep|below|above)\b[^\n;,.]{0,15}$"
)
_NONE_KNOWN = later(r"\bnkd?a\b|\bno known (?:drug |medication |food |environmental )*allerg\w+|\bno allerg\w+")
_NO_ALLERGY = later(r"[ \n:*-]{0,4}(?P<none>none(?: known)?|nil(?: known)?|no known)(?= ?(?:[.\n;]|\Z))")
_ALLERGIC = later(r"\b(?:allergic|anaphylaxis|allergy|allergies|hypersensitiv\w+) to (?P<to>[a-z][a-z -]{2,40})")
_NAMED_ALLERGY = later(
    r"(?:^|[\n,;.:(] ?|\b(?:has|with|and|an?|known|severe|history of) )"
    r"(?P<to>penicillins?|sulfa|sulfonamides?|codeine|morphine|latex"
    r"|iodine|(?:iodinated |iv |intravenous )?contrast|aspirin|nsaids?|shellfish|cephalosporins?|amoxicillin|vancomycin"
    r"|peanuts?|nuts?|eggs?|platinum|taxanes?) allerg(?:y|ies)\b(?! (?:test|clinic|status|unlikely|ruled|list))"
)
_NAME = (
    r"(?:includ(?:es?|ing) )?(?P<name>(?:iv )?[a-z][a-z'/-]{2,}(?: [a-z'/-]+){0,3}?)"
    r"(?= ?(?:[(,;:.\n]| - |$| and | causes?\b| caused\b|,? which\b))"
)
_NAMED = later(_NAME)
_ITEM = later(rf"(?:(?<=[,;\n:])|\A|(?<= and)) ?(?:[-*•] ?|\d{{1,2}}[.)] ?)?(?:and )?{_NAME}")
_CLAUSE_ENDS = later(r"[,;\n.]|\Z")
_EFFECTS = frozenset(
    {"causes", "caused", "cause", "causing", "rash", "hives", "itching", "itch", "nausea", "vomiting", "swelling",
     "anaphylaxis", "diarrhea", "diarrhoea", "urticaria", "angioedema", "shortness", "wheezing", "dyspnea", "headache",
     "dizziness", "which", "gets", "upset", "resulting", "results", "intolerance", "unspecified"}
)  # fmt: skip
"""What an allergy does, beside its name in a list."""
_NO_NAME = _EFFECTS | frozenset(
    {"none", "nkda", "nka", "unknown", "reviewed", "no", "yes", "denies", "see", "not", "the", "patient", "drug",
     "reaction", "reactions", "severity", "and", "known", "per", "documented", "allergies", "allergy", "other", "nil",
     "n/a", "negative", "allergic", "file", "chart", "verified", "social", "medications"}
)  # fmt: skip
_DRUG = later(
    r"\b(?!(?:apply|take|inject|give|use|instill|place|insert|inhale|dose|total)\b)"
    r"(?P<name>[a-z][a-z-]{3,}(?: (?!mg|mcg|tablet|capsule|take|oral)[a-z-]+){0,2}?)"
    r"(?: \([a-z ;,/-]{3,40}\))?(?: (?:tablets?|capsules?|oral|po))? (?P<dose>\d+(?:[.,]\d+)?(?:-\d+(?:\.\d+)?)? ?"
    r"(?:mg|mcg|µg|ug|g|units?|iu|ml|meq|%)(?:/[a-z0-9.]+)?)(?![a-z])"
)
_ENDED = later(r"\b(?:discontinued|stopped|held|not taking|no longer taking)\b[ :]*$")
_ENDED_BEHIND = later(r"[^\n,;.]{0,25}\b(?:discontinued|stopped|held|on hold|not taking|no longer)\b")
_NO_DRUG = frozenset(
    {"take", "give", "total", "dose", "tablet", "tablets", "capsule", "daily", "with", "weight", "the"}
)
_MEASURED = later(
    r"(?: ?\([^)\n]{1,20}\))?(?: (?:level|count|value))?[ ,:=]{0,3}(?:(?:was|is|of|at|today|now"
    r"|(?:on|at) (?:admission|discharge|presentation|diagnosis|baseline))[ :]{1,2}){0,2}"
    r"(?P<sign>[<>]?) ?(?P<v>" + AMOUNT + r")(?: ?\(?(?:h|l|high|low)\)?(?![a-z]))?"
    r"(?: \(?\d+(?:\.\d+)? ?- ?\d+(?:\.\d+)?\)?)? ?(?P<u>[a-zµ%/][a-z0-9µ%/^*().]*(?: m2| 10\^9/l)?|10[*^]9/l)"
)


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
        code, units = hit.value
        if _OTHER_VALUE.search(text.flat, max(0, hit.start - 30), hit.start):
            continue
        if row := lab_rows.row(text, hit.end, code, units):
            yield from () if of_relative(text.flat, hit.start) else row
            continue
        found = _MEASURED.match(text.flat, hit.end)
        unit = found["u"].rstrip(".,;)") if found else ""
        if not found or found["sign"] or unit not in units or of_relative(text.flat, hit.start):
            continue
        end = found.start("u") + len(unit)
        yield Candidate(
            code=f"lab.{code}",
            value=Quantity(amount(found["v"]), text.cased[found.start("u") : end]),
            start=hit.start,
            end=end,
            score=10,
            why="value with a unit beside the name",
        )


def _illnesses(text: Text) -> Iterator[Candidate]:
    for hit in text.hits("illness"):
        section = text.section(hit.start)
        if section.kind in _NOT_HERE or (hit.end - hit.start <= _SHORT and text.flat[hit.start - 1] in "-/"):
            continue
        if not text.cased[hit.start : hit.end].isascii():
            continue  # an aunt in Spanish is no stroke
        left, _ = text.sentence(hit.start, hit.end)
        before = text.flat[max(left, hit.start - 160) : hit.start]
        ticked = _TICKED.search(before)
        if not ticked and (_UNTICKED.search(before) or _NOT_THIS.match(text.flat[hit.end : hit.end + 30])):
            continue
        if unsaid(text.flat, hit.start) or of_relative(text.flat, hit.start) or _IN_KIN.match(text.flat, hit.end):
            continue
        if _TO_COME.search(before):
            continue
        name, lasting = hit.value
        said = Assertion.PRESENT if ticked else assertion(text.flat, hit.start, hit.end, section.kind)
        if said is Assertion.ABSENT and (still := list(_STILL.finditer(before))):
            cut = hit.start - len(before) + still[-1].end()
            said = assertion(text.flat[cut : hit.end + 60], hit.start - cut, hit.end - cut, section.kind)
        if said is Assertion.FAMILY:
            continue
        if said in (Assertion.PRESENT, Assertion.HISTORICAL) and not ticked and _DENIED.search(before):
            continue
        if said is Assertion.HISTORICAL and lasting:
            said = Assertion.PRESENT
        if said is Assertion.PRESENT and _SUPPOSED.search(before[-50:]):
            said = Assertion.UNCERTAIN
        yield _candidate("comorbidity", name, hit.start, hit.end, section, said)


def _allergies(text: Text) -> Iterator[Candidate]:
    if "allerg" not in text.flat and "nkda" not in text.flat and "anaphyla" not in text.flat:
        return
    for none in _NONE_KNOWN.finditer(text.flat):
        yield _candidate("allergy", "any", none.start(), none.end(), text.section(none.start()), Assertion.ABSENT)
    for section in text.sections.all:
        if section.kind == "allergies":
            if nothing := _NO_ALLERGY.match(text.flat, section.start, section.end):
                yield _candidate(
                    "allergy", "any", nothing.start("none"), nothing.end("none"), section, Assertion.ABSENT
                )
            for found in _ITEM.finditer(text.flat, section.start, section.end):
                reaction = found.start() > section.start and text.flat[found.start() - 1] == ":"
                if not reaction and not _NO_NAME & set(found["name"].split()):
                    yield _candidate("allergy", found["name"], found.start("name"), found.end("name"), section)
    for named in _NAMED_ALLERGY.finditer(text.flat):
        section, (start, end) = text.section(named.start("to")), named.span("to")
        said = assertion(text.flat, start, named.end(), section.kind)
        if section.kind == "family" or of_relative(text.flat, start) or unsaid(text.flat, start):
            continue
        yield _candidate("allergy", named["to"], start, end, section, said)
    for told in _ALLERGIC.finditer(text.flat):
        clause = _CLAUSE_ENDS.search(text.flat, told.start("to"))
        item = _NAMED.match(text.flat, told.start("to"), clause.start()) if clause else None
        section = text.section(told.start())
        before = text.flat[max(0, told.start() - 40) : told.start()]
        if of_relative(text.flat, told.start()) or _DENIED.search(before):
            continue
        if item and section.kind != "family" and not _NO_NAME & set(item["name"].split()):
            said = assertion(text.flat, told.start(), told.end(), section.kind)
            yield _candidate("allergy", item["name"], item.start("name"), item.end("name"), section, said)


def _medicines(text: Text) -> Iterator[Candidate]:
    against_cancer = text.hits("drug")
    for section in text.sections.all:
        if section.kind != "medicines":
            continue
        for found in _DRUG.finditer(text.flat, section.start, section.end):
            name, start = found["name"], found.start("name")
            at = bisect_left(against_cancer, start, key=attrgetter("start"))
            inside = at < len(against_cancer) and against_cancer[at].end <= found.end("name")
            if inside or _NO_DRUG & set(name.split()):
                continue
            behind = _ENDED_BEHIND.match(text.flat, found.end())
            if behind or _ENDED.search(text.flat, max(section.start, start - 25), start):
                continue
            said = assertion(text.flat, start, found.end("name"), section.kind)
            yield _candidate("medication", f"{name} {found['dose']}", start, found.end(), section, said)


def _candidate(
    code: str, value: str, start: int, end: int, section: Section, said: Assertion = Assertion.PRESENT
) -> Candidate:
    return Candidate(
        code=code, value=value, start=start, end=end, score=section.weight, assertion=said, why=section.kind
    )

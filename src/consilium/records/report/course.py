"""How the illness goes: performance, response, spread, recurrence, weight, markers in blood, family, smoking."""

import re
import sys
from collections.abc import Callable, Iterator

from msgspec.structs import replace

from consilium.facts import Assertion
from consilium.records.report import lab_rows, spread
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import assertion
from consilium.records.report.numbers import AMOUNT, amount
from consilium.records.report.patterns import later
from consilium.records.report.text import Text
from consilium.records.report.unsaid import of_relative, unsaid
from consilium.values import Quantity, Value

_TO = "(?: ?- ?| to | or )"
_ECOG = later(
    # Each choice begins with a letter of its own, so that the search skips all others quickly; so below.
    r"(?:ecog(?: performance)?(?: status| score| scale| grade)?(?: ?\(0-[45]\))?|who performance status"
    r"|performance status|p(?<!\wp)s)[ :=\-]{0,4}(?:(?:(?:is|of|score|remains?|was|at|currently|still|stable|today|now"
    r"|good|has|been|maintained|unchanged|who|ecog|grade) ){0,4})"
    rf"(?:(?P<range>0{_TO}1|1{_TO}2|2{_TO}3|3{_TO}4)\b(?! ?(?:days|weeks|months|scale))"
    r"|(?P<v>[0-4])\b(?! ?[-/]\d| (?:or|to) [0-4]| ?: [a-z]))"
)
_KARNOFSKY = later(
    r"(?:karnofsky(?: performance)?(?: status| score)?|k(?<!\wk)ps)[ :=]{0,3}(?:is |of )?"
    r"(?P<v>\d0|100)\b(?! ?- ?\d| (?:or|to) \d)"
)
_RESPONSE = later(
    r"(?P<complete>(?<!near )(?<!near-)(?<!nearly )(?<!almost )(?<!in)"
    r"complete (?:metabolic |pathologic(?:al)? |clinical )?(?:response|remission)"
    r"|(?:no|without(?: any)?) evidence of (?:residual |recurrent |active )?disease(?! progress))"
    r"|(?P<partial>partial (?:metabolic )?response"
    r"|\bpr (?:by|per) recist"
    r"|partial remission)"
    r"|(?P<stable>stable disease|(?:disease|radiological|radiographic) stability|disease (?:is |remains )?stable)"
    r"|(?P<progression>progressive disease"
    r"|disease (?:has )?progress\w+|disease appears? to be (?:slowly )?progressing"
    r"|progression of disease|disease progression|(?:has|have) progressed|interval progression"
    r"|progression of (?:\w+ ){0,2}(?:metastas[ei]s|lesions?|tumors?|malignancy))"
)
_RECURRENCE = later(
    r"(?P<local>local)(?:ly)? recurren\w+\b(?! (?:risk|rate|score|free))|(?P<regional>regional)(?:ly)? recurren\w+"
    r"|(?P<distant>distant) recurren\w+\b(?! (?:risk|rate|score|free|surviv|at \d))"
    r"|(?P<yes>recurrent (?:disease|carcinoma|cancer|tumor"
    r"|adenocarcinoma|melanoma)|recurrence of (?:[\w-]+ ){0,4}?(?:disease|cancer|tumor|\w*carcinoma|lymphoma|melanoma"
    r"|\w*sarcoma|gli\w+oma|glioma|malignan\w+|neoplas\w+|mesothelioma|seminoma|myeloma|leuk\w+)\b)"
)
_ORGANS = (
    r"liver|bones?|brain|lungs?|adrenal(?: gland)?|peritoneum|pleura|ovar(?:y|ies)|spine|skin|spleen"
    r"|omentum|mediastinum|retroperitoneum|hepatic|pulmonary|osseous|skeletal|bony|cerebral|intracranial|peritoneal"
    r"|intraperitoneal"
)
_OF_ORGAN = {
    "hepatic": "liver", "pulmonary": "lung", "osseous": "bone", "skeletal": "bone", "bony": "bone", "cerebral": "brain",
    "intracranial": "brain", "peritoneal": "peritoneum", "intraperitoneal": "peritoneum", "bones": "bone",
    "lungs": "lung", "ovaries": "ovary",
}  # fmt: skip
_SPREAD = later(
    # Not within a word: an intrahepatic metastasis of the liver's own cancer is no distant one.
    rf"(?<![a-z])(?P<a>{_ORGANS}) (?:metastas[ei]s|metastatic|carcinomatosis|mets\b)"
    rf"|m(?:etastas[ei]s|ets) (?:to|in|throughout|within|involving) (?:the |both |her |his )?(?P<b>{_ORGANS})"
    rf"|metastatic (?:disease )?(?:to|in) (?:the )?(?P<c>{_ORGANS})|metastatic \w+(?: \w+)? (?:to|in"
    rf"|involving) (?:the )?(?P<d>{_ORGANS})"
)
_LESION = r"(?:lesions?|nodules?|mass(?:es)?|foci|deposits)"
_ON = (
    rf"(?:(?!\b(?:no|not|none|without|negative|unremarkable|normal|clear|benign|{_ORGANS}|nodes?|lymph\w*)\b)"
    r"(?:[^\n.;:]|\.(?=\d)))"
)
_LOOKS = later(r"lesion|nodul|mass|foci|deposit")
_LESIONS = later(
    rf"(?:(?P<a>{_ORGANS})\b ?:?{_ON}{{0,50}}?\b{_LESION}|\b{_LESION} (?:throughout|within|in|of) (?:both lobes of )?"
    rf"(?:the )?(?:(?:left|right|both) )?(?P<b>{_ORGANS})\b){_ON}{{0,50}}? (?:(?:consistent|compatible|in keeping) with"
    r"|representing|(?P<maybe>likely|suspicious for|concerning for|worrisome for|suggestive of|probabl[ey]|possibl[ey]"
    r"|presumed)) (?:(?:multiple|new|known|widespread|the|her|his) )*metasta(?:s[ie]s|tic)"
)
"""`Liver: several lesions, consistent with metastases`."""
_BEFORE_METS = later(rf"(?P<organ>{_ORGANS})(?:, ?|,? and |/)(?:the )?\Z")
_AND_TO = later(rf"(?:, ?(?:and )?| and )(?:the )?(?P<organ>{_ORGANS})\b(?! (?:is|was|are|were|shows?)\b)")
_WEIGHT = later(
    r"w(?<!\ww)(?:t|eight)[ :]{1,3}(?:(?:(?:is|was|of|remains?|stable|steady|today|now|currently|at) ){1,4}"
    r"|[\n\- ]*(?:19|20)\d\d-\d\d-\d\d[ :]{1,3}"
    r"|\d{2,3}(?:\.\d{1,2})? ?lbs?\.? ?[(/] ?)?(?P<v>\d{2,3}(?:\.\d{1,2})?) ?kg\b"
)
_OTHER_WEIGHT = later(
    r"\b(?:birth|ideal|specimen|target|goal|usual|previous|prior|lean|adjusted|dry|tumor|prostate|uterus|spleen"
    r"|kidney"
    r"|baby|infant|child|twin)(?:'s)? (?:body )?$"
)
_CEA = later(
    r"c(?<!\wc)ea(?: level| value)?(?: (?:before|after|prior to|at) (?:surgery|treatment|diagnosis))?"
    r"[ :=]{1,3}(?:of |was |is )?(?:(?P<u>ng/ml) )?(?P<v>" + AMOUNT + r")(?: ?(?P<w>ng/ml))?"
)
_PSA = later(
    r"p(?<!\wp)sa(?: value| level)?[ :=]{1,3}(?:of |was |is )?(?P<v>(?!(?:19|20)\d\d\b(?! ?ng))" + AMOUNT + r")"
    r"(?: ?ng/ml|(?![\d/+%-]| - \d|[.,]\d|: ?\d"
    r"| ?(?:(?:or|and) (?:more|higher|above)|(?:day|week|month|year|wk|mo|yr)s?\b)))(?![\d/-])"
)
_PART = later(r"(?:\bfree|\bcomplexed|\bbound|\blibre|/) ?\Z")
"""`Free PSA 0.9`: not all of it."""
_DENIED = later(r"\b(?:no|not|without|never|denies|neither)\b(?: [\w-]+){0,4} \Z")
"""Right before a response; further off a denial is of something else: `no new lesions, stable disease`."""


def candidates(text: Text) -> Iterator[Candidate]:
    """What the text says of how the illness goes."""
    if text.hits("performance") or "ps " in text.flat or "ps:" in text.flat:
        yield from _each(text, _ECOG, "performance.ecog", _ecog)
        yield from _each(text, _FELL, "performance.ecog", lambda found: int(found["v"]))
        yield from _each(text, _KARNOFSKY, "performance.karnofsky", lambda found: int(found["v"]))
    if text.hits("response"):
        yield from _each(text, _RESPONSE, "response.status", _named)
    if text.hits("recurrence"):
        yield from _each(text, _RECURRENCE, "diagnosis.recurrence", _named)
    if text.kind in ("pathology", ""):
        yield from spread.held(text)
    for start, end in text.sentences("spread"):
        for one in _each(text, _SPREAD, "diagnosis.metastasis_site", _first, start, end):
            if text.flat.startswith((" would", " could", " might"), one.end):
                continue
            yield one
            yield from _listed(text, one)
        if not _LOOKS.search(text.flat, start, end):
            continue
        yield from _each(text, _LESIONS, "diagnosis.metastasis_site", _first, start, end)
    yield from _measures(text)


def _listed(text: Text, one: Candidate) -> Iterator[Candidate]:
    """The other organs of `metastatic to bone, liver and lung`; behind `liver metastases,` comes something else."""
    start = one.start
    while before := _BEFORE_METS.search(text.flat, max(0, start - 25), start):
        # `brain, liver mets`
        if not text.flat.endswith(_NOT_AN_ORGAN, one.start, one.end):
            break
        start = before.start()
        yield replace(one, value=_OF_ORGAN.get(before["organ"], before["organ"]), start=start)
    listed = None if text.flat.endswith(_NOT_AN_ORGAN, one.start, one.end) else _AND_TO.match(text.flat, one.end)
    while listed:
        yield replace(one, value=_OF_ORGAN.get(listed["organ"], listed["organ"]), end=listed.end())
        listed = _AND_TO.match(text.flat, listed.end())


_NOT_AN_ORGAN = ("metastasis", "metastases", "metastatic", "carcinomatosis", "mets")


_FELL = later(
    r"(?:performance status|ecog|ps)\b(?: status)? (?:has |have |had )?(?:since )?(?:declined|deteriorated|worsened"
    r"|dropped|fallen"
    r"|fell|improved|increased|decreased|gone|changed|reduced|slipped|recovered)[a-z ]{0,25} from (?:(?:an? )?(?:ecog"
    r"|ps|who) )?"
    r"(?:ps )?[0-4] (?:down |up )?to (?:(?:ecog|ps|who) )?(?:ps )?(?P<v>[0-4])\b(?! ?-)"
)
"""`His performance status has declined from 1 to 3`: the second is that of now."""


def _ecog(found: re.Match[str]) -> Value:
    """A range stays one: which of its ends holds is not said."""
    if found["range"]:
        fell = found.string.endswith("from ", 0, found.start())
        return int(found["range"][-1]) if fell else f"{found['range'][0]}-{found['range'][-1]}"
    return int(found["v"])


def _named(found: re.Match[str]) -> Value:
    return next(name for name, part in found.groupdict().items() if part)


def _first(found: re.Match[str]) -> Value:
    organ = next(part for name, part in found.groupdict().items() if part and name != "maybe")
    return _OF_ORGAN.get(organ, organ)


def _each(
    text: Text,
    pattern: re.Pattern[str],
    code: str,
    value: Callable[[re.Match[str]], Value],
    start: int = 0,
    end: int = sys.maxsize,
) -> Iterator[Candidate]:
    for found in pattern.finditer(text.flat, start, end):
        section = text.section(found.start())
        said = assertion(text.flat, found.start(), found.end(), section.kind)
        if found.groupdict().get("maybe") and said is Assertion.PRESENT:
            said = Assertion.UNCERTAIN
        if code == "response.status" and said is not Assertion.UNCERTAIN:
            denied = _DENIED.search(text.flat, max(0, found.start() - 60), found.start())
            said = Assertion.ABSENT if denied else Assertion.PRESENT
        if code == "response.status" and (_of_specimen(text, found) or _of_no_tumor(text, found)):
            continue
        if code == "diagnosis.metastasis_site" and text.flat.endswith(_NO_NEW, 0, found.start()):
            continue  # whether old ones are there is not said
        if section.kind not in ("family", "legal") and not _of_others(text.flat, found.start(), said):
            yield Candidate(
                code=code,
                value=value(found),
                start=found.start(),
                end=found.end(),
                score=section.weight,
                assertion=said,
                why=section.kind,
            )


_SPECIMEN = later(
    r"\b(?:patholog\w+|histolog\w+|specimen|(?:treatment|therapy) effect|regression (?:grade|score)|yp ?t"
    r"|residual cancer burden|rcb|viable)"
)


def _of_specimen(text: Text, found: re.Match[str]) -> bool:
    """Whether a partial response is that of tissue taken out after treatment, which says nothing of the illness."""
    if not found["partial"]:
        return False
    left, right = text.sentence(found.start(), found.end())
    left = text.flat.rfind(";", left, found.start()) + 1 or left
    stop = text.flat.find(";", found.end(), right)
    return text.kind == "pathology" or bool(_SPECIMEN.search(text.flat, left, stop if stop >= 0 else right))


_NO_NEW = ("no new ", "no further ", "no additional ", "no other ", "no new or enlarging ")
_SYMPTOM = later(
    r"\b(?:neuropath\w+|dementia|weakness|pain|symptoms?|dyspn\w+|breathless\w*|cough|fatigue|deficits?|edema|ascites"
    r"|anemia|failure|dysphagia|arthritis|lymph(?:edema)|parkinson\w*|disability|infection|labou?r|diet|activity)"
    r"(?: (?:that|which|in|of|to|on)\b[\w ]{0,25})? \Z"
)
_OF_MANY = later(
    r"\b(?:(?:most|many|some|few|other) (?:patients|people|men|women)|response rates?|responses (?:are|were|have)"
    r"|(?:rare|common|quoted|reported) (?:to|in))\b"
)


def _of_no_tumor(text: Text, found: re.Match[str]) -> bool:
    """Whether a symptom has progressed, or what other people's cancers did is told."""
    left, right = text.sentence(found.start(), found.end())
    return bool(_SYMPTOM.search(text.flat, left, found.start()) or _OF_MANY.search(text.flat, left, right))


def _of_others(flat: str, start: int, said: Assertion) -> bool:
    return said is Assertion.FAMILY or unsaid(flat, start) or of_relative(flat, start)


def _measures(text: Text) -> Iterator[Candidate]:
    if "kg" in text.flat:
        for found in _WEIGHT.finditer(text.flat):
            if _OTHER_WEIGHT.search(text.flat, max(0, found.start() - 25), found.start()):
                continue
            yield Candidate(
                code="vital.weight",
                value=Quantity(float(found["v"]), "kg"),
                start=found.start(),
                end=found.end(),
                score=10,
                why="weight",
            )
    if "cea" in text.flat:
        yield from _tested(text, "CEA", _CEA)
    if "psa" in text.flat:
        yield from _tested(text, "PSA", _PSA)


def _tested(text: Text, code: str, single: re.Pattern[str]) -> Iterator[Candidate]:
    """The values of a marker of the blood, of which several may stand in a row behind its name."""
    usual = "ng/mL" if code == "PSA" else ""
    in_rows = set()
    for name in _MARKER_NAMES.finditer(text.flat):
        if name[0] == code.lower() and (row := lab_rows.row(text, name.end(), code, ("ng/ml",), usual)):
            in_rows.add(name.start())
            yield from () if of_relative(text.flat, name.start()) else row
    for found in single.finditer(text.flat):
        told = code == "PSA" or found["u"] or found["w"]
        if not told or found.start() in in_rows or of_relative(text.flat, found.start()):
            continue
        if _PART.search(text.flat, max(0, found.start() - 14), found.start()):
            continue
        yield Candidate(
            code=f"lab.{code}",
            value=Quantity(amount(found["v"]), "ng/mL"),
            start=found.start(),
            end=found.end(),
            score=10,
            why="value beside the name",
        )


_MARKER_NAMES = later(r"\b(?:psa|cea)\b")

"""The largest size of the tumor in mm."""

import re
from collections.abc import Iterator

from consilium.facts import Assertion
from consilium.records.report import grown
from consilium.records.report.candidates import Candidate
from consilium.records.report.measures import N, measured, millimetres
from consilium.records.report.patterns import later
from consilium.records.report.text import Text
from consilium.values import Quantity

_UNIT = r"(?P<unit>cm|mm|centimeters?|millimeters?)\b"
_DIMENSIONS = (
    rf"(?P<a>{N}) ?(?:cm|mm)?(?: ?(?:[x*-]\.?|by|and|(?:up )?to)[ \n]?(?P<b>{N}) ?(?:cm|mm)?)?"
    rf"(?: ?(?:[x*]\.?|by)[ \n]?(?P<c>{N}))? ?{_UNIT}"
)
_SIZE = re.compile(_DIMENSIONS)
_FIELD = re.compile(
    r"(?:tumor size|size of (?:the )?(?:largest )?(?:invasive |primary )?(?:tumor|carcinoma|lesion"
    r"|mass)|size of invasive (?:component|carcinoma)|greatest (?:tumor )?(?:dimension|diameter)"
    r"(?: of (?:the )?largest (?:[a-z]+ ){0,2}(?:focus|tumor|nodule|lesion|carcinoma))?"
    r"|maximum (?:tumor |horizontal |linear |gross )?(?:dimension|diameter|size)(?: invasive component)?"
    r"|largest (?:tumor )?(?:dimension|diameter)"
    r"|tumor (?:greatest|largest|maximum) (?:dimension|diameter)|tumor dimensions?|invasive tumor size"
    r"|tumor diameter|(?<!in )s(?<![a-z]s)ize|dominant (?:tumor|nodule))"
    r"(?: ?\([^)\n]{1,40}\))?[^\n0-9]{0,30}$"
)
_NOT_TUMOR = re.compile(
    # What begins alike stands together, which makes the search faster.
    r"a(?:dditional dimension|ggregate)|b(?:iopsy site|lock|reslow)"
    r"|c(?:yst\b|avity|alcul)|d(?:istance|cis|eposit|epth)|ellipse"
    r"|f(?:ocus of metas|rom the(?<!arising from the))|in situ|l(?:ymph|argest) node|m(?:etasta|argin)|nodal"
    r"|oment(?:um|al)|p(?:rostate (?:gland )?size|olyp|hyllodes)"
    r"|s(?:pecimen (?:size|measur|weigh|dimension)|car|kin\b|ize of metas)"
    r"|s(?<!\ws)tone|(?:gall|kidney )stone|granulom|satellite|hemangioma|lipoma\b"
    r"|tumorlet|th(?:yroid (?:lobe|gland) |ick)|uterus"
    r"|within \d"
)
_EARLIER = re.compile(
    r"p(?<!\wp)re-?(?:treat|op|chemo|therap)|imaging|mammogra|m(?<!\wm)ri\b|ultraso|sonogra|radiograph|tomograph"
)
"""A size that a report of a specimen takes from pictures, or from before treatment."""
_AWAY = re.compile(
    r"\)? (?:from|away|apart|to the|of (?:[a-z]+ ){0,3}(?:margin|surgical|tumor|carcinoma|benign|normal"
    r"|invasion|extension|penetration|infiltration|clearance)"
    r"|remote|or \w+ from|dista(?:l|nt)|proximal|thick|deep|long|in length|ab ano|above )"
)
_MEASURING = re.compile(
    r"\b(?:measuring|measures|ranging (?:in size )?from|spanning|spans)(?: [0-9.]+ ?[a-z]{0,2})?"
    r"(?: up to| to| about| approximately)? \Z"
)
_MORE_THAN = (
    "<",
    ">",
    "< ",
    "> ",
    "<=",
    "<= ",
    ">=",
    ">= ",
    "more than ",
    " more ",
    "greater than ",
    "larger than ",
    "less than ",
    " over ",
    " but ",
    "or equal to ",
)
_OR_LESS = re.compile(r" or (?:less|smaller)\b|,? but (?:not|less|<|no)")
"""Where a measure is the bound of a category and not of this tumor: `pT1: tumor 2 cm or less`."""
_OLD = later(
    r"\b(?:unchanged|stable|old|long-?standing|known|benign|calcified|indeterminate|since (?:19|20)\d\d)\b"
    r"[^\n.;]{0,40}?\bnodules?\b"
    r"|\bnodules?\b[^\n;]{0,40}?\b(?:unchanged|stable|long-?standing|benign|calcified|since (?:19|20)\d\d)\b"
)
_INVASIVE = re.compile(r"\b(?:invasive|infiltrating) (?:[a-z-]+,? ){0,4}(?:adeno)?carc[a-z]{4,8}\b")
_OTHER_THING = re.compile(
    r"\n ?(?:-|[a-z0-9]{1,2}[.)])|in situ|dcis|lcis|\bnodes?\b|benign|adenoma\b|polyp|scar|cyst|cavity|depos"
    r"|metasta|margin|thick"
)
_OF_TUMOR = re.compile(
    r"(?:,(?! (?:tumor|mass|lesion|nodule)))?"
    r" (?:(?!(?:of|from|to|in|with|without|containing|portions?|pieces?)\b)[a-z]+(?:[-/][a-z]+)*,? ){0,10}"
    r"(?:tumor|mass|lesion|nodule|neoplasm|carcinoma)\b(?! bed| bank| ?#| ?\d{0,2} ?: ?\d)"
)
"""Words between a measure and the tumor that tell only how it looks: `a 3 x 2 cm firm, white, gritty tumor`."""
_BREAK = re.compile(r"[,;)]| with (?:\w+ )?satell")
_OF_ELSE = re.compile(
    r"[:;)(]|\.(?=[ \n])|, (?:tumor|mass) \d|\b(?:tumor|mass|lesion|nodule) ?#?\d{0,2} ?:(?= ?\d)"
    r"|\b(?:with|containing|including|having|showing)\b"
)
_LIST = re.compile(r",? (?:and |to |up to |& )?|\) ?(?:,|and) \(")
"""Between the measures of a list: `1.5 x 1 cm, 2 x 1 cm and 3 cm`."""
_NAMES_TUMOR, _NEXT = 60, 9
_THING = re.compile(
    # Each begins with a letter, and what begins alike stands together, which makes the search faster.
    r"(?P<tumor>tumors?(?! (?:bank|procur|board|regist|#))|mass(?:es)?\b|lesions?|carcin\w+|n(?:odul(?:e|arity)|eoplas)"
    r"|(?:sarc|melan|semin|blast|cyt|thym|gli|terat|theli|lymph)oma|growth|foc(?:us|i)\b|ulcer)"
    r"|(?P<other>specimen|tissues?\b|p(?:ortions?\b|arts? of\b|ieces?\b|arenchyma\b|olyps?\b)|fragments?\b|nodes?\b"
    r"|stones?\b|calcul[ui]s?\b|aggregates?\b|e(?:llipse|xcision\b|ctomy\b)|resection\b|deposits?\b)"
)
_OTHER_BEHIND = re.compile(
    r" in aggregate| (?:(?!(?:tumor|mass|lesion|nodule|carcinoma|in|is|are|was|were|with|from|to|throughout|within|at"
    r"|on|and)\b)[a-z]+(?:[-/][a-z]+)*,? ){0,6}?"
    r"(?:specimen|portion|fragment|piece|segment of|ellipse|(?:lymph )?node\b|aggregate)"
)
_OF_ORGAN = re.compile(
    r"\b(?:testic\w+|testis|prostate|kidney|lobe|breast|uterus|ovary|spleen|stomach|bladder|lung|liver|eye|globe|tongue"
    r"|larynx|gland|bowel|colon|intestine)[,:]? (?:of )?(?:sized?|dimensions?)[ :=]{1,3}\Z"
)
_NODES = re.compile(r"\blymph nodes?\b|\bmetasta|\(\d{1,2}/\d{1,2}\)")
_WHERE = re.compile(
    r"\b(?:in|of(?= (?:the|this|soft)\b)|within|from|to|into|on|near|inside|throughout|involving|replacing|occupying"
    r"|beneath|under|against|abutting|for|at|post|after)(?: (?:the|an?|this|both|your|each))?(?: [\w/-]+){0,4}[ \n]\Z"
)
_ATTACHED = re.compile(r"m\b(?<=\d[cm]m)")
_BENIGN_BEHIND = later(
    r"[^\n.;]{0,160}?\b(?:suggest(?:ive of|ing|s)|(?:consistent|compatible) with|in keeping with|likely"
    r"|represent(?:s|ing)|favor(?:s|ing)?)(?: an?)?(?: [\w-]+){0,3}? (?:(?:angiomyo)?lipoma|cysts?|hemangioma|fibroids?"
    r"|leiomyoma|fibroadenoma|hamartoma|granuloma|hematoma|abscess|infarct|scar|metasta\w+|secondar(?:y|ies))\b"
)
"""Behind a measure on a picture: `suggestive of a simple cyst`, `consistent with a metastasis`."""
_WIDE = 110
"""How far in front of a comma and a measure, in its sentence, the name of the cancer may stand."""
_CARCINOMA = re.compile(r"\b(?:adeno)?carcinoma\b(?! in situ)|sarcoma\b|\b(?:melanoma|cancer)\b(?! in situ)")
_HALF = re.compile(r"(?:[\d ]x| by)\.?\n\Z")
"""A line that ends within a size."""
_IN_A_NUMBER = re.compile(r"\d[.:]?\Z")
_LOOKS = re.compile(r"[ -]*(?:(?!largest)[a-z]+[ -]){0,3}")
_GOES_ON = re.compile(r", (?:with|and|an?|but|which)\b")
"""`Of the same size, with a new nodule`: no field of a form."""
_ITEM = re.compile(r"\n- ?\Z")
_ITEM_ENDS = re.compile(r"(?: in (?:greatest|maximum|largest)[a-z ]{0,20})?(?:,|;|\n|\Z)")
_OF_SPECIMENS = ("pathology", "")
_STATEMENT = 260
"""How far in front of a measure the carcinoma may stand whose grade, in brackets, comes between the two."""
_TUMOR = re.compile(
    r"tumor(?! bank)|mass\b|lesion|carcin[a-z]+|nodule|neoplas(?:m|ia(?<!intraepithelial neoplasia))"
    r"|m(?:elan|esotheli)oma|seminoma|sarcoma|thymoma|gli?oma|blastoma|cytoma|\b(?:gist|[shrt]cc|ca)\b"
    r"|growth\b(?! (?:pattern|phase|fraction|factor|plate))"
)


def candidates(text: Text) -> Iterator[Candidate]:
    """Every size; found once, though kind and grade of lesser tumors ask as well."""
    if text.measured is None:
        text.measured = tuple(_sizes(text))
    yield from text.measured


def _sentences(text: Text) -> Iterator[tuple[int, int]]:
    """The sentences with a word of measures, then those where a unit stands right behind its number."""
    seen = set()
    for start, end in text.sentences("size"):
        seen.add(start)
        yield start, end
    for found in _ATTACHED.finditer(text.flat):
        start, end = text.sentence(found.start())
        if start not in seen:
            seen.add(start)
            yield start, end


def _sizes(text: Text) -> Iterator[Candidate]:
    flat = text.flat
    for start, end in _sentences(text):
        while start and (flat[start] == "(" or (flat[start].isdigit() and _HALF.search(flat, start - 4, start))):
            start = text.sentence(start - 2, start - 2)[0]
        last: Candidate | None = None
        begun = behind = start
        for found in _SIZE.finditer(flat, start, end):
            begins, ends = found.span()
            if not flat[begins - 1].isspace() and _IN_A_NUMBER.search(flat, max(0, begins - 2), begins):
                continue
            if _AWAY.match(flat, ends) and not grown.to_now(flat, start, begins):
                continue
            if last and begins - last.end < _NEXT and _LIST.fullmatch(flat, last.end, begins):
                size: Candidate | None = _listed(text, found, last)
            else:
                if behind > start and _TUMOR.search(flat, behind, begins):
                    begun = behind  # what stands before the last measure tells of that
                size = _size(text, found, begun, end)
            behind = ends
            if size is None:
                continue
            if size.start > begins and not size.refused:
                yield _former(text, found)
            last = size
            yield size


def _listed(text: Text, found: re.Match[str], last: Candidate) -> Candidate:
    """The next measure of a list, which tells of the same as the one before it."""
    known = int(last.score - text.section(last.start).weight)
    return _of_tumor(text, _largest(found, "abc"), *found.span(), known, last.why.partition(";")[0], last.refused)


def _size(text: Text, found: re.Match[str], start: int, end: int) -> Candidate | None:
    """One measure of a sentence, where it is a tumor's; refused where it only looks like one."""
    flat, (begins, ends) = text.flat, found.span()
    before = flat[max(0, begins - 90) : begins]
    asked = "size" in before or "dimension" in before or "diameter" in before or "dominant" in before
    field = _FIELD.search(before) if asked else None
    if field and "," in field[0] and _GOES_ON.search(field[0]):
        field = None
    near = max(start, begins - 70)
    behind = flat[ends : min(end, ends + 30)]
    if not (
        field
        or _TUMOR.search(flat, near, begins)
        or _TUMOR.search(_OF_ELSE.split(behind, maxsplit=1)[0])
        or (before.endswith((", ", "(")) and _CARCINOMA.search(flat, max(start, begins - _WIDE), begins))
        or _OF_TUMOR.match(flat, ends, end)
        or _of_the_cancer(flat, begins)
        or _of_the_item_before(flat, begins, ends)
    ):
        return None
    near = max(near, flat.rfind(";", near, begins) + 1)
    own = before[_own(before, field.start()) :] if field else flat[near:ends] + _BREAK.split(behind, maxsplit=1)[0]
    bonus = 0 if not field else 60 if "tumo" in field[0] or "invasive" in field[0] else 30
    refused = ""
    if _NOT_TUMOR.search(own) or _of_nodes(flat, own, start):
        refused = "another thing is measured"
    elif bonus < _NAMES_TUMOR and _of_another(flat, begins, ends, end, field=bool(field)):
        refused = "what is named last is no tumor"
    elif text.kind in _OF_SPECIMENS and _EARLIER.search(flat, max(start, begins - _WIDE), ends):
        refused = "measured earlier"
    elif " core" in flat[ends : min(end, ends + 24)] or "(core" in flat[ends : ends + 7] or _bed(before):
        refused = "the length in a core, or of what treatment left"
    elif text.kind != "pathology" and "nodule" in own and _OLD.search(flat, near, min(end, ends + 40)):
        refused = "a nodule that has long been there"
    elif _OR_LESS.match(flat, ends) or before.endswith(_MORE_THAN):
        refused = "the bound of a category"
    elif text.kind not in _OF_SPECIMENS and _BENIGN_BEHIND.match(flat, ends):
        refused = "another thing is measured"
    largest, past = _largest(found, "abc"), grown.earlier(before, flat, ends, end)
    if grown.grown(before):
        # `grown from 14 to 16.5 cm` is two measures, `grown from 2 x 1 cm to 4 x 2 cm` the first of two.
        past = not found["b"] or " to" not in flat[found.end("a") : found.start("b")]
        if not past:
            largest, begins = _largest(found, "bc"), found.start("b")
    if not 0.1 <= largest <= 500:
        return None
    why = "field of the form" if field else "beside a word for the tumor"
    size = _of_tumor(text, largest, begins, ends, bonus, why, refused)
    if field and size.assertion is Assertion.ABSENT and "," in before[_denied(before) : field.start()]:
        size.assertion = Assertion.PRESENT  # `no invasion of vessels, tumor size 2.3 cm`
    if past and size.assertion is Assertion.PRESENT:
        size.assertion = Assertion.HISTORICAL
    return size


def _denied(before: str) -> int:
    """Where the last denial in front of a measure stands."""
    return max(before.rfind(word) for word in ("no ", "not ", "without ", "negative ", "free "))


def _largest(found: re.Match[str], parts: str) -> float:
    return max(millimetres(found[part], found["unit"]) for part in parts if found[part])


def _of_tumor(text: Text, largest: float, start: int, end: int, bonus: float, why: str, refused: str) -> Candidate:
    size = measured(text, "tumor.size", Quantity(largest, "mm"), start, end, bonus + largest / 1000, why, refused)
    if size.assertion is Assertion.PRESENT and _asked(text, start):
        size.assertion = Assertion.HISTORICAL
    return size


def _former(text: Text, found: re.Match[str]) -> Candidate:
    """The first of the two measures between which something has grown."""
    size = Quantity(millimetres(found["a"], found["unit"]), "mm")
    was = measured(text, "tumor.size", size, found.start("a"), found.end("a"), 0, "grown from")
    was.assertion = Assertion.HISTORICAL
    return was


def _of_another(flat: str, begins: int, ends: int, end: int, *, field: bool) -> bool:
    """Whether the thing named last before a measure, or right behind it, is a specimen, a node or a stone."""
    if _OF_TUMOR.match(flat, ends, end):
        return False
    if _OTHER_BEHIND.match(flat, ends) or (field and _OF_ORGAN.search(flat, max(0, begins - 35), begins)):
        return True
    last, least = None, max(0, begins - (_STATEMENT if field else _WIDE))
    for found in _THING.finditer(flat, least, begins):
        if found["other"] and last and not last["other"] and _WHERE.search(flat, last.end(), found.start()):
            continue  # a tumor in a piece of tissue
        last = found
    return last is not None and bool(last["other"])


def _of_nodes(flat: str, own: str, start: int) -> bool:
    """Whether `largest tumor 1.9 cm` goes on about lymph nodes, of which the sentence before tells."""
    if "largest" not in own or ":" in own or start < 1:
        return False
    return bool(_NODES.search(flat, max(flat.rfind("\n", 0, start - 1), start - _WIDE), start))


def _bed(before: str) -> bool:
    """Whether the words right before a measure tell the bed of a tumor, which treatment left."""
    at = before.rfind(" bed ", max(0, len(before) - 30))
    return at >= 0 and not any(sign.isdigit() or sign in ",;\n" for sign in before[at + 5 :])


def _asked(text: Text, at: int) -> bool:
    """Whether a report of tissue tells a size with the question: it was measured on a picture."""
    return text.kind == "pathology" and text.section(at).kind in ("clinical", "prior")


def _own(before: str, field: int) -> int:
    """Where the words begin that tell what a field asks: not before what ends another."""
    line = before.rfind("\n", 0, field)
    if before[:field].endswith(("tumor ", "mass ", "lesion ")):
        return field
    of_tumor = before.startswith(("tumo", "invasive tumo"), field) and _LOOKS.fullmatch(before[line + 1 : field])
    marks = ",;\n" if of_tumor or _TUMOR.search(before, line, field) else ",;"
    return max(min(len(before) - 60, field - len("specimen ")), *(before.rfind(mark, 0, field) + 1 for mark in marks))


def _of_the_cancer(flat: str, start: int) -> bool:
    """Whether `measuring 2.3 cm` goes on about an invasive carcinoma named before, and about nothing else since."""
    before = flat[max(0, start - _STATEMENT) : start]
    if "vasive" not in before and "infiltrating" not in before:
        return False
    if not _MEASURING.search(before.replace("\n", " ")):
        return False
    *_, last = (None, *_INVASIVE.finditer(before.replace("\n", " ")))
    return last is not None and not _OTHER_THING.search(before, last.end())


def _of_the_item_before(flat: str, start: int, end: int) -> bool:
    """Whether a measure is an item of a list by itself, right below the one that names an invasive carcinoma."""
    if not _ITEM.search(flat, max(0, start - 3), start) or not _ITEM_ENDS.match(flat, end):
        return False
    line = flat.rfind("\n", 0, start)
    before = flat[flat.rfind("\n", 0, line) + 1 : line]
    return bool(_INVASIVE.search(before)) and not _OTHER_THING.search(before, 1)

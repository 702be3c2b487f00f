"""The largest size of the tumor in mm, and whether there is one tumor or several."""

import re
from collections.abc import Iterator

from consilium.facts import Assertion
from consilium.records.report import grown
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import line_start
from consilium.records.report.measures import N, measured, millimetres
from consilium.records.report.patterns import later
from consilium.records.report.text import Text
from consilium.values import Quantity

_UNIT = r"(?P<unit>cm|mm|centimeters?|millimeters?)\b"
_DIMENSIONS = (
    rf"(?P<a>{N}) ?(?:cm|mm)?(?: ?(?:[x*-]|by|and|(?:up )?to)[ \n]?(?P<b>{N}) ?(?:cm|mm)?)?"
    rf"(?: ?(?:[x*]|by)[ \n]?(?P<c>{N}))? ?{_UNIT}"
)
_SIZE = re.compile(_DIMENSIONS)
_FIELD = re.compile(
    r"(?:tumor size|size of (?:the )?(?:largest )?(?:invasive |primary )?(?:tumor|carcinoma|lesion"
    r"|mass)|size of invasive (?:component|carcinoma)|greatest (?:tumor )?(?:dimension|diameter)"
    r"(?: of (?:the )?largest (?:[a-z]+ ){0,2}(?:focus|tumor|nodule|lesion|carcinoma))?"
    r"|maximum (?:tumor |horizontal |linear )?(?:dimension|diameter|size)(?: invasive component)?"
    r"|largest (?:tumor )?(?:dimension|diameter)"
    r"|tumor (?:greatest|largest|maximum) (?:dimension|diameter)|tumor dimensions?|invasive tumor size"
    r"|tumor diameter|s(?<![a-z]s)ize|dominant (?:tumor|nodule))"
    r"(?: ?\([^)\n]{1,40}\))?[^\n0-9]{0,30}$"
)
_NOT_TUMOR = re.compile(
    # What begins alike stands together, which makes the search faster.
    r"a(?:dditional dimension|ggregate)|b(?:iopsy site|lock|reslow)"
    r"|c(?:yst\b|avity|alcul)|d(?:istance|cis|eposit|epth)|ellipse"
    r"|f(?:ocus of metas|rom the)|in situ|l(?:ymph|argest) node|m(?:etasta|argin)|nodal|oment(?:um|al)"
    r"|p(?:rostate (?:gland )?size|olyp|hyllodes)|s(?:pecimen (?:size|measur|weigh|dimension)|car|kin\b|ize of metas)"
    r"|s(?<!\ws)tone|(?:gall|kidney )stone|granulom|satellite|hemangioma|lipoma\b"
    r"|tumorlet|th(?:yroid (?:lobe|gland) |ick)|uterus"
    r"|within \d"
)
_EARLIER = re.compile(r"p(?<!\wp)re-?(?:treat|op|chemo|therap)|imaging|mammogra|m(?<!\wm)ri\b|ultraso")
"""A size that a report of a specimen takes from pictures, or from before treatment."""
_AWAY = re.compile(
    r"\)? (?:from|away|to the|of (?:the )?(?:margin|surgical"
    r"|(?:[a-z]+ )?(?:invasion|extension|penetration|infiltration|clearance))"
    r"|distal|proximal|thick|deep|long|in length|ab ano|above )"
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
    "more than ",
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
    r" (?:(?!(?:of|from|to|in|with|without|containing|portions?|pieces?)\b)[a-z]+(?:[-/][a-z]+)*,? ){1,10}"
    r"(?:tumor|mass|lesion|nodule|neoplasm|carcinoma)\b(?! bed| bank)"
)
"""Words between a measure and the tumor that tell only how it looks: `a 3 x 2 cm firm, white, gritty tumor`."""
_BREAK = re.compile(r"[,;]| with (?:\w+ )?satell")
_ATTACHED = re.compile(r"m\b(?<=\d[cm]m)")
_WIDE = 110
"""How far in front of a comma and a measure, in its sentence, the name of the cancer may stand."""
_CARCINOMA = re.compile(r"\b(?:adeno)?carcinoma\b(?! in situ)|sarcoma\b|\b(?:melanoma|cancer)\b(?! in situ)")
_SPECIMEN, _TUMOR_THEN = re.compile(r"specimen|received|consist"), re.compile(r"tumor|mass|lesion|infiltrat|ulcerat")
_IN_A_NUMBER = re.compile(r"\d\.?\Z")
_ITEM = re.compile(r"\n- ?\Z")
_ITEM_ENDS = re.compile(r"(?: in (?:greatest|maximum|largest)[a-z ]{0,20})?(?:,|;|\n|\Z)")
_OF_SPECIMENS = ("pathology", "")
_STATEMENT = 260
"""How far in front of a measure the carcinoma may stand whose grade, in brackets, comes between the two."""
_TUMOR = re.compile(
    r"tumor|mass\b|lesion|carcin[a-z]+|nodule|neoplasm|m(?:elan|esotheli)oma|seminoma|sarcoma|thymoma|gli?oma|blastoma"
    r"|growth\b(?! (?:pattern|phase|fraction|factor|plate))|cytoma|\b(?:gist|[shrt]cc|ca)\b"
)
_FOCAL = re.compile(
    r"(?:focality|multifocality|multicentricity|multifocal disease)[^\n:]{0,30}: ?(?P<v>unifocal"
    r"|solitary|single|multifocal|multiple|multicentric|absent|present|not identified|no\b|yes"
    r"|bilateral)|(?<![a-z])(?P<w>unifocal|multifocal|multicentric)(?= |,|\n)"
)

_OF_MARGIN = re.compile(r"\b(?:margins?|extension|epe|necrosis)\b")
"""How many places of a margin, not how many tumors."""


def candidates(text: Text) -> Iterator[Candidate]:
    """Sizes and what melanoma is measured by; found once, though kind and grade of lesser tumors ask as well."""
    if text.measured is None:
        text.measured = tuple(_measured(text))
    yield from text.measured


def _measured(text: Text) -> Iterator[Candidate]:
    yield from _sizes(text)
    for start, end in text.sentences("focality"):
        for found in _FOCAL.finditer(text.flat, start, end):
            if _OF_MARGIN.search(text.flat, line_start(text.flat, found.start(), 60), found.end()):
                continue
            word = found["v"] or found["w"]
            many = word in ("multifocal", "multiple", "multicentric", "present", "yes", "bilateral")
            yield measured(
                text, "tumor.focality", "multifocal" if many else "unifocal", found.start(), found.end(), 10, "focality"
            )


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
    for start, end in _sentences(text):
        if text.flat.endswith((" x\n", " by\n"), 0, start):
            start = text.sentence(start - 2, start - 2)[0]
        for found in _SIZE.finditer(text.flat, start, end):
            begins, ends = found.span()
            if (_AWAY.match(text.flat, ends) and not grown.to_now(text.flat, start, begins)) or _IN_A_NUMBER.search(
                text.flat, max(0, begins - 2), begins
            ):
                continue
            before = text.flat[max(0, begins - 90) : begins]
            asked = "size" in before or "dimension" in before or "diameter" in before or "dominant" in before
            field = _FIELD.search(before) if asked else None
            near = max(start, begins - 70)
            of_it = (
                field
                or _TUMOR.search(text.flat, near, min(end, ends + 30))
                or (before.endswith(", ") and _CARCINOMA.search(text.flat, max(start, begins - _WIDE), begins))
                or _OF_TUMOR.match(text.flat, ends, end)
                or _of_the_cancer(text.flat, begins)
                or _of_the_item_before(text.flat, begins, ends)
            )
            if not of_it:
                continue
            largest = max(millimetres(found[part], found["unit"]) for part in "abc" if found[part])
            former, past = None, grown.earlier(text.flat, start, begins, end)
            if grown.grown(text.flat, start, begins):
                # `grown from 14 to 16.5 cm` is two measures, `grown from 2 x 1 cm to 4 x 2 cm` the first of two.
                past = not found["b"] or " to" not in text.flat[found.end("a") : found.start("b")]
                if not past:
                    yield _former(text, found)
                    largest, begins = (
                        max(millimetres(found[n], found["unit"]) for n in "bc" if found[n]),
                        found.start("b"),
                    )
            if not 0.1 <= largest <= 500:
                continue
            if field:
                own = before[_own(before, field.start()) :]
            else:
                stop = _BREAK.search(text.flat, ends, min(end, ends + 30))
                near = max(near, text.flat.rfind(";", near, begins) + 1)
                own = text.flat[near : stop.start() if stop else min(end, ends + 30)]
            refused = "another thing is measured" if _NOT_TUMOR.search(own) else ""
            if field and field[0].startswith("sized") and _of_the_specimen(text.flat, start, begins):
                refused = refused or "the specimen is measured"
            if text.kind in _OF_SPECIMENS and _EARLIER.search(own):
                refused = refused or "measured earlier"
            if (
                " core" in text.flat[ends : min(end, ends + 24)]
                or "(core" in text.flat[ends : ends + 7]
                or _bed(before)
            ):
                refused = refused or "the length in a core, or of what treatment left"
            if text.kind != "pathology" and "nodule" in own and _OLD.search(text.flat, near, min(end, ends + 40)):
                refused = refused or "a nodule that has long been there"
            if _OR_LESS.match(text.flat, ends) or before.endswith(_MORE_THAN):
                refused = refused or "the bound of a category"
            bonus = largest / 1000 + (0 if not field else 60 if "tumo" in field[0] or "invasive" in field[0] else 30)
            size = measured(
                text,
                "tumor.size",
                Quantity(largest, "mm"),
                begins,
                ends,
                bonus,
                "field of the form" if field else "beside a word for the tumor",
                refused,
            )
            if size.assertion is Assertion.PRESENT and (past or _asked(text, begins)):
                size.assertion = Assertion.HISTORICAL
            yield size
            if former and not refused:
                yield former


def _former(text: Text, found: re.Match[str]) -> Candidate:
    """The first of the two measures between which something has grown."""
    size = Quantity(millimetres(found["a"], found["unit"]), "mm")
    was = measured(text, "tumor.size", size, found.start("a"), found.end("a"), 0, "grown from")
    was.assertion = Assertion.HISTORICAL
    return was


def _bed(before: str) -> bool:
    """Whether the words right before a measure tell the bed of a tumor, which treatment left."""
    at = before.rfind(" bed ", max(0, len(before) - 30))
    return at >= 0 and not any(sign.isdigit() or sign in ",;\n" for sign in before[at + 5 :])


def _asked(text: Text, at: int) -> bool:
    """Whether a report of tissue tells a size with the question: it was measured on a picture."""
    return text.kind == "pathology" and text.section(at).kind in ("clinical", "prior")


def _of_the_specimen(flat: str, start: int, begins: int) -> bool:
    """Whether `sized` goes on about a specimen, and no tumor was named since."""
    before = flat[max(start, begins - _STATEMENT) : begins]
    *_, last = (None, *_SPECIMEN.finditer(before))
    return last is not None and not _TUMOR_THEN.search(before, last.end())


def _own(before: str, field: int) -> int:
    """Where the words begin that tell what a field asks: not before what ends another."""
    of_tumor = before.startswith(("tumo", "invasive tumo"), field) and before[:field].rstrip(" -").endswith("\n")
    marks = ",;\n" if of_tumor else ",;"
    return max(len(before) - 45, *(before.rfind(mark, 0, field) + 1 for mark in marks))


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

"""Distant spread: M1 where tissue from another organ holds this cancer, and signs that M0 must not be assumed."""

import re
from collections.abc import Iterator

from consilium.facts import Assertion, Status
from consilium.records.report import specimens
from consilium.records.report.candidates import Best, Candidate
from consilium.records.report.context import assertion, line_start
from consilium.records.report.sections import Section
from consilium.records.report.text import Text

_ORGAN = (
    r"(?P<organ>liver|hepatic|brain|cerebell\w+|cerebral|vertebra\w*|femur|femoral head|bone marrow|omentum|omental"
    r"|peritoneum|peritoneal|adrenal|lung)\b"
)
_CANCER = re.compile(r"metastatic (?P<kind>(?:[a-z-]+ ){0,4}?)(?:adeno|cystadeno)?(?:carcinoma|melanoma)")
_BEFORE = re.compile(rf"{_ORGAN}(?:(?!node)[^\n:]){{0,70}}?(?:[:\n] ?|[:;,] ?\n? ?- ?|-\n ?)\Z")
_BEHIND = re.compile(rf" (?:is )?(?:present )?(?:in|to|involving|within)(?: the)? {_ORGAN}(?! (?:hil|lymph|node))")
_FAR = 100
_HELD = re.compile(
    r"(?:adeno|cystadeno)?(?:carcinoma|melanoma|sarcoma|cancer|malignan\w+|tumor)\b[^\n.;:]{0,30}?"
    r"(?:(?:consistent|compatible|in keeping) with|representing),? (?:an? )?\Z"
)
_NAMES = {"hepatic": "liver", "cerebral": "brain", "omental": "omentum", "peritoneal": "peritoneum", "femur": "bone"}
_NOT_FROM = {
    "liver": ("C22", "C23", "C24"),
    "hepatic": ("C22", "C23", "C24"),
    "brain": ("C70", "C71", "C72"),
    "adrenal": ("C74", "C64"),
    "lung": ("C34", "C38", "C45"),
    "omentum": ("C48", "C56", "C57", "C38"),
    "omental": ("C48", "C56", "C57", "C38"),
    "peritoneum": ("C48", "C56", "C57", "C38"),
    "peritoneal": ("C48", "C56", "C57", "C38"),
}
"""Where a cancer of the organ itself, of its neighbour or of its own lining is no distant spread."""
_ORIGIN = {
    "C16": r"gastric|stomach",
    "C18": r"colon|colorect|large bowel",
    "C19": r"colon|colorect|rect",
    "C20": r"colon|colorect|rect",
    "C25": r"pancrea",
    "C34": r"pulmon|lung|bronch",
    "C50": r"breast|mammary|ductal|lobular",
    "C61": r"prostat",
    "C64": r"renal|kidney",
    "C67": r"urothelial|bladder|transitional",
    "C73": r"thyroid|papillary|follicular|medullary",
    "C54": r"endometri",
}
_ANY_ORIGIN = re.compile("|".join(_ORIGIN.values()) + "|neuroendocrine|ovarian|serous")
_TOLD = frozenset({"final", "synoptic", "addendum", "head", "comment"})
_KNOWN_OF = re.compile(
    r"(?:bone|liver|hepatic|lung|pulmonary|brain|cerebral|osseous|skeletal) metastas[ei]s\b(?! ?:)"
    r"|metastatic disease|metasta(?:tic|si[sz]ed|ses|sis) to (?:the )?(?:bone|liver|lung|brain|spine)"
)


def candidates(text: Text, best: Best) -> Iterator[Candidate]:
    """M1 where a part from another organ is said to hold this cancer, in a report of the tumor of origin itself."""
    if "stage.path.t" not in best:
        return
    flat, site = text.flat, str(best["diagnosis.site"].value)[:3]
    for hit in text.hits("spread"):
        cancer, section = _CANCER.match(flat, hit.start), text.section(hit.start)
        if cancer is None or section.kind not in _TOLD or not _own(site, cancer["kind"]):
            continue
        before = _BEFORE.search(flat, max(0, hit.start - _FAR), hit.start)
        place = before or _BEHIND.match(flat, cancer.end())
        if place is None or site in _NOT_FROM.get(place["organ"], ()):
            continue
        start, end, organ = min(place.start(), hit.start), max(place.end(), cancer.end()), place["organ"]
        if assertion(flat, start, end, section.kind) is not Assertion.PRESENT:
            continue
        rule = f"AJCC: M1: this cancer in tissue of another organ ({organ})"
        yield Candidate(
            code="stage.path.m",
            value="M1",
            start=start,
            end=end,
            score=section.weight,
            status=Status.INFERRED,
            rule=rule,
            why=rule,
        )
        return


def _own(site: str, kind: str) -> bool:
    """Whether the words for the metastasis name no other origin than this one."""
    named = _ANY_ORIGIN.search(kind)
    own = _ORIGIN.get(site)
    return named is None or bool(own and re.search(own, kind))


def suspected(text: Text) -> bool:
    """Whether the report speaks of distant metastases anywhere, so that M0 cannot be assumed."""
    here = (Assertion.PRESENT, Assertion.UNCERTAIN, Assertion.HISTORICAL)
    for hit in text.hits("spread"):
        found = _KNOWN_OF.search(text.flat, max(0, hit.start - 12), hit.end + 20)
        if found and assertion(text.flat, *found.span()) in here:
            return True
    return False


_SENT = re.compile(r"\s*(?:(?:left|right|ct|us|ultrasound|image|guided|percutaneous|biopsy of)[ -]+)*" + _ORGAN)


def _specimen(text: Text, section: Section, begin: int) -> re.Match[str] | None:
    """The organ that was sent alone, where the diagnosis begins with the metastasis."""
    sent = [one for one in text.sections.all if one.kind == "specimen"]
    if len(sent) != 1 or text.flat[section.start : begin].strip(" :-\n"):
        return None
    return _SENT.match(text.flat, sent[0].start, sent[0].end)


def held(text: Text) -> Iterator[Candidate]:
    """The organ of a part that holds a metastasis: `Liver, core biopsy: metastatic adenocarcinoma`."""
    flat = text.flat
    for hit in text.hits("spread"):
        section = text.section(hit.start)
        if section.kind not in _TOLD or flat.startswith((" to ", " in "), hit.end):
            continue
        left = max(0, hit.start - _FAR)
        cancer = None if flat.startswith("metastatic ", hit.start) else _HELD.search(flat, left, hit.start)
        if cancer is None and not flat.startswith("metastatic ", hit.start):
            continue
        begin = cancer.start() if cancer else hit.start
        begin = flat.rfind(":", left, begin) + 1 if cancer else begin
        place = _BEFORE.search(flat, left, begin + (flat[begin : begin + 1] == " ")) or _specimen(text, section, begin)
        if place is None or "node" in flat[line_start(flat, place.start(), 60) : place.start()]:
            continue
        said = assertion(flat, hit.start, hit.end, section.kind)
        organ = place["organ"]
        name = "brain" if organ.startswith("cerebell") else "bone" if organ.startswith(("vert", "fem")) else organ
        if said is not Assertion.ABSENT:
            yield Candidate(
                code="diagnosis.metastasis_site",
                value=_NAMES.get(name, name),
                start=place.start(),
                end=hit.end,
                score=section.weight,
                assertion=said,
                why=f"{_HOLDS}; {section.kind}",
            )


_HOLDS = "a part that holds a metastasis"


def only_measured(text: Text, stated: list[Candidate]) -> None:
    """Refuse the sizes of a report of metastases alone: none of them is the tumor's of which they came."""
    here = (one for one in stated if one.code == "diagnosis.metastasis_site" and one.why.startswith(_HOLDS))
    if not any(one.assertion is Assertion.PRESENT and not one.refused for one in here):
        return
    if any(text.section(at).kind not in ("clinical", "prior") for at in specimens.primaries(text)):
        return
    for one in stated:
        if one.code == "tumor.size":
            one.refused = one.refused or "the size of a metastasis"


_GROUPS = {"liver": "C22", "lung": "C34", "brain": "C71", "adrenal": "C74", "adrenal gland": "C74", "peritoneum": "C48"}
_OWN = {"C22": ("816", "817", "818", "897"), "C71": ("93", "94", "95"), "C74": ("837", "870", "949", "950")}
"""The kinds of cancer that begin in an organ where most others are metastases (ICD-O-3)."""


def only_there(stated: list[Candidate]) -> None:
    """Refuse the organ as where the cancer began, where nothing but a metastasis is told of it."""
    told = [one for one in stated if not one.refused and one.assertion is Assertion.PRESENT]
    groups = {_GROUPS.get(str(one.value)) for one in told if one.code == "diagnosis.metastasis_site"}
    kinds = [str(one.value) for one in told if one.code == "diagnosis.histology"]
    for one in told:
        group = str(one.value)[:3]
        if one.code != "diagnosis.site" or group not in groups:
            continue
        others = group in _OWN and not any(kind.startswith(_OWN[group]) for kind in kinds)
        if others or one.why.endswith("a metastasis there"):
            one.refused = "only a metastasis is told there"

"""Words like the name of a cancer where none was found; whether a report of tissue speaks of a tumor at all."""

import re
from collections.abc import Iterable

from consilium.facts import Assertion
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import assertion
from consilium.records.report.patterns import later
from consilium.records.report.text import Text
from consilium.records.report.words import Hit

TUMOR = re.compile(r"tumor|neoplas|malignan(?!t potential)|sarcoma|\bmass\b")
_NOT_FOUND = frozenset({"clinical", "prior", "family", "legal", "gross", "blocks", "procedure"})
"""Sections that tell what was asked or seen by eye, and not what was found."""


def lesion(text: Text) -> bool:
    """Whether a report of tissue speaks of a tumor, without naming its kind, and does not deny it."""
    for found in TUMOR.finditer(text.flat) if text.kind == "pathology" else ():
        section = text.section(found.start()).kind
        if section in _NOT_FOUND:
            continue
        if assertion(text.flat, found.start(), found.end(), section) in _SAID:
            return True
    return False


_OF_CANCER = ("diagnosis.grade", "margin.residual", "margin.distance", "stage.path.group")
_SAID = (Assertion.PRESENT, Assertion.HISTORICAL)
_OTHER_THINGS = ("adenoma", "nevus", "naevus", "dysplasia", "intraepithelial", "hsil", "lsil", "papilloma", "keratosis")


def refuse(text: Text, stated: Iterable[Candidate]) -> None:
    """Grade and margins of a report that names no cancer are those of the other thing; what is benign is no tumor."""
    other = text.kind == "pathology" and any(map(text.flat.__contains__, _OTHER_THINGS))
    benign = "benign" in text.flat
    if not (other or benign):
        return
    of_it = []
    for one in stated:
        if one.code == "diagnosis.histology" and not one.refused:
            if one.assertion in _SAID:
                return
            benign = benign and one.assertion is not Assertion.UNCERTAIN
        if other if one.code in _OF_CANCER else one.code == "tumor.size":
            of_it.append(one)
    for one in of_it:
        if benign or one.code != "tumor.size":
            one.refused = one.refused or "no cancer is named"


def of_drugs(flat: str, hit: Hit) -> bool:
    """`gem/cis`: cisplatin, and no carcinoma in situ."""
    near = flat[hit.start - 1 : hit.start] + flat[hit.end : hit.end + 1]
    return flat[hit.start : hit.end] == "cis" and ("/" in near or "+" in near or flat.endswith("gem ", 0, hit.start))


_SERVICE = re.compile(
    r" (?:(?:annual|yearly|routine|early|lung|ldct|ct|population|national) ){0,2}"
    r"(?:screening|prevention|risk|awareness|support|research|society|registry|genetics|predisposition|screen|nurse"
    r"|charity|information|help ?line|cent(?:er|re)|institute|clinic|unit|network|mdt|mdm|team|board|meeting|service"
    r"|pathway|(?:susceptibility )?gene)s?\b"
)
_RISK_OF = re.compile(
    r"\b(?:risks?|chances?|likelihood|concerns?|possibility|worr(?:y|ied)|screen(?:ed|ing)?"
    r"(?: (?:\w+ )?(?:mammogra\w+|exam\w*|colonoscopy|ct|test\w*|visit|encounter))?|prevent\w*|protects?) "
    r"(?:of|for|about|against) (?:(?:an?|the|any|having|developing|getting|further|secondary|second|new|future) ){0,3}"
    r"(?:[\w-]+ ){0,2}\Z"
)


def of_a_service(text: Text, hit: Hit) -> bool:
    """`Cancer screening`, `the melanoma clinic`, `the risk of a second cancer`: nobody is said to have it."""
    if _SERVICE.match(text.flat, hit.end):
        return True
    return text.kind != "pathology" and bool(_RISK_OF.search(text.flat, max(0, hit.start - 80), hit.start))


def only_cells(flat: str, hit: Hit) -> bool:
    """`squamous cells` are no cancer, and `most breast cancers` are those of others."""
    if flat[hit.end - 1] != "s" and not flat.startswith("s", hit.end):
        return flat.endswith(" cell", 0, hit.end)
    return flat.endswith(" cell", 0, hit.end) or bool(_MOST.search(flat, max(0, hit.start - 25), hit.start))


_MOST = later(r"\b(?:most|many|such)(?: [\w-]+){0,2} \Z")

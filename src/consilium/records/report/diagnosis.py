"""Where the cancer began and what kind it is: every word votes by where it stands, the words of one organ together."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from consilium.facts import Assertion, Status
from consilium.oncology.histology import Kind
from consilium.oncology.sites import SiteTerm
from consilium.records.report import beside
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import assertion
from consilium.records.report.text import Text
from consilium.records.report.words import Hit

_SITE_FIELD = re.compile(
    r"(?:tumou?r (?:site|location)|primary (?:tumou?r )?site|site of (?:tumou?r|primary)"
    r"|location of tumou?r|primary tumou?r site"
    r"|tumou?r location)(?:\(s\))?(?: \([^)\n]{1,20}\))?[ :=\-]{1,3}[^\n:]{0,60}$"
)
_HISTOLOGY_FIELD = re.compile(
    r"(?:histolog(?:ic|ical|y)(?: ?sub)? ?(?:type|classification|diagnosis)?(?: of tumou?r)?|tumou?r (?:type"
    r"|histology)|type of tumou?r|cell type)(?: ?\([^)\n]{1,40}\))?(?:[ :=\-]{1,3}[^\n:]{0,50}|\n)$"
)
_IN_SITU = re.compile(r",? ?\(?in[ -]?situ")
_IN_SITU_BEFORE = re.compile(r"\b(?:intraductal|in[ -]situ|non-?invasive|intracystic|intraepithelial)(?: \w+)? $")
_INVASIVE = re.compile(r"\b(?:invasive|infiltrating|infiltrative|invading)(?:[ ,]+\w+){0,2} $")
_DOMINANT = re.compile(
    r"(?<!second )(?<!other )\bdominant\b(?! (?:histolog|sub|type|pattern|growth|component|arch))[^\n;.]{0,45}$"
)
_RANK = 16.0
"""What each step of a finer kind gains."""
_LESSER = 17.0
"""What a kind named for a second tumor loses: a little more than a finer kind gains."""
_SECOND = re.compile(r"\n(?:second|third|2nd|3rd) (?:tumou?r|nodule|focus)\b|\ntumou?r (?:no\.? ?|# ?)?[23]\b")
_PART_BEFORE = re.compile(
    r"(?:focal(?:ly)?|areas? of|minor|foci of|focus of|separate|surrounding|associated|adjacent"
    r"|predominance of|partim|in part|component of|features of|demonstrates features of|with a"
    r"|history of|versus|vs|rate of|patients with)(?: \w+){0,2} $"
)
_PART_AFTER = re.compile(r"s? ?(?:features|differentiation|component|change|in <|pattern|metaplasia)")
_NOTES = frozenset({"clinic_note", "letter", "treatment_plan", "discharge", "imaging", "operative_note"})
_CANCER_AFTER = re.compile(r" (?:cancer|carcinoma|adenocarcinoma|ca\b|tumou?r|melanoma|sarcoma|neoplasm|malignan)")
_TUMOR = re.compile(r"tumou?r|neoplas|malignan|sarcoma|\bmass\b")
_SPREAD_TO = re.compile(
    r"(?:metasta[a-z]+ (?:\w+ ){0,3}?(?:to|in|involving)|inva(?:d\w+|sion (?:of|into))"
    r"|extend\w* (?:in)?to|involv\w+(?: of)?|infiltrat\w+|adjacent|lymph nodes?,?|attached|portion of"
    r"|margins?,?)(?: the)?(?: \w+){0,3} ?$"
)
_NOT_ORGAN = re.compile(
    r"[ ,]*(?:lymph node|node|margin|artery|vein|vessel|invasion|nerve|pedicle|fat|stump|hilum|hilar"
    r"|mucosa,? (?:no|negative))"
)
_FREE = re.compile(
    r"[^\n]{0,60}\n[- ]*(?:[a-z1-9][.)] ?)?(?:no (?:evidence|tumou?r|carcinoma|malignan|neoplas|dysplasia|residual)"
    r"|negative|free of|benign|unremarkable|uninvolved)"
)
_ORIGIN = re.compile(
    r"(?:primary|carcinoma|adenocarcinoma|cancer|tumou?r|melanoma|mass)(?: \w+){0,2} (?:of|in)(?: the)?(?: \w+){0,2} ?$"
)
_SITE_SECTION = {
    "final": 1.0,
    "synoptic": 1.2,
    "addendum": 0.8,
    "comment": 0.5,
    "micro": 0.4,
    "gross": 0.3,
    "specimen": 1.0,
    "procedure": 1.0,
    "clinical": 0.5,
    "prior": 0.1,
    "family": 0.0,
    "blocks": 0.1,
    "frozen": 0.3,
    "head": 0.8,
    "impression": 0.8,
    "assessment": 0.8,
    "legal": 0.0,
    "markers": 0.2,
}


def candidates(text: Text) -> Iterator[Candidate]:
    """Site and histology together: the kind of cancer speaks for its organ, the organ tells kinds apart."""
    named = text.hits("histology") or text.hits("kind_label")
    if not named and (text.kind != "pathology" or not _TUMOR.search(text.flat)):
        return
    votes = list(_site_votes(text))
    group = _best_group(votes, text)
    yield from _sites(text, votes, group)
    names = list(_histologies(text, group))
    kinds = [one.candidate for one in names]
    kinds += _mixed(kinds, group)
    kinds += _finer(names, group)
    specific = any(not one.refused and one.value != _CANCER for one in kinds)
    for one in kinds:
        yield replace(one, refused="a kind of cancer is named") if specific and one.value == _CANCER else one


_TESTIS = "C62"
_GERM_CELL = frozenset({"9061/3", "9070/3", "9071/3", "9080/3", "9100/3"})
_TERATOCARCINOMA = {"9070/3", "9080/3"}
_MIXED = "ICD-O-3: a germ cell tumor of several kinds is a mixed one"
_NOT_FOUND_THERE = ("clinical", "prior", "frozen", "gross", "blocks")
_NOT_WHOLE = frozenset({*_NOT_FOUND_THERE, "specimen", "legal", "markers", "procedure", "family"})


def _mixed(kinds: list[Candidate], group: str) -> Iterator[Candidate]:
    """Germ cell tumor of the testis of which two kinds are named (embryonal carcinoma and teratoma have a code)."""
    named = [
        one
        for one in kinds
        if one.value in _GERM_CELL and one.assertion is Assertion.PRESENT and not one.why.endswith(_NOT_FOUND_THERE)
    ]
    codes = {str(one.value) for one in named}
    if group == _TESTIS and len(codes) > 1 and codes != _TERATOCARCINOMA:
        best = max(named, key=lambda one: one.score)
        yield replace(best, value="9085/3", score=best.score + 20, status=Status.INFERRED, rule=_MIXED, why=_MIXED)


class _Named(NamedTuple):
    """A kind where it is named; `whole` where it is not called a part, a feature or another tumor's."""

    candidate: Candidate
    kind: Kind
    whole: bool


_FINEST_PLAIN = 2
"""A kind of a higher rank is as fine as a report makes it, though another may stand beside it."""


def _finer(names: list[_Named], group: str) -> Iterator[Candidate]:
    """The finer kind that the report names as well, where the plain one stands in the better place."""
    said = [one for one in names if one.candidate.assertion is Assertion.PRESENT and not one.candidate.refused]
    best = max(said, key=lambda one: one.candidate.score, default=None)
    if best is None or best.kind.rank > _FINEST_PLAIN:
        return
    codes = beside.finer_codes(best.kind.code, group)
    finer = [one.candidate for one in said if one.kind.code in codes and one.whole]
    if finer:
        chosen = max(finer, key=lambda one: one.score)
        score = max(chosen.score, best.candidate.score + 1)
        yield replace(chosen, score=score, why=f"a finer name of the same kind; {chosen.why}")


_BREAST, _PROSTATE = "C50", "C61"
_CYSTECTOMY = re.compile(r"cystoprostat|(?:radical|total) cystectomy")
_UROTHELIAL = ("812", "813")
_CANCER = "8000/3"
"""The bare word "cancer"."""

_ANYWHERE = 3
"""How far a kind that several organs have (melanoma) speaks for the one that has it most: as far as a hint."""

_REGIONS = {"C06": ("C02", "C04", "C03", "C05", "C00"), "C10": ("C09", "C01"), "C13": ("C12",), "C14": ("C10", "C13")}
"""Regions of the mouth and throat, whose parts have codes of their own."""
_A_PART = 6.0

Vote = tuple[str, str, float, Hit, str]


def _site_votes(text: Text) -> Iterator[Vote]:
    for hit in text.hits("site"):
        term: SiteTerm = hit.value
        section = text.section(hit.start)
        weight = term.strength**2 * _SITE_SECTION.get(section.kind, 0.3)
        before = text.flat[max(0, hit.start - 70) : hit.start]
        why = section.kind
        # A word that the pattern needs is looked for first, here and below: that is far quicker.
        if ("site" in before or "location" in before) and _SITE_FIELD.search(before):
            weight, why = weight + 40, "field of the form"
        elif _SPREAD_TO.search(before[-45:]) or _NOT_ORGAN.match(text.flat, hit.end, hit.end + 20):
            weight, why = weight * 0.15, "spread, margin or node"
        elif _ORIGIN.search(before[-40:]):
            weight, why = weight + 6, "origin named"
        elif _FREE.match(text.flat, hit.end):
            weight, why = weight * 0.3, "a part without cancer"
        elif text.kind in _NOTES and not _CANCER_AFTER.match(text.flat, hit.end):
            weight, why = weight * 0.1, "no word for cancer beside it"
        if weight > 0:
            yield term.group, term.code, weight, hit, why


def _best_group(votes: list[Vote], text: Text) -> str:
    totals: dict[str, float] = defaultdict(float)
    for group, _, weight, _, _ in votes:
        totals[group] += weight
    for hit in text.hits("histology"):
        kind: Kind = hit.value
        if kind.implies:
            section = text.section(hit.start)
            totals[kind.implies[:3]] += (
                _ANYWHERE if len(kind.at) > 1 else 40 if text.kind in _NOTES else 25 if kind.rank > 1 else 10
            ) * _SITE_SECTION.get(section.kind, 0.3)
    best = max(totals, key=lambda group: totals[group], default="")
    if best in _REGIONS:
        best = _part_of(best, votes, totals)
    if best == _PROSTATE and "C67" in totals and _CYSTECTOMY.search(text.flat):
        # The bladder is removed with the prostate for cancer of the bladder; that of the prostate is found by the way.
        urothelial = any(hit.value.code.startswith(_UROTHELIAL) for hit in text.hits("histology"))
        return "C67" if urothelial else best
    return best


def _part_of(region: str, votes: list[Vote], totals: dict[str, float]) -> str:
    """Where the whole region is named, the part of it that the report speaks of most; else the region."""
    own = sum(weight for group, code, weight, *_ in votes if group == region and not code.endswith("9"))
    part = max(_REGIONS[region], key=lambda group: totals[group])
    return part if totals[part] >= max(_A_PART, own) else region


def _sites(text: Text, votes: list[Vote], group: str) -> Iterator[Candidate]:
    codes: dict[str, float] = defaultdict(float)
    for other, code, weight, _, _ in votes:
        if other == group and not code.endswith("9"):
            codes[code] += weight
    best = max(codes, key=lambda code: codes[code], default="")
    seen: set[str] = set()
    for other, code, weight, hit, why in sorted(votes, key=lambda vote: -vote[2]):
        chosen = best if other == group and best else code
        if chosen in seen or (other == group and best and code != best):
            continue
        if weight < 2 and other != group:
            continue
        seen.add(chosen)
        said = assertion(text.flat, hit.start, hit.end, text.section(hit.start).kind)
        yield Candidate(
            code="diagnosis.site",
            value=code,
            start=hit.start,
            end=hit.end,
            score=weight + (1000 if other == group else 0),
            why=why,
            refused="" if other == group else "another organ weighs more",
            assertion=Assertion.PRESENT if said is Assertion.ABSENT else said,
        )
    if not seen and group:
        for hit in text.hits("histology"):
            if hit.value.implies[:3] == group:
                yield Candidate(
                    code="diagnosis.site",
                    value=hit.value.implies,
                    start=hit.start,
                    end=hit.end,
                    score=500,
                    why="the kind of cancer names its organ",
                )
                return


def _histologies(text: Text, group: str) -> Iterator[_Named]:
    hits = text.hits("histology")
    later = [found.start() for found in _SECOND.finditer(text.flat)]
    for place, hit in enumerate(hits):
        kind: Kind = hit.value
        if not kind.may_be_at(group):
            continue
        others = _around(hits, place)
        if (not group and _shared(hit, others)) or any(_inside(hit, other, group) for other in others):
            continue
        yield _named(text, hit, group, later)
        for kind, start, end in beside.finer(text.flat, hit, group):
            yield _named(text, Hit(start, end, kind), group, later)
    for label in text.hits("kind_label"):
        for kind, start, end in beside.answered(text.flat, label, group):
            yield _named(text, Hit(start, end, kind), group, later)


def _named(text: Text, hit: Hit, group: str, later: list[int]) -> _Named:
    """One naming of a kind; `later` are the places where a second tumor begins."""
    section = text.section(hit.start)
    said = assertion(text.flat, hit.start, hit.end, section.kind)
    second = any(section.start <= start < hit.start for start in later)
    speaks = _speaks(text, hit, group)
    candidate = Candidate(
        code="diagnosis.histology",
        value=hit.value.code,
        start=hit.start,
        end=hit.end,
        score=section.weight + speaks + (hit.end - hit.start) * 0.1 - (_LESSER if second else 0),
        why=f"{hit.value.name}; {section.kind}",
        assertion=said,
        refused="denied" if said is Assertion.ABSENT else "",
    )
    whole = speaks >= _RANK * hit.value.rank and not second and section.kind not in _NOT_WHOLE
    return _Named(candidate, hit.value, whole)


def _around(hits: list[Hit], place: int) -> list[Hit]:
    """The words found that hold this one; they stand just before and after it."""
    start, end, _ = hits[place]
    near = (*hits[max(0, place - 5) : place], *hits[place + 1 : place + 6])
    return [other for other in near if other.start <= start and end <= other.end]


def _shared(hit: Hit, others: list[Hit]) -> bool:
    """The word is that of one organ's kind and of a kind of any organ, so without the organ it is the latter's."""
    same = (other for other in others if (other.start, other.end) == (hit.start, hit.end))
    return bool(hit.value.at) and any(not other.value.at for other in same)


def _inside(hit: Hit, other: Hit, group: str) -> bool:
    """The word is part of a longer one: a vague word of a plain one, a fine one of one in situ, or another organ's."""
    if other.end - other.start == hit.end - hit.start:
        return False
    if other.value.behaviour == "2" and hit.value.rank > 2:
        return True
    here = other.value.may_be_at(group)
    return bool(hit.value.rank == 0 if here else other.value.implies)


def _speaks(text: Text, hit: Hit, group: str) -> float:
    """How far this word tells the kind of the main tumor: finer kinds more, parts, remnants and history less."""
    kind: Kind = hit.value
    before, after = text.flat[max(0, hit.start - 110) : hit.start], text.flat[hit.end : hit.end + 25]
    score = _RANK * kind.rank if kind.rank else -40.0
    if group in kind.at:
        score += 15
    if ("histolog" in before or "type" in before) and _HISTOLOGY_FIELD.search(before):
        score += 15
    if kind.behaviour == "2" or _IN_SITU.match(after) or _IN_SITU_BEFORE.search(before[-30:]):
        score -= 70
    elif kind.rank > 1 and group == _BREAST and _INVASIVE.search(before[-40:]):
        score += 12
    if "dominant" in before[-55:] and _DOMINANT.search(before[-55:]):
        score += 45
    if "metasta" in before[-30:]:
        score -= 15
    if _PART_BEFORE.search(before[-45:]) or _PART_AFTER.match(after):
        score -= 40
    return score

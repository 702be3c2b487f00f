"""What kind of cancer it is: every word speaks by where it stands, and by the organ where the cancer began."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from msgspec.structs import replace

from consilium.facts import Assertion
from consilium.oncology import histology
from consilium.oncology.histology import Kind
from consilium.records.report import beside, mixtures, no_cancer, origin, parts, specimens
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import assertion, spoken_of
from consilium.records.report.patterns import later
from consilium.records.report.text import Text
from consilium.records.report.words import Hit

_HISTOLOGY_FIELD = re.compile(
    r"(?:histolog(?:ic|ical|y)(?: ?sub)? ?(?:type|classification|diagnosis)?(?: of tumor)?|tumor (?:type"
    r"|histology)|type of tumor|cell type)(?: ?\([^)\n]{1,40}\))?(?:[ :=\-]{1,3}[^\n:]{0,50}|\n)$"
)
_IN_SITU = re.compile(r",? ?\(?in ?situ")
_ONLY_IN_SITU = re.compile(
    r"(?: (?:cell )?carcinoma\b)?(?:,? (?:of )?\w+ type)?(?:, ?| ?\(| )in ?situ\b"
    r"(?! (?:\([^)\n]{1,24}\) )?(?:and|with|compon|hybrid))"
)
_MICROINVASIVE = later(r"[^\n.;:]{0,24}? with (?:(?:a|an|focal|multifocal|early|focus|foci|of|stromal) ){0,3}microinv")
_NON_INVASIVE = re.compile(r"\bnon-?invasive $")
_HAS_IN_SITU = re.compile(r"8[0-4]|85[0-7]|87[2-9]")
"""Carcinomas and melanomas: the same morphology with the behaviour 2 is theirs in situ (ICD-O-3, rule F)."""
_IN_SITU_BEFORE = re.compile(r"\b(?:intraductal|in situ|non-?invasive|intracystic|intraepithelial)(?: \w+)? $")
_OF_IN_SITU = ("ductal", "situ", "invasive", "cystic", "epithelial")
_INVASIVE = re.compile(r"\b(?:invasive|infiltrating|infiltrative|invading)(?:[ ,]+\w+){0,2} $")
_DOMINANT = re.compile(
    r"(?<!second )(?<!other )\bdominant\b(?! (?:histolog|sub|type|pattern|growth|component|arch))[^\n;.]{0,45}$"
)
_NUMBER = re.compile(r"(?<!\d)\d{1,2}[.)] ?$")
_CHOICES = 5
# One pattern for each digit that a code begins with: one is searched for far faster than one of two.
_CODES = tuple(map(re.compile, (r"8\d{3}/?[0-3](?![\d/])", r"9\d{3}/?[0-3](?![\d/])")))
_RANK = 16.0
"""What each step of a finer kind gains."""
_VAGUE = -40.0
"""What a word that says only "cancer" or "carcinoma" has instead."""
_SECOND = re.compile(r"\n(?:second|third|2nd|3rd) (?:tumor|nodule|focus)\b|\ntumor (?:no\.? ?|# ?)?[23]\b")
_PART_BEFORE = re.compile(
    r"\b(?:focal(?:ly)?|areas? of|minor|foci of|focus of|separate|surrounding|associated|adjacent"
    r"|predominance of|partim|in part|component of|features of|demonstrates features of|incidental"
    r"|history of|versus|vs|rate of|patients with)(?: \w+){0,2} $"
)
_OF_PARTS = (
    *("area", "minor", "foc", "separate", "surround", "associated", "adjacent", "predominance", "part"),
    *("component", "features", "incidental", "history", "versus", "vs", "rate of", "patients"),
)
_PART_AFTER = re.compile(r"s? ?(?:features|differentiation|component|change|in <|pattern|metaplasia)")


def candidates(text: Text) -> Iterator[Candidate]:
    """Site and histology together: the kind of cancer speaks for its organ, the organ tells kinds apart."""
    tumor = any(not no_cancer.of_a_service(text, hit) for hit in text.hits("histology")) or (
        text.kind == "pathology" and bool(no_cancer.TUMOR.search(text.flat))
    )
    if not tumor and not text.hits("kind_label"):
        return
    votes = list(origin.votes(text))
    group = origin.organ(votes, text)
    names = _of_the_largest(text, list(_histologies(text, group)))
    sure = {one for one in names if _names_cancer(text, one)}
    if all(one.candidate.assertion is Assertion.UNCERTAIN for one in sure):
        # "Intestinal type", "small acinar" and their like tell kinds of cancer apart, and make none.
        names = [one if one in sure else _refused(one) for one in names]
    if not tumor and not names:
        return
    kinds = [one.candidate for one in names]
    if not all(one.refused for one in kinds) or no_cancer.lesion(text):
        for site in origin.candidates(text, votes, group):
            yield from parts.told(text, site)
    kinds += mixtures.of_germ_cells(kinds, group)
    kinds += _finer(names, group)
    kinds += mixtures.stated(text, group)
    specific = any(not one.refused and one.value != _CANCER for one in kinds)
    for one in kinds:
        yield replace(one, refused="a kind of cancer is named") if specific and one.value == _CANCER else one


_NOT_WHOLE = frozenset({*mixtures.NOT_FOUND_THERE, "comment", "specimen", "legal", "markers", "procedure", "family"})


class _Named(NamedTuple):
    """A kind where it is named; `whole` where it is not called a part, a feature or another tumor's.

    `answer` where a form or a code says it, so that one word is enough.
    """

    candidate: Candidate
    kind: Kind
    whole: bool
    answer: bool = False


def _refused(one: _Named) -> _Named:
    return one._replace(candidate=replace(one.candidate, refused="no cancer is named"))


def _names_cancer(text: Text, one: _Named) -> bool:
    if one.candidate.assertion is Assertion.ABSENT:
        return False
    return one.answer or beside.is_name(text.flat[one.candidate.start : one.candidate.end])


def _of_the_largest(text: Text, names: list[_Named]) -> list[_Named]:
    """The kinds named, less where they are those of a specimen whose tumor is not half as large as another's."""
    whole = [one for one in names if one.whole]
    if len({one.candidate.value for one in whole if one.kind.rank > 1}) < _SEVERAL:
        return names
    small = specimens.lesser(text, (one.candidate.start for one in whole))
    return [_lesser(one) if small(one.candidate.start) else one for one in names]


def _lesser(one: _Named) -> _Named:
    score = one.candidate.score - specimens.LESSER
    return one._replace(candidate=replace(one.candidate, score=score), whole=False)


_SEVERAL = 2
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


_CANCER = "8000/3"
"""The bare word "cancer"."""
_BREAST = "C50"


def _histologies(text: Text, group: str) -> Iterator[_Named]:
    hits = text.hits("histology")
    later = [found.start() for found in _SECOND.finditer(text.flat)]
    offered = _offered(text, hits)
    beside_words = [word.start for word in text.hits("kind_word")]
    for place, hit in enumerate(hits):
        kind: Kind = hit.value
        if not kind.may_be_at(group) or text.flat.startswith(" tumorlet", hit.end):
            continue
        if no_cancer.of_drugs(text.flat, hit) or no_cancer.of_a_service(text, hit):
            continue
        if text.flat[hit.end : hit.end + 1] == "s" and no_cancer.only_cells(text.flat, hit):
            continue
        others = _around(hits, place)
        if (not group and _shared(hit, others)) or any(_inside(hit, other, group) for other in others):
            continue
        if offered[0] <= hit.start <= offered[1]:
            continue
        if not group and kind.at and not beside.is_name(text.flat[hit.start : hit.end]):
            # "Spindle cell" alone is the name of a kind only in an organ that is known.
            continue
        outer = min((other.start for other in others), default=hit.start)
        yield _named(text, hit, group, later, _led(hits, place), outer)
        near = bisect_left(beside_words, hit.start - beside.REACH)
        if near == len(beside_words) or beside_words[near] > hit.end + beside.REACH:
            continue
        if text.section(hit.start).kind in origin.DESCRIBE:
            continue
        for kind, start, end in beside.finer(text.flat, hit, group):
            yield _named(text, Hit(start, end, kind), group, later)
    for label in text.hits("kind_label"):
        for kind, start, end in beside.answered(text.flat, label, group):
            yield _named(text, Hit(start, end, kind), group, later)._replace(answer=True)
    for found in sorted((code for pattern in _CODES for code in pattern.finditer(text.flat)), key=re.Match.start):
        coded = _coded(text.flat, found, group)
        if coded:
            yield _named(text, Hit(found.start(), found.end(), coded), group, later)._replace(answer=True)


def _coded(flat: str, found: re.Match[str], group: str) -> Kind | None:
    """The kind of a code as ICD-O writes it ("8140/3") or SNOMED ("M-81403"); a number of something else has none."""
    before = flat[max(0, found.start() - 2) : found.start()]
    if not before.endswith(("m", "m-")) and ("/" not in found[0] or before[-1:].isdigit() or before[-1:] in ("/", ".")):
        return None
    code = found[0] if "/" in found[0] else f"{found[0][:4]}/{found[0][4]}"
    return next((kind for kind in _of_code(code) if group in kind.at or not kind.at), None)


@cache
def _of_code(code: str) -> tuple[Kind, ...]:
    """The kinds of an ICD-O code, those of one organ first."""
    return tuple(sorted((kind for kind in histology.kinds() if kind.code == code), key=lambda kind: not kind.at))


def _offered(text: Text, hits: list[Hit]) -> tuple[int, int]:
    """The span of a numbered list that offers kinds to choose from ("1. squamous 2. adenocarcinoma 3. …")."""
    flat = text.flat
    numbered = [
        hit
        for hit in hits
        if hit.value.rank
        and flat[hit.start - 2 : hit.start].strip()[-1:] in (".", ")")
        and _NUMBER.search(flat, max(0, hit.start - 5), hit.start)
    ]
    if len({hit.value.code for hit in numbered}) < _CHOICES:
        return len(flat), 0
    return numbered[0].start, numbered[-1].end


_BEFORE = 100
"""As far as words before a kind say whether it is there."""


def _named(text: Text, hit: Hit, group: str, later: list[int], led: int = 0, outer: int | None = None) -> _Named:
    """One naming of a kind; `later` are where a second tumor begins, `led` where the name begins that goes on here.

    `outer` is where a longer name begins that holds this one: what is said of it is said of both.
    """
    section = text.section(hit.start)
    said = assertion(text.flat, hit.start, hit.end, section.kind)
    if said is Assertion.PRESENT and outer is not None and outer < hit.start:
        said = assertion(text.flat, outer, hit.end, section.kind)
    if said is Assertion.ABSENT and (comma := text.flat.find(",", hit.end, hit.end + 40)) >= 0:
        # "…, vascular invasion not identified" denies what stands behind the comma.
        left = max(0, hit.start - _BEFORE)
        said = assertion(text.flat[left:comma], hit.start - left, hit.end - left, section.kind)
    unsure = said is Assertion.UNCERTAIN
    second = bool(later) and any(section.start <= start < hit.start for start in later)
    speaks = _speaks(text, hit, group, led or hit.start)
    candidate = Candidate(
        code="diagnosis.histology",
        value=_code(hit.value, text.flat[max(0, hit.start - 14) : hit.start], text.flat[hit.end : hit.end + 45]),
        start=hit.start,
        end=hit.end,
        score=section.weight + speaks - (specimens.LESSER if second else 0),
        why=f"{hit.value.name}; {section.kind}",
        assertion=said,
        refused="denied"
        if said is Assertion.ABSENT
        else "spoken of"
        if unsure and spoken_of(text.flat, hit.start)
        else "",
    )
    whole = speaks >= (_RANK * hit.value.rank or _VAGUE) and not second and section.kind not in _NOT_WHOLE
    return _Named(candidate, hit.value, whole)


def _code(kind: Kind, before: str, after: str) -> str:
    """Its code, with the behaviour of a cancer in situ where the words beside it say so."""
    if kind.behaviour == "2" and "microinv" in after and _MICROINVASIVE.match(after):
        return f"{kind.morphology}/3"
    if kind.behaviour != "3" or not _HAS_IN_SITU.match(kind.code):
        return kind.code
    said = ("situ" in after and _ONLY_IN_SITU.match(after)) or ("inv" in before and _NON_INVASIVE.search(before))
    return f"{kind.morphology}/2" if said else kind.code


def _led(hits: list[Hit], place: int) -> int:
    """Where the name before this one begins that it goes on with: `papillary carcinoma, follicular variant`."""
    start = hits[place].start
    for hit in hits[max(0, place - 4) : place]:
        if 0 < start - hit.end <= len(", "):
            return hit.start
    return start


def _around(hits: list[Hit], place: int) -> list[Hit]:
    """The words found that hold this one: they end where it does, or behind it."""
    start, end = hits[place].start, hits[place].end
    found = [other for other in hits[place + 1 : place + 9] if other.start <= start]
    for other in reversed(hits[max(0, place - 8) : place]):
        if other.end != end:
            break
        if other.start <= start:
            found.append(other)
    return found


def _shared(hit: Hit, others: list[Hit]) -> bool:
    """The word is that of one organ's kind and of a kind of any organ, so without the organ it is the latter's."""
    same = (other for other in others if (other.start, other.end) == (hit.start, hit.end))
    return bool(hit.value.at) and any(not other.value.at for other in same)


def _inside(hit: Hit, other: Hit, group: str) -> bool:
    """The word is part of a longer one: a vague word of a plain one, any of one in situ, or of another organ's."""
    if other.end - other.start == hit.end - hit.start:
        return False
    if other.value.behaviour == "2":
        return True
    here = other.value.may_be_at(group)
    return bool(hit.value.rank == 0 if here else other.value.implies)


def _speaks(text: Text, hit: Hit, group: str, led: int) -> float:
    """How far this word tells the kind of the main tumor: finer kinds more, parts, remnants and history less."""
    kind: Kind = hit.value
    before, after = text.flat[max(0, hit.start - 110) : hit.start], text.flat[hit.end : hit.end + 25]
    score = _RANK * kind.rank or _VAGUE
    if group in kind.at:
        score += 15
    if ("histolog" in before or "type" in before) and _HISTOLOGY_FIELD.search(before):
        score += 15
    if kind.behaviour == "2" or ("situ" in after and _IN_SITU.match(after)) or _said_in_situ(before[-30:]):
        score -= 70
    elif kind.rank != 1 and group == _BREAST and _INVASIVE.search(before[-40:]):
        score += 12
    if "dominant" in before[-55:] and _DOMINANT.search(before[-55:]):
        score += 45
    if "metasta" in before[-30:]:
        score -= 15
    part = before[-45:] if led == hit.start else text.flat[max(0, led - 45) : led]
    if _said_a_part(part) or _PART_AFTER.match(after):
        score -= 40
    return score


def _said_a_part(before: str) -> bool:
    return before.endswith(" ") and any(map(before.__contains__, _OF_PARTS)) and bool(_PART_BEFORE.search(before))


def _said_in_situ(before: str) -> bool:
    """Whether the words right before a kind call it one that does not invade; a plain look for them is quicker."""
    return any(map(before.__contains__, _OF_IN_SITU)) and bool(_IN_SITU_BEFORE.search(before))

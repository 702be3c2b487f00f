"""Which part of skin, soft tissue, bones or brain a tumor is of, and on which side.

In: a report whose tumor began in one of these; out: the site with its part, and the side named beside the part. Where
two parts are named alike, neither is said. Codes: ICD-O-3, topography.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from msgspec.structs import replace

from consilium.facts import Assertion
from consilium.records.report.candidates import Candidate
from consilium.records.report.patterns import later
from consilium.records.report.text import Text

_ARM = r"(?:fore|upper )?arms?|elbow|wrist|hands?|fingers?|thumb|shoulder|palm|deltoid|antecubital"
_LEG = r"legs?|thigh|calf|shin|knee|ankle|foot|feet|toes?|heel|sole|hallux|popliteal|pretibial|plantar"
_BACK = (
    r"(?:upper|mid|middle|lower|left|right|skin of|skin of the|skin,) back"
    r"|back(?= (?:lesion|excision|biopsy|wide|shave|punch|skin)\b)"
)
_FACE = (
    r"nose|nasal (?:dorsum|tip|ala|bridge|sidewall)|cheek|forehead|temple|chin|face|brow|glabella|jawline|preauricular"
)
_OF_GROUP = {
    "C44": {
        "C44.1": r"eyelids?|(?:upper|lower) lid|lid margin|canth(?:us|al)|corner of (?:the )?eye",
        "C44.2": r"ear|pinna|helix|auricle|tragus|concha|ear ?lobe",
        "C44.3": _FACE,
        "C44.4": r"scalp|neck|nape|vertex",
        "C44.5": rf"{_BACK}|chest|trunk|abdomen|abdominal wall|flank|buttock|loin|scapula",
        "C44.6": _ARM,
        "C44.7": rf"{_LEG}|hip",
    },
    "C49": {
        "C49.0": r"scalp|face|neck",
        "C49.1": _ARM,
        "C49.2": rf"{_LEG}|hip",
        "C49.3": r"chest wall|thoracic wall",
        "C49.4": r"abdominal wall",
        "C49.5": r"buttock|gluteal|groin|gluteus",
        "C49.6": rf"{_BACK}|flank|trunk",
    },
    "C40": {
        "C40.0": r"humer(?:us|al)|scapula|radius|radial|ulnar?",
        "C40.1": r"hand|metacarpal|finger",
        "C40.2": r"fem(?:ur|oral)|tibial?|fibular?",
        "C40.3": r"foot|calcaneus|metatarsal|toe",
    },
    "C71": {
        "C71.1": r"frontal",
        "C71.2": r"temporal",
        "C71.3": r"parietal",
        "C71.4": r"occipital",
        "C71.5": r"(?:lateral|third) ventricle",
        "C71.6": r"cerebell(?:um|ar)",
        "C71.7": r"brain ?stem|pons|pontine",
    },
}
_SOUGHT = {
    group: later(
        r"\b(?:(?P<side>left|right)(?:,? (?:upper|lower|mid|middle|distal|proximal|medial|lateral|anterior"
        r"|posterior|inner|outer|dorsal|ventral))*,? )?(?:"
        + "|".join(f"(?P<{code.replace('.', '')}>{words})" for code, words in parts.items())
        + r")\b(?! (?:dissection|node|lymph|margin))(?:,? (?P<behind>left|right)\b(?! \w+ (?:margin|node)))?"
    )
    for group, parts in _OF_GROUP.items()
}
_WEIGHTS = {"final": 3, "synoptic": 3, "impression": 3, "specimen": 3, "head": 3, "procedure": 2, "addendum": 2}
_LEAST = 1
"""What a word in any other section but the history weighs."""
_NOT_THERE = frozenset({"family", "legal", "prior", "blocks"})
_OTHER = re.compile(r"other $|\bmargins? (?:of|at) [^\n.;:]{0,20}$|\bfrom [^\n.;:]{0,12}$")


def told(text: Text, site: Candidate) -> Iterator[Candidate]:
    """The site with its part where the report names one, and the side of that part; else the site as it came."""
    group, part = str(site.value)[:3], None
    if group in _SOUGHT and not site.refused and site.assertion is Assertion.PRESENT:
        part = _named(text, group)
    if part == _TWO and site.value in _OF_GROUP[group]:
        yield replace(site, value=f"{group}.9", why="two of its parts are named alike")
        return
    if part is None or part == _TWO or not (str(site.value).endswith(".9") or site.value == part[0]):
        yield site
        return
    code, start, end, side, at = part
    if site.value == code:
        yield site
    else:
        yield replace(site, value=code, start=start, end=end, why=f"a part of it; {site.why}")
    if side:
        yield Candidate(
            code="diagnosis.laterality",
            value=side,
            start=at,
            end=at + len(side),
            score=site.score,
            why="beside the part",
        )


_TWO = ("", 0, 0, "", 0)
"""Two parts are named alike."""


def _named(text: Text, group: str) -> tuple[str, int, int, str, int] | None:
    """The part named most, where it is, and the side beside it where only one is named."""
    weights: dict[str, float] = defaultdict(float)
    first: dict[str, tuple[int, int]] = {}
    sides: dict[str, dict[str, int]] = defaultdict(dict)
    for found in _SOUGHT[group].finditer(text.flat):
        kind = text.section(found.start()).kind
        name = found.lastgroup if found.lastgroup not in ("side", "behind") else None
        name = name or next(key for key, value in found.groupdict().items() if value and key.startswith("C"))
        if kind in _NOT_THERE or _OTHER.search(text.flat, max(0, found.start() - 30), found.start()):
            continue
        code = f"{name[:3]}.{name[3:]}"
        weights[code] += _WEIGHTS.get(kind, _LEAST)
        first.setdefault(code, (found.start(name), found.end(name)))
        for which in ("side", "behind"):
            if found[which]:
                sides[code].setdefault(found[which], found.start(which))
    ranked = sorted(weights, key=lambda code: -weights[code])
    if not ranked:
        return None
    if len(ranked) > 1 and weights[ranked[1]] * 2 > weights[ranked[0]]:
        return _TWO
    best = ranked[0]
    side, at = next(iter(sides[best].items())) if len(sides[best]) == 1 else ("", 0)
    return best, *first[best], side, at

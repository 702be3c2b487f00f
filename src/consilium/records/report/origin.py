"""Where the cancer began: every word for a site votes by where it stands, those of one organ together."""

import re
from collections import defaultdict
from collections.abc import Iterator

from consilium.facts import Assertion
from consilium.oncology.histology import Kind
from consilium.oncology.sites import SiteTerm
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import assertion
from consilium.records.report.patterns import later
from consilium.records.report.text import Text
from consilium.records.report.words import Hit

_SITE_FIELD = re.compile(
    r"(?:tumor (?:site|location)|primary (?:tumor )?site|site of (?:tumor|primary)"
    r"|location of tumor|primary tumor site"
    r"|tumor location)(?:\(s\))?(?: \([^)\n]{1,20}\))?[ :=\-]{1,3}[^\n:]{0,60}$"
)
_NOTES = frozenset({"clinic_note", "letter", "treatment_plan", "discharge", "imaging", "operative_note"})
_CANCER_AFTER = later(
    r" (?:(?:squamous(?: cell)?|small cell|clear cell|large cell|adenoid cystic|urothelial|transitional cell|ductal"
    r"|lobular|serous|mucinous|papillary|neuroendocrine|invasive|metastatic|high[- ]grade|low[- ]grade) ){0,3}"
    r"(?:cancer|carcinoma|adenocarcinoma|ca\b|tumor|melanoma|sarcoma|mesothelioma|neoplasm|malignan|scc\b)"
)
_CANCER_BEFORE = later(
    r"(?:cancer|carcinoma|melanoma|sarcoma|lymphoma|\bca)(?:,| of(?: the)?| -)? (?:(?:left|right|the) ){0,2}$"
)
_NAMES_CANCER = later(r"cancer|carcinoma|sclc\b|melanoma|sarcoma")
_SPREAD_TO = re.compile(
    r"(?:(?:metasta[a-z]+|recur\w+) (?:[\w/]+ ){0,3}?(?:to|in|involving)|inva(?:d\w+|sion (?:of|into))"
    r"|extend\w* (?:in)?to|adherent to|abut\w*|involv\w+(?: of)?|infiltrat\w+|adjacent|lymph nodes?,?|attached"
    r"|portion of|margins?,?)(?: the)?(?: \w+){0,3} ?$"
)
_OF_SPREAD = (
    *(
        "metasta",
        "recur",
        "inva",
        "extend",
        "adherent",
        "abut",
        "involv",
        "infiltrat",
        "adjacent",
        "lymph node",
        "attached",
    ),
    *("portion of", "margin"),
)
_NOT_ORGAN = re.compile(
    r"[ ,-]*(?:preserving|sparing|metasta(?:s[ie]s|tic disease)\b|mets\b|lymph node|node|margin|artery|vein|vessel"
    r"|invasion|nerve|pedicle|fat|stump|hilum"
    r"|hilar|mucosa,? (?:no|negative)|(?:: ?)?\(?\d{1,2} ?/ ?\d)"
)
_NO_PLACE = re.compile(
    r" (?:transplant|clinic\b|cent(?:er|re)\b|service\b|tumor board|surgery (?:clinic|note|service)"
    r"|(?:disease|failure|function|scan|density|health|pain|mri|ct|ultrasound)\b"
    r"|(?: (?:is|was))? (?:neg(?:ative)?|uninvolved|not involved|clear|unremarkable)\b"
    r"|(?<=anal )verge\b)"
)
"""Behind an organ: a place from which is measured, a clinic, a picture or another illness of it is meant."""
_FREE = re.compile(
    r"[\n:]\s*[- ]*(?:[a-z1-9][.)] ?)?(?:no (?:evidence|tumor|carcinoma|malignan|neoplas|dysplasia|residual)"
    r"|negative|free\b|benign|unremarkable|uninvolved|normal\b)"
)
_TOLD = re.compile(r"[\n:]")
_HEADS = re.compile(
    r"(?:\A|\n|: )[- ]*(?:[a-z\d]{1,2}[.)] ?)?(?:(?:left|right|distal|proximal|total|entire|partial),? )?$"
)
_HOLDS = re.compile(
    r"(?:,[^\n:]{0,50})?:\s*(?:(?!\bno\b|negative|benign|free|metasta)[^\n.;:]){0,50}?"
    r"(?:carcinoma|sarcoma|melanoma|lymphoma|neoplasm|mesothelioma|glioma|blastoma)"
)
_SPREAD_HERE = re.compile(
    r":\s*[- ]*(?:[^\n.;:]{3,60}?(?:(?:consistent|compatible|in keeping|c/w) with|represent\w*|likely|suggest\w*|,)"
    r" (?:an? )?)?metasta(?:tic(?! to\b| in\b)|sis|ses)\b(?! (?:to|in)\b)"
)
_FROM_HERE = re.compile(
    r"\bmetasta(?:tic|sis|ses)\b[^\n.;:]{0,40}? (?:from|of)(?: an?| the| her| his| known| primary)* $"
)
_GROWN_INTO = re.compile(r":\s*[- ]*(?:stromal |direct |focal )?(?:invasion|involvement|involved|extension)\b")
_PRIMARY = (" primary", " origin")
_ORIGIN = re.compile(
    r"(?:primary|carcinoma|adenocarcinoma|cancer|tumor|melanoma|sarcoma|mass|n?sclc|scc)(?: (?:\w+"
    r"|\(\w+\))){0,3} (?:of|in)"
    r"(?: the)?(?: \w+){0,2} ?$"
)
_NONE_IN = re.compile(r"\bno (?:sign|evidence|trace) of (?:the |your |her |his |any )?(?:\w+ ){1,2}in (?:\w+ )?$")
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
_LUNG = "C34"
_OF_LUNG = ("lung", "pulmon", "bronch", "pleura", "thorac", "pneumon")
_THYROID = "C73"
_OF_SPECIMENS = frozenset({"final", "head", "specimen", "procedure", "synoptic", "gross"})
_BY_THE_WAY = 2.0
_CERVIX = "C53"
_WITH_UTERUS = re.compile(r"\buter(?:us|ine)(?: corpus)?(?:,| and|/| with|,? including)? ?(?:the |and |with )?$")
_PROSTATE = "C61"
_CYSTECTOMY = re.compile(r"cystoprostat|(?:radical|total) cystectomy")
_UROTHELIAL = ("812", "813")
_ANYWHERE = 3
"""How far a kind that several organs have (melanoma) speaks for the one that has it most: as far as a hint."""

_REGIONS = {"C06": ("C02", "C04", "C03", "C05", "C00"), "C10": ("C09", "C01"), "C13": ("C12",), "C14": ("C10", "C13")}
"""Regions of the mouth and throat, whose parts have codes of their own."""
_A_PART = 6.0
_AKIN = {
    "C67": ("C65", "C66", "C68"),
    "C22": ("C24", "C23"),
    "C38": ("C48",),
    "C49": ("C48", "C40", "C41", "C54", "C50", "C62"),
    "C44": ("C51", "C21", "C30", "C06", "C69"),
}
"""Organs beside the one for which a kind of cancer speaks, that have the same kind."""

Vote = tuple[str, str, float, Hit, str]

DESCRIBE = frozenset({"gross", "blocks", "legal", "markers"})
"""Sections that describe a specimen and do not say what was found in its parts."""


def votes(text: Text) -> Iterator[Vote]:
    """Every word for a site, and how far it speaks for where the cancer began."""
    flat = text.flat
    for hit in text.hits("site"):
        term: SiteTerm = hit.value
        start, end = hit.start, hit.end
        section = text.section(start)
        weight = term.strength**2 * _SITE_SECTION.get(section.kind, 0.3)
        before = flat[max(0, start - 70) : start]
        why = section.kind
        # A word that the pattern needs is looked for first, here and below: that is far quicker.
        if term.group == _LUNG and "lobe" in term.term and _only_thyroid(text):
            weight, why = 0.0, "a lobe of another organ"
        elif _NO_PLACE.match(flat, end):
            weight, why = 0.0, "a clinic, a picture or another illness"
        elif ("site" in before or "location" in before) and _SITE_FIELD.search(before):
            weight, why = weight + 40, "field of the form"
        elif " from " in before and _FROM_HERE.search(before):
            weight, why = weight + 6, "origin named"
        elif _spread_to(before[-45:]) or _NOT_ORGAN.match(flat, end, end + 20):
            weight, why = weight * 0.15, "spread, margin or node"
        elif " in " in before and _NONE_IN.search(before):
            weight, why = 0.0, "no cancer there"
        elif flat.startswith(_PRIMARY, end) or (
            (" of " in before or " in " in before) and _ORIGIN.search(before[-40:])
        ):
            weight, why = weight + 6, "origin named"
        elif text.kind in _NOTES and not (
            _CANCER_AFTER.match(flat, end) or _NAMES_CANCER.search(flat, start, end) or _CANCER_BEFORE.search(before)
        ):
            weight, why = weight * 0.1, "no word for cancer beside it"
        elif term.group == _CERVIX and _WITH_UTERUS.search(before[-20:]) and "squamous" not in flat:
            weight, why = weight * 0.15, "removed with the uterus"
        elif not text.kind and _CANCER_AFTER.match(flat, end):
            weight, why = weight + 6, "cancer named of it"
        elif section.kind in DESCRIBE:
            pass
        elif (told := _TOLD.search(flat, end, end + 61)) and _FREE.match(flat, told.start()):
            weight, why = weight * 0.3, "a part without cancer"
        elif told and "metasta" in flat[told.start() : told.start() + 110] and _SPREAD_HERE.match(flat, told.start()):
            weight, why = weight * 0.3, "a metastasis there"
        elif told and _GROWN_INTO.match(flat, told.start()):
            weight, why = weight * 0.1, "grown into"
        elif told and term.strength == 1 and _HEADS.search(before) and _HOLDS.match(flat, end):
            weight, why = 9.0, "the part that holds the cancer"
        if weight > 0:
            yield term.group, term.code, weight, hit, why


def _spread_to(before: str) -> bool:
    """Whether the words before a site tell what a cancer spread to, or what lies beside it."""
    return any(map(before.__contains__, _OF_SPREAD)) and bool(_SPREAD_TO.search(before))


def _only_thyroid(text: Text) -> bool:
    """Whether the thyroid was removed and no word speaks of the lung: an upper or lower lobe is then the thyroid's."""
    if any(word in text.flat for word in _OF_LUNG):
        return False
    named = (hit for hit in text.hits("site") if hit.value.group == _THYROID)
    return any(text.section(hit.start).kind in _OF_SPECIMENS for hit in named)


def organ(found: list[Vote], text: Text) -> str:
    """The organ (`C16`) for which sites and kinds of cancer speak most, or ""."""
    named: dict[str, float] = defaultdict(float)
    for group, _, weight, _, _ in found:
        named[group] += weight
    totals = _with_kinds(named, text, sure=False)
    best = max(totals, key=lambda group: totals[group], default="")
    if best != max(named, key=lambda group: named[group], default=""):
        # The kinds decide, so those that are denied or found by the way are left out.
        totals = _with_kinds(named, text, sure=True)
        best = max(totals, key=lambda group: totals[group], default="")
    if best in _REGIONS:
        best = _part_of(best, found, totals)
    if best in _AKIN and not any(group == best for group, *_ in found):
        # Only the kind of cancer speaks for this organ; one beside it that is named and has such cancers goes before.
        near = max(_AKIN[best], key=lambda group: totals.get(group, 0.0))
        best = near if totals.get(near) else best
    if best == _PROSTATE and "C67" in totals and _CYSTECTOMY.search(text.flat):
        # The bladder is removed with the prostate for cancer of the bladder; that of the prostate is found by the way.
        urothelial = any(hit.value.code.startswith(_UROTHELIAL) for hit in text.hits("histology"))
        return "C67" if urothelial else best
    return best


def _with_kinds(named: dict[str, float], text: Text, *, sure: bool) -> dict[str, float]:
    """What the names of organs weigh, and the kinds of cancer that speak for one."""
    totals = defaultdict(float, named)
    for hit in text.hits("histology"):
        kind: Kind = hit.value
        if not kind.implies or not (implied := _implied(text, hit)):
            continue
        section = text.section(hit.start)
        if sure and (
            assertion(text.flat, hit.start, hit.end, section.kind) is Assertion.ABSENT
            or text.flat.rfind("incidental", max(0, hit.start - 30), hit.start) >= 0
        ):
            continue
        past = (text.kind in _NOTES or not text.kind) and _not_now(text, hit, section.kind)
        totals[implied] += (
            (_OF_PAST if past else 1.0)
            * (_ANYWHERE if len(kind.at) > 1 else 40 if text.kind in _NOTES else 25 if kind.rank > 1 else 10)
            * _SITE_SECTION.get(section.kind, 0.3)
        )
    return totals


def _implied(text: Text, hit: Hit) -> str:
    """The organ that a kind of cancer speaks for: a melanoma for the skin, but not one of a mucous membrane."""
    organ: str = hit.value.implies[:3]
    return "" if organ == "C44" and text.flat.endswith("mucosal ", 0, hit.start) else organ


_OF_PAST = 0.3
"""How far a cancer that somebody had before, or a relative has, speaks for where this one began."""


def _not_now(text: Text, hit: Hit, section: str) -> bool:
    said = assertion(text.flat, hit.start, hit.end, section)
    return said in (Assertion.HISTORICAL, Assertion.FAMILY)


def _part_of(region: str, found: list[Vote], totals: dict[str, float]) -> str:
    """Where the whole region is named, the part of it that the report speaks of most; else the region."""
    own = sum(weight for group, code, weight, *_ in found if group == region and not code.endswith("9"))
    part = max(_REGIONS[region], key=lambda group: totals[group])
    return part if totals[part] >= max(_A_PART, own) else region


def candidates(text: Text, found: list[Vote], group: str) -> Iterator[Candidate]:
    """The site within this organ, and the others with why they are not it."""
    codes: dict[str, float] = defaultdict(float)
    # Notes speak of many places by the way, also in the organ where the cancer began.
    by_the_way = _BY_THE_WAY if text.kind in _NOTES else 0.0
    for other, code, weight, _, _ in found:
        if other == group and not code.endswith("9") and weight >= by_the_way:
            codes[code] += weight
    best = max(codes, key=lambda code: codes[code], default="")
    seen: set[str] = set()
    for other, code, weight, hit, why in sorted(found, key=lambda vote: -vote[2]):
        chosen = best if other == group and best else code
        if chosen in seen or (other == group and best and code != best):
            continue
        if weight < (_BY_THE_WAY if other != group else by_the_way):
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
    if group and not any(other == group and weight >= by_the_way for other, _, weight, *_ in found):
        named = [hit for hit in text.hits("histology") if _implied(text, hit) == group]
        told = [(assertion(text.flat, hit.start, hit.end, text.section(hit.start).kind), hit) for hit in named]
        # Where a question asks for it and an answer names it, the answer counts.
        surely = [one for one in told if one[0] in (Assertion.PRESENT, Assertion.ABSENT)] or told
        for said, hit in surely[:1]:
            yield Candidate(
                code="diagnosis.site",
                value=hit.value.implies,
                start=hit.start,
                end=hit.end,
                score=500,
                why="the kind of cancer names its organ",
                assertion=Assertion.PRESENT if said is Assertion.ABSENT else said,
            )

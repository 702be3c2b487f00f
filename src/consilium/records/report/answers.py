"""What a sentence answers about names that stand alone or in a list: `ALK and ROS1 rearrangements: not detected`.

The answer stands behind the names, or before them (`no loss of MLH1 or PMS2`). One that was only asked for, or is not
clear, is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from consilium.records.report.patterns import later
from consilium.records.report.unsaid import KIN

_FAR = 110
_CLAUSE = re.compile(r"[;\n]")
_LINK = re.compile(
    r"(?:[- ](?:gene|exon|oncogene)s?)?"
    r"(?: (?:mutation|rearrangement|fusion|amplification|alteration|variant|translocation)s?)?"
    r"(?: ?[,/&+] ?(?:and |or )?|-? and |-? or | nor | and/or )(?:the )?"
)
OTHER = re.compile(
    r"\b(?:pd-?l1|ki ?-? ?67|msi\b|mmr\b|tmb\b|her-?2|er\b|pr\b|ttf-?1|p40|p63|ck ?\d|napsin|cd\d|p16|s-?100|p53"
    r"|microsatellite|mismatch|cldn|claudin|ebv\b|eber\b|mutational burden"
    r"|egfr\b|alk\b|ros1?\b|[kn]ras\b|braf\b|hpv\b(?! surrogate))"
)
"""Names of other tests: what stands behind one of these is its own answer."""
UNCLEAR = (
    r"pending|await|unknown|insufficient|inadequate|not (?:yet |been ){0,2}(?:performed|tested|done|sent|available"
    r"|assessed"
    r"|evaluated|reported|requested|evaluable|interpretable)|could not be (?:determin|assess|evaluat|test|perform"
    r"|interp)"
    r"|\bn/a\b|\bqns\b|\btnp\b|outstanding|\border(?:ed)?\b|to follow|\bwill\b|recommend\w*|requested|\bsent\b"
    r"|submitted"
    r"|uncertain|\bvus\b|benign|equivocal|indeterminate|inconclusive|failed|cannot|polymorphism|\bif\b|consider"
    r"|should|suggest\w*|separate(?:ly)?|addendum|reflex|to be "
)
_OF_OTHERS = re.compile(
    rf"{KIN}|\b(?:if|whether|when|famil\w+|relatives?|trials?|nct\d+|approved|indicated|targets?|targeting|await\w*|would"
    rf"|could|may|might"
    r"|wonder\w*|counsel\w*|differential|options?|defined|requir(?:es|ed|ing)|in case|at risk"
    r"|possib\w+|probab\w+|suspect\w*"
    r"|(?:is|are) (?:given|used|reserved) (?:for|in|to))\b"
    r"|\b(?:patients?|individuals|people|tumors|cancers|carcinomas|those|cells) (?:with|whose|harbou?ring|carrying) "
    r"|\b(?:assay|panel|test|kit|method|primers?|probes?)s?\b[^.;:]{0,40}\b(?:cover|detect|includ|interrogat"
    r"|evaluat|assess"
    r"|design|analy[sz]|target|identif)"
)
_OTHERS_BEHIND = re.compile(
    rf"[- ]?(?:(?:[a-z]+[- /]){{0,3}}?(?:tumors|cancers|patients|[a-z]+omas|inhibitors?|disease would)\b"
    rf"|[^.;:\n]{{0,30}}\bin (?:her|his|their|the|a) (?:[a-z]+ )?{KIN})"
)

_IN_GENERAL = re.compile(
    r"(?:(?!\b(?:detected|identified|found|present|positive|seen|which|that|was|were)\b)[^.;:,\n]){0,40}?"
    r" (?:ha(?:s|ve) been (?:associated|linked|reported|described|implicated|correlated)\b"
    r"|(?:is|are) (?:found|seen|present|detected|identified|reported|observed|common|rare|known) in "
    r"(?:(?:about|approximately|up to|more than|less than|over|nearly|around|only) )?~?"
    r"(?:\d+(?: ?(?:-|to) ?\d+)? ?% of (?!the |(?:tumor )?(?:cells|nuclei)|reads|alleles)"
    r"|most\b|many\b|some\b|a (?:majority|minority|subset|proportion)\b))"
)
"""Behind a name: what is known of it in others, and no result: `BRAF mutation has been associated with`."""


def of_others(flat: str, start: int, at: int, end: int) -> bool:
    """Whether a result is of relatives, of others, of a condition, or of what a test can do.

    `start` is where its clause begins, `at` where its name does, and `end` where the result ends.
    """
    if _OTHERS_BEHIND.match(flat, end) or _IN_GENERAL.match(flat, end):
        return True
    return bool(_OF_OTHERS.search(flat, max(start, at - 300), at)) or bool(_OF_NO_SUCH.search(flat, at - 30, at))


_OF_NO_SUCH = later(
    r"\b(?:not (?:consistent|compatible|in keeping) with|excludes|argu(?:es?|ing) against|rather than|as opposed to)"
    r" (?:an? |the |diagnosis of |typical ){0,2}\Z"
)
"""Right before the gene of a tumor that it is not: `not consistent with IDH-wildtype glioblastoma`."""


_LAST_DENIED = re.compile(
    r"\b(?:no|without|negative for|absence of|lack of)\b"
    r"(?:(?!\b(?:but|is|are|was|were|has|have|with|detected|identified|found|present|positive|harbou?r\w*)\b)[^;:\n]){1,110}"
    r"\bn?or (?:an? |the |any )?\Z"
)
"""Before the last of a list that is denied: `no EGFR amplification, gain of 7 or`."""


def last_denied(flat: str, start: int, at: int) -> bool:
    """Whether the name at this place is the last of a list that is denied; `start` is where its clause begins."""
    return "or " in flat[at - 8 : at] and bool(_LAST_DENIED.search(flat, max(start, at - 130), at))


@dataclass(frozen=True, slots=True)
class Names:
    """Names that stand together, and what is around them in their clause, which begins at `clause`."""

    found: tuple[re.Match[str], ...]
    clause: int
    before: tuple[int, int]
    after: tuple[int, int]


def named(flat: str, names: re.Pattern[str], start: int, end: int) -> Iterator[Names]:
    """The names of a sentence, those of one list together."""
    groups: list[list[re.Match[str]]] = []
    for found in names.finditer(flat, start, end):
        last = groups[-1][-1] if groups else None
        if last and _LINK.fullmatch(flat, last.end(), found.start()):
            groups[-1].append(found)
        else:
            groups.append([found])
    for place, group in enumerate(groups):
        left = groups[place - 1][-1].end() if place else start
        right = groups[place + 1][0].start() if place + 1 < len(groups) else end
        begin = max(start, flat.rfind(";", start, group[0].start()) + 1, flat.rfind("\n", start, group[0].start()) + 1)
        clause = _CLAUSE.search(flat, group[-1].end(), right)
        right = clause.start() if clause else right
        yield Names(
            tuple(group),
            begin,
            (max(left, group[0].start() - _FAR, begin), group[0].start()),
            (group[-1].end(), _until(flat, group[-1].end(), min(right, group[-1].end() + _FAR))),
        )


def _until(flat: str, start: int, end: int) -> int:
    other = OTHER.search(flat, start, end)
    return other.start() if other else end

"""What a sentence answers about names that stand alone or in a list: `ALK and ROS1 rearrangements: not detected`.

The answer stands behind the names, or before them (`no loss of MLH1 or PMS2`). One that was only asked for, or is not
clear, is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FAR = 110
_CLAUSE = re.compile(r"[;\n]")
_LINK = re.compile(
    r"(?:[- ](?:gene|exon|oncogene)s?)?"
    r"(?: (?:mutation|rearrangement|fusion|amplification|alteration|variant|translocation)s?)?"
    r"(?: ?[,/&+] ?(?:and |or )?| and | or | nor | and/or )(?:the )?"
)
OTHER = re.compile(
    r"\b(?:pd-?l1|ki ?-? ?67|msi\b|mmr\b|tmb\b|her-?2|er\b|pr\b|ttf-?1|p40|p63|ck ?\d|napsin|cd\d|p16|s-?100|p53"
    r"|microsatellite|mismatch|mutational burden)"
)
"""Names of other tests: what stands behind one of these is its own answer."""
UNCLEAR = (
    r"pending|unknown|insufficient|inadequate|not (?:performed|tested|done|sent|available|assessed|evaluated|reported"
    r"|requested|evaluable|interpretable)|\border(?:ed)?\b|to follow|\bwill\b|recommend\w*|requested|\bsent\b|submitted"
    r"|uncertain|\bvus\b|benign|equivocal|indeterminate|inconclusive|failed|cannot|polymorphism|\bif\b|consider"
    r"|should|suggest\w*|separate(?:ly)?|addendum|reflex|to be "
)


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
        begin = max((one.end() for one in _CLAUSE.finditer(flat, start, group[0].start())), default=start)
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

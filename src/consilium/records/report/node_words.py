"""Lymph nodes described in words only: none with cancer, where every node mentioned is said to be free of it."""

import re
from collections.abc import Iterator

from consilium.facts import Status
from consilium.records.report.candidates import Candidate
from consilium.records.report.node_verdicts import IMAGED
from consilium.records.report.patterns import later
from consilium.records.report.text import Text

_FREE = re.compile(
    r"nodes?\b[^\n;]{0,70}?(?:negative|\bno (?:\w+ ){0,3}?(?:evidence|tumor|metasta|carcinoma|malignan|neoplas"
    r"|cancer)"
    r"|free of|free from|tumor[ -]free|metastasis-free"
    r"|benign(?! (?:fibro|adipose|fat|soft|skeletal|breast|connective))|not involved|uninvolved|unremarkable"
    r"|reactive|anthracosis|without (?:\w+ )?(?:evidence|metasta|tumor))"
    r"|(?:benign|reactive|negative|tumor-free|\bno (?:tumor|carcinoma|metasta\w+)[^\n;]{0,40}?)"
    r" (?:\w+ ){0,5}?(?:lymph )?nodes?\b"
)
_WITH = re.compile(
    r"metasta[a-z]+(?: \w+){0,5} (?:in|to|into|involving)(?: \w+){0,5} (?:lymph )?nodes?"
    r"|nodes?\b[^\n;]{0,50}?(?:positive|involved by"
    r"|with (?:\w+ )?(?:metasta|tumor|carcinoma)|metastatic|contain\w* (?:metasta|tumor|carcinoma)|replaced by)"
    r"|node metastas[ei]s|nodal metastas[ei]s|(?:positive|metastatic|involved) (?:\w+ ){0,2}?(?:lymph )?nodes?\b"
)
_STATION_WITH = later(
    r"\b(?:1[0-4][rl]|[2-9][rl]|station \d{1,2}\w?) ?(?:\(\d{1,2}\)|x ?\d{1,2})?[:,]? ?(?:is |are )?(?:pos\b|positive\b"
    r"|metasta|malignan|involved)"
)
"""In a list of stations, each with its own answer."""
_ASKED = re.compile(
    r"[^\n:]{0,25}\??[:=?-]{1,2} ?(?:no\b|none|absent|not (?:identified|present|seen)|negative|o\b|0\b|zero)"
)
_NO = re.compile(r"\b(?:no|negative for|without|free of|absence of|not)\b[^\n;]{0,40}$")
_DENIED = re.compile(r"\b(?:no|not|without|negative|free)\b")
_TOLD = frozenset({"markers", "final", "synoptic", "addendum", "head", "comment", "micro", "procedure", "specimen"})
_RULE = "every lymph node that the report describes is said to be free of cancer"


def candidates(text: Text) -> Iterator[Candidate]:
    """`nodes.positive` 0, inferred, where nodes are called free and none is called otherwise."""
    first: tuple[int, int] | None = None
    stations = bool(text.hits("station"))
    for start, end in text.sentences("node"):
        if text.section(start).kind not in _TOLD:
            continue
        if IMAGED.search(text.flat, start, end):
            continue
        free = _FREE.search(text.flat, start, end)
        if stations and _STATION_WITH.search(text.flat, start, end):
            return
        for found in _WITH.finditer(text.flat, start, end):
            asked = _ASKED.match(text.flat, found.end(), end)
            if not asked and not _NO.search(text.flat, start, found.start()) and not _DENIED.search(found[0]):
                return
            free = free or (asked and found)
        if free and first is None:
            first = free.span()
    if first and "cannot" not in text.flat[first[0] : first[1] + 30]:
        yield Candidate(
            code="nodes.positive",
            value=0,
            start=first[0],
            end=first[1],
            score=-20,
            status=Status.INFERRED,
            rule=_RULE,
            why=_RULE,
        )

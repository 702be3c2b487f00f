"""Lymph nodes described in words only: none with cancer, where every node mentioned is said to be free of it."""

import re
from collections.abc import Iterator

from consilium.facts import Status
from consilium.records.report.candidates import Candidate
from consilium.records.report.text import Text

_FREE = re.compile(
    r"nodes?\b[^\n;]{0,70}?(?:negative|no (?:evidence|tumou?r|metasta|carcinoma|malignan|neoplas)"
    r"|free of|tumou?r[ -]free"
    r"|benign|not involved|uninvolved|unremarkable|reactive|anthracosis|without (?:evidence|metasta|tumou?r))"
    r"|(?:benign|reactive|negative|tumou?r-free|no (?:tumou?r|carcinoma|metasta\w+)[^\n;]{0,40}?)"
    r" (?:\w+ ){0,3}?(?:lymph )?nodes?\b"
)
_WITH = re.compile(
    r"metasta[a-z]+(?: \w+){0,5} (?:in|to|into|involving)(?: \w+){0,5} (?:lymph )?nodes?"
    r"|nodes?\b[^\n;]{0,50}?(?:positive for|involved by"
    r"|with metasta|metastatic|contain\w* (?:metasta|tumou?r|carcinoma)(?![^\n:]{0,20}: ?(?:none|no\b|o\b|0|zero))"
    r"|replaced by)"
    r"|node metastas[ei]s|nodal metastas[ei]s|(?:positive|metastatic|involved) (?:\w+ ){0,2}?(?:lymph )?nodes?\b"
)
_NO = re.compile(r"\b(?:no|negative for|without|free of|absence of|not)\b[^\n;]{0,40}$")
_TOLD = frozenset({"final", "synoptic", "addendum", "head", "comment", "micro", "procedure", "specimen"})
_RULE = "every lymph node that the report describes is said to be free of cancer"


def candidates(text: Text) -> Iterator[Candidate]:
    """`nodes.positive` 0, inferred, where nodes are called free and none is called otherwise."""
    first: tuple[int, int] | None = None
    for start, end in text.sentences("node"):
        if text.section(start).kind not in _TOLD:
            continue
        for found in _WITH.finditer(text.flat, start, end):
            if not _NO.search(text.flat, start, found.start()):
                return
        free = _FREE.search(text.flat, start, end)
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

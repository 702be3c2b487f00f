"""One spelling for each word: British words as American ones, and headings whose letters stand apart as words."""

import re

_BRITISH = ("umour", "avour", "oesoph", "oestr", "oedem", "aem", "aec", "aesth")
"""Without one of these no letter is dropped."""
_DROPPED = re.compile(
    r"(?<=tumo)u(?=r)|(?<=favo)u(?=r)|(?<![a-z])o(?=e(?:soph|str|dem))|(?<=o)o(?=esoph)|(?<=[a-z])a(?=em|esth)"
    r"|(?<=[cfn])a(?=ec)"
)
_SPACED = re.compile(r"[A-Z](?<![\w.][A-Z])(?<!\w [A-Z])(?: [A-Z]){4,}(?![\w.])")
_ALIKE = (
    *(("in-situ", "in situ"), ("not-", "not "), ("un-in", " unin"), ("non invasive", "non-invasive")),
    *(("eratinis", "eratiniz"), ("stasised", "stasized")),
)
"""Spellings that would turn a finding round or hide it, and those that are looked for, which are as long."""


def american(word: str) -> str:
    """A word in lower case as the tables and patterns have it: `oesophageal tumour` is `esophageal tumor`."""
    return _DROPPED.sub("", word) if british(word) else word


def british(low: str) -> bool:
    """Whether a text in lower case has words spelled as in Britain."""
    return any(letters in low for letters in _BRITISH) and bool(_DROPPED.search(low))


def dropped(text: str, low: str) -> frozenset[int]:
    """The places of signs that are left out: extra letters, and the blanks inside `D I A G N O S I S`.

    `low` is `text` in lower case, letter by letter.
    """
    places: set[int] = set()
    if any(letters in low for letters in _BRITISH):
        places.update(found.start() for found in _DROPPED.finditer(low))
    if " O " in text or " E " in text:  # as nearly every word that is written so
        for word in _SPACED.finditer(text):
            places.update(range(word.start() + 1, word.end(), 2))
    return frozenset(places)


def alike(low: str) -> str:
    """The text with words of a kind spelled alike, sign by sign."""
    for spelling, known in _ALIKE:
        low = low.replace(spelling, known)
    return low

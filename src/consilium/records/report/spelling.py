"""One spelling for each word: British words as American ones, and headings whose letters stand apart as words."""

import re

_DROPPED = re.compile(
    r"(?<=tumo)u(?=r)|(?<=favo)u(?=r)|(?<![a-z])o(?=e(?:soph|str))|(?<=o)o(?=esoph)|o(?=edem)|(?<=[a-z])a(?=em|esth)"
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
    return _DROPPED.sub("", word) if _may_be_british(word) else word


def _may_be_british(low: str) -> bool:
    """Without some of these letters no letter is dropped; to look for them is far quicker."""
    if "umour" in low or "avour" in low or ("ae" in low and ("aem" in low or "aec" in low or "aesth" in low)):
        return True
    return "oe" in low and ("oesoph" in low or "oestr" in low or "oedem" in low)


def dropped(text: str, low: str) -> tuple[frozenset[int], bool]:
    """The places of signs that are left out, and whether some are those of British words.

    They are extra letters, and the blanks inside `D I A G N O S I S`. `low` is `text` in lower case, letter by letter.
    """
    places = {found.start() for found in _DROPPED.finditer(low)} if _may_be_british(low) else set()
    spelled = bool(places)
    if " O " in text or " E " in text:  # as nearly every word that is written so
        for word in _SPACED.finditer(text):
            places.update(range(word.start() + 1, word.end(), 2))
    return frozenset(places), spelled


def alike(low: str) -> str:
    """The text with words of a kind spelled alike, sign by sign."""
    for spelling, known in _ALIKE:
        low = low.replace(spelling, known)
    return low

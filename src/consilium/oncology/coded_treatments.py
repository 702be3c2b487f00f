"""What the names of medicines and procedures mean: cancer drug or other medicine, operation, image or another."""

import re
from functools import cache, lru_cache
from typing import Any

from consilium import tables
from consilium.oncology import coded, drug_names


@cache
def _table() -> dict[str, Any]:
    return tables.load("oncology/tables/coded_treatments.toml")


@cache
def _words(block: str) -> re.Pattern[str]:
    """Any of a block's words, each at the beginning of a word."""
    by_length = sorted(_table()[block]["words"], key=len, reverse=True)
    return re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, by_length))})", re.IGNORECASE)


@cache
def _endings(block: str) -> re.Pattern[str]:
    """Any of a block's words anywhere: operations are named by their ending."""
    return re.compile("|".join(map(re.escape, _table()[block]["words"])), re.IGNORECASE)


@cache
def _drugs() -> re.Pattern[str]:
    long = [name for name, generics in drug_names.terms() if len(generics) == 1 and len(name) > 4]
    by_length = sorted(long, key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, by_length))})\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def drug_in(words: str, *, for_cancer: bool) -> str:
    """Generic name, lower case, of the cancer drug that a medicine's name holds; "" for another medicine.

    A medicine that is also used outside of cancer (methotrexate, prednisone) counts only where the record says that
    it is for the cancer.
    """
    found = _drugs().search(words)
    more = _words("more").search(words)
    name = drug_names.generic(found.group(1))[0] if found else more.group().lower() if more else ""
    doubtful = _words("shared").search(words)
    if doubtful:
        return (name or doubtful.group().lower()) if for_cancer else ""
    return name


_INTENTS = {
    "neo-adjuvant": "neoadjuvant",
    "neoadjuvant": "neoadjuvant",
    "adjuvant": "adjuvant",
    "curative": "curative",
    "palliat": "palliative",
}


def intent_in(words: str) -> str:
    """curative, palliative, neoadjuvant or adjuvant, from the wording of an aim; "" for another."""
    return next((intent for word, intent in _INTENTS.items() if word in words.lower()), "")


def procedure_kind(words: str, codes: list[tuple[str, str]], *, for_cancer: bool) -> str:
    """`treatment.surgery`, `treatment.radiation`, `imaging.study` or `procedure`, by the procedure's wording.

    An operation counts as treatment where the record says that it is for the cancer, or where its name says that an
    organ that cancers begin in is removed; a biopsy never does.
    """
    name = coded.plain(words)
    if _words("biopsy").search(name):
        return "procedure"
    if _words("imaging").search(name):
        return "imaging.study"
    if _words("radiation").search(name):
        return "treatment.radiation"
    if _endings("surgery").search(name) and (for_cancer or _endings("organ_removed").search(name)):
        return "treatment.surgery"
    return "procedure"

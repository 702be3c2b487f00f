"""Site, side and kind of cancer compared. In: codes of ICD-O-3 or words. Out: which rule fires."""

import re
from collections.abc import Iterable
from functools import cache

from consilium.concordance.table import Found, cancer_name, table
from consilium.oncology import histology, sites

_TOPOGRAPHY = re.compile(r"C\d\d(?:\.\d)?", re.IGNORECASE)
_MORPHOLOGY = re.compile(r"\d{4}/\d")


def site(text: str) -> str:
    """A topography code, from a code or from the name of an organ; "" where it is neither."""
    said = text.strip()
    if _TOPOGRAPHY.fullmatch(said):
        return said.upper()
    return _organs().get(_longest(_organ_words(), said.casefold()), "")


@cache
def _organs() -> dict[str, str]:
    """Words -> topography, for those that name one organ for certain."""
    return {term.term: term.code for term in reversed(sites.terms()) if term.strength == 3}


@cache
def _organ_words() -> re.Pattern[str]:
    return _any_of(_organs())


def _any_of(known: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all of these words, which finds the longest at each place where one begins."""
    longest_first = "|".join(re.escape(word) for word in sorted(known, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?=({longest_first})(?!\w))")


def _longest(words: re.Pattern[str], text: str) -> str:
    return max((found[1] for found in words.finditer(text)), key=len, default="")


def compare_site(first: str, second: str) -> Found:
    """Which rule fires for two sites."""
    one, other = site(first), site(second)
    if not (one and other):
        return Found("unknown.words")
    if one == other:
        return Found("same")
    return Found("site.part" if one[:3] == other[:3] else "site.other_organ")


def compare_side(first: str, second: str) -> Found:
    """Which rule fires for two sides."""
    one, other = _side(first), _side(second)
    if not (one and other):
        return Found("unknown.words")
    return Found("same" if one == other else "site.side")


def _side(text: str) -> str:
    """The one side that a text names, bare or beside an organ ("right kidney"); "" where it names none or two."""
    named = set(re.findall(r"\b(?:left|right|bilateral|midline)\b", text.casefold()))
    return named.pop() if len(named) == 1 else ""


@cache
def _terms(cancer: str) -> dict[str, str]:
    """Words -> morphology, for this cancer: those of its own organ go before those of any."""
    codes = next((row["codes"] for row in table()["cancer"] if row["name"] == cancer_name(cancer)), ())
    known = {word: kind.code for kind in histology.kinds() for word in kind.terms if not kind.at}
    near = [kind for kind in histology.kinds() if kind.at]
    known |= {word: kind.code for kind in reversed(near) for word in kind.terms if word not in known}
    known |= {word: kind.code for kind in near if set(kind.at) & set(codes) for word in kind.terms}
    return known | {word: row["code"] for row in table()["term"] for word in row["words"]}


@cache
def _term_words(cancer: str) -> re.Pattern[str]:
    return _any_of(_terms(cancer))


def kind(text: str, cancer: str) -> str:
    """A morphology with behaviour (`8500/3`), from a code or from words; "" where no word is known."""
    said = " ".join(text.casefold().split())
    if found := _MORPHOLOGY.search(said):
        return found[0]
    terms = _terms(cancer)
    plain = said.removesuffix(", nos").removesuffix(" nos")
    if plain in terms:
        return terms[plain]
    return terms.get(_longest(_term_words(cancer), plain), "")


def families(code: str, cancer: str) -> frozenset[str]:
    """The families that a kind belongs to at this cancer; those bound to another organ are left out."""
    number, behaviour = code.split("/")
    organ = cancer_name(cancer)
    return frozenset(
        row["name"]
        for row in table()["family"]
        if number in row["kinds"]
        and organ in row.get("at", (organ,))
        and (row.get("in_situ", behaviour == "2") == (behaviour == "2"))
    )


def compare_kind(first: str, second: str, cancer: str) -> Found:
    """Which rule fires for two kinds of cancer."""
    one, other = kind(first, cancer), kind(second, cancer)
    if not (one and other):
        return Found("unknown.words")
    if one == other:
        return Found("same")
    if one[-1] != other[-1]:
        return Found("histology.behaviour")
    return _by_family(one, other, cancer)


def _by_family(one: str, other: str, cancer: str) -> Found:
    mine, yours = families(one, cancer), families(other, cancer)
    if _covers(one, yours) or _covers(other, mine):
        return Found("histology.more_exact")
    if not (mine and yours):
        return Found("unknown.words")
    apart = {"ductal_in_situ", "lobular_in_situ"}
    if mine & yours and not (apart & mine and apart & yours):
        return Found("histology.same_family", _family_source(min(mine & yours)))
    return Found("histology.other_family", _family_source(min(yours)))


def _covers(code: str, others: frozenset[str]) -> bool:
    rows = [row for row in table()["unspecific"] if row["kind"] == code[:4]]
    return any("*" in row["covers"] or others & set(row["covers"]) for row in rows)


def _family_source(name: str) -> str:
    return next(str(row["source"]) for row in table()["family"] if row["name"] == name)

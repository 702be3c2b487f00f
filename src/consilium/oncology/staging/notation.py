"""T, N, M and stage groups as people write them, brought to one spelling.

Enters: text such as `pT2 NOS`, `ypN1 (mi)`, `stage iib`, `2B`. Leaves: `T2`, `N1mi`, `IIB`; "" where it cannot be read.
"""

import re
from functools import lru_cache
from typing import NamedTuple

_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_ARABIC = {roman: number for number, roman in _ROMAN.items()}
_CATEGORY = re.compile(
    r"^(?P<prefix>[cpyrau]{0,3}?)\s*(?P<letter>[TNMS])?\s*[-:]?\s*"
    r"(?P<rest>x|is\s*(?:pu|pd)?|a|[0-4](?:\s*mic?\b|\s*[a-e](?:[1-4])?(?:\s*mic?\b)?)?)$",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"^(?:stage|group|figo)?\s*:?\s*(?P<number>0|iv|i{1,3}|[1-4])\s*[-.]?\s*(?P<rest>is|[a-e](?:[1-3]|i{1,2})?)?$",
    re.IGNORECASE,
)
_MICRO = re.compile(r"\(\s*mic?\s*\)", re.IGNORECASE)
_SILENT = re.compile(
    r"\([^)]*\)|\[[^\]]*\]|\bnos\b|(?<=\d)nos\b|(?<=[a-e])nos\b|(?<=0)\s*i[+-]|[*,;.]+$", re.IGNORECASE
)


class Category(NamedTuple):
    """A T, N or M: its spelling in the tables, and the prefix that was written (`c`, `p`, `yp`)."""

    value: str
    prefix: str


@lru_cache(maxsize=65536)
def category(text: str, letter: str) -> Category | None:
    """The category of `letter` (T, N, M or S) that `text` writes; None where it writes none."""
    bare = _SILENT.sub(" ", _MICRO.sub("mi", text.replace("\u2080", "0"))).strip()
    found = _CATEGORY.match(bare)
    if not found or (found["letter"] or letter).upper() != letter:
        return None
    return Category(letter + _rest(found["rest"]), found["prefix"].lower())


def _rest(text: str) -> str:
    rest = re.sub(r"\s+", "", text).lower()
    return "X" if rest == "x" else rest.replace("mic", "mi")


@lru_cache(maxsize=4096)
def group(text: str) -> str:
    """A stage group in one spelling (`IIB`, `IIIC1`, `0a`, `0is`, `IS`); "" where it is none."""
    bare = re.sub(r"\([^)]*\)|\bnos\b|(?<=[iv\d])nos\b", " ", text.strip(), flags=re.IGNORECASE).strip()
    if bare.lower() in {"is", "stage is", "1s"}:
        return "IS"
    found = _GROUP.match(bare)
    if not found:
        return ""
    number = _ROMAN.get(found["number"], found["number"].upper())
    rest = (found["rest"] or "").lower()
    if number == "0":
        return number + rest if rest in {"", "a", "is"} else ""
    rest = rest.replace("ii", "2").replace("i", "1") if len(rest) > 1 else rest
    return number + rest.upper()


def registry(value: str) -> str:
    """A stage group as cancer registries write it: `2B` for `IIB`, `1S` for `IS`, `0IS` for `0is`; "" stays "".

    Source: NAACCR data standards, TNM stage groups (items 910 and 970).
    """
    number, rest = ("I", "S") if value == "IS" else (parts(value)[0], "".join(parts(value)[1:])) if value else ("", "")
    return _ARABIC.get(number, number) + rest.upper()


_PARTS = re.compile(r"^(IS|0|IV|I{1,3})(a|is|[A-E])?([1-3])?$")


def parts(value: str) -> tuple[str, ...]:
    """A group taken apart from the left: `IIIC1` is `III`, `C`, `1`."""
    found = _PARTS.match(value)
    return tuple(part for part in found.groups() if part) if found else (value,)


def common(groups: set[str]) -> str:
    """What several groups share from the left: `II` for IIA and IIB, "" for IB and IIA."""
    split = [parts(value) for value in groups]
    shared = ""
    for column in zip(*split, strict=False):
        if len(set(column)) > 1:
            break
        shared += column[0]
    return shared

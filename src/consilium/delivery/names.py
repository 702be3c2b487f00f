"""Names that the tables give in English, in another language: cancers, tests, places, kinds of cell, values.

In: an English name as a table has it; out: the name in `wording/names_<language>.toml`, or the English one where
none is known there, so that nothing is ever left out.
"""

import re
from collections.abc import Mapping
from functools import cache

from consilium import tables

_PARTS = re.compile(r"(, | or )")
_GENE = re.compile(r"(\S+) gene", re.IGNORECASE)


@cache
def _table(language: str) -> Mapping[str, Mapping[str, str]]:
    path = f"wording/names_{language}.toml"
    return tables.load(path) if tables.exists(path) else {"name": {}, "label": {}, "form": {}}


def name(english: str, language: str = "en") -> str:
    """One name in this language; English where it has none."""
    table = _table(language)
    if gene := _GENE.fullmatch(english):
        english = table["form"].get("gene", english).format(name=gene[1])
    return table["name"].get(english.casefold(), english)


def several(english: str, language: str = "en") -> str:
    """Names joined by commas and "or", each in this language; a whole name may hold commas of its own."""
    if (whole := name(english, language)) != english:
        return whole
    joints = {" or ": f" {name('or', language)} "}
    return "".join(joints.get(part, name(part, language)) for part in _PARTS.split(english))


def label(code: str, language: str) -> str:
    """The label of a fact's code in this language, or "" where there is none: then the English one is shown."""
    return _table(language)["label"].get(code, "")

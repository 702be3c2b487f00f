"""How a person reads a fact: its code as a label, its value in words."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from consilium.facts import Assertion, Fact
from consilium.oncology import histology, sites


@cache
def _codes() -> Mapping[str, str]:
    table = files("consilium.oncology").joinpath("tables", "codes.toml").read_text("utf-8")
    return {row["code"]: row["label"] for row in tomllib.loads(table)["code"]}


_BASIS = {"clin": "before surgery", "path": "after surgery"}


def label(code: str) -> str:
    """`biomarker.HER2` is HER2, `diagnosis.site` is where the cancer began, `stage.path.t` is T after surgery."""
    if code in _codes():
        return _codes()[code]
    family, _, last = code.rpartition(".")
    if family in ("stage.clin", "stage.path"):
        part = "Stage" if last == "group" else last.upper()
        return f"{part} {_BASIS[family.rpartition('.')[2]]}"
    return code.partition(".")[2].replace("other.", "").replace("_", " ").replace(".", " ")


_SAID = {
    Assertion.UNCERTAIN: " (not certain)",
    Assertion.HISTORICAL: " (earlier)",
    Assertion.FAMILY: " (in the family)",
    Assertion.PLANNED: " (planned)",
}


def value(fact: Fact) -> str:
    """The value in words, and what the record says about it."""
    name = {"diagnosis.site": sites.name, "diagnosis.histology": histology.name}.get(fact.code)
    words = (name(fact.text) if name else "") or fact.text
    if fact.assertion is Assertion.ABSENT:
        return words if words == "absent" else f"{words} (not found)"
    return words + _SAID.get(fact.assertion, "")

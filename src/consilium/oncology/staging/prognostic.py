"""The clinical and the pathological prognostic stage of breast cancer (8th edition), beside the anatomic one.

Which of the two holds follows from the basis; after treatment (y) there is none. Tables:
`tables/staging/breast_clinical_prognostic.toml` and `breast_pathological_prognostic.toml`.
"""

from collections.abc import Mapping
from functools import cache
from itertools import product
from typing import Any

from consilium import tables
from consilium.oncology.staging.ranges import UNKNOWN, Scale
from consilium.oncology.staging.tables import Edition, expand

READS = ("basis", "grade", "her2", "er", "pr", "oncotype")
_BELOW = "0"
_NAMES = {"c": "clinical", "p": "pathological"}
_RECEPTORS = (("positive", "positive"), ("positive", "negative"), ("negative", "positive"), ("negative", "negative"))

Key = tuple[str, str, str, str, str, str]


@cache
def _table(basis: str) -> Mapping[str, Any]:
    return tables.load(f"oncology/tables/staging/breast_{_NAMES[basis]}_prognostic.toml")


SCALES = (
    Scale(words=tuple(_NAMES)),
    Scale(words=("G1", "G2", "G3")),
    *(Scale(words=("negative", "positive")) for _ in range(3)),
    Scale(cuts=(float(_table("p")["oncotype"]["below"]),)),
)


def stage(edition: Edition, t: str, n: str, m: str, bands: tuple[tuple[str, ...], ...]) -> str:
    """`clinical prognostic stage IB`; "" where the basis or one of `READS` (in `bands`) that decides is not known."""
    basis, grade, her2, er, pr, score = (band[0] if len(band) == 1 else UNKNOWN for band in bands)
    if m != "M0" or basis not in _NAMES:
        return ""
    low = score == _BELOW and (her2, er) == ("negative", "positive")
    found = (low and _low_score(basis, edition, t, n)) or _groups(basis, edition.t, edition.n).get(
        (t, n, grade, her2, er, pr), ""
    )
    return f"{_NAMES[basis]} prognostic stage {found}" if found else ""


def _low_score(basis: str, edition: Edition, t: str, n: str) -> str:
    """The group that a low recurrence score gives whatever the grade, or ""."""
    row = _table(basis).get("oncotype")
    fits = row and t in expand(row["t"], edition.t) and n in expand(row["n"], edition.n)
    return str(row["group"]) if row and fits else ""


@cache
def _groups(basis: str, known_t: tuple[str, ...], known_n: tuple[str, ...]) -> dict[Key, str]:
    return {
        (t, n, grade, her2, er, pr): group
        for block in _table(basis)["block"]
        for t_cell, n_cell in block["t_n"]
        for t, n in product(expand(t_cell, known_t), expand(n_cell, known_n))
        for grade in ("G1", "G2", "G3")
        for her2 in ("positive", "negative")
        for (er, pr), group in zip(_RECEPTORS, block[grade][her2].split(), strict=True)
    }

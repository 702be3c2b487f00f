"""The clinical prognostic stage of breast cancer (8th edition), beside the anatomic one.

The pathological prognostic stage is not known here. Table: `tables/staging/breast_clinical_prognostic.toml`.
"""

import tomllib
from functools import cache
from importlib.resources import files
from itertools import product

from consilium.oncology.staging.ranges import Scale
from consilium.oncology.staging.tables import Edition, expand

READS = ("basis", "grade", "her2", "er", "pr")
SCALES = (
    Scale(words=("c",)),
    Scale(words=("G1", "G2", "G3")),
    *(Scale(words=("negative", "positive")) for _ in range(3)),
)
_RECEPTORS = (("positive", "positive"), ("positive", "negative"), ("negative", "positive"), ("negative", "negative"))

Key = tuple[str, str, str, str, str, str]


def stage(edition: Edition, t: str, n: str, m: str, bands: tuple[tuple[str, ...], ...]) -> str:
    """The clinical prognostic stage; "" where the basis is not clinical or one of `READS` (in `bands`) is not known."""
    if m != "M0" or any(len(band) != 1 for band in bands) or bands[0] != ("c",):
        return ""
    return _groups(edition.t, edition.n).get((t, n, bands[1][0], bands[2][0], bands[3][0], bands[4][0]), "")


@cache
def _groups(known_t: tuple[str, ...], known_n: tuple[str, ...]) -> dict[Key, str]:
    folder = files("consilium.oncology") / "tables" / "staging"
    table = tomllib.loads((folder / "breast_clinical_prognostic.toml").read_text(encoding="utf-8"))
    return {
        (t, n, grade, her2, er, pr): group
        for block in table["block"]
        for t_cell, n_cell in block["t_n"]
        for t, n in product(expand(t_cell, known_t), expand(n_cell, known_n))
        for grade in ("G1", "G2", "G3")
        for her2 in ("positive", "negative")
        for (er, pr), group in zip(_RECEPTORS, block[grade][her2].split(), strict=True)
    }

"""How a person reads the codes of facts, from the library's own table."""

import tomllib
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

GROUPS = (
    ("patient.", "About you"),
    ("diagnosis.", "The diagnosis"),
    ("stage.", "The stage"),
    ("tumor.", "The tumor"),
    ("gleason.", "The tumor"),
    ("nottingham.", "The tumor"),
    ("nodes.", "Lymph nodes"),
    ("margin.", "After the operation"),
    ("invasion.", "The tumor"),
    ("biomarker.", "Tumor markers and genes"),
    ("variant", "Tumor markers and genes"),
    ("plan.", "The plan"),
    ("treatment.", "Treatment"),
    ("performance.", "Daily life and health"),
    ("comorbidity", "Daily life and health"),
    ("record.", "The records themselves"),
)


@cache
def _labels() -> tuple[tuple[str, str], ...]:
    table = tomllib.loads((files("consilium.oncology") / "tables" / "codes.toml").read_text("utf-8"))
    return tuple((row["code"], row["label"]) for row in table["code"])


@cache
def label(code: str) -> str:
    """`biomarker.HER2` -> "Tumor marker or gene test: HER2"."""
    for pattern, text in _labels():
        if pattern == code:
            return text
    for pattern, text in sorted(_labels(), key=lambda row: -len(row[0])):
        if fnmatchcase(code, pattern):
            rest = code.removeprefix(pattern.split("*")[0]).removesuffix(pattern.split("*")[-1])
            return f"{text}: {rest}"
    return code


def group(code: str) -> str:
    """Under which heading a fact is shown."""
    return next((text for prefix, text in GROUPS if code.startswith(prefix)), "Other")

"""Staging systems beside T, N and M: lymphoma, leukaemia, myeloma, liver and thymus, and the prostate grade groups.

In: values with their units; out: the stage, or "" where what is given does not decide it. Sources and thresholds:
`oncology/tables/staging_systems.toml`.
"""

from functools import cache
from typing import Any

from consilium import tables
from consilium.oncology.staging.inputs import grade_groups
from consilium.values import Answer

_YES, _NO, _UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


@cache
def table() -> dict[str, Any]:
    """The table of systems, with the source of each."""
    return tables.load("oncology/tables/staging_systems.toml")


def _either(*answers: Answer) -> Answer:
    """Yes if one is yes, no if all are no, else unknown."""
    return _YES if _YES in answers else _UNKNOWN if _UNKNOWN in answers else _NO


def _below(value: float | None, limit: float) -> Answer:
    return _UNKNOWN if value is None else _YES if value < limit else _NO


def ann_arbor(
    *, regions: int, both_sides: Answer, extralymphatic: Answer, b_symptoms: Answer = _UNKNOWN, contiguous: bool = False
) -> str:
    """`I` to `IV` with `E` (one extralymphatic site in contact with the nodes) and `A` or `B` where it is known.

    `regions` counts lymph node regions, the spleen among them; `both_sides` is of the diaphragm; `extralymphatic` is
    any organ outside the lymph system, which is stage IV unless it is `contiguous`: in contact with the nodes, or the
    one place where the lymphoma is. Without nodes and without that word nothing follows (IE or IV).
    """
    suffix = {_YES: "B", _NO: "A", _UNKNOWN: ""}[b_symptoms]
    if extralymphatic is _YES and not contiguous:
        return f"IV{suffix}" if regions else ""
    if extralymphatic is _UNKNOWN or both_sides is _UNKNOWN or (regions == 0 and extralymphatic is _NO):
        return ""
    number = "III" if both_sides is _YES else "II" if regions > 1 else "I"
    return f"{number}{'E' if extralymphatic is _YES else ''}{suffix}"


def rai(
    *, nodes: Answer, spleen_or_liver: Answer, hemoglobin: float | None = None, platelets: float | None = None
) -> str:
    """Rai `0` to `IV` of chronic lymphocytic leukaemia; haemoglobin in g/dL, platelets in 10*9/L."""
    limits = table()["rai"]
    steps = (
        ("IV", _below(platelets, limits["platelets_below"])),
        ("III", _below(hemoglobin, limits["hemoglobin_below"])),
        ("II", spleen_or_liver),
        ("I", nodes),
    )
    return _first(steps, "0")


def _first(steps: tuple[tuple[str, Answer], ...], otherwise: str) -> str:
    """The first step that holds; "" where one before it is not known."""
    for stage, holds in steps:
        if holds is _YES:
            return stage
        if holds is _UNKNOWN:
            return ""
    return otherwise


def binet(*, areas: int | None, hemoglobin: float | None = None, platelets: float | None = None) -> str:
    """Binet `A`, `B` or `C`; `areas` of five with enlarged nodes or organ, haemoglobin in g/dL, platelets in 10*9/L."""
    limits = table()["binet"]
    low = _either(_below(hemoglobin, limits["hemoglobin_below"]), _below(platelets, limits["platelets_below"]))
    many = _UNKNOWN if areas is None else _YES if areas >= limits["areas_from"] else _NO
    return _first((("C", low), ("B", many)), "A")


def iss(*, microglobulin: float | None, albumin: float | None = None) -> str:
    """ISS `I`, `II` or `III` of myeloma; beta-2-microglobulin in mg/L, albumin in g/dL."""
    limits = table()["iss"]
    if microglobulin is None:
        return ""
    if microglobulin >= limits["microglobulin_high_from"]:
        return "III"
    if microglobulin >= limits["microglobulin_low_below"]:
        return "II"
    return "" if albumin is None else "I" if albumin >= limits["albumin_from"] else "II"


def r_iss(iss_stage: str, *, high_risk: Answer, ldh_high: Answer) -> str:
    """R-ISS `I` to `III` from the ISS, high-risk chromosomes (del(17p), t(4;14), t(14;16)) and LDH above normal."""
    either = _either(high_risk, ldh_high)
    if iss_stage not in {"I", "II", "III"} or (iss_stage != "II" and either is _UNKNOWN):
        return ""
    if iss_stage == "I" and either is _NO:
        return "I"
    return "III" if iss_stage == "III" and either is _YES else "II"


def bclc(
    *,
    nodules: int | None,
    largest_mm: float | None,
    ecog: int | None,
    preserved_liver: Answer,
    invaded_or_spread: Answer,
) -> str:
    """BCLC `0` to `D` of liver cancer (2022). `invaded_or_spread`: into a vessel, or outside the liver.

    A liver whose function is not preserved needs a judgement about transplantation, so nothing follows but `D` by ECOG.
    """
    if ecog is not None and ecog > 2:
        return "D"
    if ecog is None or preserved_liver is not _YES or invaded_or_spread is _UNKNOWN:
        return ""
    if invaded_or_spread is _YES or ecog > 0:
        return "C"
    return "" if nodules is None or largest_mm is None else _early(nodules, largest_mm)


def _early(nodules: int, largest_mm: float) -> str:
    limits = table()["bclc"]
    if nodules == 1:
        return "0" if largest_mm <= limits["very_early_to"] else "A"
    return "A" if nodules <= limits["early_nodules"] and largest_mm <= limits["early_to"] else "B"


def masaoka() -> tuple[tuple[str, str], ...]:
    """Masaoka-Koga stages of thymic tumors, each with what it means."""
    return tuple((stage, meaning) for stage, meaning in table()["masaoka"]["groups"])


def grade_group(score: str, primary: str = "", secondary: str = "") -> str:
    """The prostate grade group of a Gleason score (`3+4=7`, or patterns apart), "" where it is not decided."""
    possible = grade_groups(score, primary, secondary)
    return possible[0] if len(possible) == 1 else ""

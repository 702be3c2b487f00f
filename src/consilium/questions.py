"""Questions worth asking: of the second doctor (R18), of the first doctor (R19), of the insurer (R36).

In: the disease and the findings; out: prompts from `oncology/tables/questions.toml`. A prompt is an offer: the person
chooses, and adds their own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from consilium import tables
from consilium.checks import Finding
from consilium.checks.disease import Disease


class Asked(StrEnum):
    """Who is asked."""

    SECOND_DOCTOR = "second_doctor"
    FIRST_DOCTOR = "first_doctor"
    INSURER = "insurer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A question we offer; `id` names its sentence in `wording/` under `question.<id>`, `params` fill it."""

    id: str
    asked: Asked
    requirement: str
    params: tuple[tuple[str, str], ...] = ()
    because: tuple[str, ...] = ()


# A gap of a sentence, and the parameters of findings that fill it.
_GAPS = {"missing": ("test", "marker"), "marker": ("marker",), "weighed": ("treatment", "drugs")}


@cache
def _rows() -> tuple[Mapping[str, Any], ...]:
    table = tables.load("oncology/tables/questions.toml")
    return tuple(table["question"])


def prompts(disease: Disease, findings: Iterable[Finding]) -> tuple[Prompt, ...]:
    """The questions that fit this disease and these findings. `because` holds the codes that brought one up."""
    known = tuple(findings)
    return tuple(prompt for row in _rows() if (prompt := _prompt(row, disease, known)))


def _prompt(row: Mapping[str, Any], disease: Disease, findings: tuple[Finding, ...]) -> Prompt | None:
    noticed = [one for one in findings if any(fnmatchcase(one.code, code) for code in row.get("findings", ()))]
    if ("findings" in row and not noticed) or ("cancers" in row and disease.key not in row["cancers"]):
        return None
    params = {"cancer": disease.name, **_merged(noticed)}
    return Prompt(
        id=row["id"],
        asked=Asked(row["asked"]),
        requirement=row["requirement"],
        params=tuple(params.items()),
        because=tuple(dict.fromkeys(one.code for one in noticed)),
    )


def _merged(findings: list[Finding]) -> dict[str, str]:
    """What the sentences of questions name, each once: `missing` tests, `marker`s, `weighed` treatments."""
    merged = {
        gap: [value for one in findings for name in names if (value := one.param(name))] for gap, names in _GAPS.items()
    }
    return {gap: ", ".join(dict.fromkeys(values)) for gap, values in merged.items()}

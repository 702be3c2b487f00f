"""Which of a record's diagnoses are one cancer, and which cancer is the main one."""

from collections.abc import Iterable
from typing import NamedTuple

from consilium.oncology.coded import Disease


class Primary(NamedTuple):
    """One stated diagnosis of a primary cancer. `rank`: 0 active, 1 in remission, 2 past; `on` an ISO date or ""."""

    path: str
    disease: Disease
    on: str
    rank: int


def subjects(stated: Iterable[Primary]) -> dict[str, str]:
    """Path of each diagnosis → "" for the main cancer, or the path that stands for another one.

    Diagnoses of one organ and no opposite sides are one cancer; one that names no organ is the main one. The main
    cancer is active before past, invasive before in situ, and the latest.
    """
    known = sorted(stated, key=lambda one: one.on, reverse=True)
    known.sort(key=lambda one: (one.rank, one.disease.claim == "in_situ", not one.disease.site))
    groups: list[tuple[Disease, str]] = []
    told: dict[str, str] = {}
    for one in known:
        name = next((name for ill, name in groups if _is_one(ill, one.disease)), None)
        if name is None:
            name = one.path if groups else ""
            groups.append((one.disease, name))
        told[one.path] = name
    return told


def _is_one(one: Disease, other: Disease) -> bool:
    if not one.site or not other.site:
        return True
    return one.site[:3] == other.site[:3] and {one.side, other.side} != {"left", "right"}

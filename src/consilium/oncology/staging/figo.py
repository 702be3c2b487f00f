"""FIGO stages of gynaecological cancers from T, N and M.

Where FIGO's stages are a TNM edition's groups, that edition's table is asked; cervix 2018 and ovary 2014 have their
own. Table and sources: `oncology/tables/staging_systems.toml`.
"""

from functools import cache
from typing import Any

from consilium.oncology.staging import notation, tables
from consilium.oncology.staging.cases import StageResult, StagingCase
from consilium.oncology.staging.selection import site_code
from consilium.oncology.staging.stager import Stager, ours
from consilium.oncology.staging.systems import table


def figo(site: str, year: int, t: str, n: str, m: str = "") -> StageResult:
    """The FIGO stage of that year's rules (`2009`, `2014`, `2018`); `edition` of the result is the year."""
    entry = _entry(site_code(site), year)
    if entry is None:
        return StageResult("", str(year), f"FIGO {year} is not known here for this site")
    same = entry.get("same_as")
    case = StagingCase(
        site=site,
        histology=same["histology"] if same else "8070/3",
        edition=same["edition"] if same else str(year),
        t=t,
        n=n,
        m=m,
    )
    result = (ours() if same else _own()).stage(case)
    return StageResult(result.group, str(year), f"FIGO {year}: {result.why}")


def years(site: str) -> tuple[int, ...]:
    """The years whose rules are known for this site, the newest first."""
    rows = (row["year"] for row in table()["figo"] if site_code(site).startswith(row["sites"]))
    return tuple(sorted(rows, reverse=True))


def comparable(site: str, basis: str, written: int) -> bool:
    """Whether a FIGO stage can be held against T, N and M of this basis (`clin`, `path`) in a record of this year.

    Not where later rules are not known here (`before`), nor against a specimen where FIGO staged by examination.
    """
    entry = _entry(site_code(site), next(iter(years(site)), 0))
    if entry is None or entry.get("basis", basis) != basis:
        return False
    return "before" not in entry or 0 < written < entry["before"]


def source(site: str, year: int) -> str:
    """Where the rules of that year for this site stand."""
    entry = _entry(site_code(site), year)
    return str(entry["source"]) if entry else ""


def read(text: str) -> str:
    """A FIGO stage in one spelling: `IIIC1` for `FIGO stage 3C1` or `IIIC(i)`."""
    return notation.group(text.lower().replace("figo", "").strip().replace("(ii)", "2").replace("(i)", "1"))


def _entry(site: str, year: int) -> dict[str, Any] | None:
    return next((row for row in table()["figo"] if site.startswith(row["sites"]) and row["year"] == year), None)


@cache
def _own() -> Stager:
    """Stages by the tables that are FIGO's own."""
    rows = [row for row in table()["figo"] if "groups" in row]
    return Stager(
        tuple(
            tables.Schema(
                id=f"figo_{row['sites']}_{row['year']}",
                name=f"FIGO {row['sites']}",
                sites=(row["sites"],),
                histologies=("8000-9999",),
                editions={str(row["year"]): tables.edition({**row, "edition": str(row["year"])})},
            )
            for row in rows
        )
    )

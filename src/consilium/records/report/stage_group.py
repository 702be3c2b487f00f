"""The stage group that follows from the T, N and M of a report, by the staging tables."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from consilium.facts import Status
from consilium.oncology.biomarkers import gene_tells_her2
from consilium.oncology.staging import StageResult, StagingCase, stage
from consilium.oncology.tnm_definitions import Inference
from consilium.records.report.candidates import Best, Candidate

_INPUTS = {
    "er": "biomarker.ER",
    "pr": "biomarker.PR",
    "gleason": "gleason.score",
    "gleason_primary": "gleason.primary",
    "gleason_secondary": "gleason.secondary",
    "grade_group": "gleason.grade_group",
    "grade": "diagnosis.grade",
    "ulceration": "tumor.ulceration",
    "age": "patient.age",
    "sex": "patient.sex",
}


_GROUP = re.compile(r"(?P<number>0|IV|I{1,3})(?P<letter>[A-Z]?\d?)")


Finer = Callable[[str], Inference | None]
"""T of an edition by its definition, from the size and the words of the report."""


def candidates(best: Best, editions: tuple[str, ...], finer: Finer) -> Iterator[Candidate]:
    """One group where the edition is known or all that can be meant agree; M0 where no M is stated, which is said.

    Where an edition divides the T that is stated and its letter is not, the letter follows by `finer` if at all.
    """
    t = best.get("stage.path.t")
    if t is None:
        return
    results = [_staged(best, str(t.value), edition, finer) for edition in editions]
    if any("NX says not enough" in result.why for result in results):
        return
    meant = [result for result in results if not _other_edition(result)] or results
    group = _agreed([result.group for result in meant])
    if group:
        yield _group(group, meant, t)


def _staged(best: Best, t: str, edition: str, finer: Finer) -> StageResult:
    result = stage(_case(best, edition, t))
    found = finer(edition) if f"{t} lacks its letter" in result.why else None
    if found is None or not found.value.startswith(t):
        return result
    divided = stage(_case(best, edition, found.value))
    return replace(divided, why=f"{t} is {found.value} by its size or extent; {divided.why}")


def _other_edition(result: StageResult) -> bool:
    """The edition does not know this cancer, or not the letter that was written: the report follows another."""
    return "is not known here" in result.why.split(";")[0] or "does not divide so" in result.why


def _agreed(groups: list[str]) -> str:
    """The group on which the editions agree; where some divide it more finely than others, the one undivided."""
    parts = [_GROUP.fullmatch(group) for group in groups]
    found = [part for part in parts if part]
    if not found or len(found) < len(groups) or len({part["number"] for part in found}) > 1:
        return ""
    finest = max((part["letter"] for part in found), key=len)
    return min(groups, key=len) if all(finest.startswith(part["letter"]) for part in found) else ""


def _case(best: Best, edition: str, t: str) -> StagingCase:
    def value(code: str) -> str:
        return str(best[code].value) if code in best else ""

    stain = value("biomarker.HER2")
    return StagingCase(
        site=value("diagnosis.site"),
        histology=value("diagnosis.histology"),
        edition=edition,
        basis="after treatment" if value("stage.prefix") == "y" else "pathological",
        t=t,
        n=value("stage.path.n") or "NX",
        m=value("stage.path.m") or value("stage.clin.m"),
        **{name: value(code) for name, code in _INPUTS.items()},
        her2=(gene_tells_her2(stain) and value("biomarker.HER2.ish")) or stain,
    )


def _group(group: str, results: list[StageResult], t: Candidate) -> Candidate:
    *others, last = [result.edition for result in results]
    named = f"editions {', '.join(others)} and {last} agree; " if others else ""
    why = named + results[-1].why
    return Candidate(
        code="stage.path.group",
        value=group,
        start=t.start,
        end=t.end,
        score=t.score,
        status=Status.INFERRED,
        rule=why,
        why=why,
    )

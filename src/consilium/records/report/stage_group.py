"""The stage group that follows from the T, N and M of a report, by the staging tables."""

from collections.abc import Iterator

from consilium.facts import Status
from consilium.oncology.staging import StageResult, StagingCase, stage
from consilium.records.report.candidates import Best, Candidate

_INPUTS = {
    "er": "biomarker.ER",
    "pr": "biomarker.PR",
    "her2": "biomarker.HER2",
    "gleason": "gleason.score",
    "gleason_primary": "gleason.primary",
    "gleason_secondary": "gleason.secondary",
    "grade_group": "gleason.grade_group",
    "grade": "diagnosis.grade",
    "ulceration": "tumor.ulceration",
    "age": "patient.age",
    "sex": "patient.sex",
}


def candidates(best: Best, editions: tuple[str, ...]) -> Iterator[Candidate]:
    """One group where the edition is known or all editions agree; where no M is stated, M0 is assumed and said."""
    t = best.get("stage.path.t")
    if t is None:
        return
    results = [stage(_case(best, edition)) for edition in editions]
    if all(result.group for result in results) and len({result.group for result in results}) == 1:
        yield _group(results, t)


def _case(best: Best, edition: str) -> StagingCase:
    def value(code: str) -> str:
        return str(best[code].value) if code in best else ""

    return StagingCase(
        site=value("diagnosis.site"),
        histology=value("diagnosis.histology"),
        edition=edition,
        basis="after treatment" if value("stage.prefix") == "y" else "pathological",
        t=value("stage.path.t"),
        n=value("stage.path.n"),
        m=value("stage.path.m") or value("stage.clin.m"),
        **{name: value(code) for name, code in _INPUTS.items()},
    )


def _group(results: list[StageResult], t: Candidate) -> Candidate:
    why = results[-1].why if len(results) == 1 else f"editions 6, 7 and 8 agree; {results[-1].why}"
    return Candidate(
        code="stage.path.group",
        value=results[0].group,
        start=t.start,
        end=t.end,
        score=t.score,
        status=Status.INFERRED,
        rule=why,
        why=why,
    )

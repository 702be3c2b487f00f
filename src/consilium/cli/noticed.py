"""What `consilium read` shows of an assessment: the stage worked out, what does not fit, what is missing, advice."""

from collections.abc import Iterable, Iterator, Sequence

from consilium.assessment import Assessment
from consilium.checks import Finding, Severity
from consilium.checks.completeness import Held
from consilium.cli import layout
from consilium.delivery import wording
from consilium.facts import Fact, FactSheet
from consilium.oncology import staging
from consilium.questions import Asked
from consilium.reading import Reading
from consilium.triage import Fired

BASES = (("clin", "clinical", "c"), ("path", "pathological", "p"))
MOST_EVIDENCE = 3
UNFIT = ("contradiction.", "impossible.", "identity.")
MISSING = ("testing.",)
PLAN = ("plan.", "expertise.")
TIME = ("timing.",)
ASKED = {
    Asked.SECOND_DOCTOR: "Questions for the second opinion",
    Asked.FIRST_DOCTOR: "Questions for your own doctor",
    Asked.INSURER: "Questions for the insurer",
}


def sections(assessment: Assessment, readings: Sequence[Reading]) -> Iterator[str]:
    """Every section, one after another; an empty one is left out."""
    names = layout.names(readings)
    yield from _titled("Does the stage follow from T, N and M?", _stage(assessment, names))
    yield from _titled("What does not fit together", _findings(assessment, UNFIT, names))
    yield from _titled("What is missing", [*_items(assessment), *_findings(assessment, MISSING, names)])
    yield from _titled("Worth knowing about the plan", _findings(assessment, PLAN, names))
    yield from _titled("How long is it safe to wait?", _time(assessment, names))
    yield from _titled("From a record that may be another person's", _doubted(assessment, names))
    yield from _titled("Should you seek a second opinion?", _advice(assessment, names))
    for asked, title in ASKED.items():
        prompts = [prompt for prompt in assessment.questions if prompt.asked is asked]
        yield from _titled(title, (line for prompt in prompts for line in _item(wording.prompt(prompt))))


def _titled(title: str, lines: Iterable[str]) -> Iterator[str]:
    body = list(lines)
    if body:
        yield from layout.heading(title)
        yield from body


def _item(text: str) -> Iterator[str]:
    yield from layout.wrapped(text, "  - ")


def _stage(assessment: Assessment, names: layout.Names) -> Iterator[str]:
    for basis, called, letter in BASES:
        yield from _one_stage(assessment.sheet, basis, called, letter)
    yield from _findings(assessment, ("restaging.",), names)


def _one_stage(sheet: FactSheet, basis: str, called: str, letter: str) -> Iterator[str]:
    """What follows from the best T, N and M of one kind, beside what is stated."""
    tnm = {part: fact for part in "tnm" if (fact := sheet.best(f"stage.{basis}.{part}"))}
    site = sheet.best("diagnosis.site")
    if not tnm or site is None:
        return
    histology, edition = sheet.best("diagnosis.histology"), sheet.best("stage.edition")
    result = staging.stage(
        staging.StagingCase(
            site=site.text,
            histology=histology.text if histology else "",
            edition=edition.text if edition else "",
            basis=called,
            **{part: fact.text for part, fact in tnm.items()},
        )
    )
    said = " ".join(f"{letter}{fact.text}" for fact in tnm.values())
    stated = sheet.best(f"stage.{basis}.group")
    records = f" The records state {stated.text}." if stated else " The records state no stage group of this kind."
    if result.group:
        yield from _item(f"{said} gives stage {result.group} (edition {result.edition}).{records}")
    else:
        yield from _item(f"{said}: no stage group follows, because {result.why}.{records}")


def _findings(assessment: Assessment, codes: tuple[str, ...], names: layout.Names) -> Iterator[str]:
    for finding in assessment.findings:
        if finding.code.startswith(codes) and not finding.doubted:
            yield from _finding(finding, names)


def _doubted(assessment: Assessment, names: layout.Names) -> Iterator[str]:
    for finding in assessment.findings:
        if finding.doubted:
            yield from _finding(finding, names)


def _finding(finding: Finding, names: layout.Names) -> Iterator[str]:
    urgent = "Urgent: " if finding.severity is Severity.URGENT else ""
    yield from _item(urgent + wording.finding(finding))
    yield from _evidence(finding.because, names)
    if finding.source:
        yield from layout.wrapped(finding.source, "      source: ")


def _items(assessment: Assessment) -> Iterator[str]:
    """Records that a second doctor needs and that are not here."""
    for item in assessment.checklist:
        if item.state in (Held.MISSING, Held.REQUESTED):
            yield from _item(wording.item(item) + " (asked for)" * (item.state is Held.REQUESTED))


def _time(assessment: Assessment, names: layout.Names) -> Iterator[str]:
    yield from layout.wrapped(wording.clock(assessment.clock))
    yield from _findings(assessment, TIME, names)


def _advice(assessment: Assessment, names: layout.Names) -> Iterator[str]:
    yield from layout.wrapped(wording.advice(assessment.advice))
    for fired in assessment.advice.fired:
        yield from _fired(fired, names)


def _fired(fired: Fired, names: layout.Names) -> Iterator[str]:
    yield from _item(f"{wording.fired(fired)} ({fired.article}, {fired.requirement})")
    yield from _evidence(fired.evidence, names)


def _evidence(facts: Iterable[Fact], names: layout.Names) -> Iterator[str]:
    lines = list(dict.fromkeys(layout.source(fact, names) for fact in facts))
    for line in lines[:MOST_EVIDENCE]:
        yield from layout.wrapped(line, "      ")
    if len(lines) > MOST_EVIDENCE:
        yield f"      and {len(lines) - MOST_EVIDENCE} more"

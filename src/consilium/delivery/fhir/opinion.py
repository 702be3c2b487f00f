"""A signed opinion as FHIR: a Composition in the reviewer's own words, and a DiagnosticReport that carries its summary.

Nothing is added to what was signed; the seal of the blinded read and the label "not independent" go with it.
"""

from collections.abc import Iterator
from html import escape

from consilium.concordance import Concordance
from consilium.delivery.fhir.parts import LOINC, SHA256, Draft, Json, concept
from consilium.opinions import Opinion, Part, PartOpinion, Reviewer


def add_opinion(draft: Draft, opinion: Opinion, concordance: Concordance | None) -> None:
    """Reviewer, document and report; amended where something was added after signing."""
    author = draft.add(_reviewer(opinion.reviewer))
    status = "amended" if opinion.addenda else "final"
    at = opinion.signed_at.isoformat()
    code = concept("Second opinion on a cancer", LOINC, "11488-4", "Consult note")
    document: Json = {
        "resourceType": "Composition",
        "identifier": {"system": SHA256, "value": opinion.sealed_digest},
        "status": status,
        "type": code,
        "subject": draft.patient,
        "date": at,
        "author": [author],
        "title": " – ".join(part for part in ("Second opinion", opinion.label) if part),
        "attester": [{"mode": "professional", "time": at, "party": author}],
        "section": [_section(title, lines) for title, lines in _sections(opinion, concordance) if lines],
    }
    composed = draft.add(document)
    report: Json = {"resourceType": "DiagnosticReport", "status": status, "code": code, "subject": draft.patient}
    report |= {"effectiveDateTime": at, "issued": at, "performer": [author], "conclusion": opinion.form.summary}
    report["extension"] = [{"url": "urn:consilium:composition", "valueReference": composed}]
    draft.add(report)


def _reviewer(reviewer: Reviewer) -> Json:
    place = ", ".join(part for part in (reviewer.field, reviewer.institution) if part)
    return {
        "resourceType": "Practitioner",
        "name": [{"text": reviewer.name}],
        "qualification": [{"code": concept(", ".join(part for part in (reviewer.credentials, place) if part))}],
    }


def _section(title: str, lines: list[str]) -> Json:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    div = f'<div xmlns="http://www.w3.org/1999/xhtml"><ul>{items}</ul></div>'
    return {"title": title, "text": {"status": "additional", "div": div}}


def _sections(opinion: Opinion, concordance: Concordance | None) -> Iterator[tuple[str, list[str]]]:
    form = opinion.form
    yield "Summary", [form.summary] if form.summary else []
    judged = {part.part for part in form.parts}
    unasked = [f"{part.value}: not asked of a pathologist." for part in Part if part not in judged]
    yield "Review", [*(_part(part) for part in form.parts), *unasked]
    yield (
        "Options",
        [
            f"{one.name}. Chance: {one.chance}. Side effects: {one.side_effects}. "
            f"Quality of life: {one.quality_of_life}. Trials: {one.trials}."
            for one in form.options
        ],
    )
    yield "Recommendations", [_joined(one.what, one.why, one.goals) for one in form.recommendations]
    yield "Answers", [one.text for one in form.answers]
    yield "Missing information", list(form.missing_information)
    yield "Evidence used until", [form.evidence_date.isoformat()] if form.evidence_date else []
    if form.board:
        views = [f"{who}: {view}" for who, view in form.board.views]
        presented = [f"Presented by {form.board.presenter}", ", ".join(form.board.disciplines), *views]
        without = [f"Not present: {', '.join(form.board.missing)}. {form.board.without}"] if form.board.missing else []
        yield "Board", [*presented, *(f"Dissent of {who}: {said}" for who, said in form.board.dissents), *without]
    if concordance:
        items = concordance.items
        yield (
            "First and second opinion",
            [f"{one.field}: {one.first} | {one.second}: {one.grade.value}" for one in items],
        )
    yield "Changed after the first opinion was shown", list(opinion.changed_after_unblinding)
    yield "Independence", [opinion.label] if opinion.label else []
    yield "Addenda", [f"{one.at.date().isoformat()}, {one.name}: {one.text}" for one in opinion.addenda]


def _part(part: PartOpinion) -> str:
    return _joined(f"{part.part.value}: {part.verdict.value.replace('_', ' ')}", part.what, part.why)


def _joined(*parts: str) -> str:
    return ". ".join(part.rstrip(".") for part in parts if part) + "."

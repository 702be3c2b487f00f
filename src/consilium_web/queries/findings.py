"""What was noticed in a case, in sentences for whoever reads them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec

from consilium.assessment import Assessment
from consilium.cases import Actor, Route
from consilium.checks import Severity
from consilium.checks.completeness import Held
from consilium.delivery import labels, wording
from consilium.delivery.wording import Audience
from consilium.facts import Fact
from consilium.policy import may
from consilium.policy.permissions import Permission
from consilium.questions import Asked, Prompt
from consilium.triage import Strength
from consilium_web.queries import assessments, cases, charts
from consilium_web.queries.cases import CaseView
from consilium_web.queries.charts import Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A fact that shows something, and the page where its words stand (None for what a person said)."""

    fact: Fact
    label: str
    words: str
    record: UUID | None
    record_name: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """One finding."""

    id: str
    code: str
    text: str
    severity: Severity
    evidence: tuple[Evidence, ...]
    source: str
    doubted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One rule of triage that holds, and on what."""

    text: str
    strength: Strength
    article: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """Everything that was noticed."""

    findings: tuple[FindingLine, ...]
    checklist: tuple[tuple[str, Held], ...]
    reasons: tuple[Reason, ...]
    advice: str
    clock: str
    strength: Strength
    route: Route
    unanswered: int
    for_first_doctor: tuple[str, ...]
    for_insurer: tuple[str, ...]
    knowledge: str
    new_since: tuple[str, ...]


def get(case_id: UUID, actor: Actor, *, today: date) -> tuple[CaseView, Noticed]:
    """The case, and what was noticed in it, as this actor may see it. Denied for strangers."""
    chart = charts.load(case_id, actor, Permission.SEE_RECORD)
    return cases.of(chart), of(chart, assessments.of(chart, today=today))


def of(chart: Chart, found: Assessment) -> Noticed:
    """What was noticed in a chart, as its actor may see it; `found`: its assessment for this actor."""
    reader = audience(chart.actor)
    return Noticed(
        findings=tuple(
            FindingLine(
                id=chart.key.fingerprint(msgspec.json.encode((one.code, one.params)).hex())[:16],
                code=one.code,
                text=wording.finding(one, reader),
                severity=one.severity,
                evidence=_evidence(chart, one.because),
                source=one.source,
                doubted=one.doubted,
            )
            for one in found.findings
        ),
        checklist=tuple((wording.item(one, reader), one.state) for one in found.checklist),
        reasons=tuple(
            Reason(
                text=wording.fired(one, reader),
                strength=one.strength,
                article=one.article,
                evidence=_evidence(chart, one.evidence),
            )
            for one in found.advice.fired
        ),
        advice="" if chart.blinded else wording.advice(found.advice, reader),
        clock="" if chart.blinded else wording.clock(found.clock, reader),
        strength=found.advice.strength,
        route=found.advice.route,
        unanswered=len(found.advice.unanswered),
        for_first_doctor=_prompts(found.questions, Asked.FIRST_DOCTOR, reader),
        for_insurer=_prompts(found.questions, Asked.INSURER, reader),
        knowledge=found.knowledge,
        new_since=tuple(wording.finding(one, reader) for one in assessments.changed_since(chart, found)),
    )


def clock(case_id: UUID, actor: Actor, *, today: date) -> tuple[CaseView, str]:
    """The case, and what its safe-to-wait clock says; nothing to those who see no records, or see them blinded."""
    chart = charts.load(case_id, actor)
    hidden = chart.blinded or may(Permission.SEE_RECORD, actor, chart.case)
    told = "" if hidden else wording.clock(assessments.of(chart, today=today).clock, audience(actor))
    return cases.of(chart), told


def _prompts(prompts: tuple[Prompt, ...], asked: Asked, reader: Audience) -> tuple[str, ...]:
    return tuple(wording.prompt(one, reader) for one in prompts if one.asked is asked)


def _evidence(chart: Chart, facts: tuple[Fact, ...]) -> tuple[Evidence, ...]:
    shown = chart.sight.visible_facts(facts)
    names = {one.record: chart.sight.record_name(one.record, one.name) for one in chart.readings}
    return tuple(
        Evidence(
            fact=fact,
            label=labels.label(fact.code),
            words=labels.value(fact),
            record=chart.rows.get(fact.source.record) if fact.source.record else None,
            record_name=names.get(fact.source.record, "") if fact.source.record else "",
            id=chart.fact_id(fact),
        )
        for fact in dict.fromkeys(shown)
    )


def audience(actor: Actor) -> Audience:
    """For whom sentences are worded."""
    return "patient" if assessments.is_for_patient(actor) else "clinician"

"""The questions that we offer to ask (R18), and the situations that only the patient can tell of (R10 to R13)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from consilium import triage
from consilium.cases import Actor, Question
from consilium.delivery import wording
from consilium.questions import Asked
from consilium_web.queries import assessments, charts


@dataclass(frozen=True, slots=True)
class Situation:
    """One question about the patient's own situation, and what was answered last ("" for nothing yet).

    `telling`: a yes alone makes the advice as strong as it gets, so that it is asked first.
    """

    id: str
    text: str
    answer: str
    telling: bool


def offered(case_id: UUID, actor: Actor, *, today: date) -> tuple[Question, ...]:
    """Questions for the second doctor, made for this cancer."""
    return tuple(
        Question(id=one.id, text=wording.prompt(one), origin="builder")
        for one in assessments.get(case_id, actor, today=today).questions
        if one.asked is Asked.SECOND_DOCTOR
    )


def situations(case_id: UUID, actor: Actor, *, today: date) -> tuple[Situation, ...]:
    """What only the patient can answer: first what is still open, then what was answered."""
    chart = charts.load(case_id, actor)
    said = {fact.code.removeprefix("answer."): fact.text for fact in chart.stated if fact.code.startswith("answer.")}
    open_ones = assessments.of(chart, today=today).advice.unanswered
    ids = dict.fromkeys((*open_ones, *said))
    strong = {rule.id for rule in triage.rules() if rule.strength is triage.Strength.STRONG}
    return tuple(Situation(id, wording.situation(id), said.get(id, ""), id in strong) for id in ids)

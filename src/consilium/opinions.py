"""The blinded first read and the signed opinion.

What enters: a reviewer's words. What leaves: frozen values, or Invalid that lists every empty part and every question
without an answer. Nothing here judges: the software never gives an opinion of its own (R6).
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum

import msgspec

from consilium.cases import Case, FirstOpinion, Route, Scope
from consilium.errors import Invalid
from consilium.facts import Assertion, Fact, FactSheet
from consilium.values import CaseId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One shape for the first and every later opinion, so that they compare field by field. Empty is unknown.

    `treatments` are short phrases ("lumpectomy", "letrozole", "observation"); `biomarkers` pairs of name and result;
    `trial` a trial's name or number, or "none" where the doctor says that none fits.
    """

    diagnosis: str = ""
    site: str = ""
    laterality: str = ""
    histology: str = ""
    grade: str = ""
    stage_t: str = ""
    stage_n: str = ""
    stage_m: str = ""
    stage_group: str = ""
    biomarkers: tuple[tuple[str, str], ...] = ()
    treatments: tuple[str, ...] = ()
    prognosis: str = ""
    trial: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """Who gives the opinion: named and credentialed (R6), with field and place for R3 and R4."""

    id: PersonId
    name: str
    credentials: str
    field: str
    team: str = ""
    practice: str = ""
    institution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindedRead:
    """A first judgement made before the first opinion was shown; `digest` is its SHA-256 seal (B5)."""

    case: CaseId
    by: PersonId
    at: datetime
    judgement: Judgement
    reasons: str
    digest: str = ""


class Part(StrEnum):
    """The five parts of a review (R21)."""

    PATHOLOGY = "pathology"
    TESTING = "testing"
    STAGE = "stage"
    CONDITION = "condition"
    PLAN = "plan"


class Verdict(StrEnum):
    """What the reviewer says of a part."""

    CONFIRMED = "confirmed"
    DIFFERS = "differs"
    CANNOT_JUDGE = "cannot_judge"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOpinion:
    """One part: `what` differs, and `why`. Confirmed needs neither; cannot judge needs why."""

    part: Part
    verdict: Verdict
    what: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way forward (R22): chance of cure or survival, side effects, quality of life, trials; the goals served."""

    name: str
    chance: str = ""
    side_effects: str = ""
    quality_of_life: str = ""
    trials: str = ""
    goals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """What the reviewer recommends, why, and how it fits the person's goals (R20)."""

    what: str
    why: str
    goals: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTo:
    """The answer to the question of this id (R18)."""

    question: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """How a board came to its opinion (R26): `disciplines` present, `views` as pairs of member and view."""

    presenter: str
    disciplines: tuple[str, ...]
    views: tuple[tuple[str, str], ...]
    dissent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Who allowed a reviewer who is not independent, and why (R3)."""

    by: PersonId
    name: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionForm:
    """What a reviewer has written so far; any of it may still be empty."""

    judgement: Judgement = Judgement()
    parts: tuple[PartOpinion, ...] = ()
    options: tuple[Option, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    answers: tuple[AnswerTo, ...] = ()
    missing_information: tuple[str, ...] = ()
    nothing_missing: bool = False
    evidence_date: date | None = None
    summary: str = ""
    board: Board | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Addendum:
    """Something added after signing; the opinion itself is never edited."""

    by: PersonId
    name: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """A signed opinion. `changed_after_unblinding` names the fields that differ from the sealed read."""

    case: CaseId
    reviewer: Reviewer
    signed_at: datetime
    form: OpinionForm
    sealed_digest: str
    changed_after_unblinding: tuple[str, ...] = ()
    override: Override | None = None
    addenda: tuple[Addendum, ...] = ()

    @property
    def independent(self) -> bool:
        """False where an override let a reviewer in who is not independent."""
        return self.override is None

    @property
    def label(self) -> str:
        """What stands beside the opinion wherever it shows: "Not independent", or nothing (R3)."""
        return "" if self.override is None else f"Not independent (allowed by {self.override.name})"


def digest(read: BlindedRead) -> str:
    """SHA-256 over the canonical JSON of everything in the read but the digest itself; 64 hex digits."""
    content = {field.name: getattr(read, field.name) for field in fields(read) if field.name != "digest"}
    return hashlib.sha256(msgspec.json.encode(msgspec.to_builtins(content), order="sorted")).hexdigest()


def seal(case: Case, judgement: Judgement, reasons: str, *, by: PersonId, at: datetime) -> BlindedRead:
    """The first read, sealed. Raises Invalid where it holds no judgement or no reasons."""
    missing = {}
    if judgement == Judgement():
        missing["judgement"] = "Write what you find: fill at least one field."
    if not reasons.strip():
        missing["reasons"] = "Write your reasons in a sentence or two."
    if missing:
        raise Invalid("The first read is not complete.", missing)
    read = BlindedRead(case=case.id, by=by, at=at, judgement=judgement, reasons=reasons)
    return replace(read, digest=digest(read))


def is_intact(read: BlindedRead) -> bool:
    """Whether the seal still matches what was sealed."""
    return read.digest == digest(read)


def changed(sealed: Judgement, final: Judgement) -> tuple[str, ...]:
    """The names of the fields in which the final judgement differs from the sealed one."""
    return tuple(f.name for f in fields(Judgement) if getattr(sealed, f.name) != getattr(final, f.name))


def missing_to_sign(case: Case, form: OpinionForm) -> dict[str, str]:
    """Field -> how to mend it, for everything that stands between this form and a signature."""
    missing: dict[str, str] = {}
    for problem in (_parts, _options, _recommendations, _answers, _statements, _board):
        missing.update(problem(case, form))
    return missing


def _parts(case: Case, form: OpinionForm) -> dict[str, str]:
    given = {opinion.part: opinion for opinion in form.parts}
    missing = {}
    for part in Part:
        if problem := _part_problem(given.get(part)):
            missing[f"part.{part.value}"] = problem
    return missing


def _part_problem(opinion: PartOpinion | None) -> str:
    if opinion is None:
        return "Choose: confirmed, differs, or cannot be judged."
    if opinion.verdict is Verdict.DIFFERS and not (opinion.what.strip() and opinion.why.strip()):
        return "Write what differs, and your reasons."
    if opinion.verdict is Verdict.CANNOT_JUDGE and not opinion.why.strip():
        return "Write why this cannot be judged."
    return ""


def _options(case: Case, form: OpinionForm) -> dict[str, str]:
    if case.scope is Scope.DIAGNOSIS:
        return {}
    if not form.options:
        return {"options": "Name at least one option, even where it is to wait and watch."}
    missing = {}
    for number, option in enumerate(form.options):
        for name in ("name", "chance", "side_effects", "quality_of_life", "trials"):
            if not getattr(option, name).strip():
                missing[f"options.{number}.{name}"] = "Write this, or write that it is not known."
    return missing


def _recommendations(case: Case, form: OpinionForm) -> dict[str, str]:
    if not form.recommendations:
        return {"recommendations": "Write what you recommend, even where it is to go on as planned."}
    missing = {}
    for number, advice in enumerate(form.recommendations):
        if not (advice.what.strip() and advice.why.strip()):
            missing[f"recommendations.{number}"] = "Write what you recommend, and your reasons."
        elif case.goals and not advice.goals.strip():
            missing[f"recommendations.{number}.goals"] = "Say how this fits the goals that the person named."
    return missing


def _answers(case: Case, form: OpinionForm) -> dict[str, str]:
    answered = {answer.question for answer in form.answers if answer.text.strip()}
    return {
        f"answers.{question.id}": "This question still needs its answer."
        for question in case.questions
        if question.id not in answered
    }


def _statements(case: Case, form: OpinionForm) -> dict[str, str]:
    missing = {}
    if form.evidence_date is None:
        missing["evidence_date"] = "Give the date of the evidence you used."
    if not form.missing_information and not form.nothing_missing:
        missing["missing_information"] = "Name what was missing, or say that nothing was."
    if not form.summary.strip():
        missing["summary"] = "Write a short summary for the person."
    return missing


def _board(case: Case, form: OpinionForm) -> dict[str, str]:
    if case.route is not Route.BOARD:
        return {}
    if form.board is None:
        return {"board": "Name the presenter, the disciplines present, and each member's view."}
    missing = {}
    if not form.board.presenter.strip():
        missing["board.presenter"] = "Name who presented the case."
    if not form.board.disciplines:
        missing["board.disciplines"] = "Name the disciplines that were present."
    if not form.board.views or any(not view.strip() for _, view in form.board.views):
        missing["board.views"] = "Write the view of each member."
    return missing


def sign(
    case: Case,
    form: OpinionForm,
    *,
    by: Reviewer,
    sealed: BlindedRead,
    at: datetime,
    override: Override | None = None,
) -> Opinion:
    """The opinion, signed by a named and credentialed professional (R6).

    Raises Invalid whose `fields` lists every empty part and every question without an answer (R18, R21).
    Independence is asked by `policy.check_independent` before anybody is assigned; `override` is its answer.
    """
    missing = missing_to_sign(case, form) | _signer(case, by, sealed)
    if missing:
        raise Invalid("The opinion is not complete.", missing)
    return Opinion(
        case=case.id,
        reviewer=by,
        signed_at=at,
        form=form,
        sealed_digest=sealed.digest,
        changed_after_unblinding=changed(sealed.judgement, form.judgement),
        override=override,
    )


def _signer(case: Case, by: Reviewer, sealed: BlindedRead) -> dict[str, str]:
    missing = {}
    if not by.name.strip():
        missing["reviewer.name"] = "An opinion is signed with a name."
    if not by.credentials.strip():
        missing["reviewer.credentials"] = "An opinion is signed with the signer's credentials."
    if sealed.case != case.id or sealed.by != by.id:
        missing["sealed"] = "This is not the signer's own first read of this case."
    elif not is_intact(sealed):
        missing["sealed"] = "The sealed first read was changed after it was sealed."
    return missing


def amend(opinion: Opinion, text: str, *, by: Reviewer, at: datetime) -> Opinion:
    """The opinion with an addendum at its end. What was signed stays as it was. Invalid where the text is empty."""
    if not text.strip():
        raise Invalid("An addendum needs words.", {"text": "Write what you wish to add."})
    added = Addendum(by=by.id, name=by.name, at=at, text=text)
    return replace(opinion, addenda=(*opinion.addenda, added))


def first_judgement(sheet: FactSheet, first_opinion: FirstOpinion) -> Judgement:
    """The first opinion in the shape of a judgement: what its records and its statement say. Unknown stays empty."""
    return Judgement(
        diagnosis=first_opinion.diagnosis or _best(sheet, "diagnosis.statement"),
        site=_best(sheet, "diagnosis.site"),
        laterality=_best(sheet, "diagnosis.laterality"),
        histology=_best(sheet, "diagnosis.histology"),
        grade=_best(sheet, "diagnosis.grade") or _grade_group(sheet),
        stage_t=_stage(sheet, "t"),
        stage_n=_stage(sheet, "n"),
        stage_m=_stage(sheet, "m"),
        stage_group=_stage(sheet, "group") or _best(sheet, "stage.group"),
        biomarkers=tuple(_biomarkers(sheet)),
        treatments=_planned(sheet) or _plan_words(first_opinion),
        trial=_first_planned(sheet, "plan.trial"),
    )


def _best(sheet: FactSheet, code: str) -> str:
    fact = sheet.best(code)
    return fact.text if fact else ""


def _grade_group(sheet: FactSheet) -> str:
    group = _best(sheet, "gleason.grade_group")
    return f"Grade group {group}" if group else ""


def _stage(sheet: FactSheet, part: str) -> str:
    """The stage after the operation before that from examination, with the letter that says which."""
    for basis in ("path", "clin"):
        if said := _best(sheet, f"stage.{basis}.{part}"):
            return said if part == "group" or said[0] in "cpy" else basis[0] + said
    return ""


def _biomarkers(sheet: FactSheet) -> Iterable[tuple[str, str]]:
    codes = dict.fromkeys(fact.code for fact in sheet.under("biomarker.") if fact.code.count(".") == 1)
    for code in codes:
        if said := _best(sheet, code):
            yield code.removeprefix("biomarker."), said


_PLAN_CODES = ("plan.surgery", "plan.drug", "plan.radiation", "plan.observation")


def is_plan(fact: Fact) -> bool:
    """Whether a fact belongs to the first plan: a `plan.*` fact, or a treatment that is planned."""
    if fact.code.startswith("plan."):
        return True
    return fact.code.startswith("treatment.") and fact.assertion is Assertion.PLANNED


def _planned(sheet: FactSheet) -> tuple[str, ...]:
    stands = {Assertion.PRESENT, Assertion.PLANNED}
    plan = [fact.text for code in _PLAN_CODES for fact in sheet.all(code) if fact.assertion in stands]
    told = [f.text for f in sheet.under("treatment.") if is_plan(f) and f.code != "treatment.intent"]
    return tuple(dict.fromkeys((*plan, *told)))


def _plan_words(first_opinion: FirstOpinion) -> tuple[str, ...]:
    """The plan as the person wrote it, cut at commas and line ends: nothing is read into it."""
    pieces = re.split(r"[,;\n]| and | then |\+", first_opinion.plan)
    return tuple(piece.strip(" .") for piece in pieces if piece.strip(" ."))


def _first_planned(sheet: FactSheet, code: str) -> str:
    stands = {Assertion.PRESENT, Assertion.PLANNED}
    return next((fact.text for fact in sheet.all(code) if fact.assertion in stands), "")

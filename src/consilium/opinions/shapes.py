"""The values of a review: judgement, first read, parts, options, opinion. All frozen; none edits another."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

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
    other_places: tuple[str, ...] = ()
    """Other institutions on whose staff they are (R3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindedRead:
    """A first judgement made before the first opinion was shown; `digest` is its SHA-256 seal (B5)."""

    case: CaseId
    by: PersonId
    at: datetime
    judgement: Judgement
    reasons: str
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDraft:
    """A first read that is not sealed yet: what its writer has written so far."""

    judgement: Judgement = Judgement()
    reasons: str = ""


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
class PartNote:
    """Words on a part that has no verdict yet; nothing is signed so."""

    part: Part
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
class Reference:
    """A work that the opinion rests on: its title, year and where it stands; PMID or DOI where it has one. No address
    of a web page: those change."""

    title: str
    year: str = ""
    where: str = ""
    pmid: str = ""
    doi: str = ""

    @property
    def text(self) -> str:
        """One line, as a report shows it."""
        named = (f"PMID {self.pmid}" if self.pmid else "", f"DOI {self.doi}" if self.doi else "")
        return ". ".join(part.rstrip(".") for part in (self.title, self.where, self.year, *named) if part) + "."


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
    """How a board came to its opinion (R26). `members` are those present with their discipline, `views` what each said
    before the discussion; `dissents` who does not agree, and how. `missing` disciplines were not there, and `without`
    says why the board speaks all the same.
    """

    presenter: str = ""
    disciplines: tuple[str, ...] = ()
    members: tuple[tuple[str, str], ...] = ()
    views: tuple[tuple[str, str], ...] = ()
    dissents: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    without: str = ""
    on: date | None = None


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
    notes: tuple[PartNote, ...] = ()
    options: tuple[Option, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    answers: tuple[AnswerTo, ...] = ()
    references: tuple[Reference, ...] = ()
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

"""One case to its stage group: table, edition, categories, inputs; every assumption said in `why`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial

from consilium.oncology.staging import inputs, notation, prognostic, tables
from consilium.oncology.staging.cases import StageResult, StagingCase
from consilium.oncology.staging.grouping import Bands, Outcome, group
from consilium.oncology.staging.ranges import Scale
from consilium.oncology.staging.selection import histology_code, select, site_code
from consilium.oncology.staging.tables import Edition, Schema

MOST_PLANS = 100_000
_READ = inputs.READERS
ORDINALS = {"5": "5th", "6": "6th", "7": "7th", "8": "8th", "9": "9th"}


@dataclass(slots=True)
class Plan:
    """What is the same for all cases with these codes and categories; `answers` remembers one result per input."""

    edition: Edition
    categories: tuple[str, ...]
    notes: tuple[str, ...]
    reads: tuple[tuple[str, Scale], ...]
    answers: dict[Bands, StageResult] = field(default_factory=dict)

    def result(self, case: StagingCase) -> StageResult:
        """The group of a case of this plan."""
        bands = tuple([scale.band_all(_READ[name](case)) for name, scale in self.reads])
        found = self.answers.get(bands)
        if found is None:
            found = self.answers[bands] = _answer(self, bands)
        return found


_Key = tuple[str, str, str, str, str, str, str]


class Stager:
    """Stages cases by a set of schemas, and remembers what it worked out."""

    def __init__(self, known: Sequence[Schema]) -> None:
        self._schemas = known
        self._plans: dict[_Key, Plan | StageResult] = {}
        self._select = lru_cache(maxsize=8192)(partial(select, known))

    def stage(self, case: StagingCase) -> StageResult:
        """The group of one case."""
        key = (case.site, case.histology, case.edition, case.basis, case.t, case.n, case.m)
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= MOST_PLANS:
                self._plans.clear()
            plan = self._plans[key] = self.plan(case)
        return plan if isinstance(plan, StageResult) else plan.result(case)

    def plan(self, case: StagingCase) -> Plan | StageResult:
        """What follows from codes, edition, basis and categories alone: a result, or a plan that asks for inputs."""
        schema = self._select(case.site, case.histology, _number(case.edition))
        if schema is None:
            return StageResult("", case.edition, _no_table(case))
        edition, edition_note = _edition(schema, case.edition)
        if edition is None:
            return StageResult("", case.edition, f"{schema.name}: {edition_note}")
        named = f"{schema.name}, {ORDINALS.get(edition.edition, edition.edition)} edition"
        categories, problem, notes = _categories(case, edition, named)
        if problem:
            return StageResult("", edition.edition, problem)
        every = (named, edition.note, edition_note, *_code_notes(schema, case), *notes, *_m_note(case))
        plan = Plan(edition, categories, tuple(filter(None, every)), _reads(edition))
        return plan if plan.reads else _answer(plan, ())


def _categories(case: StagingCase, edition: Edition, named: str) -> tuple[tuple[str, ...], str, list[str]]:
    """T, N and M as this edition has them, or what is wrong with them, and what was changed to fit."""
    written, problem = _written(case)
    fitted, notes = [], []
    for category, known in zip(written, (edition.t, edition.n, edition.m), strict=not problem):
        value = _fit(category.value, known)
        problem = problem or ("" if value else f"{category.value} is not a category of {named}")
        if value != category.value:
            notes.append(f"{category.value} read as {value}, which this edition does not divide so")
        fitted.append(value)
    return tuple(fitted), problem, notes


def _reads(edition: Edition) -> tuple[tuple[str, Scale], ...]:
    """The inputs to read from a case: those of the columns, that of the letters, those of the prognostic stage."""
    asked = tuple(zip(edition.reads, edition.scales, strict=True))
    return asked + (tuple(zip(prognostic.READS, prognostic.SCALES, strict=True)) if edition.prognostic else ())


def _no_table(case: StagingCase) -> str:
    if not site_code(case.site):
        return "the site is missing or is not an ICD-O-3 code"
    histology = histology_code(case.histology) or "unknown"
    return f"no staging table for site {site_code(case.site)} with histology {histology} is known here"


def _number(edition: str) -> str:
    """`7` for `7th edition` or `07`, `2018` for a year's rules, "" where none is written."""
    found = re.search(r"\d{4}|[1-9]\d*", edition)
    return found[0] if found else ""


def _edition(schema: Schema, wanted: str) -> tuple[Edition | None, str]:
    if not wanted.strip():
        newest = max(schema.editions)
        return schema.editions[newest], f"no edition is stated: the {ORDINALS[newest]} is taken"
    number = _number(wanted)
    found = schema.editions.get(number)
    named = ORDINALS.get(number, number) or "stated"
    return found, "" if found else f"the {named} edition is not known here"


def _code_notes(schema: Schema, case: StagingCase) -> list[str]:
    notes = []
    if not histology_code(case.histology):
        notes.append("no histology is stated: a carcinoma is taken")
    if site_code(case.site).startswith(schema.assumed_sites or ("-",)):
        notes.append(schema.assumed_why)
    return notes


def _written(case: StagingCase) -> tuple[list[notation.Category], str]:
    """T, N and M as written, or what is wrong with them. No M and MX are M0, which `_m_note` says."""
    found = []
    for letter, text in (("T", case.t), ("N", case.n), ("M", case.m)):
        if letter == "M" and not text.strip():
            text = "M0"
        category = notation.category(text, letter)
        if category is None:
            return [], f"{letter} is missing" if not text.strip() else f"{letter} cannot be read"
        found.append(category._replace(value="M0") if category.value == "MX" else category)
    return found, ""


def _m_note(case: StagingCase) -> list[str]:
    if not case.m.strip():
        return ["no M is stated: M0 is assumed"]
    category = notation.category(case.m, "M")
    return ["MX: M0 is assumed"] if category and category.value == "MX" else []


def _fit(value: str, known: tuple[str, ...]) -> str:
    """The category itself, or the wider one that this edition has in its place; "" where there is none."""
    while value not in known and len(value) > 2:
        value = value[:-2] if value.endswith("mi") else value[:-1]
    return value if value in known else ""


def _answer(plan: Plan, bands: Bands) -> StageResult:
    edition, notes = plan.edition, list(plan.notes)
    t, n, m = plan.categories
    if edition.prognostic:
        notes += _prognostic(edition, (t, n, m), bands)
    t = _lettered(edition, t, bands, notes)
    bands = _assumed(edition, bands[: len(edition.needs)], notes)
    outcome = group(edition, t, n, m, bands)
    if outcome.between or not outcome.group:
        notes.append(_missing(edition, (t, n, m), bands, outcome))
    elif outcome.open:
        names = " and ".join(inputs.name(edition.needs[place - 3]) for place in outcome.open)
        notes.append(f"{names} could change it: this table has a group of its own where that is missing")
    return StageResult(outcome.group, edition.edition, "; ".join(notes))


def _prognostic(edition: Edition, categories: tuple[str, ...], bands: Bands) -> list[str]:
    t, n, m = categories
    if t == "Tis" or m == "M1":
        return []
    found = prognostic.stage(edition, t, n, m, bands[-len(prognostic.READS) :])
    return [found or "the prognostic stage is not known here"]


def _lettered(edition: Edition, t: str, bands: Bands, notes: list[str]) -> str:
    """T with the subdivision that another input supplies."""
    letters = edition.letters
    if letters is None or t not in letters.t or bands[-1] in ((), ("unknown",)):
        return t
    finer = t + (letters.present if bands[-1] == ("present",) else letters.absent)
    notes.append(f"{t} with {letters.input} {bands[-1][0]} is {finer}")
    return finer


def _assumed(edition: Edition, bands: Bands, notes: list[str]) -> Bands:
    """Where the table says what to take for an input that is not given, that is taken, and said."""
    filled = list(bands)
    for place, (name, given) in enumerate(zip(edition.needs, bands, strict=True)):
        if name in edition.assume and not [band for band in given if band != "unknown"]:
            value, why = edition.assume[name]
            filled[place] = (value,)
            notes.append(why)
    return tuple(filled)


def _missing(edition: Edition, categories: tuple[str, ...], bands: Bands, outcome: Outcome) -> str:
    if not outcome.between:
        return f"no group is defined for {' '.join(categories)}"
    reasons = [_reason(edition, categories, bands, place) for place in outcome.open]
    return f"{' or '.join(outcome.between)}: {', '.join(reasons)}"


def _reason(edition: Edition, categories: tuple[str, ...], bands: Bands, place: int) -> str:
    if place > 2:
        given = set(bands[place - 3]) - {"unknown"}
        return f"{inputs.name(edition.needs[place - 3])} {'says not enough' if given else 'is missing'}"
    value = categories[place]
    return f"{value} says not enough" if value[1] in "X0" else f"{value} lacks its letter"


def stage(case: StagingCase, *, schemas: Sequence[Schema] | None = None) -> StageResult:
    """The stage group of a case by AJCC/UICC edition 6, 7 or 8; `group` is "" where none follows, and `why` says why.

    `schemas` are tables of one's own in place of those that come with Consilium; to stage many cases by them, make one
    `Stager` and keep it.
    """
    return Stager(schemas).stage(case) if schemas is not None else ours().stage(case)


@cache
def ours() -> "Stager":
    """The stager of the tables that come with Consilium."""
    return Stager(tables.schemas())

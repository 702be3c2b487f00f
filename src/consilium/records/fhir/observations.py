"""Observations: stage, markers, sizes, scores, laboratory values, measurements, habits. Unknown questions are kept."""

import re
from functools import lru_cache

from consilium.facts import Assertion
from consilium.oncology import coded
from consilium.oncology.coded import Question
from consilium.records.fhir import genomics
from consilium.records.fhir.answers import measured, plain, read, words_of
from consilium.records.fhir.chart import Chart
from consilium.records.fhir.diseases import disease_in
from consilium.records.fhir.elements import Component, Concept, Observation, Reference
from consilium.records.fhir.entries import Entry, Part, Said, code_in, dated, started
from consilium.records.fhir.parsing import Found

_VOID = {"entered-in-error": "entered in error", "cancelled": "cancelled", "registered": "no result yet"}
_PARTS = {"stage": Part.CANCER, "lab": Part.MEASUREMENTS, "vital": Part.MEASUREMENTS, "history": Part.HEALTH}
_PARTS |= {"response": Part.CANCER, "performance": Part.HEALTH, "diagnosis": Part.CANCER}
_LETTER = 120


def observation(found: Found, chart: Chart) -> Entry:
    """The facts of one observation and its components; kept where the question or the answer is not known here."""
    value: Observation = found.value
    on = dated(value.effective_date_time, value.effective_instant, started(value.effective_period))
    entry = Entry(Part.OTHER, found.path, found.kind, on, lines=[])
    if value.status in _VOID:
        entry.kept = _VOID[value.status]
        entry.say(f"{_name(value.code, None)}: {_VOID[value.status]}")
        return entry
    entry.subject = chart.subject(found, *value.focus, *_related(value))
    if value.exported:
        _exported(entry, value)
    elif genomics.is_variant(value):
        genomics.variant(entry, value, is_doubted=found.path in chart.doubted)
    else:
        _answers(entry, value)
    if value.status == "preliminary":
        for line in entry.lines:
            line.facts = tuple(_unsure(one) for one in line.facts)
    return entry


def _exported(entry: Entry, value: Observation) -> None:
    """An observation that we exported names its own fact: nothing else is read from its code."""
    fact = value.exported[0]
    entry.part = _part(Question(fact, "plain"), [])
    entry.say(f"{_name(value.code, None)}: {words_of(value)}{_on(entry.on)}", *plain(fact, value))


def _unsure(said: Said) -> Said:
    if said.assertion is Assertion.PRESENT:
        said.assertion = Assertion.UNCERTAIN
    return said


def _related(value: Observation) -> list[Reference]:
    related = [one.value_reference for one in value.extension if one.name == "mcode-related-condition"]
    return [one for one in related if one]


def _answers(entry: Entry, value: Observation) -> None:
    asked = _question(value.code)
    name = _name(value.code, asked)
    facts = read(asked, value) if asked else _measured(value, name) or _history(value)
    entry.part = _part(asked, facts)
    answer = words_of(value)
    if edition := _edition(value):
        answer = f"{answer} [edition {edition}]"
        facts += [Said("stage.edition", edition, "method")] if facts else []
    if answer or facts or not (value.component or value.extension):
        entry.say(f"{name}: {answer or 'no answer'}{_on(entry.on)}", *facts)
    if len(value.value_string) > _LETTER and not facts:
        entry.letters = ((name, f"{name}\n\n{value.value_string.strip()}"),)
    for component in value.component:
        _component(entry, component, name)
    _comorbidities(entry, value)
    if not entry.lines:
        entry.say(f"{name}: no answer of its own{_on(entry.on)}")
    if not entry.gives_facts:
        entry.kept = "its text is read as a page of its own" if entry.letters else _why_not(value)


def _part(asked: Question | None, facts: list[Said]) -> Part:
    fact = asked.fact if asked else facts[0].code if facts else ""
    return _PARTS.get(fact.split(".")[0], Part.TUMOR) if fact else Part.OTHER


def _edition(value: Observation) -> str:
    codings = value.method.coding if value.method else ()
    return next((edition for one in codings if (edition := coded.edition(one.code))), "")


def _history(value: Observation) -> list[Said]:
    """A situation that is its own answer: `History of cancer metastatic to liver`."""
    ill = disease_in(value.code)
    organ = coded.spread_to(value.code.words) if value.code and ill.claim == "secondary" else ""
    if not organ or value.value_codeable_concept or value.value_string or ill.context not in ("", "history"):
        return []
    held = Assertion.ABSENT if value.value_boolean is False else Assertion.HISTORICAL
    return [Said("diagnosis.metastasis_site", organ, "code", held)]


def _why_not(value: Observation) -> str:
    reason = value.data_absent_reason
    return f"no answer: {reason.words}" if reason else "not interpreted"


def _component(entry: Entry, component: Component, name: str) -> None:
    asked = _question(component.code)
    facts = read(asked, component) if asked else []
    if asked and facts:
        entry.part = _part(asked, facts)
    part = _name(component.code, asked)
    entry.say(f"{name}, {part}: {words_of(component) or 'no answer'}{_on(entry.on)}", *facts)


def _comorbidities(entry: Entry, value: Observation) -> None:
    """mCODE's list of other illnesses: those stated as absent; those present are conditions of their own."""
    for one in value.extension:
        if one.name == "mcode-related-condition-absent" and one.value_codeable_concept:
            words = coded.plain(one.value_codeable_concept.words)
            entry.part = Part.HEALTH
            entry.say(f"Does not have: {words}", Said("comorbidity", words, "extension", Assertion.ABSENT))


def _question(concept: Concept | None) -> Question | None:
    codings = concept.coding if concept else ()
    return next((asked for one in codings if (asked := coded.question(one.system, one.code))), None)


def _name(concept: Concept | None, asked: Question | None) -> str:
    if concept and (concept.text or any(one.display for one in concept.coding)):
        return coded.plain(concept.words)
    if asked:
        return coded.label(asked.fact)
    codes = (f"{coded.system(one.system).upper()} {one.code}".strip() for one in (concept.coding if concept else ()))
    return next(codes, "Observation")


def _on(on: str) -> str:
    return f" ({on})" if on else ""


def _measured(value: Observation, name: str) -> list[Said]:
    """A number of the laboratory or a vital sign that no table names: `lab.` or `vital.` and its name."""
    if value.value_quantity is None or value.value_quantity.value is None:
        return []
    for category in value.category:
        if code_in(category, "laboratory"):
            return measured(f"lab.{_slug(name)}", value)
        if code_in(category, "vital-signs"):
            return measured(f"vital.{_slug(name)}", value)
    return []


@lru_cache(maxsize=4096)
def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:48] or "unnamed"

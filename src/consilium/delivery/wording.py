"""Sentences for what the library noticed: a code and its parameters in, a sentence for a patient or a clinician out.

Sentences are data, `wording/<language>.toml`; a new language is a new file. Parameters fill gaps and are never read as
patterns. ICD-O-3 codes among them are written as the names of the place or of the kind of cancer.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from consilium import tables
from consilium.checks import Finding
from consilium.checks.completeness import ChecklistItem
from consilium.checks.timing import Clock
from consilium.delivery import names
from consilium.errors import Unknown
from consilium.experts import Rating, Reason, Source
from consilium.oncology import education as knowledge
from consilium.oncology import histology, sites
from consilium.questions import Prompt
from consilium.triage import Advice, Fired

Audience = Literal["patient", "clinician"]
_SITE = re.compile(r"C\d\d(?:\.\d)?")
_KIND = re.compile(r"\d{4}/\d")


@cache
def table(language: str) -> Mapping[str, Any]:
    """The whole file of a language. Raises Unknown where there is none."""
    path = f"wording/{language}.toml"
    if not re.fullmatch(r"[a-z]{2}", language) or not tables.exists(path):
        raise Unknown(f"There is no wording in the language {language!r}.")
    return tables.load(path)


@cache
def languages() -> tuple[str, ...]:
    """The languages there are words in, as two letters."""
    found = (entry.name for entry in (files("consilium") / "wording").iterdir())
    return tuple(sorted(name[:2] for name in found if re.fullmatch(r"[a-z]{2}\.toml", name)))


def finding(one: Finding, audience: Audience = "patient", language: str = "en") -> str:
    """The sentence of a finding."""
    return _say("finding", one.code, one.params, audience, language)


def fired(one: Fired, audience: Audience = "patient", language: str = "en") -> str:
    """Why a rule of triage advises a second opinion."""
    return _say("situation", one.rule, (), audience, language)


def situation(rule: str, language: str = "en") -> str:
    """The yes-or-no question that a patient is asked about a situation of triage."""
    return str(_entry("situation", rule, language)["ask"])


def item(one: ChecklistItem, audience: Audience = "patient", language: str = "en") -> str:
    """A line of the record checklist."""
    return _say("item", one.id, (), audience, language)


def prompt(one: Prompt, audience: Audience = "patient", language: str = "en") -> str:
    """A question worth asking."""
    return _say("question", one.id, one.params, audience, language)


def advice(one: Advice, audience: Audience = "patient", language: str = "en") -> str:
    """How strongly a second opinion is advised, and whom to ask."""
    strength = _say("strength", one.strength.value, (), audience, language)
    return f"{strength} {_say('route', one.route.value, (), audience, language)}"


def clock(one: Clock, audience: Audience = "patient", language: str = "en") -> str:
    """What the safe-to-wait clock says."""
    return _say("clock", one.pace.value, (("days", str(abs(one.days or 0))),), audience, language)


def education(language: str = "en") -> tuple[tuple[str, str], ...]:
    """What to know about second opinions: titles with their sentences, in the order of the table (R47)."""
    entries = [_entry("education", topic, language) for topic in knowledge.topics()]
    return tuple((str(entry["title"]), str(entry["patient"])) for entry in entries)


def learn(cancer: str, language: str = "en") -> tuple[tuple[str, ...], str]:
    """What to know about one's own cancer, a key of cancers.toml: sentences, and their source. Empty where unknown."""
    lesson = knowledge.lessons().get(cancer)
    if lesson is None:
        return (), ""
    said, care = _entry("learn", cancer, language), table(language)["care"]
    ways = str(care["intro"]).format(ways=", ".join(str(care[way]) for way in lesson.ways))
    return (str(said["what"]), ways, str(care["stage"]), str(said["choice"])), lesson.source


def goals(language: str = "en") -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
    """Questions on what matters to the person (R20): id, question, and its answers as (id, words of the person)."""
    return tuple(
        (one.id, str(said["ask"]), tuple((answer, str(said[answer])) for answer in one.answers))
        for one in knowledge.goals()
        for said in (_entry("goal", one.id, language),)
    )


def sure(language: str = "en") -> Mapping[str, Mapping[str, str]]:
    """The questions of the SURE test by their ids, each as `ask`; under `page` the words around them."""
    return dict(table(language)["sure"])


def expert_reason(one: Reason, language: str = "en") -> str:
    """Why somebody could be asked."""
    return str(table(language)["expert_reason"][one.code]).format_map(dict(one.params))


def expert_unknown(names_of_wishes: Iterable[str], language: str = "en") -> tuple[str, ...]:
    """What is not known of somebody, of all that was wished."""
    return tuple(str(table(language)["expert_unknown"][name]) for name in names_of_wishes)


def expert_source(one: Source, language: str = "en") -> str:
    """Where a candidate was heard of (R29)."""
    return str(table(language)["expert_source"][one.value])


def rating(one: Rating, language: str = "en") -> str:
    """What patients said, always with the words that it is their opinion (R33)."""
    return str(table(language)["expert"]["ratings"]).format(stars=f"{one.stars:g}", number=one.number)


def _entry(section: str, key: str, language: str) -> Mapping[str, Any]:
    found = table(language)[section].get(key)
    if found is None:
        raise Unknown(f"There is no sentence for {section}.{key} in {language!r}.")
    return dict(found)


def _say(section: str, key: str, params: Iterable[tuple[str, str]], audience: Audience, language: str) -> str:
    given = dict(params)
    if language != "en" and "refusal" in given:  # readers give their reason in English
        given["reason"] = refusal(given["refusal"], language)
    plain = {name: _plain(name, value, audience, language) for name, value in given.items()}
    return _tidy(str(_entry(section, key, language)[audience]).format_map(plain))


def refusal(kind: str, language: str) -> str:
    """Why a file could not be read, in one short sentence; `kind` as in `Reading.refusal`."""
    known = table(language)["refusal"]
    return str(known.get(kind, known["other"]))


def _plain(name: str, value: str, audience: Audience, language: str) -> str:
    words = table(language)
    if name == "why" and value in words["test_why"]:
        return str(words["test_why"][value][audience])
    if name == "item":
        return str(words["item"][value]["named"])
    if _SITE.fullmatch(value):
        return names.name(sites.name(value) or value, language).casefold()
    if _KIND.fullmatch(value):
        return names.name(histology.name(value) or value, language).casefold()
    if value in words["words"]:
        return str(words["words"][value])
    return _joined(value, words["words"], language)


def _joined(value: str, words: Mapping[str, str], language: str) -> str:
    """Coded words and names of tables, joined by commas or "or"."""
    known = " or ".join(words.get(part, part) for part in value.split(" or "))
    return names.several(known, language)


def _tidy(sentence: str) -> str:
    """One space between words, and a capital first, behind an opening question mark too."""
    one_space = " ".join(sentence.split())
    lead = len(one_space) - len(one_space.lstrip("¿¡"))
    return one_space[:lead] + one_space[lead : lead + 1].upper() + one_space[lead + 1 :]

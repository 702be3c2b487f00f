"""Gene changes as HL7 Genomics Reporting and mCODE state them: present, absent, and what is left in doubt."""

import re

from consilium.facts import Assertion
from consilium.oncology import coded, genes
from consilium.records.fhir.chart import is_doubt
from consilium.records.fhir.elements import Coding, Component, Observation
from consilium.records.fhir.entries import Entry, Part, Said

_GENE, _PROTEIN, _CODING, _NAMED, _GENOMIC, _SOURCE, _TYPE = (
    "48018-6",
    "48005-3",
    "48004-6",
    "81252-9",
    "81290-9",
    "48002-0",
    "48019-4",
)
_NAMED_GENE = re.compile(r"\(([A-Za-z0-9-]+)\):")
_CHANGE = re.compile(r"\((p\.[^)\s]+)\)|(p\.\(?[A-Za-z0-9*=_]+\)?)")


def is_variant(value: Observation) -> bool:
    """LOINC 69548-6, genetic variant assessment."""
    return value.code is not None and any(one.code == "69548-6" for one in value.code.coding)


def variant(entry: Entry, value: Observation, *, is_doubted: bool) -> None:
    """One gene change, or genes in which none was found. A change called benign or uncertain is no marker."""
    entry.part = Part.TUMOR
    named = _genes(value)
    answer = next((coded.answer(one.code) for one in _codings(value)), "")
    change = _change(value)
    words = " ".join(part for part in ("-".join(named), change) if part)
    germline = " (germline)" if _words(value, _SOURCE).lower() == "germline" else ""
    on = f" ({entry.on})" if entry.on else ""
    if not named or answer not in ("present", "absent"):
        entry.say(f"Gene change: {words or 'not named'}{on}")
        entry.kept = "the gene, or whether it is changed, is not stated"
    elif answer == "absent":
        absent = [Said("variant", gene, "component", Assertion.ABSENT) for gene in named]
        tested = [Said(f"biomarker.{gene}", "negative", "value") for gene in named if gene in genes.tested()]
        entry.say(f"No gene change found in: {', '.join(named)}{on}", *absent, *tested)
    else:
        said = [Said("variant", f"{words}{germline}", "component")]
        if not is_doubted and not is_doubt(value) and change and "=" not in change:
            said += [
                Said(f"biomarker.{gene}", _marker(named, change), "component")
                for gene in named
                if gene in genes.tested()
            ]
        doubt = "; its meaning is called uncertain or benign" if is_doubted or is_doubt(value) else ""
        entry.say(f"Gene change: {words}{germline}{doubt}{on}", *said)


def _marker(named: list[str], change: str) -> str:
    return f"{'-'.join(named)} {change}" if len(named) > 1 else change


def _parts(value: Observation, code: str) -> list[Component]:
    return [part for part in value.component if any(one.code == code for one in part.code.coding)]


def _words(value: Observation, code: str) -> str:
    found = (part.value_codeable_concept or part.value_string for part in _parts(value, code))
    return next((one if isinstance(one, str) else one.words for one in found if one), "")


def _genes(value: Observation) -> list[str]:
    concepts = [part.value_codeable_concept for part in _parts(value, _GENE) if part.value_codeable_concept]
    names = [next((one.display or one.code for one in concept.coding), concept.text) for concept in concepts]
    names = names or [found.group(1) for found in [_NAMED_GENE.search(_words(value, _NAMED))] if found]
    return [name.upper() for name in dict.fromkeys(names) if name and not name.startswith("HGNC:")]


def _codings(value: Observation) -> list[Coding]:
    return list(value.value_codeable_concept.coding) if value.value_codeable_concept else []


def _change(value: Observation) -> str:
    """The change in the shortest form the entry gives: protein, coding, kind of change, position."""
    if protein := _words(value, _PROTEIN):
        return re.sub(r"[()]", "", genes.protein(protein))
    named = _words(value, _NAMED)
    if found := _CHANGE.search(named):
        return re.sub(r"[()]", "", genes.protein(found.group(1) or found.group(2)))
    if coding := _words(value, _CODING) or named:
        return coding.rsplit(":", 1)[-1]
    kind = _consequence(value) or _words(value, _TYPE)
    return kind.replace("_", " ") or _words(value, _GENOMIC).rsplit(":", 1)[-1]


def _consequence(value: Observation) -> str:
    return _words(value, "molecular-consequence")

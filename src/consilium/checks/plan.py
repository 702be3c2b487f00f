"""The plan, and what it names: the shape of it for triage, and usual treatments that it does not name (B4, R12)."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from consilium import tables
from consilium.checks import Finding, Severity
from consilium.checks.disease import Disease, plans, treatments
from consilium.facts import Assertion, Fact, FactSheet
from consilium.values import Answer

MODALITIES = ("drug", "radiation", "surgery", "observation")


@cache
def _table() -> Mapping[str, Any]:
    return tables.load("oncology/tables/plan.toml")


def findings(sheet: FactSheet, disease: Disease) -> Iterator[Finding]:
    """What the plan holds that matters to triage, and what guidelines usually weigh that it does not name."""
    named = {modality: tuple(plans(sheet, modality)) for modality in MODALITIES}
    words = tuple(_words(sheet, named))
    yield from _trial(sheet)
    yield from _shape(sheet, named)
    yield from _spoken("plan.specialised", "specialised", words)
    yield from _spoken("plan.comfort_only", "comfort", words)
    if words:
        yield from _usual(sheet, disease, named)


def _words(sheet: FactSheet, named: Mapping[str, tuple[Fact, ...]]) -> Iterator[Fact]:
    yield from (fact for fact in sheet.all("plan.text") if fact.assertion not in (Assertion.ABSENT, Assertion.FAMILY))
    for facts in named.values():
        yield from facts


def _trial(sheet: FactSheet) -> Iterator[Finding]:
    trials = tuple(fact for fact in sheet.all("plan.trial") if fact.assertion is not Assertion.ABSENT)
    if trials:
        yield Finding(code="plan.trial", severity=Severity.NOTE, because=trials[:1])


def _shape(sheet: FactSheet, named: Mapping[str, tuple[Fact, ...]]) -> Iterator[Finding]:
    """Surgery as the first treatment, or several kinds of treatment in one plan."""
    kinds = [modality for modality, facts in named.items() if facts]
    if named["surgery"] and not any(treatments(sheet)) and not (named["drug"] or named["radiation"]):
        yield Finding(code="plan.surgery_first", severity=Severity.NOTE, because=named["surgery"][:1])
    if len(kinds) > 1:
        first = tuple(named[kind][0] for kind in kinds)
        yield Finding(
            code="plan.several_modalities",
            severity=Severity.NOTE,
            because=first,
            params=(("modalities", ", ".join(kinds)),),
        )


def _spoken(code: str, group: str, words: Iterable[Fact]) -> Iterator[Finding]:
    """The first fact of the plan that holds one of the group's words."""
    row = _table()[group]
    for fact in words:
        said = next((word for word in row["words"] if word in fact.text.casefold()), "")
        if said:
            yield Finding(
                code=code,
                severity=Severity.NOTE,
                because=(fact,),
                params=(("word", said),),
                source=_cited(row),
            )
            return


def _usual(sheet: FactSheet, disease: Disease, named: Mapping[str, tuple[Fact, ...]]) -> Iterator[Finding]:
    given = {fact.code.removeprefix("treatment.") for fact in treatments(sheet)}
    operations = named["surgery"] + tuple(fact for fact in treatments(sheet) if fact.code == "treatment.surgery")
    for row in _table()["usual"]:
        if not _calls_for(row, disease) or any(named[kind] or kind in given for kind in row["any_of"]):
            continue
        shown = tuple(fact for fact in operations if _holds(fact, row["after"]))
        if shown or not row["after"]:
            yield Finding(
                code="plan.usual_not_named",
                severity=Severity.NOTE,
                because=shown[:1] + disease.because,
                params=(("usual", row["id"]), ("treatment", " or ".join(row["any_of"])), ("cancer", disease.name)),
                source=_cited(row),
            )


def _calls_for(row: Mapping[str, Any], disease: Disease) -> bool:
    in_stage = not row["stages"] or disease.stage in row["stages"]
    return disease.key in row["cancers"] and in_stage and disease.metastatic is not Answer.YES


def _holds(fact: Fact, words: Iterable[str]) -> bool:
    return any(word in fact.text.casefold() for word in words)


def _cited(row: Mapping[str, Any]) -> str:
    return f"{row['source']['title']}, {row['source']['year']}"

"""Each drug of the plan and of the history against markers, cancer and stage (B4)."""

from collections.abc import Iterator
from dataclasses import dataclass

from consilium.checks import Finding, Severity
from consilium.checks.disease import Disease, plans, treatments
from consilium.facts import Fact, FactSheet
from consilium.oncology import biomarkers, drugs
from consilium.oncology.biomarkers import Known
from consilium.values import Answer

# Markers so common, or so little bound to one drug, that an approval for them is no news to anybody.
_TOO_BROAD = frozenset({"ER", "PR", "HER2", "PDL1", "CD20", "CD19", "CD22", "CD30", "CD33", "CD117", "HRD"})


@dataclass(frozen=True, slots=True)
class Named:
    """One drug and the facts that name it."""

    drug: str
    facts: tuple[Fact, ...]
    planned: bool


def named(sheet: FactSheet) -> tuple[Named, ...]:
    """Every drug of the plan, then those that were given, each once."""
    found: dict[str, list[Fact]] = {}
    planned = {drugs.generic(fact.text) for fact in plans(sheet, "drug")}
    given = (fact for fact in treatments(sheet) if fact.code == "treatment.drug" and not _names_a_test(sheet, fact))
    for fact in [*plans(sheet, "drug"), *given]:
        found.setdefault(drugs.generic(fact.text), []).append(fact)
    return tuple(Named(drug, tuple(facts), drug in planned) for drug, facts in found.items())


def _names_a_test(sheet: FactSheet, fact: Fact) -> bool:
    """Whether the fact stands in a report of a laboratory, which names drugs that its test is for."""
    kinds = {one.text for one in sheet.all("record.kind") if one.source.record == fact.source.record}
    return bool(kinds & {"pathology", "genomics"})


def findings(sheet: FactSheet, disease: Disease) -> Iterator[Finding]:
    """Drugs that do not fit what the records say, and approved drugs for a marker that the plan does not use."""
    given = named(sheet)
    beside = frozenset(item.drug for item in given)
    for item in given:
        for rule in drugs.rules():
            if not rule.unless_with & beside:
                yield from _against(rule, item, sheet, disease)
    if any(item.planned for item in given):
        yield from _unused(sheet, disease, beside)


def _against(rule: drugs.Rule, item: Named, sheet: FactSheet, disease: Disease) -> Iterator[Finding]:
    if item.drug not in rule.drugs or not disease.key:
        return
    if rule.only_in and disease.key not in rule.only_in:
        yield _finding("plan.other_cancer", Severity.IMPORTANT, rule, item, disease.because, disease)
    elif rule.covers(item.drug, disease.key):
        yield from _markers(rule, item, sheet, disease)
        if rule.advanced_only and disease.metastatic is Answer.NO and disease.stage in (0, 1, 2):
            yield _finding("plan.early_use", Severity.NOTE, rule, item, disease.because, disease)


def _markers(rule: drugs.Rule, item: Named, sheet: FactSheet, disease: Disease) -> Iterator[Finding]:
    for marker in rule.against:
        known = biomarkers.look_up(sheet, marker)
        if known.answer is Answer.YES:
            yield _finding("plan.marker_against", Severity.IMPORTANT, rule, item, known.facts, disease, (marker,))
        elif not known.tested and rule.must_test and item.planned:
            yield _finding("plan.untested_against", Severity.IMPORTANT, rule, item, (), disease, (marker,))
    if rule.needs:
        yield from _needed(rule, item, {key: biomarkers.look_up(sheet, key) for key in rule.needs}, disease)


def _needed(rule: drugs.Rule, item: Named, known: dict[str, Known], disease: Disease) -> Iterator[Finding]:
    facts = tuple(dict.fromkeys(fact for one in known.values() for fact in one.facts))
    untested = tuple(key for key, one in known.items() if not one.tested)
    disputed = tuple(key for key, one in known.items() if _disputed(key, one))
    keys = tuple(known)
    if any(one.answer is Answer.YES for one in known.values()):
        return
    if disputed:
        yield _finding("plan.marker_disputed", Severity.IMPORTANT, rule, item, facts, disease, disputed)
    elif all(one.answer is Answer.NO for one in known.values()):
        if not (rule.low_counts and not _none_at_all(facts)):
            yield _finding("plan.marker_conflict", Severity.IMPORTANT, rule, item, facts, disease, keys)
    elif len(untested) < len(keys) and not untested:
        yield _finding("plan.marker_unsettled", Severity.NOTE, rule, item, facts, disease, keys)
    elif untested and rule.must_test and item.planned:
        yield _finding("plan.untested", Severity.IMPORTANT, rule, item, facts, disease, untested)


def _disputed(key: str, known: Known) -> bool:
    answers = {biomarkers.says(biomarkers.markers()[key], fact) for fact in known.facts}
    return known.answer is Answer.UNKNOWN and {Answer.YES, Answer.NO} <= answers


def _none_at_all(facts: tuple[Fact, ...]) -> bool:
    return any(fact.code.endswith(".score") and fact.text.strip() == "0" for fact in facts)


def _finding(
    code: str,
    severity: Severity,
    rule: drugs.Rule,
    item: Named,
    facts: tuple[Fact, ...],
    disease: Disease,
    markers: tuple[str, ...] = (),
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        because=item.facts[:1] + facts,
        params=(
            ("drug", item.drug),
            ("marker", " or ".join(biomarkers.name(key) for key in markers)),
            ("cancer", disease.name),
            ("class", rule.id),
        ),
        source=rule.source,
    )


def _unused(sheet: FactSheet, disease: Disease, beside: frozenset[str]) -> Iterator[Finding]:
    """A marker is positive, drugs are approved for it in this cancer, and the plan names none of them."""
    if disease.metastatic is not Answer.YES:
        return
    keys = {key for row in drugs.approvals() if disease.key in row.cancers for key in row.targets()} - _TOO_BROAD
    for key in sorted(keys):
        known = biomarkers.look_up(sheet, key)
        rows = [row for row in drugs.aimed_at(key, disease.key) if _fits(row, key, known)]
        if known.answer is Answer.YES and rows and not beside & (_aimed(key, disease.key) | {row.drug for row in rows}):
            yield Finding(
                code="plan.target_without_drug",
                severity=Severity.NOTE,
                because=known.facts,
                params=(
                    ("marker", biomarkers.name(key)),
                    ("drugs", ", ".join(sorted({row.drug for row in rows}))),
                    ("since", str(rows[0].on)),
                    ("cancer", disease.name),
                ),
                source=rows[-1].label,
            )


def _aimed(key: str, cancer: str) -> frozenset[str]:
    """Every drug whose class acts on this marker in this cancer."""
    rules = (rule for rule in drugs.rules() if key in rule.needs)
    return frozenset(drug for rule in rules for drug in rule.drugs if rule.covers(drug, cancer))


def _fits(row: drugs.Approval, key: str, known: Known) -> bool:
    """Whether the approval is for any change of the gene, or for the very change that was found."""
    states = [marker.partition(" ")[2] for marker in row.markers if marker.split(" ", 1)[0] == key]
    exact = [state.removeprefix("p.") for state in states if state.startswith(("p.", "Exon"))]
    if len(exact) < len(states):
        return True
    found = " ".join(fact.text.casefold() for fact in known.facts)
    return any(change.casefold() in found for change in exact)

"""Every class of drugs in `tables/drugs.toml`: markers that speak against it are found, fitting ones bring nothing."""

import pytest
from sheet_for_tests import fact, sheet

from consilium.checks import drugs as check
from consilium.checks.disease import Disease
from consilium.facts import Fact
from consilium.oncology import biomarkers, cancers, drugs
from consilium.oncology.drugs import Rule
from consilium.values import Answer

pytestmark = pytest.mark.requirement("B4")
RULES = [rule for rule in drugs.rules() if rule.needs or rule.against]
NAMES = [rule.id for rule in RULES]


def a_cancer(rule: Rule) -> Disease:
    """An advanced cancer in which the row's markers count."""
    fits = (one for one in cancers.cancers() if "*" in rule.cancers or one.key in rule.cancers)
    cancer = next(one for one in fits if not rule.only_in or one.key in rule.only_in)
    return Disease(cancer=cancer, stage=4, metastatic=Answer.YES)


def marker(key: str, word: str) -> Fact:
    return fact(biomarkers.markers()[key].codes[0].replace("*", ""), word)


def said(rule: Rule, needs: str, against: str) -> set[str]:
    """Codes that this class brings about where its markers read like this."""
    plan = fact("plan.drug", min(rule.drugs))
    results = [marker(key, needs) for key in rule.needs] + [marker(key, against) for key in rule.against]
    if rule.low_counts and needs == "negative":
        results.append(fact("biomarker.HER2.score", "0"))  # where low amounts count, only none at all speaks against it
    found = check.findings(sheet(plan, *results), a_cancer(rule))
    return {one.code for one in found if dict(one.params).get("class") == rule.id}


def word(rule: Rule, keys: tuple[str, ...], answer: Answer) -> str:
    """A word that all of these markers read as this answer."""
    table = biomarkers.markers()
    words = {Answer.YES: ["positive", "high", "deficient"], Answer.NO: ["negative", "low", "proficient"]}[answer]
    fits = (one for one in words if all(biomarkers.says(table[key], marker(key, one)) is answer for key in keys))
    return next(fits, words[0])


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_markers_that_speak_against_the_class_are_found(rule: Rule) -> None:
    needs, against = word(rule, rule.needs, Answer.NO), word(rule, rule.against, Answer.YES)
    expected = "plan.marker_against" if rule.against else "plan.marker_conflict"
    assert expected in said(rule, needs, against)


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_fitting_markers_leave_the_class_in_peace(rule: Rule) -> None:
    needs, against = word(rule, rule.needs, Answer.YES), word(rule, rule.against, Answer.NO)
    assert not said(rule, needs, against)

"""Pages joined and told apart again, sections, what is withheld from a blinded reviewer, and explanations."""

import pytest

from consilium.facts import Assertion
from consilium.records import Page, report
from consilium.records.report.text import Text
from consilium.values import RecordId


def pages(*texts: str) -> tuple[Page, ...]:
    return tuple(Page(number=number, text=text) for number, text in enumerate(texts, 1))


def kinds(text: str) -> list[str]:
    return [section.kind for section in Text(pages(text)).sections.all]


@pytest.mark.requirement("B1")
def test_a_fact_remembers_the_page_on_which_its_words_stand() -> None:
    facts = report.read_pages(pages("Gross description: a breast.", "Final diagnosis: pT2 pN0."), RecordId("r"))
    stage = next(fact for fact in facts if fact.code == "stage.path.t")
    assert (stage.source.page, stage.source.quote) == (2, "pT2")


def test_words_that_run_over_a_page_are_read_as_one() -> None:
    facts = report.read_pages(pages("Final diagnosis: Lung: squamous", "cell carcinoma."), RecordId("r"))
    kind = next(fact for fact in facts if fact.code == "diagnosis.histology")
    assert (kind.value, kind.source.page, kind.source.quote) == ("8070/3", 1, "squamous")


@pytest.mark.requirement("B5")
def test_a_plan_that_runs_over_two_pages_is_withheld_on_both() -> None:
    first, second = "HPI: well.\nAssessment and plan:\nStart carboplatin.", "Then radiation.\n"
    facts = report.read_pages(pages(first, second), RecordId("r"))
    spans = [fact for fact in facts if fact.code == "record.states_first_opinion" and fact.value == "plan"]
    assert [fact.source.page for fact in spans] == [1, 2]
    assert "Start carboplatin" in spans[0].source.quote
    assert "Then radiation" in spans[1].source.quote


@pytest.mark.requirement("B5")
@pytest.mark.parametrize(
    ("text", "states"),
    [
        (
            "Clinical history: cough.\nFinal diagnosis: Adenocarcinoma of the lung.\nGross description: a lobe.",
            "diagnosis",
        ),
        ("Findings: a mass.\nImpression: Adenocarcinoma likely.", "diagnosis"),
        ("History: cough.\nRecommendations: chemotherapy with cisplatin.", "plan"),
        ("History: cough.\nAssessment/plan: lobectomy is advised.", "plan"),
    ],
)
def test_the_part_that_states_the_first_opinion_is_marked_with_its_heading(text: str, states: str) -> None:
    facts = report.read_text(text, RecordId("r"))
    spans = [fact for fact in facts if fact.code == "record.states_first_opinion" and fact.value == states]
    assert len(spans) == 1
    assert spans[0].source.quote.split(":")[0] in (
        "Final diagnosis",
        "Impression",
        "Recommendations",
        "Assessment/plan",
    )
    assert "Gross description" not in spans[0].source.quote


def test_headings_open_sections_and_a_procedure_line_does_not_end_a_synoptic_block() -> None:
    text = "Clinical history: mass. Synoptic report: Lung. Procedure: Lobectomy. Grade: G2. Gross description: a lobe."
    assert kinds(text) == ["clinical", "synoptic", "procedure", "synoptic", "gross"]


def test_a_heading_inside_a_longer_one_opens_nothing_of_its_own() -> None:
    assert kinds("Pre-operative diagnosis: mass.") == ["clinical"]


def test_the_final_diagnosis_comes_before_the_clinical_history() -> None:
    text = "Clinical history: squamous cell carcinoma of lung. Final diagnosis: Lung: Adenocarcinoma."
    assert next(f for f in report.read_text(text, RecordId("r")) if f.code == "diagnosis.histology").value == "8140/3"


def test_present_facts_come_before_uncertain_ones() -> None:
    text = "Suspicious for lymphovascular invasion. Comment: Lymphovascular invasion: absent."
    found = [fact for fact in report.read_text(text, RecordId("r")) if fact.code == "invasion.lymphovascular"]
    assert [fact.assertion for fact in found] == [Assertion.PRESENT, Assertion.UNCERTAIN]


def test_an_explanation_says_why_each_candidate_was_taken_or_refused() -> None:
    text = "Final diagnosis: Bladder: urothelial carcinoma, high grade. Comment: ductal carcinoma in situ, high grade."
    found = report.explain(text, "diagnosis.grade")
    assert [bool(candidate.refused) for candidate in found] == sorted(bool(candidate.refused) for candidate in found)
    assert all(candidate.why for candidate in found)
    assert any("other than the invasive tumor" in candidate.refused for candidate in found)


@pytest.mark.parametrize("text", ["", " ", "\n\n", ".", "\x00", "a" * 20_000, "pT" * 5_000, "(" * 5_000, "1 " * 5_000])
def test_odd_texts_are_read_without_complaint(text: str) -> None:
    assert isinstance(report.read_text(text, RecordId("r")), tuple)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Surgical pathology report. Gross description: a lobe. Microscopic description: carcinoma.", "pathology"),
        ("CT chest. Technique: with IV contrast. Comparison: none. Findings: mass. Impression: mass.", "imaging"),
        ("Progress note. Reason for visit: follow-up. HPI: 59 year-old. Assessment and plan: well.", "clinic_note"),
        ("Discharge summary. Hospital course: good. Discharge medications: none.", "discharge"),
        ("Dear Dr. Smith, thank you for referring this patient. Kind regards", "letter"),
    ],
)
def test_the_kind_of_a_record_is_told_by_its_words(text: str, kind: str) -> None:
    assert next(fact for fact in report.read_text(text, RecordId("r")) if fact.code == "record.kind").value == kind


def test_any_white_space_is_a_gap_between_words() -> None:
    spaces = [sign for sign in map(chr, range(0x3001)) if sign.isspace()]
    for space in spaces:
        found = report.read_text(f"Right breast: invasive ductal{space}{space}carcinoma. ", RecordId("r"))
        assert "8500/3" in [fact.value for fact in found], repr(space)


def test_a_category_that_a_page_ends_in_is_quoted_where_its_words_are() -> None:
    pages = [
        Page(number=1, text="Bladder, cystectomy: urothelial carcinoma, T"),
        Page(number=2, text="3aN2Mx. Margins free."),
    ]
    stated = [fact for fact in report.read_pages(pages, RecordId("r")) if fact.code == "stage.path.t"]
    assert [(fact.value, fact.source.quote) for fact in stated] == [("T3a", "3a")]
    assert pages[stated[0].source.page - 1].text[stated[0].source.start : stated[0].source.end] == "3a"


@pytest.mark.requirement("B5")
def test_a_plan_is_a_fact_in_each_sentence_that_tells_it() -> None:
    text = "HPI: lung cancer. Will start keytruda next week.\nSocial: lives alone. Will start pembrolizumab in May."
    plans = [fact for fact in report.read_pages(pages(text), RecordId("r")) if fact.code == "plan.drug"]
    assert {fact.source.quote.lower() for fact in plans} == {"keytruda", "pembrolizumab"}

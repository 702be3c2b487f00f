"""What each scope withholds, and what stays: examples beside the property that nothing leaks."""

from dataclasses import replace

import case_for_tests as made
import pytest
from msgspec import structs

from consilium.cases import Scope
from consilium.facts import Fact, Provenance
from consilium.policy import WITHHELD_TEXT, Mark, sight
from consilium.reading.shapes import Reading
from consilium.records import Page
from consilium.values import RecordId

RECORD = RecordId("a" * 64)
TEXT = "History: cough.\nAssessment and plan: start letrozole.\nFinal diagnosis: carcinoma of no special type."


def fact(code: str, value: str, words: str = "") -> Fact:
    start = TEXT.index(words) if words else None
    end = start + len(words) if start is not None else None
    source = Provenance(record=RECORD, reader="test", page=1, start=start, end=end, quote=words)
    return Fact(code=code, value=value, source=source)


def reading(*facts: Fact, kind: str = "note", text: str = TEXT, name: str = "note.txt") -> Reading:
    pages = (Page(number=1, text=text),) if kind != "dicom" else ()
    return Reading(record=RECORD, name=name, size=1, kind=kind, pages=pages, facts=facts)


@pytest.mark.requirement("B5")
@pytest.mark.parametrize(
    ("code", "treatment", "diagnosis"),
    [
        ("plan.drug", True, True),
        ("treatment.intent", True, True),
        ("diagnosis.histology", False, True),
        ("diagnosis.grade", False, True),
        ("gleason.score", False, True),
        ("stage.path.t", False, True),
        ("tumor.breslow", False, True),
        ("comorbidity", False, False),
        ("imaging.study", False, False),
        ("lab.CEA", False, False),
        ("treatment.surgery", False, False),
    ],
)
def test_the_table_of_blinding(code: str, treatment: bool, diagnosis: bool) -> None:
    one = fact(code, "something special")
    for scope, hidden in ((Scope.TREATMENT, treatment), (Scope.DIAGNOSIS, diagnosis), (Scope.BOTH, diagnosis)):
        assert sight(made.REVIEWER, made.blinded(scope), [reading(one)]).hides(one) is hidden


@pytest.mark.requirement("B5")
def test_a_case_without_a_scope_withholds_most() -> None:
    one = fact("diagnosis.grade", "G2")
    assert sight(made.REVIEWER, replace(made.blinded(), scope=None), [reading(one)]).hides(one)


@pytest.mark.requirement("B5")
@pytest.mark.parametrize(("scope", "shown"), [(Scope.TREATMENT, True), (Scope.DIAGNOSIS, False)])
def test_a_pathology_report_is_withheld_whole_from_a_review_of_the_diagnosis(scope: Scope, shown: bool) -> None:
    report = reading(fact("record.kind", "pathology"), fact("comorbidity", "cough", "cough"))
    view = sight(made.REVIEWER, made.blinded(scope), [report])
    assert (view.visible_page_text(RECORD, report.pages[0]) == TEXT) is shown
    assert view.record_visible(RECORD) is shown
    assert bool(view.visible_facts(report.facts)) is shown


@pytest.mark.requirement("B5")
def test_images_stay_in_a_review_of_the_diagnosis() -> None:
    assert sight(made.REVIEWER, made.blinded(Scope.DIAGNOSIS), [reading(kind="dicom")]).record_visible(RECORD)


@pytest.mark.requirement("B5")
def test_a_scan_without_text_may_hold_anything_and_stays_closed() -> None:
    assert not sight(made.REVIEWER, made.blinded(), [reading(kind="pdf", text=" ")]).record_visible(RECORD)


@pytest.mark.requirement("B5")
@pytest.mark.parametrize("kind", ["fhir", "ccda", "json", "docx", "rtf", "vcf", "unknown"])
def test_a_file_that_holds_more_than_its_text_stays_closed(kind: str) -> None:
    """Such a file has fields, comments and properties that no page shows; its pages can be read all the same."""
    record = reading(kind=kind, text="History: cough.")
    view = sight(made.REVIEWER, made.blinded(), [record])
    assert not view.record_visible(RECORD)
    assert view.visible_page_text(RECORD, record.pages[0]) == "History: cough."
    assert sight(made.PATIENT, made.blinded(), [record]).record_visible(RECORD)


def test_a_record_that_is_not_of_the_case_stays_closed() -> None:
    view = sight(made.REVIEWER, made.blinded(), [])
    assert not view.record_visible(RECORD)
    assert view.visible_page_text(RECORD, Page(number=1, text=TEXT)) == WITHHELD_TEXT


@pytest.mark.requirement("B5")
def test_a_mark_is_in_force_until_a_person_says_that_it_holds_no_first_opinion() -> None:
    words = "Assessment and plan: start letrozole."
    note = reading(fact("record.states_first_opinion", "plan", words))
    start = TEXT.index(words)
    mark = Mark(record=RECORD, page=1, start=start, end=start + len(words), what="plan", confirmed_by=made.PATIENT.id)
    page = note.pages[0]
    assert words not in sight(made.REVIEWER, made.blinded(), [note]).visible_page_text(RECORD, page)
    assert words not in sight(made.REVIEWER, made.blinded(), [note], [mark]).visible_page_text(RECORD, page)
    rejected = sight(made.REVIEWER, made.blinded(), [note], [replace(mark, stands=False)])
    assert words in rejected.visible_page_text(RECORD, page)


def test_a_mark_of_the_diagnosis_is_not_cut_from_a_review_of_the_treatment() -> None:
    words = "Final diagnosis: carcinoma of no special type."
    note = reading(fact("record.states_first_opinion", "diagnosis", words))
    page = note.pages[0]
    assert words in sight(made.REVIEWER, made.blinded(Scope.TREATMENT), [note]).visible_page_text(RECORD, page)
    assert words not in sight(made.REVIEWER, made.blinded(Scope.DIAGNOSIS), [note]).visible_page_text(RECORD, page)


@pytest.mark.requirement("B5")
def test_file_names_and_labels_do_not_tell() -> None:
    note = reading(fact("plan.drug", "letrozole", "letrozole"), name="letrozole plan.pdf")
    view = sight(made.REVIEWER, made.blinded(), [note])
    assert view.record_name(RECORD, note.name) == "Record 1"
    assert "letrozole" not in view.visible_words("Letter about Letrozole").casefold()


@pytest.mark.requirement("B5")
def test_a_finding_built_on_a_withheld_fact_is_not_shown() -> None:
    plan, cough = fact("plan.drug", "letrozole", "letrozole"), fact("comorbidity", "cough", "cough")
    view = sight(made.REVIEWER, made.blinded(), [reading(plan, cough)])
    assert view.allows([cough], ["cough"])
    assert not view.allows([plan])
    assert not view.allows([cough], ["Letrozole needs a test"])


@pytest.mark.requirement("B5")
def test_a_sentence_copied_forward_from_a_marked_span_is_cut_as_well() -> None:
    words = "Assessment and plan: start letrozole."
    note = reading(fact("record.states_first_opinion", "plan", words))
    copy = Page(number=2, text=f"Seen again.\n{words}\nFeels well.")
    view = sight(made.REVIEWER, made.blinded(), [replace(note, pages=(*note.pages, copy))])
    assert view.visible_page_text(RECORD, copy) == f"Seen again.\n{WITHHELD_TEXT}.\nFeels well."


def test_a_copy_of_a_sentence_around_a_withheld_fact_is_cut_as_well() -> None:
    words = "We will then plan on chemotherapy every three weeks"
    text = f"Seen today. {words}. Feels well."
    at = text.index("chemotherapy")
    told = structs.replace(fact("plan.drug", "chemotherapy").source, start=at, end=at + 12, quote="chemotherapy")
    note = reading(structs.replace(fact("plan.drug", "chemotherapy"), source=told), text=text)
    copy = Page(number=2, text=f"A month later. {words}. No pain.")
    view = sight(made.REVIEWER, made.blinded(), [replace(note, pages=(*note.pages, copy))])
    assert view.visible_page_text(RECORD, copy) == f"A month later. {WITHHELD_TEXT}. No pain."


def test_the_name_of_an_organ_is_cut_only_with_its_sentence() -> None:
    text = "Lungs: clear. The cancer began in the lung. CT of the lung was done."
    site = structs.replace(
        fact("diagnosis.site", "C34.9"), source=structs.replace(fact("x", "y").source, start=38, end=42, quote="lung")
    )
    page = Page(number=1, text=text)
    view = sight(made.REVIEWER, made.blinded(Scope.DIAGNOSIS), [reading(site, text=text)])
    assert view.visible_page_text(RECORD, page) == f"Lungs: clear. {WITHHELD_TEXT}. CT of the lung was done."


def test_words_of_every_record_are_not_cut() -> None:
    case = replace(made.blinded(), first_opinion=replace(made.FIRST, plan="Surgery and radiation"))
    text = "Prior radiation in 2009. Surgery went well."
    assert sight(made.REVIEWER, case, [reading(text=text)]).visible_page_text(RECORD, Page(number=1, text=text)) == text


def test_the_patient_and_the_coordinator_see_everything() -> None:
    note = reading(fact("plan.drug", "letrozole", "letrozole"))
    for actor in (made.PATIENT, made.COORDINATOR):
        view = sight(actor, made.blinded(), [note])
        assert view.visible_page_text(RECORD, note.pages[0]) == TEXT
        assert view.record_name(RECORD, note.name) == "note.txt"

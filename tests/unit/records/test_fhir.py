"""FHIR: what an entry says, what it does not, and whose it is."""

import json
from typing import Any

import pytest

from consilium.errors import Malformed
from consilium.facts import Assertion, Fact, FactSheet
from consilium.records import Extract, fhir
from consilium.values import Quantity, RecordId

RECORD = RecordId("ab" * 32)
SCT, LOINC = "http://snomed.info/sct", "http://loinc.org"


def concept(system: str, code: str, display: str = "") -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}]}


def bundle(*resources: dict[str, Any]) -> bytes:
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]}).encode()


def read(*resources: dict[str, Any]) -> Extract:
    extract = fhir.read(bundle(*resources), RECORD)
    for fact in extract.facts:
        page = extract.pages[(fact.source.page or 0) - 1]
        assert page.text[fact.source.start : fact.source.end] == fact.source.quote != ""
    return extract


def only(extract: Extract, code: str) -> Fact:
    (fact,) = (fact for fact in extract.facts if fact.code == code)
    return fact


def observation(code: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"resourceType": "Observation", "id": "o1", "status": "final", "code": code, **more}


def condition(name: str = "Primary malignant neoplasm of colon", code: str = "93761005", **more: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "id": "c1", "code": concept(SCT, code, name), **more}


ER = concept(LOINC, "85337-4", "Estrogen receptor Ag")


@pytest.mark.requirement("B1")
def test_a_fact_names_its_line_page_and_element() -> None:
    value = concept(SCT, "1228938002", "American Joint Committee on Cancer cT3 (qualifier value)")
    extract = read(
        observation(
            concept(SCT, "399504009", "cT category"), valueCodeableConcept=value, effectiveDateTime="2018-04-01"
        )
    )
    fact = only(extract, "stage.clin.t")
    assert fact.value == "T3"
    assert fact.source.quote == "cT category: American Joint Committee on Cancer cT3 (qualifier value) (2018-04-01)"
    assert fact.source.path == "Observation/o1.value"
    assert str(fact.on) == "2018-04-01"
    assert fact.source.record == RECORD


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled", "registered"])
def test_an_observation_that_does_not_hold_gives_no_fact(status: str) -> None:
    extract = read(observation(ER, valueCodeableConcept=concept(LOINC, "LA6576-8", "Positive")) | {"status": status})
    assert not extract.facts
    assert [kept.path for kept in extract.kept] == ["Observation/o1"]


def test_a_preliminary_result_is_uncertain() -> None:
    extract = read(observation(ER, valueCodeableConcept=concept(LOINC, "LA6576-8")) | {"status": "preliminary"})
    assert only(extract, "biomarker.ER").assertion is Assertion.UNCERTAIN


def test_an_absent_answer_is_not_negative() -> None:
    extract = read(observation(ER, dataAbsentReason=concept("x", "unknown", "Unknown")))
    assert not extract.facts
    assert "no answer: Unknown" in extract.kept[0].label


@pytest.mark.parametrize(
    ("status", "held"),
    [
        ("confirmed", Assertion.PRESENT),
        ("refuted", Assertion.ABSENT),
        ("provisional", Assertion.UNCERTAIN),
        ("differential", Assertion.UNCERTAIN),
    ],
)
def test_how_sure_a_diagnosis_is_stays_with_it(status: str, held: Assertion) -> None:
    extract = read(condition(verificationStatus=concept("v", status)))
    assert only(extract, "diagnosis.site").assertion is held


def test_a_diagnosis_entered_in_error_is_none() -> None:
    extract = read(condition(verificationStatus=concept("v", "entered-in-error")))
    assert not extract.facts
    assert "entered in error" in extract.kept[0].label


def test_a_procedure_not_done_is_no_treatment() -> None:
    done = {"resourceType": "Procedure", "id": "p", "code": concept(SCT, "90470006", "Prostatectomy")}
    assert only(read(done | {"status": "completed"}), "treatment.surgery").assertion is Assertion.PRESENT
    assert not read(done | {"status": "not-done"}).facts


def test_lines_that_tell_the_diagnosis_without_a_fact_are_marked_for_a_blinded_reviewer() -> None:
    extract = read(
        observation(concept(LOINC, "69453-9", "Cause of death"), valueString="Primary malignant neoplasm of colon")
    )
    mark = only(extract, "record.states_first_opinion")
    assert mark.value == "diagnosis"
    assert "malignant neoplasm" in mark.source.quote


@pytest.mark.parametrize(
    ("kind", "more", "code", "held"),
    [
        ("MedicationRequest", {"status": "active", "intent": "order"}, "plan.drug", Assertion.PLANNED),
        ("MedicationRequest", {"status": "completed", "intent": "order"}, "treatment.drug", Assertion.PRESENT),
        ("MedicationRequest", {"status": "completed", "intent": "plan"}, "plan.drug", Assertion.PLANNED),
        ("MedicationRequest", {"status": "stopped", "intent": "order"}, "treatment.drug", Assertion.HISTORICAL),
        ("MedicationAdministration", {"status": "completed"}, "treatment.drug", Assertion.PRESENT),
        ("MedicationStatement", {"status": "intended"}, "plan.drug", Assertion.PLANNED),
    ],
)
def test_a_drug_ordered_is_not_a_drug_given(kind: str, more: dict[str, Any], code: str, held: Assertion) -> None:
    drug = concept(
        "http://www.nlm.nih.gov/research/umls/rxnorm", "1", "10 ML doxorubicin hydrochloride 2 MG/ML Injection"
    )
    fact = only(read({"resourceType": kind, "id": "m", "medicationCodeableConcept": drug} | more), code)
    assert (fact.value, fact.assertion) == ("doxorubicin", held)


@pytest.mark.parametrize(
    "more",
    [{"status": "not-done"}, {"status": "entered-in-error"}, {"status": "unknown"}],
)
def test_a_drug_not_given_is_kept_only(more: dict[str, Any]) -> None:
    drug = {"resourceType": "MedicationAdministration", "id": "m", "medicationCodeableConcept": {"text": "cisplatin"}}
    assert not read(drug | more).facts


def test_an_order_not_to_give_is_no_plan() -> None:
    order = {
        "resourceType": "MedicationRequest",
        "id": "m",
        "status": "active",
        "intent": "order",
        "doNotPerform": True,
    }
    assert not read(order | {"medicationCodeableConcept": {"text": "cisplatin"}}).facts


def test_a_medicine_in_the_same_file_is_found_and_one_outside_is_never_fetched() -> None:
    inside = {"resourceType": "Medication", "id": "d1", "code": {"text": "letrozole"}}
    order = {"resourceType": "MedicationStatement", "id": "m", "status": "active"}
    known = read(inside, {**order, "medicationReference": {"reference": "Medication/d1"}})
    assert only(known, "treatment.drug").value == "letrozole"
    outside = read({**order, "medicationReference": {"reference": "http://127.0.0.1:9/Medication/d1"}})
    assert not outside.facts
    assert "no name of the medicine" in outside.kept[0].label


def test_a_contained_medicine_is_resolved_in_its_own_entry() -> None:
    order = {
        "resourceType": "MedicationStatement",
        "id": "m",
        "status": "active",
        "contained": [{"resourceType": "Medication", "id": "d", "code": {"text": "tamoxifen"}}],
        "medicationReference": {"reference": "#d"},
    }
    assert only(read(order), "treatment.drug").value == "tamoxifen"


def test_methotrexate_without_a_stated_reason_is_another_medicine() -> None:
    order: dict[str, Any] = {"resourceType": "MedicationStatement", "id": "m", "status": "active"}
    order["medicationCodeableConcept"] = {"text": "methotrexate 2.5 MG Oral Tablet"}
    assert only(read(order), "medication")
    reason = {"reasonReference": [{"reference": "Condition/c1"}]}
    assert only(read(condition(), order | reason), "treatment.drug").value == "methotrexate"


def test_a_relatives_cancer_is_never_the_persons() -> None:
    extract = read(
        {
            "resourceType": "FamilyMemberHistory",
            "id": "f",
            "status": "completed",
            "relationship": concept("r", "MTH", "mother"),
            "condition": [{"code": concept(SCT, "254837009", "Malignant neoplasm of breast (disorder)")}],
        }
    )
    fact = only(extract, "history.family")
    assert fact.assertion is Assertion.FAMILY
    assert fact.value == "mother: Malignant neoplasm of breast"
    assert {one.code for one in extract.facts} == {"history.family"}


def test_another_persons_entries_are_kept_apart() -> None:
    extract = read(
        {"resourceType": "Patient", "id": "a", "gender": "female"},
        condition(subject={"reference": "Patient/a"}),
        condition(subject={"reference": "Patient/b"}) | {"id": "c2"},
    )
    assert [fact.source.path for fact in extract.facts if fact.code == "diagnosis.site"] == ["Condition/c1.code"]
    assert any("another person" in note for note in extract.notes)
    assert [kept.path for kept in extract.kept] == ["Condition/c2"]


def test_a_second_cancer_has_its_own_subject_and_its_stage_goes_with_it() -> None:
    stage = observation(
        concept(SCT, "399537006"),
        valueCodeableConcept=concept(SCT, "1222769001"),
        focus=[{"reference": "Condition/c2"}],
    )
    member = observation(concept(SCT, "399504009"), valueCodeableConcept=concept(SCT, "1228938002")) | {"id": "t"}
    stage["hasMember"] = [{"reference": "Observation/t"}]
    extract = read(
        condition(clinicalStatus=concept("s", "active")),
        condition("Malignant neoplasm of breast", "254837009", clinicalStatus=concept("s", "resolved")) | {"id": "c2"},
        stage,
        member,
    )
    about = {fact.code: fact.subject for fact in extract.facts if fact.code.startswith("stage")}
    assert about == {"stage.clin.group": "Condition/c2", "stage.clin.t": "Condition/c2"}
    sites = {fact.value: fact.subject for fact in extract.facts if fact.code == "diagnosis.site"}
    assert sites == {"C18.9": "", "C50.9": "Condition/c2"}


def test_two_names_of_one_cancer_are_one_cancer() -> None:
    extract = read(
        condition("Non-small cell lung cancer (disorder)", "254637007"),
        condition("Non-small cell carcinoma of lung, TNM stage 1 (disorder)", "424132000") | {"id": "c2"},
    )
    assert {fact.subject for fact in extract.facts} == {""}
    assert only(extract, "stage.group").value == "I"


def test_a_suspicion_is_no_diagnosis() -> None:
    extract = read(condition("Suspected lung cancer (situation)", "162573006"))
    assert {fact.assertion for fact in extract.facts} == {Assertion.UNCERTAIN}


def test_a_neoplasm_is_not_yet_a_cancer() -> None:
    extract = read(condition("Neoplasm of prostate", "126906006"))
    assert {fact.assertion for fact in extract.facts} == {Assertion.UNCERTAIN}


def test_spread_is_named_with_its_organ_and_is_no_second_cancer() -> None:
    extract = read(condition("Secondary malignant neoplasm of brain", "94225005"))
    assert only(extract, "diagnosis.metastasis_site").value == "brain"
    assert not [fact for fact in extract.facts if fact.code == "diagnosis.site"]


@pytest.mark.parametrize(
    ("code", "site", "side"),
    [("C50.811", "C50.8", "right"), ("C34.12", "C34.1", "left"), ("C61", "C61.9", None), ("C56.1", "C56.9", "right")],
)
def test_icd_10_cm_tells_site_and_side(code: str, site: str, side: str | None) -> None:
    extract = read({"resourceType": "Condition", "id": "c", "code": concept("http://hl7.org/fhir/sid/icd-10-cm", code)})
    assert only(extract, "diagnosis.site").value == site
    sides = [fact.value for fact in extract.facts if fact.code == "diagnosis.laterality"]
    assert sides == ([side] if side else [])


def test_a_size_is_in_millimetres_whatever_the_record_counts_in() -> None:
    part = {"code": concept(LOINC, "33728-7"), "valueQuantity": {"value": 2.5, "unit": "centimeters", "code": "cm"}}
    assert only(read(observation(concept(LOINC, "21889-1"), component=[part])), "tumor.size").value == Quantity(
        25, "mm"
    )


def test_a_bound_is_not_a_value() -> None:
    quantity = {"value": 0.1, "comparator": "<", "unit": "ng/mL", "code": "ng/mL"}
    assert (
        only(read(observation(concept(LOINC, "2857-1"), valueQuantity=quantity)), "biomarker.PSA").value == "<0.1 ng/mL"
    )


def test_a_stage_after_treatment_says_so() -> None:
    value = {"text": "ypT2"}
    extract = read(observation(concept(SCT, "384625004"), valueCodeableConcept=value))
    assert only(extract, "stage.path.t").value == "T2"
    assert only(extract, "stage.prefix").value == "y"


def test_the_protein_of_egfr_is_not_the_gene() -> None:
    extract = read(observation(concept(LOINC, "39004-7"), valueCodeableConcept=concept(SCT, "10828004", "Positive")))
    assert not [fact for fact in extract.facts if fact.code == "biomarker.EGFR"]


def variant(answer: str, *parts: tuple[str, str], **more: Any) -> dict[str, Any]:
    components = [
        {"code": concept(LOINC, code), "valueCodeableConcept": concept("x", "x", words)} for code, words in parts
    ]
    return observation(
        concept(LOINC, "69548-6"), valueCodeableConcept=concept(LOINC, answer), component=components, **more
    )


def test_a_gene_change_is_named_in_its_short_form() -> None:
    extract = read(variant("LA9633-4", ("48018-6", "EGFR"), ("48005-3", "NP_005219.2:p.(Leu858Arg)")))
    assert only(extract, "variant").value == "EGFR p.L858R"
    assert only(extract, "biomarker.EGFR").value == "p.L858R"


def test_genes_without_a_change_are_negative() -> None:
    extract = read(variant("LA9634-2", ("48018-6", "BRAF"), ("48018-6", "KIT")))
    assert only(extract, "biomarker.BRAF").value == "negative"
    assert {fact.assertion for fact in extract.facts if fact.code == "variant"} == {Assertion.ABSENT}


def test_a_change_of_uncertain_meaning_is_no_marker() -> None:
    doubt = {
        **observation(concept("tbd", "diagnostic-implication"), derivedFrom=[{"reference": "Observation/o1"}]),
        "id": "o2",
        "component": [
            {
                "code": concept(LOINC, "53037-8"),
                "valueCodeableConcept": concept(LOINC, "LA26333-7", "Uncertain significance"),
            }
        ],
    }
    extract = read(variant("LA9633-4", ("48018-6", "BRCA1"), ("48005-3", "p.(Leu8Arg)")), doubt)
    assert only(extract, "variant")
    assert not [fact for fact in extract.facts if fact.code.startswith("biomarker.")]


def test_an_attached_text_becomes_a_page_for_the_reader_of_reports() -> None:
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "status": "final",
        "code": {"text": "Pathology report"},
        "presentedForm": [
            {"contentType": "text/html", "data": "PHA+UG9zaXRpdmU8L3A+PHNjcmlwdD5ldmlsKCk8L3NjcmlwdD4="},
            {"contentType": "application/pdf", "data": "JVBERi0="},
            {"contentType": "application/pdf", "url": "http://127.0.0.1:9/x"},
        ],
    }
    extract = read(report)
    (number,) = extract.narrative
    assert extract.pages[number - 1].text == "Positive"
    assert [(member.name, member.data) for member in extract.members] == [("DiagnosticReport_r-2.pdf", b"%PDF-")]


def test_a_section_with_entries_is_not_read_twice() -> None:
    div = {"status": "generated", "div": "<div>Stage IV</div>"}
    document = {
        "resourceType": "Composition",
        "id": "d",
        "status": "final",
        "title": "Letter",
        "section": [
            {"title": "Problems", "text": div, "entry": [{"reference": "Condition/c1"}]},
            {"title": "History", "text": {"status": "additional", "div": "<div>Cough<br/>since May</div>"}},
        ],
    }
    extract = read(document, condition())
    assert [extract.pages[number - 1].text for number in extract.narrative] == ["History\n\nCough\nsince May"]


def test_one_broken_entry_does_not_lose_the_others() -> None:
    extract = read(condition(), {"resourceType": "Observation", "id": "bad", "code": "not a concept", "status": 7})
    assert only(extract, "diagnosis.site").value == "C18.9"
    assert [(kept.path, "not as FHIR R4 says" in kept.label) for kept in extract.kept] == [("Observation/bad", True)]


def test_an_entry_that_says_two_things_under_one_name_is_not_believed() -> None:
    twice = bundle(condition(), {"resourceType": "Patient", "id": "p", "birthDate": "1950-01-01"}).replace(
        b'"birthDate": "1950-01-01"', b'"birthDate": "1950-01-01", "birthDate": "1960-01-01"'
    )
    extract = fhir.read(twice, RECORD)
    assert not [fact for fact in extract.facts if fact.code == "patient.birth_date"]
    assert [fact.value for fact in extract.facts if fact.code == "diagnosis.site"] == ["C18.9"]
    assert extract.notes


def test_a_quoted_colon_in_a_text_is_not_a_second_name() -> None:
    extract = read(condition(note=[{"text": 'he said "stage": four, "id": x'}]))
    assert not [note for note in extract.notes if "one name" in note]


def test_lines_of_resources_are_read_and_a_damaged_line_is_told() -> None:
    lines = b"\n".join([json.dumps(condition()).encode(), b'{"resourceType":', json.dumps(condition()).encode()])
    extract = fhir.read(lines, RECORD)
    assert FactSheet.of(extract.facts).best("diagnosis.site")
    assert "1 lines of this file are damaged and were left out." in extract.notes


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b'{"resourceType":"Patient"}x', b'{"resourceType":"Patient","x":NaN}', b"[" * 100_000, b'{"a":1}'],
)
def test_what_is_not_fhir_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Malformed):
        fhir.read(data, RECORD)


def test_a_bundle_whose_type_comes_last_is_recognised() -> None:
    data = json.dumps({"entry": [{"resource": condition()}] * 40, "resourceType": "Bundle"}).encode()
    assert fhir.sniff(data, "x.bin")
    assert not fhir.sniff(b'{"hello": 1}', "x.json")
    assert not fhir.sniff(b"<Bundle xmlns='urn:hl7-org:v3'/>", "x.xml")


def test_every_clinical_entry_is_a_fact_or_kept() -> None:
    odd = [
        {"resourceType": kind, "id": kind} for kind in ("Goal", "Immunization", "Encounter", "Made-up", "Observation")
    ]
    extract = read(*odd, {"resourceType": "Practitioner", "id": "x"})
    assert {kept.path for kept in extract.kept} == {f"{one['resourceType']}/{one['id']}" for one in odd}
    assert any("1 Practitioner" in note for note in extract.notes)


def test_facts_of_the_main_cancer_come_first_and_the_latest_first() -> None:
    ecog = concept(LOINC, "89247-1")
    extract = read(
        observation(ecog, valueInteger=0, effectiveDateTime="2018-01-01"),
        observation(ecog, valueInteger=2, effectiveDateTime="2020-01-01") | {"id": "o2"},
    )
    best = FactSheet.of(extract.facts).best("performance.ecog")
    assert best is not None
    assert best.value == 2

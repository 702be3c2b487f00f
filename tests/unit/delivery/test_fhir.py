"""The FHIR export: what the facts say and no more, checked against fhir.resources, and read back as the same facts."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from consilium.delivery import fhir as export
from consilium.facts import Assertion, Fact, FactSheet, Provenance, Status
from consilium.oncology import coded
from consilium.opinions import (
    Addendum,
    Judgement,
    Opinion,
    OpinionForm,
    Override,
    Part,
    PartOpinion,
    Recommendation,
    Reviewer,
    Verdict,
)
from consilium.records import fhir as reader
from consilium.values import CaseId, PartialDate, PersonId, Quantity, RecordId, Value

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
RECORD = RecordId("12" * 32)


def fact(code: str, value: Value, **more: Any) -> Fact:
    quote = str(value)
    source = Provenance(record=RECORD, reader="report/1", page=2, start=0, end=len(quote), quote=quote)
    return Fact(code=code, value=value, source=source, **more)


def exported(*facts: Fact) -> dict[str, Any]:
    made = export.bundle(FactSheet.of(facts), at=AT, names={RECORD: "pathology.pdf"})
    Bundle.model_validate(made)
    return made


def resources(made: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in made["entry"] if entry["resource"]["resourceType"] == kind]


def read_back(made: dict[str, Any]) -> tuple[Fact, ...]:
    return reader.read(export.encode(made), RecordId("34" * 32)).facts


def told(facts: tuple[Fact, ...]) -> set[tuple[str, str, str, bool]]:
    return {
        (one.code, str(one.value), one.assertion.value, bool(one.subject))
        for one in facts
        if not one.code.startswith("record.")
    }


TUMOR = (
    fact("diagnosis.statement", "Invasive ductal carcinoma of the left breast"),
    fact("diagnosis.site", "C50.4"),
    fact("diagnosis.laterality", "left"),
    fact("diagnosis.histology", "8500/3"),
    fact("stage.path.t", "T1c", on=PartialDate(2025, 5, 2)),
    fact("stage.path.group", "IA"),
    fact("biomarker.ER", "positive"),
    fact("biomarker.Ki67", Quantity(14, "%")),
    fact("tumor.size", Quantity(14, "mm")),
    fact("performance.ecog", 1),
)


@pytest.mark.requirement("B10")
def test_an_export_is_valid_fhir_and_reads_back_as_the_same_facts() -> None:
    assert told(read_back(exported(*TUMOR))) == told(TUMOR)


@pytest.mark.requirement("B1")
def test_each_entry_names_its_document_by_its_hash_and_quotes_the_words() -> None:
    made = exported(*TUMOR)
    (document,) = resources(made, "DocumentReference")
    assert document["masterIdentifier"]["value"] == RECORD
    assert document["content"][0]["attachment"]["title"] == "pathology.pdf"
    quotes = [entity["what"]["display"] for one in resources(made, "Provenance") for entity in one["entity"]]
    assert "page 2: “T1c”" in quotes
    targets = {target["reference"] for one in resources(made, "Provenance") for target in one["target"]}
    clinical = {
        entry["fullUrl"] for entry in made["entry"] if entry["resource"]["resourceType"] in ("Condition", "Observation")
    }
    assert clinical == targets


def test_the_codes_of_mcode_are_used() -> None:
    made = exported(*TUMOR)
    (ill,) = resources(made, "Condition")
    assert ill["meta"]["profile"] == ["http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-primary-cancer-condition"]
    codings = [one["code"]["coding"][0]["code"] for one in resources(made, "Observation")]
    assert codings == ["384625004", "399588009", "85337-4", "29593-1", "21889-1", "89247-1"]
    stage = resources(made, "Observation")[0]
    assert stage["valueCodeableConcept"]["coding"][0]["code"] == "1229846008"
    assert stage["focus"] == [{"reference": made["entry"][2]["fullUrl"]}]


def test_another_system_without_our_tags_reads_the_same_from_the_standard_codes() -> None:
    made = exported(*TUMOR)
    for entry in made["entry"]:
        entry["resource"].get("meta", {}).pop("tag", None)
    seen = {(one.code, str(one.value)) for one in read_back(made)}
    core = {(one.code, str(one.value)) for one in TUMOR if one.code != "biomarker.Ki67"}
    assert core <= seen


def test_what_is_not_known_stays_out() -> None:
    made = exported(fact("diagnosis.statement", "Tumor of the lung"))
    (ill,) = resources(made, "Condition")
    assert "bodySite" not in ill
    assert "onsetDateTime" not in ill
    assert "coding" not in ill["code"]
    (person,) = resources(made, "Patient")
    assert set(person) == {"resourceType", "id"}


def test_a_drug_given_on_an_unknown_day_says_that_the_day_is_unknown() -> None:
    (given,) = resources(exported(fact("treatment.drug", "letrozole")), "MedicationAdministration")
    assert "effectiveDateTime" not in given
    assert given["effectivePeriod"]["extension"][0]["valueCode"] == "unknown"


@pytest.mark.parametrize("held", list(Assertion))
@pytest.mark.parametrize(
    "code", ["biomarker.EGFR", "comorbidity", "diagnosis.metastasis_site", "treatment.drug", "variant"]
)
def test_a_statement_that_is_not_plainly_present_is_never_exported_as_one(code: str, held: Assertion) -> None:
    made = exported(fact(code, "liver", assertion=held))
    back = [one for one in read_back(made) if one.value == "liver"]
    wanted = "plan.drug" if (code, held) == ("treatment.drug", Assertion.PLANNED) else code
    assert [(one.code, one.assertion) for one in back] in ([(code, held)], [(wanted, held)])


def test_a_modifier_of_others_is_not_ignored() -> None:
    made = exported(fact("biomarker.ER", "positive"))
    for entry in made["entry"]:
        if entry["resource"]["resourceType"] == "Observation":
            entry["resource"]["modifierExtension"] = [{"url": "http://example.org/not", "valueCode": "negated"}]
    back = reader.read(export.encode(made), RECORD)
    assert not [one for one in back.facts if one.code == "biomarker.ER"]
    assert [one.label.rsplit(" — ")[-1] for one in back.kept if one.kind == "Observation"] == [
        "a modifier changes its meaning"
    ]


def test_a_correction_names_the_person_who_made_it() -> None:
    mended = fact("diagnosis.laterality", "right", status=Status.CORRECTED)
    mended = replace(mended, source=Provenance(record=None, reader="person", said_by="the patient"))
    (said,) = resources(exported(mended), "Provenance")
    assert said["agent"] == [{"who": {"display": "the patient"}}]
    assert "entity" not in said


def test_two_cancers_are_two_conditions_and_each_stage_points_to_its_own() -> None:
    other = {"subject": "second"}
    made = exported(
        fact("diagnosis.site", "C50.9"),
        fact("diagnosis.site", "C18.7", **other),
        fact("stage.clin.t", "T2", **other),
    )
    first, second = resources(made, "Condition")
    assert second["bodySite"][0]["coding"][0]["code"] == "C18.7"
    (stage,) = resources(made, "Observation")
    assert stage["focus"] == [{"reference": f"urn:uuid:{second['id']}"}]
    assert first["id"] != second["id"]


def test_the_same_facts_give_the_same_bytes() -> None:
    assert export.encode(exported(*TUMOR)) == export.encode(exported(*TUMOR))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        export.bundle(FactSheet.of(()), at=datetime(2026, 1, 1))


@given(
    code=st.sampled_from(
        ["comorbidity", "medication", "plan.text", "procedure", "biomarker.ALK", "specimen", "allergy"]
    ),
    value=st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40),
)
def test_any_words_survive_the_way_out_and_in(code: str, value: str) -> None:
    assume(coded.disease("", "", value).claim == "other")  # words that name a cancer are read as one, by their reader
    (back,) = (one for one in read_back(exported(fact(code, value))) if not one.code.startswith("record."))
    assert (back.code, back.value) == (code, value)


@pytest.mark.shared
@pytest.mark.requirement("B10")
def test_jenny_m_comes_back_whole(shared: Path) -> None:
    data = (shared / "data/mcode/examples/Bundle-mcode-patient-bundle-jenny-m.json").read_bytes()
    facts = reader.read(data, RECORD).facts
    made = export.bundle(FactSheet.of(facts), at=AT)
    Bundle.model_validate(made)
    assert told(read_back(made)) == told(facts)


def opinion(**more: Any) -> Opinion:
    form = OpinionForm(
        judgement=Judgement(diagnosis="Breast cancer"),
        parts=(
            PartOpinion(part=Part.PLAN, verdict=Verdict.DIFFERS, what="No chemotherapy", why="Low recurrence score"),
        ),
        recommendations=(Recommendation(what="Letrozole", why="ER positive", goals="to keep working"),),
        evidence_date=date(2026, 2, 1),
        summary="The plan can be gentler <b>than</b> the first one.",
    )
    who = Reviewer(
        id=PersonId("r1"), name="Dr. Ada Stone", credentials="MD", field="medical oncology", institution="North"
    )
    return Opinion(case=CaseId("c1"), reviewer=who, signed_at=AT, form=form, sealed_digest="9" * 64, **more)


@pytest.mark.requirement("R6")
@pytest.mark.requirement("R38")
def test_a_signed_opinion_travels_with_its_author_and_its_words() -> None:
    made = export.bundle(FactSheet.of(TUMOR), at=AT, opinions=[(opinion(), None)])
    Bundle.model_validate(made)
    (document,) = resources(made, "Composition")
    (author,) = resources(made, "Practitioner")
    (report,) = resources(made, "DiagnosticReport")
    assert author["name"] == [{"text": "Dr. Ada Stone"}]
    assert author["qualification"][0]["code"]["text"] == "MD, medical oncology, North"
    assert document["status"] == report["status"] == "final"
    assert document["identifier"]["value"] == "9" * 64
    assert report["conclusion"] == "The plan can be gentler <b>than</b> the first one."
    words = json.dumps(document, ensure_ascii=False)
    assert "plan: differs. No chemotherapy. Low recurrence score." in words
    assert "&lt;b&gt;than&lt;/b&gt;" in words


@pytest.mark.requirement("R3")
def test_an_opinion_that_is_not_independent_says_so_in_its_title() -> None:
    override = Override(by=PersonId("x"), name="Dr. Chief", reason="only expert", at=AT)
    (document,) = resources(
        export.bundle(FactSheet.of(()), at=AT, opinions=[(opinion(override=override), None)]), "Composition"
    )
    assert document["title"] == "Second opinion – Not independent (allowed by Dr. Chief)"


def test_an_addendum_makes_the_document_amended() -> None:
    added = Addendum(by=PersonId("r1"), name="Dr. Ada Stone", at=AT, text="A later scan agrees.")
    made = export.bundle(FactSheet.of(()), at=AT, opinions=[(opinion(addenda=(added,)), None)])
    Bundle.model_validate(made)
    assert {one["status"] for kind in ("Composition", "DiagnosticReport") for one in resources(made, kind)} == {
        "amended"
    }
    assert "A later scan agrees." in json.dumps(made)

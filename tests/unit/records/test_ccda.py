"""C-CDA: what a statement says, what is negated, null, planned or of a relative, and what is refused."""

import base64

import pytest

from consilium.errors import Malformed
from consilium.facts import Assertion, Fact
from consilium.records import Extract, ccda
from consilium.values import Quantity, RecordId

RECORD = RecordId("ef" * 32)
SCT = 'codeSystem="2.16.840.1.113883.6.96"'
TEMPLATES = "2.16.840.1.113883.10.20.22.4"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def document(*sections: str, header: str = "") -> bytes:
    body = "".join(f"<component>{section}</component>" for section in sections)
    return (
        f'<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="{XSI}">{header}'
        f"<component><structuredBody>{body}</structuredBody></component></ClinicalDocument>"
    ).encode()


def section(code: str, *entries: str, text: str = "") -> str:
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<section><code code="{code}"/><title>Part</title><text>{text}</text>{inside}</section>'


def read(*sections: str, header: str = "") -> Extract:
    extract = ccda.read(document(*sections, header=header), RECORD)
    for fact in extract.facts:
        text = extract.pages[(fact.source.page or 0) - 1].text
        assert text[fact.source.start : fact.source.end] == fact.source.quote != ""
    return extract


def only(extract: Extract, code: str) -> Fact:
    (fact,) = (fact for fact in extract.facts if fact.code == code)
    return fact


def problem(name: str, more: str = "", negated: str = "false", code: str = "1") -> str:
    return (
        f'<act><entryRelationship><observation negationInd="{negated}"><templateId root="{TEMPLATES}.4"/>{more}'
        f'<value xsi:type="CD" code="{code}" {SCT} displayName="{name}"/></observation></entryRelationship></act>'
    )


def medicine(name: str, mood: str = "EVN", status: str = "active", more: str = "") -> str:
    return (
        f'<substanceAdministration moodCode="{mood}" {more}><statusCode code="{status}"/>'
        f'<consumable><manufacturedProduct><manufacturedMaterial><code displayName="{name}" code="1"/>'
        "</manufacturedMaterial></manufacturedProduct>"
        "</consumable></substanceAdministration>"
    )


def result(code: str, value: str, status: str = "completed") -> str:
    return (
        f'<organizer><component><observation moodCode="EVN"><code code="{code}" codeSystem="2.16.840.1.113883.6.1" '
        f'displayName="Test"/><statusCode code="{status}"/>{value}</observation></component></organizer>'
    )


@pytest.mark.requirement("B10")
def test_a_cancer_on_the_problem_list_gives_site_side_and_day() -> None:
    more = '<effectiveTime><low value="20180401"/></effectiveTime>'
    extract = read(section("11450-4", problem("Primary malignant neoplasm of female left breast", more)))
    assert only(extract, "diagnosis.site").value == "C50.9"
    assert only(extract, "diagnosis.laterality").value == "left"
    assert only(extract, "diagnosis.date").value == "2018-04-01"


def test_a_negated_problem_is_absent() -> None:
    extract = read(section("11450-4", problem("Diabetes mellitus", negated="true")))
    assert only(extract, "comorbidity").assertion is Assertion.ABSENT


def test_no_known_problems_is_no_illness() -> None:
    extract = read(section("11450-4", problem("No known problems")))
    assert not extract.facts
    assert extract.kept[0].label.endswith("nothing is stated")


@pytest.mark.parametrize(
    ("code", "more"),
    [("11450-4", '<effectiveTime><low value="2010"/><high value="2011"/></effectiveTime>'), ("11348-0", "")],
)
def test_a_problem_that_is_over_is_historical(code: str, more: str) -> None:
    assert only(read(section(code, problem("Asthma", more))), "comorbidity").assertion is Assertion.HISTORICAL


def test_a_null_problem_takes_its_words_from_the_narrative() -> None:
    entry = (
        '<observation><templateId root="2.16.840.1.113883.10.20.22.4.4"/><value xsi:type="CD" nullFlavor="OTH">'
        '<originalText><reference value="#p1"/></originalText></value></observation>'
    )
    extract = read(section("11450-4", entry, text='<content ID="p1">Malignant tumor of stomach</content>'))
    assert only(extract, "diagnosis.site").value == "C16.9"


@pytest.mark.parametrize(
    ("entry", "code", "held"),
    [
        (medicine("doxorubicin", "EVN"), "treatment.drug", Assertion.PRESENT),
        (medicine("doxorubicin", "INT"), "plan.drug", Assertion.PLANNED),
        (medicine("Lisinopril 10 MG", "INT"), "medication", Assertion.PRESENT),
        (medicine("Lisinopril 10 MG", "EVN", "aborted"), "medication", Assertion.HISTORICAL),
    ],
)
def test_a_medicine_given_is_not_one_intended(entry: str, code: str, held: Assertion) -> None:
    assert only(read(section("10160-0", entry)), code).assertion is held


@pytest.mark.parametrize(
    "entry", [medicine("cisplatin", more='negationInd="true"'), medicine("cisplatin", status="cancelled")]
)
def test_a_medicine_not_taken_is_kept_only(entry: str) -> None:
    extract = read(section("10160-0", entry))
    assert not extract.facts
    assert len(extract.kept) == 1


def test_results_keep_their_numbers_units_and_bounds() -> None:
    extract = read(
        section(
            "30954-2",
            result("718-7", '<value xsi:type="PQ" value="10.2" unit="g/dl"/>'),
            result("2857-1", '<value xsi:type="IVL_PQ"><high value="0.1" unit="ng/mL" inclusive="false"/></value>'),
            result("85337-4", '<value xsi:type="CD" code="10828004" displayName="Positive"/>'),
            result("777-3", '<value xsi:type="PQ" nullFlavor="UNK"/>'),
            result("789-8", '<value xsi:type="PQ" value="4" unit="/L"/>', "aborted"),
        )
    )
    assert only(extract, "lab.hemoglobin").value == Quantity(10.2, "g/dl")
    assert only(extract, "biomarker.PSA").value == "<0.1 ng/mL"
    assert only(extract, "biomarker.ER").value == "positive"
    assert [kept.label.rsplit(" — ")[-1] for kept in extract.kept] == ["not interpreted", "status aborted"]


def test_an_allergy_is_its_substance_and_no_known_allergy_is_absent() -> None:
    substance = (
        '<observation{0}><templateId root="2.16.840.1.113883.10.20.22.4.7"/>'
        '<value xsi:type="CD" displayName="drug allergy"/>'
        "<participant><participantRole><playingEntity>{1}</playingEntity></participantRole></participant></observation>"
    )
    extract = read(section("48765-2", substance.format("", '<code displayName="Penicillin" code="7980"/>')))
    assert (only(extract, "allergy").value, only(extract, "allergy").assertion) == ("Penicillin", Assertion.PRESENT)
    extract = read(section("48765-2", substance.format(' negationInd="true"', '<code nullFlavor="NA"/>')))
    assert only(extract, "allergy").assertion is Assertion.ABSENT


def test_a_relatives_cancer_is_never_the_persons() -> None:
    organizer = (
        '<organizer><subject><relatedSubject><code displayName="Mother"/></relatedSubject></subject><component>'
        '<observation><value xsi:type="CD" code="254837009" displayName="Malignant neoplasm of breast"/></observation>'
        "</component></organizer>"
    )
    extract = read(section("10157-6", organizer))
    assert [(fact.code, fact.value) for fact in extract.facts] == [
        ("history.family", "Mother: Malignant neoplasm of breast")
    ]


def test_a_procedure_planned_or_not_done_is_not_done() -> None:
    step = '<procedure moodCode="{0}" negationInd="{1}"><code displayName="Right mastectomy" code="1"/></procedure>'
    assert only(read(section("47519-4", step.format("EVN", "false"))), "treatment.surgery")
    assert only(read(section("18776-5", step.format("INT", "false"))), "plan.surgery").assertion is Assertion.PLANNED
    assert not read(section("47519-4", step.format("EVN", "true"))).facts


def test_a_vaccine_is_kept_with_its_name() -> None:
    extract = read(section("11369-6", medicine("Influenza vaccine")))
    assert [kept.label for kept in extract.kept] == ["Influenza vaccine — not interpreted"]


def test_a_section_of_words_only_becomes_a_page_for_the_reader_of_reports() -> None:
    table = "<table><tr><td>T</td><td>2</td></tr><tr><td>N</td><td>0</td></tr></table><paragraph>No spread.</paragraph>"
    extract = read(section("51848-0", text=table))
    (number,) = extract.narrative
    assert extract.pages[number - 1].text == "Part\n\nT\t2\nN\t0\n\nNo spread."


def test_the_header_tells_whose_document_it_is() -> None:
    header = (
        '<code code="18842-5"/><title>Discharge</title><effectiveTime value="20200102"/><recordTarget><patientRole>'
        '<id root="1.2" extension="77"/><id root="2.16.840.1.113883.4.1" extension="123-45-6789"/><patient><name>'
        '<given>Ada</given><family>Bell</family></name><administrativeGenderCode code="F"/>'
        '<birthTime value="19600504"/>'
        "</patient></patientRole></recordTarget>"
    )
    told = {fact.code: fact.value for fact in read(header=header).facts}
    assert told == {
        "record.kind": "discharge",
        "record.date": "2020-01-02",
        "patient.name": "Ada Bell",
        "patient.mrn": "77",
        "patient.sex": "female",
        "patient.birth_date": "1960-05-04",
    }


def test_an_unstructured_body_is_read_as_text_or_as_a_file_and_never_fetched() -> None:
    def whole(text: str) -> Extract:
        body = f"<component><nonXMLBody>{text}</nonXMLBody></component>"
        return ccda.read(f"<ClinicalDocument xmlns='urn:hl7-org:v3'>{body}</ClinicalDocument>".encode(), RECORD)

    data = base64.b64encode(b"%PDF-1.4").decode()
    pdf = whole(f'<text mediaType="application/pdf" representation="B64">{data}</text>')
    assert [(member.name, member.data) for member in pdf.members] == [("document.pdf", b"%PDF-1.4")]
    words = whole('<text mediaType="text/plain">Stage II colon cancer</text>')
    assert words.pages[words.narrative[0] - 1].text == "Stage II colon cancer"
    assert whole('<text mediaType="text/plain"><reference value="http://127.0.0.1:9/x"/></text>').notes


def test_a_statement_on_its_own_is_read_as_part_of_a_document() -> None:
    fact = only(ccda.read(problem("Malignant tumor of stomach").encode(), RECORD), "diagnosis.site")
    assert fact.value == "C16.9"


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><ClinicalDocument>&a;</ClinicalDocument>',
        b'<!DOCTYPE ClinicalDocument><ClinicalDocument xmlns="urn:hl7-org:v3"/>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><ClinicalDocument xmlns="urn:hl7-org:v3"/>'.encode(
            "utf-16"
        ),
        b"<ClinicalDocument>",
        b"<ClinicalDocument>" + b"<a>" * 5000,
        b"",
    ],
)
def test_definitions_of_its_own_and_damage_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        ccda.read(data, RECORD)


def test_it_is_recognised_by_its_content() -> None:
    assert ccda.sniff(document(), "x")
    assert ccda.sniff(document().decode().encode("utf-16"), "x")
    assert not ccda.sniff(b"<html><body>hello</body></html>", "x.xml")
    assert not ccda.sniff(b"ClinicalDocument", "x.xml")

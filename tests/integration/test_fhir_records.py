"""FHIR files that others wrote: mCODE's examples, whole synthetic patients, and files made to be wrong."""

import gzip
import tarfile
from pathlib import Path

import msgspec
import pytest

from consilium.errors import Unreadable
from consilium.facts import Assertion, FactSheet
from consilium.records import Extract, fhir
from consilium.values import Quantity, RecordId

pytestmark = pytest.mark.shared
RECORD = RecordId("cd" * 32)


def _read(path: Path) -> Extract:
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    assert fhir.sniff(data, path.name)
    return fhir.read(data, RECORD)


def _files(shared: Path) -> list[Path]:
    data = shared / "data"
    return [
        *sorted((data / "mcode/examples").glob("*.json")),
        *sorted((data / "fhir/synthea").glob("*.json.gz")),
        data / "genomics/Bundle-bundle-cgexample.json",
    ]


@pytest.fixture(scope="module")
def jenny(shared: Path) -> Extract:
    return _read(shared / "data/mcode/examples/Bundle-mcode-patient-bundle-jenny-m.json")


@pytest.mark.requirement("B10")
@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("patient.name", "Jenny M"),
        ("patient.birth_date", "1965-01-01"),
        ("patient.sex", "female"),
        ("patient.mrn", "MRN1234"),
        ("diagnosis.site", "C50.9"),
        ("diagnosis.laterality", "left"),
        ("diagnosis.histology", "8500/3"),
        ("stage.clin.t", "T3"),
        ("stage.clin.n", "N0"),
        ("stage.clin.m", "M0"),
        ("stage.clin.group", "IIB"),
        ("stage.edition", "8"),
        ("biomarker.ER", "positive"),
        ("biomarker.PR", "negative"),
        ("biomarker.HER2", "negative"),
        ("biomarker.OncotypeDX", 47),
        ("performance.ecog", 0),
        ("tumor.size", Quantity(25, "mm")),
        ("nodes.examined", 3),
        ("margin.residual", "R0"),
        ("treatment.surgery", "Excision of part of breast"),
        ("response.status", "improved"),
    ],
)
def test_jenny_m_is_read_as_her_record_says(jenny: Extract, code: str, value: object) -> None:
    best = FactSheet.of(jenny.facts).best(code)
    assert best is not None
    assert best.value == value
    assert best.source.quote
    assert best.source.path


def test_jennys_treatment_is_told_as_done_or_planned(jenny: Extract) -> None:
    sheet = FactSheet.of(jenny.facts)
    planned = {fact.value for fact in sheet.all("plan.drug")}
    assert planned == {"cyclophosphamide", "doxorubicin", "paclitaxel", "anastrozole"}
    assert {fact.assertion for fact in sheet.all("plan.drug")} == {Assertion.PLANNED}
    radiation = sheet.best("treatment.radiation")
    assert radiation is not None
    assert "6000 cGy in 30 fractions" in radiation.text


def test_jennys_record_contradicts_itself_and_both_stages_are_kept(jenny: Extract) -> None:
    """Her condition says IIIC, the staging it points to says IIB: both are facts, for the checks to find."""
    sheet = FactSheet.of(jenny.facts)
    assert {fact.value for fact in sheet.all("stage.group")} == {"IIIC"}
    assert {fact.value for fact in sheet.all("stage.clin.group")} == {"IIB"}


@pytest.mark.requirement("B1")
def test_every_clinical_entry_is_a_fact_or_kept_and_every_quote_is_on_its_page(shared: Path) -> None:
    for path in _files(shared):
        extract = _read(path)
        for fact in extract.facts:
            text = extract.pages[(fact.source.page or 0) - 1].text
            assert text[fact.source.start : fact.source.end] == fact.source.quote != ""
        _check_complete(path, extract)


def _check_complete(path: Path, extract: Extract) -> None:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    tree = msgspec.json.decode(data)
    resources = [entry["resource"] for entry in tree["entry"]] if "entry" in tree else [tree]
    clinical = {f"{one['resourceType']}/{one['id']}" for one in resources if _is_clinical(one["resourceType"])}
    spoken = {".".join(fact.source.path.split(".")[:-1]) for fact in extract.facts}
    assert clinical <= spoken | {kept.path for kept in extract.kept}, path.name


def _is_clinical(kind: str) -> bool:
    administrative = {"Practitioner", "Organization", "Claim", "ExplanationOfBenefit", "Group", "Patient"}
    return kind not in administrative


def test_no_invalid_file_is_more_than_refused_or_partly_read(shared: Path, tmp_path: Path) -> None:
    refused = read = 0
    for name in ("fhir-invalid.tar.gz", "own.tar.gz", "json-nst.tar.gz"):
        with tarfile.open(shared / "hostile" / name) as archive:
            for member in archive:
                if not member.isfile() or not member.name.endswith(".json"):
                    continue
                stream = archive.extractfile(member)
                assert stream is not None
                try:
                    fhir.read(stream.read(), RECORD)
                    read += 1
                except Unreadable as error:
                    assert str(error)
                    refused += 1
    assert read > 200
    assert refused > 100

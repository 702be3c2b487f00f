"""DICOM: headers become facts, structured reports become text, broken files are refused in words."""

from io import BytesIO
from pathlib import Path

import pydicom
import pytest
from pydicom.data import get_testdata_file, get_testdata_files

from consilium.errors import Malformed, Unreadable
from consilium.records import Extract, dicom
from consilium.values import RecordId


def extract(name: str) -> Extract:
    path = get_testdata_file(name)
    assert path
    return dicom.read(Path(path).read_bytes(), RecordId("r"))


def values(found: Extract) -> dict[str, object]:
    return {fact.code: fact.value for fact in found.facts}


@pytest.mark.requirement("B10")
def test_an_image_says_whose_it_is_and_what_was_examined() -> None:
    found = values(extract("CT_small.dcm"))
    assert found["patient.name"] == "CompressedSamples CT1"
    assert found["patient.mrn"] == "1CT1"
    assert found["record.date"] == "2004-01-19"
    assert str(found["imaging.study"]).startswith("CT")


def test_a_radiation_plan_gives_dose_and_fractions_as_planned() -> None:
    (plan,) = [fact for fact in extract("rtplan.dcm").facts if fact.code == "plan.radiation"]
    assert "30 fractions" in str(plan.value) and plan.assertion.value == "planned"


def test_a_structured_report_is_laid_out_as_running_text() -> None:
    found = extract("test-SR.dcm")
    assert found.narrative == (1,)
    assert "Diameter: 3 cm" in found.pages[0].text


def test_the_contours_of_a_radiation_plan_are_kept_by_name() -> None:
    assert "Isocenter 1" in extract("rtstruct.dcm").kept[0].label


@pytest.mark.parametrize("name", ["MR_small.dcm", "rtplan.dcm", "reportsi.dcm"])
@pytest.mark.requirement("B1")
def test_the_words_of_each_fact_stand_on_its_page(name: str) -> None:
    found = extract(name)
    assert found.facts
    for fact in found.facts:
        place = fact.source
        assert place.page and found.pages[place.page - 1].text[place.start : place.end] == place.quote


def test_every_test_file_of_the_library_is_read_or_refused_in_words() -> None:
    read = 0
    for path in map(Path, get_testdata_files()):
        data = path.read_bytes() if path.is_file() else b""
        if not dicom.sniff(data, path.name):
            continue
        try:
            dicom.read(data, RecordId("r"))
            read += 1
        except Unreadable as refusal:
            assert "DICOM" in str(refusal)
    assert read > 150


def test_a_picture_that_may_hold_names_is_noted() -> None:
    header = pydicom.dcmread(get_testdata_file("CT_small.dcm"))
    header.BurnedInAnnotation = "YES"
    out = BytesIO()
    header.save_as(out)
    assert "Names may be written" in dicom.read(out.getvalue(), RecordId("r")).notes[0]


def test_an_empty_header_is_refused() -> None:
    with pytest.raises(Malformed, match="no image header"):
        dicom.read(b"\0" * 128 + b"DICM", RecordId("r"))

"""DICOM: headers become facts, structured reports become text, broken files are refused in words."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image
from pydicom.data import get_testdata_file, get_testdata_files
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from consilium.errors import Malformed, TooLarge, Unreadable
from consilium.records import Extract, dicom
from consilium.values import Quantity, RecordId


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


def drawn(data: bytes, page: int = 1, scale: float = 1.0) -> Image.Image:
    return Image.open(BytesIO(dicom.render(data, page, scale)))


def file(name: str) -> bytes:
    path = get_testdata_file(name)
    assert path
    return Path(path).read_bytes()


def saved(header: Dataset) -> bytes:
    out = BytesIO()
    header.save_as(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["CT_small.dcm", "MR_small_jpeg_ls_lossless.dcm", "JPEG2000.dcm", "MR_small_RLE.dcm"])
def test_a_picture_is_drawn_however_it_is_packed(name: str) -> None:
    picture = drawn(file(name))
    assert picture.mode == "L" and len(set(picture.tobytes())) > 20


@pytest.mark.parametrize(("centre", "width", "black", "white"), [(0, 10, 0.0, 1.0), (4000, 10, 1.0, 0.0)])
def test_the_greys_are_those_of_the_window_in_the_header(centre: int, width: int, black: float, white: float) -> None:
    header = pydicom.dcmread(get_testdata_file("CT_small.dcm"))
    values = header.pixel_array * header.RescaleSlope + header.RescaleIntercept
    header.WindowCenter, header.WindowWidth = centre, width
    greys = np.asarray(drawn(saved(header)))
    low, high = centre - 0.5 - (width - 1) / 2, centre - 0.5 + (width - 1) / 2
    assert (greys[values <= low] == 0).all() and (greys[values >= high] == 255).all()
    assert (values <= low).mean() >= black / 2 and ((values >= high).any() or not white)


def test_a_picture_whose_scale_is_white_for_nothing_is_turned_round() -> None:
    header = pydicom.dcmread(get_testdata_file("CT_small.dcm"))
    plain = np.asarray(drawn(saved(header))).astype(int)
    header.PhotometricInterpretation = "MONOCHROME1"
    assert (plain + np.asarray(drawn(saved(header))) == 255).all()


def test_each_frame_is_a_page_and_there_is_none_beyond_the_last() -> None:
    data = file("examples_ybr_color.dcm")
    assert drawn(data, 1).tobytes() != drawn(data, 30).tobytes()
    with pytest.raises(Malformed, match="no such picture"):
        dicom.render(data, 31, 1.0)


def test_a_picture_in_colour_stays_so_and_scale_is_kept() -> None:
    assert drawn(file("examples_rgb_color.dcm")).mode == "RGB"
    assert drawn(file("CT_small.dcm"), scale=0.5).size == (64, 64)


def test_dots_that_are_taller_than_wide_are_drawn_so() -> None:
    header = pydicom.dcmread(get_testdata_file("CT_small.dcm"))
    header.PixelSpacing = [2, 1]
    assert drawn(saved(header)).size == (128, 256)


def test_what_claims_to_be_huge_is_refused_in_words_before_it_is_unpacked() -> None:
    header = pydicom.dcmread(get_testdata_file("JPEG2000.dcm"))
    header.Rows = header.Columns = 60_000
    with pytest.raises(TooLarge, match="more dots than may be drawn"):
        dicom.render(saved(header), 1, 1.0)


@pytest.mark.parametrize("name", ["rtplan.dcm", "test-SR.dcm", "DICOMDIR"])
def test_a_file_without_a_picture_says_so(name: str) -> None:
    with pytest.raises(Malformed, match="no picture"):
        dicom.render(file(name), 1, 1.0)


def coded(value: str, words: str) -> Sequence:
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, "DCM", words
    return Sequence([code])


def entry(
    value: str, words: str, *inside: Dataset, says: str = "", finding: str = "", mm: str = "", unit: str = "mm"
) -> Dataset:
    item = Dataset()
    item.ConceptNameCodeSequence = coded(value, words)
    if says:
        item.TextValue = says
    if finding:
        item.ConceptCodeSequence = coded("X", finding)
    if mm:
        number = Dataset()
        number.NumericValue, number.MeasurementUnitsCodeSequence = mm, coded(unit, unit)
        item.MeasuredValueSequence = Sequence([number])
    item.ContentSequence = Sequence(inside)
    return item


def measured(finding: str, *numbers: Dataset) -> Extract:
    group = entry(
        "125007", "Measurement Group", entry("112039", "Tracking Identifier", says="Lesion 1"),
        entry("121071", "Finding", finding=finding), *numbers,
    )  # fmt: skip
    header = pydicom.dcmread(get_testdata_file("test-SR.dcm"))
    header.ContentSequence = Sequence([entry("126010", "Imaging Measurements", group)])
    return dicom.read(saved(header), RecordId("r"))


@pytest.mark.requirement("B1")
def test_the_long_axis_of_a_tumor_is_its_size() -> None:
    found = measured("Neoplasm", entry("G-A185", "Long Axis", mm="3.2", unit="cm"))
    (size,) = [fact for fact in found.facts if fact.code == "tumor.size"]
    assert size.value == Quantity(32, "mm") and size.subject == "Lesion 1"
    place = size.source
    assert place.page and found.pages[place.page - 1].text[place.start : place.end] == "Long Axis: 3.2 cm"


@pytest.mark.requirement("B1")
@pytest.mark.parametrize(
    ("finding", "axis"),
    [
        ("Lymph node", "Long Axis"),
        ("Metastatic neoplasm", "Long Axis"),
        ("Neoplasm", "Short Axis"),
        ("Cyst", "Long Axis"),
    ],
)
def test_another_measurement_is_kept_and_is_not_the_size_of_the_tumor(finding: str, axis: str) -> None:
    code = {"Long Axis": "G-A185", "Short Axis": "G-A186"}[axis]
    found = measured(finding, entry(code, axis, mm="12"))
    assert not [fact for fact in found.facts if fact.code == "tumor.size"]
    assert [one.label for one in found.kept if one.kind == "measurement"] == [f"{axis}: 12 mm"]


@pytest.mark.parametrize("name", ["DICOMDIR", "DICOMDIR-reordered", "DICOMDIR-nooffset"])
def test_a_disc_lists_its_studies_and_series(name: str) -> None:
    found = extract(name)
    series = [one.label for one in found.kept if one.kind == "series"]
    assert "studies" in found.notes[0] and series and all(label.startswith("Series: ") for label in series)
    assert sum(int(label.rsplit(", ", 1)[1].split()[0]) for label in series) == int(found.notes[0].split()[-2])
    assert {fact.code for fact in found.facts} >= {"patient.name", "patient.mrn"}


def test_a_chain_that_bites_its_own_tail_ends() -> None:
    header = pydicom.dcmread(get_testdata_file("DICOMDIR"))
    first = header.DirectoryRecordSequence[0]
    first.OffsetOfTheNextDirectoryRecord = header.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity
    assert dicom.read(saved(header), RecordId("r")).kept


def test_a_dose_says_of_what_kind_it_is() -> None:
    assert extract("rtdose.dcm").kept[0].label == "physical, beam, relative"

"""Many image files become a few series: nothing is counted twice, and nothing but images is counted."""

from consilium.facts import Fact, Provenance
from consilium.imaging import studies
from consilium.values import PartialDate, RecordId, Value


def slice_of(series: str, record: str, *, study: str = "1", on: int = 2020, frames: int = 1) -> list[Fact]:
    said: list[tuple[str, Value]] = [
        ("imaging.study", "CT chest"), ("imaging.modality", "CT"), ("imaging.body_part", "chest"),
        ("imaging.series", series),
    ]  # fmt: skip
    if frames > 1:
        said.append(("imaging.frames", frames))
    source = Provenance(record=RecordId(record), reader="dicom/2", path=f"{study}/{series}")
    return [Fact(code=code, value=value, source=source, on=PartialDate(on)) for code, value in said]


def test_slices_of_a_series_are_counted_and_the_middle_one_shows_it() -> None:
    (study,) = studies(
        [*slice_of("thin", "a"), *slice_of("thin", "b"), *slice_of("thin", "c"), *slice_of("thick", "d")]
    )
    assert [(one.name, one.pictures) for one in study.series] == [("CT chest thin", 3), ("CT chest thick", 1)]
    assert study.series[0].middle == "b"


def test_the_same_file_twice_is_one_picture() -> None:
    (study,) = studies([*slice_of("thin", "a"), *slice_of("thin", "a")])
    assert study.series[0].pictures == 1


def test_frames_inside_one_file_are_counted() -> None:
    (study,) = studies(slice_of("cine", "a", frames=40))
    assert study.series[0].pictures == 40


def test_studies_stand_in_the_order_of_their_days() -> None:
    late, early = slice_of("x", "a", study="1", on=2022), slice_of("y", "b", study="2", on=2019)
    assert [str(study.on) for study in studies([*late, *early])] == ["2019", "2022"]


def test_an_examination_that_a_report_only_names_is_no_series() -> None:
    source = Provenance(record=RecordId("a"), reader="fhir/1", path="Procedure/1")
    assert studies([Fact(code="imaging.study", value="CT chest", source=source)]) == ()

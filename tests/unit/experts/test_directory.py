"""A directory as a table: its own columns, those of public lists, and rows that cannot be used."""

import csv
import io
from pathlib import Path

import pytest

from consilium.errors import Invalid
from consilium.experts import COLUMNS, Centre, Source, from_table
from consilium.values import Answer


def table(**cells: str) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerow(cells)
    return out.getvalue()


@pytest.mark.requirement("R29")
def test_a_row_becomes_an_expert_with_its_source() -> None:
    (one,) = from_table(
        table(
            person="Lin Wei",
            institution="Bay Hospital",
            cancers="Breast cancer; sarcoma",
            languages="English;Mandarin",
            tumor_board="yes",
            centre="community",
            rating="4.5",
            ratings="12",
            rated_on="a site for patients",
        )
    )
    assert (one.name, one.cancers, one.languages) == ("Lin Wei", ("breast", "sarcoma"), ("english", "mandarin"))
    assert one.tumor_board is Answer.YES and one.remote is Answer.UNKNOWN
    assert one.sources == (Source.DIRECTORY,) and one.centre is Centre.COMMUNITY
    assert one.rating is not None and (one.rating.stars, one.rating.number) == (4.5, 12)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"person": "A", "remote": "perhaps"}, "remote is yes, no or empty"),
        ({"person": "A", "centre": "famous"}, "centre is one of"),
        ({"person": "A", "latitude": "north"}, "degrees"),
        ({"person": "A", "latitude": "120"}, "degrees"),
        ({"person": "A", "rating": "9", "ratings": "3"}, "from 1 to 5"),
        ({"person": "A", "rating": "5"}, "from 1 to 5"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(cells: dict[str, str], said: str) -> None:
    with pytest.raises(Invalid) as refused:
        from_table(table(**cells))
    assert said in refused.value.fields["row 2"]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "\x00\x00"])
def test_what_is_no_directory_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        from_table(text)


@pytest.mark.shared
def test_public_lists_of_centres_are_understood(shared: Path) -> None:
    centres = from_table((shared / "data/providers/nci_designated_centers.csv").read_text("utf-8"))
    assert len(centres) > 60 and all(one.sources == (Source.CENTRE,) and not one.name for one in centres)
    assert {one.centre for one in centres} >= {Centre.COMPREHENSIVE, Centre.RESEARCH}
    houses = from_table((shared / "data/providers/nci_trial_site_organisations.csv").read_text("utf-8"))
    assert len(houses) > 3_000 and sum(one.place.latitude is not None for one in houses) > 2_500

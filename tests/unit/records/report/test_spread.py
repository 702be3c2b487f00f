"""Where a cancer has spread to, as running text lists it."""

import pytest

from consilium.records import report
from consilium.values import RecordId


@pytest.mark.parametrize(
    ("text", "organs"),
    [
        ("Metastatic to bone, liver and brain.", {"bone", "liver", "brain"}),
        ("Metastatic to lungs and bone.", {"lung", "bone"}),
        ("Liver metastasis, bone pain.", {"liver"}),
        ("Liver metastases and lung nodules.", {"liver"}),
    ],
)
def test_a_list_of_organs_ends_with_the_organs(text: str, organs: set[str]) -> None:
    facts = report.read_text(text, RecordId(""))
    assert {fact.text for fact in facts if fact.code == "diagnosis.metastasis_site"} == organs

"""Known words are found in one pass, and names of cancers also where a scan has spoilt them."""

import pytest

from consilium.oncology import histology
from consilium.records.report import words

NAMES = {term for kind in histology.kinds() for term in kind.terms}


@pytest.mark.parametrize("name", sorted(NAMES)[::7])
def test_a_name_is_found_in_every_spelling(name: str) -> None:
    for spelling in words._spellings(name):
        spans = [(hit.start, hit.end) for hit in words.find(f"seen: {spelling}.")["histology"]]
        assert (6, 6 + len(spelling)) in spans, spelling

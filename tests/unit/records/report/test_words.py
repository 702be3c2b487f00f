"""Known words are found in one pass, and names of cancers also where a scan has spoilt them."""

import pytest

from consilium.oncology import histology
from consilium.records.report import words
from consilium.records.report.spelling import american

NAMES = {term for kind in histology.kinds() for term in kind.terms}


WRONG = [(right, wrong) for right, others in words._misspelt().items() for wrong in others]


@pytest.mark.parametrize(("right", "wrong"), WRONG)
def test_a_name_is_found_with_any_of_its_words_misspelt(right: str, wrong: str) -> None:
    for name in [name for name in sorted(NAMES) if right in name][::5]:
        spelling = american(name).replace(right, wrong)
        spans = [(hit.start, hit.end) for hit in words.find(f"seen: {spelling}.")["histology"]]
        assert (6, 6 + len(spelling)) in spans, spelling

"""Two true cancers in one person are told from a mix-up where records say so, and asked about where they do not."""

import pytest
from sheet_for_tests import Assertion, codes, fact, sheet

from consilium.checks import Severity, contradiction
from consilium.facts import Fact

SITE, TWO = "contradiction.site", "contradiction.two_tumors"


def tumor(
    where: str, site: str, histology: str, *, kind: str = "pathology", on: str = "", subject: str = ""
) -> list[Fact]:
    said = [
        fact("diagnosis.site", site, where, on=on, subject=subject),
        fact("diagnosis.histology", histology, where, on=on, subject=subject),
    ]
    return [fact("record.kind", kind, where), *said]


def noticed(*facts: Fact) -> set[str]:
    return codes(contradiction.findings(sheet(*facts))) & {SITE, TWO}


@pytest.mark.requirement("B2")
def test_two_organs_each_read_from_tissue_are_a_question_and_no_contradiction() -> None:
    found = [*tumor("a", "C50.4", "8500/3"), *tumor("b", "C18.7", "8140/3")]
    assert noticed(*found) == {TWO}
    one = next(one for one in contradiction.findings(sheet(*found)) if one.code == TWO)
    assert one.severity is Severity.NOTE


def test_other_cells_years_apart_are_a_question() -> None:
    first = tumor("a", "C50.4", "8500/3", kind="clinic_note", on="2014-03-01")
    assert noticed(*first, *tumor("b", "C18.7", "8140/3", kind="clinic_note", on="2026-03-01")) == {TWO}


@pytest.mark.parametrize("histology", ["8500/3", "8140/3"])
def test_two_organs_at_one_time_without_tissue_of_both_stay_a_contradiction(histology: str) -> None:
    first = tumor("a", "C50.4", "8500/3", on="2026-02-01")
    assert noticed(*first, *tumor("b", "C18.7", histology, kind="clinic_note", on="2026-03-01")) == {SITE}


def test_the_same_cells_in_another_organ_stay_a_contradiction_however_late() -> None:
    first = tumor("a", "C50.4", "8500/3", on="2014-03-01")
    assert noticed(*first, *tumor("b", "C34.1", "8500/3", kind="letter", on="2026-03-01")) == {SITE}


def test_one_record_that_names_both_tumors_settles_it() -> None:
    apart = [*tumor("a", "C50.4", "8500/3"), *tumor("b", "C18.7", "8140/3", kind="clinic_note")]
    both = [
        fact("diagnosis.site", "C50.4", "c", assertion=Assertion.HISTORICAL),
        fact("diagnosis.site", "C18.7", "c"),
    ]
    assert noticed(*apart) == {SITE}
    assert not noticed(*apart, *both)


def test_a_record_that_names_both_without_telling_them_apart_settles_nothing() -> None:
    apart = [*tumor("a", "C50.4", "8500/3"), *tumor("b", "C18.7", "8140/3", kind="clinic_note")]
    both = [fact("diagnosis.site", "C18.7", "b"), fact("diagnosis.site", "C50.4", "b")]
    assert noticed(*apart, *both) == {SITE}

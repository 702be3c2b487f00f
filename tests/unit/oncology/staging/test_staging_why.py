"""What staging says it assumed, and what it says is missing."""

import pytest

from consilium.oncology.staging import StagingCase, stage


def lung(**fields: str) -> StagingCase:
    return StagingCase(
        **{"site": "C34.1", "histology": "8140/3", "edition": "7", "t": "T1a", "n": "N0", "m": "M0"} | fields
    )


@pytest.mark.parametrize(
    ("fields", "group", "said"),
    [
        ({"m": ""}, "IA", "no M is stated: M0 is assumed"),
        ({"m": "MX"}, "IA", "MX: M0 is assumed"),
        ({"edition": ""}, "IA1", "no edition is stated: the 8th is taken"),
        ({"t": "T2"}, "", "IB or IIA: T2 lacks its letter"),
        ({"t": "T2", "n": "N1"}, "II", "IIA or IIB: T2 lacks its letter"),
        ({"n": "NX"}, "", "NX says not enough"),
        ({"n": ""}, "", "N is missing"),
        ({"t": "large"}, "", "T cannot be read"),
        ({"t": "T9"}, "", "T cannot be read"),
        ({"n": "N4"}, "", "N4 is not a category of Lung, 7th edition"),
        ({"edition": "4"}, "", "the 4 edition is not known here"),
        ({"edition": "AJCC 6th"}, "IA", "Lung, 6th edition"),
        ({"edition": "07"}, "IA", "Lung, 7th edition"),
        ({"edition": "newest"}, "", "the stated edition is not known here"),
        ({"site": "C71.1"}, "", "no staging table for site C71.1 with histology 8140 is known here"),
        ({"site": ""}, "", "the site is missing or is not an ICD-O-3 code"),
        ({"histology": ""}, "IA", "no histology is stated: a carcinoma is taken"),
        ({"t": "T3a"}, "IIB", "T3a read as T3, which this edition does not divide so"),
    ],
)
def test_what_is_assumed_or_missing_is_said(fields: dict[str, str], group: str, said: str) -> None:
    result = stage(lung(**fields))
    assert result.group == group
    assert said in result.why


def test_a_missing_gleason_score_is_named() -> None:
    result = stage(StagingCase(site="C61.9", histology="8140/3", edition="8", t="T1c", n="N0", m="M0", psa="5"))
    assert result.group == ""
    assert "the grade group (or both Gleason patterns) is missing" in result.why


def test_a_missing_age_does_not_matter_where_both_ages_agree() -> None:
    thyroid = StagingCase(site="C73.9", histology="8260/3", edition="7", t="T1a", n="N0", m="M0")
    assert stage(thyroid).group == "I"


def test_a_missing_age_is_named_where_it_matters() -> None:
    thyroid = StagingCase(site="C73.9", histology="8260/3", edition="7", t="T2", n="N0", m="M0")
    assert stage(thyroid).group == ""
    assert "the age is missing" in stage(thyroid).why


def test_a_melanoma_in_a_node_is_staged_as_skin_and_that_is_said() -> None:
    result = stage(StagingCase(site="C77.3", histology="8720/3", edition="7", basis="p", t="T2a", n="N1b", m="M0"))
    assert result.group == "IIIB"
    assert "staged as a melanoma of the skin" in result.why


def test_ulceration_gives_a_melanoma_its_letter() -> None:
    skin = StagingCase(site="C44.5", histology="8720/3", edition="8", t="T3", n="N0", m="M0", ulceration="present")
    assert stage(skin).group == "IIB"
    assert "T3 with ulceration present is T3b" in stage(skin).why


def test_a_high_grade_that_may_be_g2_or_g3_is_not_taken_for_one() -> None:
    sarcoma = StagingCase(site="C49.2", histology="8850/3", edition="7", t="T2b", n="N0", m="M0", grade="high grade")
    assert stage(sarcoma).group == ""
    assert "IIB or III: the grade says not enough" in stage(sarcoma).why

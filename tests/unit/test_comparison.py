"""Two judgements compared as a whole: items, outcome codes, the gap, and what to tell the person."""

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from consilium.concordance import Concordance, Gap, Grade, Item, compare, gap, next_steps
from consilium.concordance.table import rules, source, table
from consilium.opinions import Judgement
from consilium.values import Answer, PartialDate, RecordId

FIRST = Judgement(
    site="C50.4",
    histology="8500/3",
    grade="G2",
    stage_t="cT2",
    stage_group="IIA",
    biomarkers=(("ER", "positive"), ("HER2", "negative")),
    treatments=("mastectomy",),
)


def grades(second: Judgement, first: Judgement = FIRST) -> dict[str, str]:
    return {item.field: item.grade.value for item in compare(first, second, cancer="breast").items}


@pytest.mark.requirement("R39")
def test_every_item_has_its_grade_its_reason_and_its_source() -> None:
    for item in compare(FIRST, replace(FIRST, grade="G3", treatments=("lumpectomy",)), cancer="breast").items:
        assert item.reason in rules()
        assert item.source


def test_every_row_of_the_table_names_a_source_that_is_there() -> None:
    rows = [
        row
        for part in ("rule", "line", "family", "unspecific", "marker", "drugs", "treatment", "equal")
        for row in table()[part]
    ]
    assert len(rows) > 150
    for row in rows:
        assert source(row["source"])


@pytest.mark.requirement("R39")
def test_missing_is_not_a_difference() -> None:
    second = Judgement(grade="G2", prognosis="can be cured")
    assert grades(second) == {
        "site": "not_comparable",
        "histology": "not_comparable",
        "grade": "same",
        "stage_t": "not_comparable",
        "stage_group": "not_comparable",
        "biomarkers.ER": "not_comparable",
        "biomarkers.HER2": "not_comparable",
        "treatments": "not_comparable",
        "prognosis": "not_comparable",
    }
    assert compare(FIRST, second, cancer="breast").overall is Grade.SAME


def test_markers_are_compared_one_by_one() -> None:
    found = grades(replace(FIRST, biomarkers=(("ERBB2", "positive"), ("ER", "positive"))))
    assert (found["biomarkers.ER"], found["biomarkers.HER2"]) == ("same", "major")


def test_a_diagnosis_in_words_stands_in_for_its_parts() -> None:
    words = Judgement(diagnosis="Invasive lobular carcinoma of the breast")
    found = grades(words)
    assert (found["site"], found["histology"]) == ("minor", "minor")


def test_where_nothing_is_known_nothing_is_confirmed() -> None:
    empty = compare(Judgement(), Judgement())
    assert (empty.items, empty.overall, empty.outcomes) == ((), Grade.NOT_COMPARABLE, ())


@pytest.mark.requirement("R45")
@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, ("confirmed",)),
        ({"grade": "G3"}, ("confirmed",)),
        ({"histology": "8500/2"}, ("diagnosis_changed",)),
        ({"stage_group": "IIIA"}, ("stage_changed",)),
        ({"treatments": ("lumpectomy", "radiation")}, ("treatment_changed",)),
        ({"trial": "NCT04321885"}, ("confirmed", "trial_found")),
        ({"trial": "none"}, ("confirmed",)),
        ({"stage_group": "IIIA", "treatments": ("chemotherapy",)}, ("stage_changed", "treatment_changed")),
    ],
)
def test_the_outcome_is_coded(change: dict[str, object], codes: tuple[str, ...]) -> None:
    assert compare(FIRST, replace(FIRST, **change), cancer="breast").outcomes == codes  # type: ignore[arg-type]


@pytest.mark.requirement("R45")
def test_a_prognosis_that_changed_is_coded() -> None:
    first, second = replace(FIRST, prognosis="palliative"), replace(FIRST, prognosis="can be cured")
    assert compare(first, second, cancer="breast").outcomes == ("prognosis_changed",)


def concordance(overall: Grade, found: Gap | None = None) -> Concordance:
    return Concordance(items=(), overall=overall, outcomes=(), gap=found or Gap())


@pytest.mark.requirement("R41")
def test_a_major_difference_looks_for_a_gap_first_and_then_sends_to_both_doctors() -> None:
    found = concordance(Grade.MAJOR, Gap(missing_for_second=("the slides",)))
    assert next_steps(found) == ("find_gap", "talk_to_both", "third_opinion_later")
    assert next_steps(concordance(Grade.MAJOR))[0] == "look_for_gap"


@pytest.mark.requirement("R43")
def test_a_third_opinion_is_offered_where_a_major_difference_stays() -> None:
    assert next_steps(concordance(Grade.MAJOR), resolved=Answer.NO)[-1] == "third_opinion"
    assert next_steps(concordance(Grade.MAJOR), resolved=Answer.YES) == ("resolved",)
    assert next_steps(concordance(Grade.MAJOR), resolved=Answer.NO, apart=True) == ("still_apart", "third_opinion")
    assert "third_opinion" not in next_steps(concordance(Grade.SAME), resolved=Answer.NO)


@pytest.mark.requirement("R40")
def test_a_minor_variation_is_explained() -> None:
    assert next_steps(concordance(Grade.MINOR)) == ("protocols_vary", "reassurance")


@pytest.mark.requirement("R42")
def test_agreement_reassures_and_says_that_further_opinions_rarely_add() -> None:
    assert next_steps(concordance(Grade.SAME)) == ("reassurance", "further_rarely_adds")


@pytest.mark.requirement("R44")
def test_who_asks_again_after_agreement_meets_a_kind_note_and_no_block() -> None:
    assert next_steps(concordance(Grade.SAME), agreeing=2)[-1] == "kind_note"
    assert "kind_note" not in next_steps(concordance(Grade.SAME), agreeing=1)


@pytest.mark.requirement("R41")
def test_a_gap_is_a_record_that_is_surely_newer_than_the_first_opinion() -> None:
    dated = [
        (RecordId("before"), PartialDate(2026, 1, 2)),
        (RecordId("after"), PartialDate(2026, 3, 2)),
        (RecordId("perhaps"), PartialDate(2026)),
        (RecordId("undated"), None),
    ]
    assert gap(date(2026, 2, 1), dated).unseen_by_first == (RecordId("after"),)
    assert not gap(None, dated)


@pytest.mark.requirement("R43")
def test_a_third_opinion_is_compared_with_each_of_the_two() -> None:
    second, third = replace(FIRST, treatments=("lumpectomy", "radiation")), FIRST
    assert compare(FIRST, third, cancer="breast").overall is Grade.SAME
    assert compare(second, third, cancer="breast").overall is Grade.MAJOR


def test_a_comparison_goes_to_json_and_back() -> None:
    found = compare(FIRST, replace(FIRST, grade="G3"), cancer="breast")
    assert msgspec.json.decode(msgspec.json.encode(found), type=Concordance) == found
    assert isinstance(found.items[0], Item)

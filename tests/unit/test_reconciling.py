"""What two doctors recorded, when a difference counts as settled, and where three opinions go together."""

from dataclasses import replace

import pytest

from consilium.concordance import Concordance, Grade, compare
from consilium.concordance.reconciling import (
    Ending,
    Point,
    Result,
    agreeing,
    among,
    check_result,
    joined,
    nearest,
    resolved,
    together,
)
from consilium.delivery.document import Document, text
from consilium.delivery.reconciliation import Side, Standing, later_opinions, side_by_side
from consilium.delivery.words import words
from consilium.errors import Invalid
from consilium.opinions import Judgement
from consilium.values import Answer

FIRST = Judgement(laterality="right", grade="G2", treatments=("mastectomy",), biomarkers=(("ER", "positive"),))
SECOND = replace(FIRST, laterality="left", treatments=("lumpectomy", "radiation"))
THIRD = replace(FIRST, treatments=("breast-conserving surgery", "radiotherapy"))
COMPARED = compare(FIRST, SECOND, cancer="breast")
POINTS = (
    Point(opinion=1, field="laterality", ending=Ending.SECOND, why="The scan shows it."),
    Point(opinion=1, field="treatments", ending=Ending.FIRST, why="She wishes it."),
)


def settled(result: Result | None, days: int = 0, compared: Concordance = COMPARED) -> Answer:
    return resolved(1, compared, result, days=days, patience=7)


@pytest.mark.requirement("R41")
def test_a_result_names_every_major_difference_with_its_reason() -> None:
    expected = [(1, "laterality"), (1, "treatments")]
    assert check_result(POINTS, expected).points == POINTS
    with pytest.raises(Invalid) as refused:
        check_result([replace(POINTS[0], why=" ")], expected)
    assert set(refused.value.fields) == {"1.laterality.why", "1.treatments.ending"}
    with pytest.raises(Invalid) as refused:
        check_result([replace(POINTS[0], ending=Ending.NEW), POINTS[1]], expected)
    assert set(refused.value.fields) == {"1.laterality.view"}


@pytest.mark.requirement("R43")
def test_a_difference_is_settled_by_what_both_recorded_and_open_after_silence() -> None:
    assert settled(Result(points=POINTS)) is Answer.YES
    assert settled(Result(points=(POINTS[0], replace(POINTS[1], ending=Ending.APART)))) is Answer.NO
    assert settled(Result(points=POINTS[:1])) is Answer.UNKNOWN, "one point is still open"
    assert (settled(None, days=6), settled(None, days=7)) == (Answer.UNKNOWN, Answer.NO)
    assert settled(Result(points=POINTS), days=99) is Answer.YES


def test_where_nothing_major_differs_nothing_is_to_be_settled() -> None:
    assert settled(None, days=99, compared=compare(FIRST, FIRST, cancer="breast")) is Answer.UNKNOWN


@pytest.mark.requirement("R43")
def test_three_opinions_are_counted_field_by_field_without_a_verdict() -> None:
    found = {one.field: one.group for one in together((FIRST, SECOND, THIRD), cancer="breast")}
    assert found == {"laterality": (0, 2), "treatments": (1, 2)}


def test_three_that_say_three_things_have_no_group() -> None:
    watch = replace(FIRST, treatments=("observation",))
    (one,) = together((FIRST, replace(SECOND, laterality="right"), watch), cancer="breast")
    assert (one.field, one.group) == ("treatments", ())


def test_a_marker_is_counted_by_its_name() -> None:
    negative = replace(FIRST, biomarkers=(("Estrogen receptor", "negative"), ("ER", "negative")))
    (one,) = together((FIRST, negative, negative), cancer="breast")
    assert (one.field, one.group) == ("biomarkers.ER", (1, 2))


def test_two_against_two_are_no_majority() -> None:
    (one,) = together((FIRST, FIRST, *[replace(FIRST, laterality="left")] * 2), cancer="breast")
    assert one.group == ()


@pytest.mark.requirement("R39")
def test_later_opinions_are_graded_item_by_item_by_the_table_of_the_first_comparison() -> None:
    later = (SECOND, replace(THIRD, laterality="", grade="G3"), FIRST)
    found = {one.field: one for one in among(later, cancer="breast")}
    graded = {field: (one.item.grade, one.group) for field, one in found.items()}
    assert graded == {
        "laterality": (Grade.MAJOR, ()),
        "grade": (Grade.MINOR, (0, 1, 2)),
        "biomarkers.ER": (Grade.SAME, (0, 1, 2)),
        "treatments": (Grade.MAJOR, (0, 1)),
    }
    assert found["treatments"].said == (
        "lumpectomy + radiation",
        "breast-conserving surgery + radiotherapy",
        "mastectomy",
    )
    assert among((FIRST,), cancer="breast") == ()


@pytest.mark.requirement("R39")
@pytest.mark.parametrize(
    ("reader", "language", "said"),
    [
        ("patient", "en", "Opinion 2, Opinion 3, Opinion 5: mastectomy"),
        ("clinician", "en", "Not all of them name the same modalities."),
        ("patient", "es", "Opinión 2, Opinión 3, Opinión 5: "),
    ],
)
def test_later_opinions_are_told_by_what_they_say_and_none_is_called_the_first(
    reader: str, language: str, said: str
) -> None:
    more = replace(FIRST, treatments=("mastectomy", "radiation"))
    found = among((FIRST, FIRST, more, replace(FIRST, prognosis="good")), cancer="breast")
    sections = later_opinions(found, range(2, 6), reader=reader, language=language)
    told = " ".join(text(Document(title="", sections=sections), width=400).split())
    assert said in told
    assert not any(word in told.casefold() for word in ("the first opinion", "second opinion", "segunda opinión"))


@pytest.mark.requirement("R44")
def test_an_opinion_agrees_where_it_agrees_with_any_before_it() -> None:
    assert agreeing((FIRST, SECOND, replace(SECOND, grade="G3")), cancer="breast") == (False, True)


@pytest.mark.requirement("R45")
def test_opinions_given_at_once_come_to_one_outcome_whatever_the_order_of_signatures() -> None:
    same, other = compare(FIRST, FIRST, cancer="breast"), COMPARED
    for found in (joined([same, other]), joined([other, same])):
        assert found.overall is Grade.MAJOR
        assert set(found.outcomes) == {"diagnosis_changed", "treatment_changed"}
        assert {item.field: item.grade for item in found.items} == {item.field: item.grade for item in other.items}
    assert joined([same]).outcomes == ("confirmed",)


@pytest.mark.requirement("R43")
@pytest.mark.requirement("R44")
def test_of_opinions_given_at_once_one_that_stands_alone_is_seen_whatever_the_order_of_signatures() -> None:
    watch = replace(FIRST, treatments=("observation",))
    assert nearest((FIRST, watch, FIRST), cancer="breast") == (Grade.MAJOR, Grade.SAME)
    assert nearest((FIRST, FIRST, watch), cancer="breast") == (Grade.SAME, Grade.MAJOR)
    assert nearest((FIRST, watch, watch), cancer="breast") == (Grade.SAME, Grade.SAME), "they go with each other"
    assert nearest((FIRST, Judgement()), cancer="breast") == (Grade.NOT_COMPARABLE,)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("code", list(words().table["standing"]))
def test_the_patient_is_told_where_the_talk_stands_and_what_they_can_do(language: str, code: str) -> None:
    if code.startswith("can") or code.endswith("_clinician"):
        return
    told = text(side_by_side([], Standing(code=code), (), language=language))
    assert (words(language).say("standing.can_third") in told) == (code not in ("no_major", "settled"))


def test_the_result_is_told_with_its_reasons() -> None:
    from case_for_tests import opinion

    side = Side(number=1, opinion=opinion(), comparison=COMPARED, points=POINTS)
    told = text(side_by_side([side], Standing(code="settled"), ()))
    assert "Both doctors now go with the later opinion." in told
    assert "Why: She wishes it." in told
    assert Grade.MAJOR is COMPARED.overall


def test_each_comparison_names_the_opinion_that_it_holds_against_the_first() -> None:
    from case_for_tests import opinion

    sides = [Side(number=number, opinion=opinion(), comparison=COMPARED) for number in (1, 2)]
    one = text(side_by_side(sides[:1], Standing(code="settled"), ()))
    both = text(side_by_side(sides, Standing(code="settled"), ()))
    assert "Second opinion" in one
    assert "Opinion 2" in both and "Opinion 3" in both and "Second opinion" not in both

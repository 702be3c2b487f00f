"""Numbers and days as reports write them."""

import pytest

from consilium.records.report.dates import days
from consilium.records.report.numbers import number


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("7", 7),
        ("twenty-three", 23),
        ("twenty", 20),
        ("nineteen", 19),
        ("none", 0),
        ("o", 0),
        ("xv", 15),
        ("iv", 4),
        ("ix", 9),
    ],
)
def test_numbers_are_read(word: str, value: int) -> None:
    assert number(word) == value


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-03-04", "2021-03-04"),
        ("2021-03", "2021-03"),
        ("3/4/2021", "2021-03-04"),
        ("03/04/61", "1961-03-04"),
        ("march 4, 2021", "2021-03-04"),
        ("4 mar 2021", "2021-03-04"),
        ("december, 2019", "2019-12"),
    ],
)
def test_days_are_read_with_the_month_first_where_both_are_numbers(text: str, day: str) -> None:
    assert [str(found) for _, _, found in days(text, spelled=False)] == [day]


@pytest.mark.parametrize("text", ["13/40/2021", "2021-99-01", "1/2", "10/15 nodes", "case 2021-03-04-77"])
def test_what_is_no_day_is_left_out(text: str) -> None:
    assert list(days(text, spelled=False)) == []

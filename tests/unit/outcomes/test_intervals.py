"""Intervals against published examples."""

import numpy as np
import pytest

from consilium.outcomes import bootstrap, quartiles, wilson

NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
"""Count, total and the score interval: Newcombe, Statistics in Medicine 1998, table I, method 3."""


@pytest.mark.requirement("B7")
@pytest.mark.parametrize(("count", "total", "low", "high"), NEWCOMBE)
def test_the_interval_of_a_share_is_the_published_one(count: int, total: int, low: float, high: float) -> None:
    found = wilson(count, total)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert found.share == count / total


@pytest.mark.parametrize(("count", "total"), [(0, 0), (-1, 5), (6, 5)])
def test_there_is_no_share_of_nobody(count: int, total: int) -> None:
    with pytest.raises(ValueError, match="positive total"):
        wilson(count, total)


@pytest.mark.requirement("B7")
def test_median_and_quartiles_of_a_turnaround() -> None:
    found = quartiles([3, 1, 4, 1, 5, 9, 2, 6])
    assert (found.n, found.lower, found.median.value, found.upper) == (8, 1.75, 3.5, 5.25)
    assert 1 <= found.median.low < 3.5 < found.median.high <= 9


def test_the_same_values_always_show_the_same_interval() -> None:
    values = [float(n % 7) for n in range(50)]
    assert bootstrap(values, np.mean) == bootstrap(values, np.mean)


def test_the_bootstrap_of_a_mean_is_close_to_the_normal_interval() -> None:
    values = [float(n) for n in range(101)]
    found, half = bootstrap(values, np.mean), 1.96 * np.std(values) / np.sqrt(len(values))
    assert found.value == 50
    assert (found.low, found.high) == pytest.approx((50 - half, 50 + half), abs=0.6)


def test_nothing_has_no_interval() -> None:
    with pytest.raises(ValueError, match="needs values"):
        quartiles([])

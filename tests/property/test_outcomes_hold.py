"""What holds for any figures: an interval surrounds its rate, and no table gives a small cell away."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from consilium.outcomes import SMALLEST, agreement, bootstrap, cohen_kappa, table, wilson

COLUMNS = ("a", "b", "c", "d")
CELLS = some.integers(0, 12)
LINES = some.lists(some.tuples(CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=4)


@pytest.mark.requirement("B7")
@given(some.integers(0, 3000), some.integers(1, 3000))
def test_an_interval_surrounds_its_rate_and_stays_within_nought_and_one(count: int, total: int) -> None:
    found = wilson(min(count, total), total)
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert found.low < found.high


@given(some.integers(0, 50), some.integers(1, 50))
def test_the_interval_of_the_opposite_is_the_mirror(count: int, total: int) -> None:
    count = min(count, total)
    one, other = wilson(count, total), wilson(total - count, total)
    assert one.low == pytest.approx(1 - other.high)


@given(some.lists(some.floats(0, 1000), min_size=1, max_size=40))
def test_the_interval_of_a_mean_stays_within_the_values(values: list[float]) -> None:
    found = bootstrap(values, np.mean)
    slack = 1e-9 * (1 + max(values))
    assert min(values) - slack <= found.low <= found.high <= max(values) + slack


@pytest.mark.requirement("B7")
@given(LINES)
def test_no_small_cell_shows_and_none_follows_from_the_total_of_its_line(rows: list[tuple[int, ...]]) -> None:
    counts = {str(n): dict(zip(COLUMNS, row, strict=True)) for n, row in enumerate(rows)}
    for line in table(counts, COLUMNS).lines:
        sizes = counts[line.name]
        hidden = [sizes[cell.name] for cell in line.cells if cell.rate is None]
        assert not any(cell.rate and 0 < cell.rate.count < SMALLEST for cell in line.cells)
        if hidden and line.total is not None:
            assert len(hidden) > 1
            assert sum(hidden) >= SMALLEST


@given(LINES)
def test_no_cell_follows_from_the_line_of_all(rows: list[tuple[int, ...]]) -> None:
    counts = {str(n): dict(zip(COLUMNS, row, strict=True)) for n, row in enumerate(rows)}
    whole = {name: sum(row[name] for row in counts.values()) for name in COLUMNS}
    shown = table({"all": whole} | counts, COLUMNS, adds_up=True).lines
    for place, name in enumerate(COLUMNS):
        sizes = [whole[name]] if not shown else [({"all": whole} | counts)[line.name][name] for line in shown]
        hidden = [size for line, size in zip(shown, sizes, strict=False) if line.cells[place].rate is None and size]
        assert len(hidden) != 1


@given(some.lists(some.sampled_from("abc"), min_size=2, max_size=30))
def test_agreement_does_not_depend_on_who_is_named_first(first: list[str]) -> None:
    second = [word if n % 3 else "b" for n, word in enumerate(first)]
    assert cohen_kappa(first, second) == pytest.approx(cohen_kappa(second, first))
    found = agreement(list(zip(first, second, strict=True)))
    assert found.unanimous.share == pytest.approx(found.pairwise)

"""Rates, medians and means with their 95 % intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Protocol

import numpy as np

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution: two-sided 95 %."""
DRAWS = 2000
SEED = 20261120
"""Draws are seeded, so that the same cases always show the same interval."""


class Figure(Protocol):
    """What is worked out from values: `numpy.mean`, `numpy.median`."""

    def __call__(self, values: Any, /, *, axis: int) -> Any: ...


@dataclass(frozen=True, slots=True)
class Span:
    """A figure and the 95 % interval around it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` of `total`, as a share from 0 to 1, with its 95 % interval."""

    count: int
    total: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The median of `n` values with its interval, and the quartiles around it."""

    n: int
    median: Span
    lower: float
    upper: float


def wilson(count: int, total: int) -> Rate:
    """A share with its score interval (Wilson, J Am Stat Assoc 1927), which holds for few cases and near 0 and 1.

    Raises ValueError where `total` is not positive or `count` is not within it.
    """
    if not 0 <= count <= total or total == 0:
        raise ValueError("a share needs 0 <= count <= total and a positive total")
    share, spread = count / total, Z * Z / total
    middle = (share + spread / 2) / (1 + spread)
    half = sqrt(share * (1 - share) * spread + spread * spread / 4) / (1 + spread)
    return Rate(count, total, share, max(0.0, min(middle - half, share)), min(1.0, max(middle + half, share)))


def bootstrap(values: Sequence[float], figure: Figure) -> Span:
    """A figure of these values with its percentile bootstrap interval (Efron, Ann Stat 1979), from seeded draws.

    Raises ValueError where there are no values.
    """
    if not values:
        raise ValueError("an interval needs values")
    known = np.asarray(values, dtype=float)
    drawn = np.random.default_rng(SEED).choice(known, size=(DRAWS, len(known)))
    low, high = np.quantile(figure(drawn, axis=1), [0.025, 0.975])
    return Span(float(figure(known, axis=0)), float(low), float(high))


def quartiles(values: Sequence[float]) -> Quartiles:
    """Median with its bootstrap interval, and quartiles with linear interpolation. ValueError without values."""
    median = bootstrap(values, np.median)
    lower, upper = np.quantile(values, [0.25, 0.75])
    return Quartiles(len(values), median, float(lower), float(upper))

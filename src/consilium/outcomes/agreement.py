"""How well raters agree: pairwise, all of them, and beyond chance. A rating of "" is missing."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from consilium.outcomes.intervals import Rate, wilson

Ratings = Sequence[Hashable]
"""What each rater said of one thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Of `things` rated by two or more: share of rater pairs that agree, on how many all agree, and Krippendorff's
    alpha (1 perfect, 0 as by chance; None where nobody ever said anything else)."""

    things: int
    pairwise: float
    unanimous: Rate
    alpha: float | None


def agreement(rated: Iterable[Ratings]) -> Agreement:
    """Raises ValueError where no thing was rated twice."""
    known = _rated_twice(rated)
    return Agreement(
        things=len(known),
        pairwise=pairwise(known),
        unanimous=wilson(sum(len(set(one)) == 1 for one in known), len(known)),
        alpha=krippendorff_alpha(known),
    )


def _rated_twice(rated: Iterable[Ratings]) -> list[Ratings]:
    found = [[one for one in ratings if one != ""] for ratings in rated]
    known: list[Ratings] = [ratings for ratings in found if len(ratings) > 1]
    if not known:
        raise ValueError("agreement needs things that two raters rated")
    return known


def pairwise(rated: Iterable[Ratings]) -> float:
    """The share of all pairs of raters of one thing that said the same, over all things."""
    pairs = [one == other for ratings in _rated_twice(rated) for one, other in combinations(ratings, 2)]
    return sum(pairs) / len(pairs)


def cohen_kappa(first: Ratings, second: Ratings) -> float | None:
    """Two raters' agreement beyond chance (Cohen, Educ Psychol Meas 1960); None where chance alone gives agreement.

    Raises ValueError where they did not rate the same things.
    """
    if len(first) != len(second) or not first:
        raise ValueError("kappa needs two raters of the same things")
    n, mine, yours = len(first), Counter(first), Counter(second)
    seen = sum(one == other for one, other in zip(first, second, strict=True)) / n
    chance = sum(mine[word] * yours[word] for word in mine) / n**2
    return None if chance == 1 else (seen - chance) / (1 - chance)


def krippendorff_alpha(rated: Iterable[Ratings]) -> float | None:
    """Agreement beyond chance of any number of raters with gaps, for names without order (Krippendorff, Content
    Analysis, 2004); None where every rating is the same."""
    known = _rated_twice(rated)
    words = Counter(word for ratings in known for word in ratings)
    n = sum(words.values())
    apart = sum(_disagreeing(ratings) / (len(ratings) - 1) for ratings in known)
    chance = sum(count * (n - count) for count in words.values()) / (n - 1)
    return None if chance == 0 else 1 - apart / chance


def _disagreeing(ratings: Ratings) -> int:
    """Ordered pairs of raters who said different things."""
    return len(ratings) ** 2 - sum(count**2 for count in Counter(ratings).values())

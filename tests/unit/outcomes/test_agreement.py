"""Agreement of raters, against published examples and real pathologists."""

import csv
from pathlib import Path

import pytest

from consilium.outcomes import agreement, cohen_kappa, krippendorff_alpha, pairwise

COUNTS = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}


@pytest.mark.requirement("B7")
def test_two_raters_of_fifty_proposals() -> None:
    """Seen 0.7, by chance 0.5, so kappa is 0.4."""
    pairs = [pair for pair, count in COUNTS.items() for _ in range(count)]
    first, second = zip(*pairs, strict=True)
    assert cohen_kappa(first, second) == pytest.approx(0.4)
    assert pairwise(pairs) == pytest.approx(0.7)


def test_two_raters_who_never_say_anything_else_tell_nothing_beyond_chance() -> None:
    assert cohen_kappa("aaa", "aaa") is None
    assert krippendorff_alpha([("a", "a"), ("a", "a")]) is None


def test_raters_of_different_things_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="same things"):
        cohen_kappa("aab", "aa")


FOUR_OBSERVERS = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""
"""Krippendorff, Computing Krippendorff's alpha-reliability, 2011, example C: nominal alpha 0.743."""


def test_alpha_of_four_observers_with_gaps_is_the_published_one() -> None:
    rows = [line.split() for line in FOUR_OBSERVERS.strip().splitlines()]
    units = [tuple("" if word == "." else word for word in unit) for unit in zip(*rows, strict=True)]
    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=0.0005)
    assert agreement(units).things == 11


def _ratings(shared: Path, name: str) -> list[tuple[str, ...]]:
    text = (shared / "data/opinions/mOm/sample_data" / f"{name}.csv").read_text("utf-8")
    return [tuple(row) for row in csv.reader(text.splitlines()) if row]


@pytest.mark.requirement("B7")
@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "things", "raters", "pairs", "unanimous"),
    [("nottingham/nottingham", 100, 9, 69, 29), ("prostate/control", 240, 20, 67, 17)],
)
def test_pathologists_agree_as_was_published(
    shared: Path, name: str, things: int, raters: int, pairs: int, unanimous: int
) -> None:
    rated = _ratings(shared, name)
    found = agreement(rated)
    assert (found.things, len(rated[0])) == (things, raters)
    assert (round(100 * found.pairwise), round(100 * found.unanimous.share)) == (pairs, unanimous)
    assert found.alpha is not None and 0.3 < found.alpha < found.pairwise


@pytest.mark.shared
def test_kappa_of_every_two_pathologists_lies_around_alpha_of_all(shared: Path) -> None:
    rated = _ratings(shared, "nottingham/nottingham")
    raters = list(zip(*rated, strict=True))
    kappas = [cohen_kappa(one, other) or 0 for n, one in enumerate(raters) for other in raters[n + 1 :]]
    alpha = krippendorff_alpha(rated)
    assert min(kappas) < alpha < max(kappas)
    assert sum(kappas) / len(kappas) == pytest.approx(alpha, abs=0.03)

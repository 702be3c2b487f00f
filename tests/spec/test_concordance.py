"""How two opinions compare: every pair of `concordance.toml`, which was written by hand before the rules."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from consilium.concordance import compare_field

PAIRS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix("").with_name("concordance.toml").read_text())[
    "pairs"
]


def grade_of(pair: dict[str, Any]) -> str:
    return compare_field(pair["field"], pair["first"], pair["second"], pair["cancer"]).grade.value


def name_of(pair: dict[str, Any]) -> str:
    return f"{pair['field']}, {pair['cancer']}: {pair['first'] or 'unknown'} | {pair['second'] or 'unknown'}"


@pytest.mark.requirement("R39")
@pytest.mark.parametrize("pair", PAIRS, ids=name_of)
def test_a_pair_gets_the_grade_that_was_written_down_by_hand(pair: dict[str, Any]) -> None:
    assert grade_of(pair) == pair["expect"]


def test_there_are_at_least_a_hundred_pairs_and_every_grade_is_among_them() -> None:
    assert len(PAIRS) >= 100
    assert {pair["expect"] for pair in PAIRS} == {"same", "minor", "major", "not_comparable"}


@pytest.mark.parametrize("pair", PAIRS, ids=name_of)
def test_the_order_of_the_two_opinions_does_not_change_the_grade(pair: dict[str, Any]) -> None:
    turned = compare_field(pair["field"], pair["second"], pair["first"], pair["cancer"])
    assert turned.grade.value == grade_of(pair)

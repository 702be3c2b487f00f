"""The SURE test, scored as published."""

import pytest

from consilium.delivery import wording
from consilium.outcomes.sure import conflict, items, score, source


def answers(yes: int) -> dict[str, bool]:
    return {item: at < yes for at, item in enumerate(items())}


@pytest.mark.parametrize(("yes", "found"), [(4, False), (3, True), (2, True), (0, True)])
def test_three_or_fewer_show_decisional_conflict(yes: int, found: bool) -> None:
    assert score(answers(yes)) == yes
    assert conflict(yes) is found


def test_an_answer_that_is_missing_is_no_no() -> None:
    assert score(dict.fromkeys(items()[:3], True)) is None


def test_every_item_is_asked_in_both_languages_and_the_source_is_named() -> None:
    for language in ("en", "es"):
        assert set(wording.sure(language)) == {*items(), "page"}
        assert all(wording.sure(language)[item]["ask"].endswith("?") for item in items())
    assert "Légaré" in source()

"""Colours in which words can be read."""

import pytest

from consilium_web.models.colours import contrast, is_colour


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),  # the grey that just fails, as WCAG's own examples have it
        ("#767676", "#ffffff", 4.54),  # the lightest grey that passes
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_the_contrast_is_that_of_wcag(one: str, other: str, wanted: float) -> None:
    assert contrast(one, other) == pytest.approx(wanted, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize("text", ["", "red", "#fff", "#1b5e6", "#1b5e6b;}", "#1B5E6B", "#gggggg"])
def test_what_is_no_colour_reaches_no_stylesheet(text: str) -> None:
    assert not is_colour(text)

"""Phrases are found however they are spaced and cased, as whole words, at their place in the text as it came."""

import pytest

from consilium.policy.phrases import Phrases


def found(text: str, *phrases: str) -> list[str]:
    return [text[start:end] for start, end in Phrases(phrases).spans(text)]


@pytest.mark.requirement("B5")
@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("letrozole", "Start LETROZOLE now", "LETROZOLE"),
        ("letrozole.", "Start letrozole, then rest", "letrozole"),
        (
            "ductal carcinoma of the left",
            "a ductal\n   carcinoma of\tthe left breast",
            "ductal\n   carcinoma of\tthe left",
        ),
        ("Señal única", "dijo: señal  ÚNICA.", "señal  ÚNICA"),
        ("folfox-6", "mit (FOLFOX-6) begonnen", "FOLFOX-6"),
        ("letrozole", "İİİ  letrozole", "letrozole"),
    ],
)
def test_a_phrase_is_found_at_its_place(phrase: str, text: str, expected: str) -> None:
    assert found(text, phrase) == [expected]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("letrozole", "letrozoles"),
        ("letrozole", "preletrozole"),
        ("radiation", "radiation"),
        ("G2", "G2"),
        ("", "text"),
    ],
)
def test_parts_of_words_and_words_of_every_record_are_not_found(phrase: str, text: str) -> None:
    assert found(text, phrase) == []

"""How hard a text is to read."""

import re

AIM = 7
"""A summary for patients is best read with so many years of school, or fewer (R37)."""


def grade(text: str) -> int | None:
    """Years of school after which English text is read with ease; None for fewer than ten words.

    Automated readability index: Smith and Senter, Aerospace Medical Research Laboratories, 1967.
    """
    words = re.findall(r"[\w’'-]+", text)
    sentences = max(1, len(re.findall(r"[.!?]+(?:\s|$)", text)))
    if len(words) < 10:
        return None
    letters = sum(character.isalnum() for character in text)
    return max(1, round(4.71 * letters / len(words) + 0.5 * len(words) / sentences - 21.43))

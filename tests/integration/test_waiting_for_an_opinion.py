"""What a patient is told while they wait: since when, and how long it usually takes here, or that nobody knows yet."""

from collections.abc import Callable

import pytest
from django.test import Client
from walking import Walk, people, sign_in, walk

from consilium_web.queries import outcomes

__all__ = ["people", "sign_in", "walk"]


class _Past:
    def __init__(self, days: float) -> None:
        self.days = days


@pytest.mark.parametrize(
    ("past", "words"),
    [
        ([], "We do not know yet how long it takes."),
        ([3.0, 4.0, 5.0, 6.0], "We do not know yet how long it takes."),
        ([3.0, 4.0, 5.2, 9.0, 20.0], "Half of the opinions here came within 6 days of sending."),
    ],
)
def test_a_patient_who_waits_sees_since_when_and_how_long_it_usually_takes(
    walk: Walk,
    sign_in: Callable[[str], Client],
    monkeypatch: pytest.MonkeyPatch,
    past: list[float],
    words: str,
) -> None:
    monkeypatch.setattr(outcomes, "_consented", lambda organisation: [_Past(days) for days in past])
    walk.send()
    page = sign_in("patient").get(walk.at("")).content.decode()
    assert "Since " in page
    assert words in page
    assert "Ask for records that are missing" in page
    assert words not in sign_in("coordinator").get(walk.at("")).content.decode()

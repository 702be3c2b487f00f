"""What reading costs grows with the length of a text and no faster: counted in calls, so that no clock decides."""

import sys
from types import FrameType

import pytest

from consilium.records import report
from consilium.values import RecordId

SENTENCES = [
    "Level II: 0/5 nodes. ",
    "Number of lymph nodes examined: 12. Number involved: 3. ",
    "A. Lung, right upper lobe: adenocarcinoma, 3 cm. B. Node: 0/1. ",
    "Additional superior margin free. Superior margin involved by tumor. ",
    "Lymphatic invasion: present. Vascular invasion: absent. Lymphovascular invasion: present. ",
    "ER positive (90%). PR negative. HER2 2+. ",
    "Radiotherapy 60 Gy in 30 fractions. ",
    "Left pelvic nodes (4), negative; right pelvic nodes (3), one with metastasis. ",
]
SHORT, LONG = 200, 800
LINEAR = LONG / SHORT
ROOM = 1.25
"""Quadratic growth in any part that matters would be four times as much as linear."""


def calls(text: str) -> int:
    """How many functions are called to read a text."""
    count = 0

    def called(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        report.read_text(text, RecordId("r"))
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_same_sentence_again_costs_the_same_again(sentence: str) -> None:
    report.read_text(sentence, RecordId("warm"))
    assert calls(sentence * LONG) < LINEAR * ROOM * calls(sentence * SHORT)

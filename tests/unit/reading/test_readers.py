"""What one task gives, in this very process."""

import pytest

from consilium.cli import facts
from consilium.reading import NOT_UNDERSTOOD
from consilium.reading.readers import perform
from consilium.reading.shapes import Limits, Task
from consilium.records import report
from consilium.values import RecordId

SECRET = "Harold Finch"


def broken(*_: object) -> None:
    raise IndexError(SECRET)


def test_a_fault_of_ours_keeps_the_words_and_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(report, "read_pages", broken)
    task = Task(what="read", record=RecordId("r"), name="letter.txt", data=f"{SECRET}. pT2 N0.".encode())
    reading = perform(task, Limits())[0].reading
    assert reading is not None
    assert reading.pages[0].text.startswith(SECRET)
    assert not reading.facts
    assert reading.notes[0].startswith(NOT_UNDERSTOOD)
    assert SECRET not in reading.notes[0]
    assert facts._print([reading]) == (0, 1)
    told = capsys.readouterr()
    assert NOT_UNDERSTOOD in told.err
    assert "letter.txt" in told.err
    assert SECRET not in told.err

"""Warm children: opening one owner's file makes no other owner wait, and happens once."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from consilium.reading import lightbox
from consilium.reading.lightbox import Lightbox
from consilium.reading.shapes import Answer, Limits, Task
from consilium.values import RecordId

TASK = Task(what="draw", record=RecordId(""), name="", data=b"")
ANSWER = object()


class Idle:
    """Children that answer at once, without a process."""

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def __enter__(self) -> "Idle":
        return self

    def __exit__(self, *_: object) -> None: ...

    def do(self, task: Task) -> Any:
        class Done:
            answer = ANSWER

        return Done


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Lightbox:
    monkeypatch.setattr(lightbox, "Pool", Idle)
    return Lightbox(Limits())


def test_a_slow_file_makes_no_other_owner_wait(box: Lightbox) -> None:
    begun, go_on, opened = threading.Event(), threading.Event(), []

    def slow() -> int:
        begun.set()
        assert go_on.wait(10)
        opened.append(file := os.open(os.devnull, os.O_RDONLY))
        return file

    with ThreadPoolExecutor(3) as threads:
        first = [threads.submit(box.ask, "slide", TASK, slow) for _ in range(2)]
        assert begun.wait(10)
        other: Answer = threads.submit(box.ask, "case", TASK).result(timeout=5)
        assert other is ANSWER and not opened
        go_on.set()
        assert all(one.result(timeout=5) is ANSWER for one in first)
    assert len(opened) == 1


def test_a_file_that_did_not_open_is_opened_again(box: Lightbox) -> None:
    def broken() -> int:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        box.ask("slide", TASK, broken)
    assert box.ask("slide", TASK, lambda: os.open(os.devnull, os.O_RDONLY)) is ANSWER
    box.close()

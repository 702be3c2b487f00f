"""Sealed files on disk."""

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from consilium_web.crypto import CHUNK, OVERHEAD, Sealed
from consilium_web.storage import files


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.CONSILIUM_FILES = tmp_path


@pytest.mark.parametrize("size", [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_a_file_comes_back_byte_for_byte(size: int) -> None:
    data = os.urandom(size)
    file = files.Arriving()
    for start in range(0, size, 70_000):
        file.write(data[start : start + 70_000])
    file.finish()
    file.keep("case-1")
    assert file.digest == hashlib.sha256(data).hexdigest()
    assert files.read("case-1", file.key) == data


def test_plain_bytes_never_touch_the_disk(tmp_path: Path) -> None:
    file = files.arrive(b"CANARY " * 1000)
    file.keep("case-1")
    assert all(b"CANARY" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_file_that_lost_its_end_does_not_open() -> None:
    file = files.arrive(os.urandom(2 * CHUNK + 5))
    file.keep("case-1")
    path = files.place("case-1", file.id)
    with path.open("r+b") as cut:
        cut.truncate(2 * (CHUNK + OVERHEAD))
    with pytest.raises(Sealed):
        files.read("case-1", file.key)


def test_what_is_discarded_leaves_nothing(tmp_path: Path) -> None:
    file = files.Arriving()
    file.write(b"half")
    file.discard()
    assert list((tmp_path / "incoming").iterdir()) == []


def test_discarding_after_keeping_keeps() -> None:
    file = files.arrive(b"whole")
    file.keep("case-1")
    file.discard()
    assert files.read("case-1", file.key) == b"whole"


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    files.arrive(b"x").keep("case-1")
    assert (tmp_path / "files" / "case-1").stat().st_mode & 0o077 == 0

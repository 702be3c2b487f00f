"""Readings kept from one run to the next: the same bytes read by the same readers cost nothing.

A folder of files, each named by what it depends on, holding one `Reading` as MessagePack. It holds what records say, so
it is made for its owner's eyes only, and is used only where the caller names a folder.
"""

import contextlib
import hashlib
import os
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import msgspec

import consilium
from consilium.reading.shapes import Reading, Task

LASTING = ("", "encrypted", "malformed", "unsupported")
READ_BY = ("records", "oncology", "reading", "facts.py", "values.py")


class Cache:
    """One folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def get(self, task: Task) -> Reading | None:
        """The reading of these bytes under this name, or None."""
        try:
            reading = msgspec.msgpack.decode(self._file(task).read_bytes(), type=Reading)
        except (OSError, msgspec.MsgspecError):
            return None
        return replace(reading, name=task.name)

    def keep(self, task: Task, reading: Reading) -> None:
        """Store it, whole or not at all. What failed for want of time or memory may go better next time."""
        if reading.refusal not in LASTING:
            return
        file = self._file(task)
        with contextlib.suppress(OSError):
            file.parent.mkdir(mode=0o700, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=file.parent)
            with os.fdopen(handle, "wb") as out:
                out.write(msgspec.msgpack.encode(reading))
            Path(draft).replace(file)

    def _file(self, task: Task) -> Path:
        # The end of a name may decide between kinds, so it is part of what a reading depends on.
        depends = f"{task.record} {Path(task.name).suffix.lower()} {versions()}"
        key = hashlib.sha256(depends.encode(errors="replace")).hexdigest()
        return self._folder / key[:2] / key


@cache
def versions() -> str:
    """A digest of everything that readers are made of: their code and their tables."""
    digest = hashlib.sha256()
    root = Path(consilium.__file__).parent
    for place in (root / name for name in READ_BY):
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.suffix in (".py", ".toml"):
                digest.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()

"""Sealed files on disk: write as a stream, keep durably, read back, remove."""

import hashlib
import os
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from consilium_web.crypto import CHUNK, OVERHEAD, FileKey, Sealed


def root() -> Path:
    """The folder of all files."""
    return Path(settings.CONSILIUM_FILES)


def incoming() -> Path:
    """Where files arrive; on the same disk as `root`, so that a rename is one step."""
    folder = root() / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def place(case: str, record: str) -> Path:
    """Where the file of this record is kept."""
    return root() / "files" / case / record


class Arriving:
    """A file on its way in, sealed piece by piece: its plain bytes never touch the disk."""

    def __init__(self) -> None:
        self.id = str(uuid.uuid4())
        self.key = FileKey.new(self.id)
        self.size = 0
        self._hash = hashlib.sha256()
        self._pending = bytearray()
        self._pieces = 0
        self.path = incoming() / self.id
        self._file: BinaryIO = self.path.open("xb")

    @property
    def digest(self) -> str:
        """SHA-256 of the plain bytes so far, 64 hex digits."""
        return self._hash.hexdigest()

    def write(self, data: bytes) -> None:
        """Take more plain bytes."""
        self._hash.update(data)
        self.size += len(data)
        self._pending += data
        while len(self._pending) > CHUNK:
            self._put(bytes(self._pending[:CHUNK]), last=False)
            del self._pending[:CHUNK]

    def _put(self, plain: bytes, *, last: bool) -> None:
        self._file.write(self.key.seal_piece(self._pieces, plain, last=last))
        self._pieces += 1

    def finish(self) -> None:
        """Seal the last piece and flush to disk."""
        self._put(bytes(self._pending), last=True)
        self._pending.clear()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def keep(self, case: str) -> None:
        """Move the finished file to its place, and flush the folders that name it."""
        settle(self.path, case, self.id)

    def discard(self) -> None:
        """Forget a file that is not wanted; harmless when it was kept or already gone."""
        with suppress(OSError):  # closing writes what is left, and a full disk refuses it
            self._file.close()
        self.path.unlink(missing_ok=True)


def settle(path: Path, case: str, record: str) -> None:
    """Move a finished file to its place, and flush the folders that name it."""
    target = place(case, record)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.rename(target)
    for folder in (target.parent, target.parent.parent):
        flush_folder(folder)


def flush_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def arrive(data: bytes) -> Arriving:
    """A finished file from bytes that are already here, such as a member of an archive."""
    file = Arriving()
    file.write(data)
    file.finish()
    return file


def pieces(case: str, key: FileKey) -> Iterator[bytes]:
    """The plain bytes of a kept file, in pieces. Raises `crypto.Sealed` where the file was changed."""
    return opened(place(case, key.file), key)


def opened(path: Path, key: FileKey) -> Iterator[bytes]:
    """The plain bytes of a sealed file, in pieces. Raises `crypto.Sealed` where it was changed."""
    with path.open("rb") as file:
        number, sealed = 0, file.read(CHUNK + OVERHEAD)
        if not sealed:  # even an empty file has one sealed piece
            raise Sealed("This file does not open.")
        while sealed:
            after = file.read(CHUNK + OVERHEAD)
            yield key.open_piece(number, sealed, last=not after)
            number, sealed = number + 1, after


def read(case: str, key: FileKey) -> bytes:
    """All plain bytes of a kept file."""
    return b"".join(pieces(case, key))


def in_memory(plain: Iterable[bytes]) -> int:
    """An open file that lies in memory and has no name on any disk; its number. Raises OSError where there is no room,
    or where the system knows no such files."""
    if not hasattr(os, "memfd_create"):
        raise OSError("files in memory need Linux")
    file = os.memfd_create("consilium", os.MFD_CLOEXEC)
    try:
        for piece in plain:
            while piece:
                piece = piece[os.write(file, piece) :]
    except BaseException:
        os.close(file)
        raise
    return file


def remove(case: str, record: str) -> None:
    """Delete a kept file; harmless when it is gone."""
    place(case, record).unlink(missing_ok=True)


def stale_arrivals(*, older_than: float, now: float | None = None) -> Iterator[Path]:
    """Files that began to arrive more than `older_than` seconds ago and were never kept."""
    limit = (time.time() if now is None else now) - older_than
    for path in incoming().iterdir():
        if path.stat().st_mtime < limit:
            yield path


def kept() -> Iterator[tuple[str, str]]:
    """(case, record) of every file that is kept."""
    folder = root() / "files"
    for case in folder.iterdir() if folder.is_dir() else ():
        for record in case.iterdir():
            yield case.name, record.name

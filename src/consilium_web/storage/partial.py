"""A file that arrives in several requests: each whole piece is sealed and flushed before it counts as arrived.

How far it came is read from the sealed file itself, so that a crash at any moment loses only the piece on its way.
"""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from consilium_web.crypto import CHUNK, OVERHEAD, FileKey
from consilium_web.storage.files import flush_folder, opened, root, settle


class Elsewhere(Exception):
    """The bytes do not go on where the file stands; `offset` is where it stands."""

    def __init__(self, offset: int) -> None:
        super().__init__("The file goes on at another place.")
        self.offset = offset


class Busy(Exception):
    """Another request is writing this file now."""


def unfinished() -> Path:
    """Where files wait that have not arrived whole; on the same disk as those that are kept."""
    folder = root() / "unfinished"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


class Partial:
    """A file of `size` plain bytes, of which `offset` have arrived. It becomes a record under its id."""

    def __init__(self, id: str, key: FileKey, size: int) -> None:
        self.id, self.key, self.size = id, key, size
        self.path = unfinished() / id
        self._last = -(-size // CHUNK) - 1

    def begin(self) -> None:
        """Make the empty file, durably."""
        self.path.open("xb").close()
        flush_folder(self.path.parent)

    @property
    def offset(self) -> int:
        """How many plain bytes are sealed on disk. Raises FileNotFoundError where the file is gone."""
        sealed = self.path.stat().st_size
        if sealed == self.size + (self._last + 1) * OVERHEAD:
            return self.size
        return min(sealed // (CHUNK + OVERHEAD), self._last) * CHUNK

    def take(self, offset: int, read: Callable[[int], bytes]) -> int:
        """Go on at `offset` with what `read` gives; how far the file is now.

        Only whole pieces are taken, and the last one. Raises Elsewhere, Busy, or OSError where the disk is full.
        """
        with self._alone() as file:
            if offset != self.offset:
                raise Elsewhere(self.offset)
            if offset == self.size:
                return offset
            number = offset // CHUNK
            # A torn piece was never told of as arrived. It is cut off, and the same bytes come again in its place.
            file.truncate(number * (CHUNK + OVERHEAD))
            file.seek(0, os.SEEK_END)
            while number <= self._last and (plain := _whole(read, self._length(number))):
                file.write(self.key.seal_piece(number, plain, last=number == self._last))
                number += 1
            file.flush()
            os.fsync(file.fileno())
            return self.offset

    def _length(self, number: int) -> int:
        return CHUNK if number < self._last else self.size - self._last * CHUNK

    @contextmanager
    def _alone(self) -> Iterator[BinaryIO]:
        with self.path.open("r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy from None
            yield file

    @property
    def digest(self) -> str:
        """SHA-256 of all plain bytes, read back from the disk. Raises `crypto.Sealed` where a piece does not open."""
        whole = hashlib.sha256()
        for plain in opened(self.path, self.key):
            whole.update(plain)
        return whole.hexdigest()

    def keep(self, case: str) -> None:
        """Move the whole file to its place among the records."""
        settle(self.path, case, self.id)

    def discard(self) -> None:
        """Forget it; harmless when it is gone."""
        self.path.unlink(missing_ok=True)


def older(than: float) -> Iterator[Path]:
    """Files that nobody has written to since this time, in seconds since 1970."""
    for path in unfinished().iterdir():
        if path.stat().st_mtime < than:
            yield path


def _whole(read: Callable[[int], bytes], length: int) -> bytes:
    """A piece of this length, or nothing where the line broke before it was whole."""
    plain = bytearray()
    while len(plain) < length:
        try:
            more = read(length - len(plain))
        except OSError:  # the browser is gone
            return b""
        if not more:
            return b""
        plain += more
    return bytes(plain)

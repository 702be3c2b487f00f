"""Archives: zip, 7z, tar, and files packed with gzip, bzip2, xz. In: bytes; out: the files inside, each read alone.

Nothing is ever written, so a name that climbs out of a folder can do no harm; it is shown without its climbing parts.
Sizes that an archive declares are not believed: bytes are counted as they come out.
"""

import bz2
import io
import lzma
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Protocol

from consilium.errors import Encrypted, Malformed, TooLarge, Unreadable
from consilium.records import Extract, Kept, Member
from consilium.values import RecordId

if TYPE_CHECKING:
    from py7zr.io import WriterFactory
    from py7zr.py7zr import ArchiveFile

READER = "archive/2"
MOST_BYTES = 160 * 1024 * 1024
MOST_MEMBERS = 5_000
CHUNK = 1 << 20
LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._[^/]*$)", re.IGNORECASE)
BROKEN = "This archive is broken, perhaps cut off on its way. Ask for it again, or send its files one by one."
HUGE = "This archive unpacks to more than a set of records can hold. Send its files one by one."
# What the standard library raises on broken bytes; some of it by accident.
FAULTS = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError,
    IndexError, OverflowError, NotImplementedError,
)  # fmt: skip
SEVEN = b"7z\xbc\xaf\x27\x1c"
LOCKED = "This archive is locked with a password. Unpack it, then add the files inside."
PACKED: tuple[tuple[bytes, Callable[[IO[bytes]], IO[bytes]]], ...] = (
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
)


class Readable(Protocol):
    """What unpacked bytes are drawn from."""

    def read(self, size: int, /) -> bytes:
        """The next piece, or nothing at the end."""
        ...


def sniff(data: bytes, name: str) -> bool:
    """Whether the bytes are those of a zip, a 7z, a tar, or a packed file."""
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06") or data.startswith(SEVEN) or _is_packed(data) or _is_tar(data)


def read(data: bytes, record: RecordId, most_bytes: int = MOST_BYTES, most_members: int = MOST_MEMBERS) -> Extract:
    """The files inside, at most so many and so many bytes. Raises Encrypted, Malformed or TooLarge."""
    opened = _Unpacking(most_bytes, most_members)
    try:
        if data[:2] == b"PK":
            opened.zip(data)
        elif data.startswith(SEVEN):
            opened.seven(data)
        elif _is_packed(data):
            opened.packed(data)
        else:
            opened.tar(data)
    except FAULTS as error:
        raise Malformed(BROKEN) from error
    return Extract(
        kind="archive", reader=READER, members=tuple(opened.members), kept=tuple(opened.kept), notes=tuple(opened.notes)
    )


class _Unpacking:
    """One archive being unpacked into memory, with what is left of its limits."""

    def __init__(self, most_bytes: int, most_members: int) -> None:
        self.members: list[Member] = []
        self.kept: list[Kept] = []
        self.notes: list[str] = []
        self._bytes_left = most_bytes
        self._members_left = most_members

    def zip(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [
                entry for entry in archive.infolist() if not entry.is_dir() and not LITTER.search(entry.filename)
            ]
            _check_no_overlap(archive.infolist(), len(data))
            if any(entry.filename == "[Content_Types].xml" for entry in entries):
                raise Unreadable("This is an office document of a kind not known here. Save it as a PDF and add that.")
            if entries and all(entry.flag_bits & 1 for entry in entries):
                raise Encrypted(LOCKED)
            for entry in entries:
                self._zip_entry(archive, entry)

    def _zip_entry(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        if stat.S_ISLNK(entry.external_attr >> 16):
            return self._leave(entry.filename, "link", "points to another file, and was not followed")
        if entry.flag_bits & 1:
            return self._leave(entry.filename, "locked", "is locked with a password, and was not read")
        try:
            with archive.open(entry) as file:
                self._take(entry.filename, file)
        except FAULTS:
            self._leave(entry.filename, "broken", "is broken, and was not read; ask for it again")

    def tar(self, data: bytes) -> None:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for entry in archive:
                if entry.isdir() or LITTER.search(entry.name):
                    continue
                file = archive.extractfile(entry) if entry.isreg() else None
                if file is None:
                    self._leave(entry.name, "link", "is a link or a device, and was not followed")
                else:
                    self._take(entry.name, file)

    def seven(self, data: bytes) -> None:
        # Imported here because it costs a third of a second, and few archives are of this kind.
        import py7zr

        try:
            with py7zr.SevenZipFile(io.BytesIO(data)) as archive:
                if archive.needs_password():
                    raise Encrypted(LOCKED)
                wanted = [entry.filename for entry in archive.files if self._seven_entry(entry)]
                archive.extract(targets=wanted, factory=_memory(self))
        except py7zr.exceptions.PasswordRequired as error:
            raise Encrypted(LOCKED) from error
        except (Unreadable, MemoryError, RecursionError):
            raise
        except Exception as error:  # it raises many kinds on broken bytes, none of them ours to tell apart
            raise Malformed(BROKEN) from error

    def _seven_entry(self, entry: "ArchiveFile") -> bool:
        """Whether the entry is a file to unpack."""
        if entry.is_directory or LITTER.search(entry.filename):
            return False
        if entry.is_symlink or entry.is_junction or entry.is_socket:
            self._leave(entry.filename, "link", "is a link or a device, and was not followed")
            return False
        if _shown(entry.filename) != entry.filename:
            self._leave(entry.filename, "unsafe", "had a name that is not safe, and was not read; add it by itself")
            return False
        return True

    def packed(self, data: bytes) -> None:
        self._take("unpacked", _unpacked(data))

    def _take(self, name: str, file: Readable) -> None:
        """Unpack one file, counting."""
        self.count_member()
        pieces = []
        while piece := file.read(CHUNK):
            self.count(piece)
            pieces.append(piece)
        shown = _shown(name)
        if shown != name:
            self.notes.append(f"A file inside had a name that is not safe; it is shown as “{shown}”.")
        self.members.append(Member(name=shown, data=b"".join(pieces)))

    def count_member(self) -> None:
        """One more file. Raises TooLarge."""
        self._members_left -= 1
        if self._members_left < 0:
            raise TooLarge(HUGE)

    def count(self, piece: bytes) -> None:
        """So many more bytes. Raises TooLarge."""
        self._bytes_left -= len(piece)
        if self._bytes_left < 0:
            raise TooLarge(HUGE)

    def _leave(self, name: str, kind: str, why: str) -> None:
        self.count_member()
        self.kept.append(Kept(path=_shown(name), kind=kind, label=why))
        self.notes.append(f"“{_shown(name)}” {why}.")


def _memory(opened: _Unpacking) -> "WriterFactory":
    """Where py7zr puts what it unpacks: into memory, counted as it comes, never into a file."""
    from py7zr.io import Py7zIO, WriterFactory

    class Piece(Py7zIO):
        def __init__(self, name: str) -> None:
            self._name, self._held = name, io.BytesIO()

        def write(self, s: bytes | bytearray) -> int:
            opened.count(bytes(s))
            return self._held.write(s)

        def read(self, size: int | None = None) -> bytes:
            return self._held.read(size)

        def seek(self, offset: int, whence: int = 0) -> int:
            return self._held.seek(offset, whence)

        def flush(self) -> None:
            pass

        def size(self) -> int:
            return self._held.getbuffer().nbytes

        def close(self) -> None:
            opened.members.append(Member(name=self._name, data=self._held.getvalue()))

    class Memory(WriterFactory):
        def create(self, filename: str) -> Py7zIO:
            opened.count_member()
            return Piece(filename)

    return Memory()


def _shown(name: str) -> str:
    """The name without drive, climbing parts and signs that do not print."""
    flat = "".join(sign if sign.isprintable() else "_" for sign in name.replace("\\", "/"))
    parts = [part for part in PurePosixPath(flat).parts if part not in ("/", "//", "..") and not part.endswith(":")]
    return "/".join(parts)[-200:] or "unnamed"


def _check_no_overlap(entries: list[zipfile.ZipInfo], size: int) -> None:
    """Entries that share bytes are the mark of a bomb. Raises Malformed."""
    local_header, end = 30, 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end or entry.header_offset + entry.compress_size > size:
            raise Malformed(BROKEN)
        end = entry.header_offset + local_header + entry.compress_size


def _is_packed(data: bytes) -> bool:
    return data[:3] == b"\x1f\x8b\x08" or any(data.startswith(start) for start, _ in PACKED)


def _is_tar(data: bytes) -> bool:
    return data[257:262] == b"ustar" or (len(data) >= 1024 and _has_tar_sum(data[:512]))


def _has_tar_sum(head: bytes) -> bool:
    """Old tar has no magic word: its header's checksum shows it."""
    try:
        stated = int(head[148:156].strip(b" \x00") or b"0", 8)
    except ValueError:
        return False
    return stated > 0 and stated == sum(head[:148]) + 8 * 32 + sum(head[156:])


def _unpacked(data: bytes) -> Readable:
    for start, opener in PACKED:
        if data.startswith(start):
            return opener(io.BytesIO(data))
    return _Gzip(data)


class _Gzip:
    """A gzip file read piece by piece; `gzip.GzipFile` would hold the last piece back where the end is cut off."""

    def __init__(self, data: bytes) -> None:
        self._pieces = _gunzip(data)

    def read(self, size: int, /) -> bytes:
        return next(self._pieces, b"")


def _gunzip(data: bytes) -> Iterator[bytes]:
    """Every piece of every gzip member. Raises EOFError where the end is missing."""
    rest = data
    while rest[:2] == b"\x1f\x8b":
        unpacker = zlib.decompressobj(wbits=31)
        while not unpacker.eof:
            piece = unpacker.decompress(rest, CHUNK)
            if not piece and not unpacker.eof and not unpacker.unconsumed_tail:
                raise EOFError
            rest = unpacker.unconsumed_tail
            if piece:
                yield piece
        rest = unpacker.unused_data

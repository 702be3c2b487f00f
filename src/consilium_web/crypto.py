"""Encryption at rest. Only this module ever holds a key.

One master key lives in a file outside the database. It wraps one key for each case, and a case's key seals everything
clinical of that case with AES-256-GCM. Each sealed value is bound to its case, kind and row, so that a blob moved to
another row, or another case, does not open.

Enters: bytes. Leaves: bytes. Raises `Sealed` where a blob does not open.
"""

import base64
import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12
KEY = 32
FORMAT = b"\x01"
CHUNK = 1024 * 1024
"""Plain bytes in one sealed piece of a file."""
OVERHEAD = 16


class Sealed(Exception):
    """A blob does not open: wrong key, wrong place, or changed bytes. The message says no more than that."""


def create_master_key(path: Path) -> bool:
    """Write a new master key that only its owner can read; False where one is already there."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        _write(path, _new_line())
    except FileExistsError:
        return False
    return True


def add_master_key(path: Path) -> None:
    """Put a new master key before those that are there: it seals from now on, and the older ones still open."""
    aside = path.with_name(f".{path.name}.new")
    aside.unlink(missing_ok=True)
    _write(aside, _new_line() + path.read_bytes())
    aside.rename(path)


def _new_line() -> bytes:
    return base64.b64encode(secrets.token_bytes(KEY)) + b"\n"


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _masters(path: Path, changed: int) -> tuple[bytes, ...]:
    """The master keys, the newest first. `changed` is when the file was written, so that a new key is noticed."""
    keys = tuple(base64.b64decode(line, validate=True) for line in path.read_bytes().split())
    if not keys or any(len(key) != KEY for key in keys):
        raise Sealed("A master key is 32 bytes.")
    return keys


def _subkeys(purpose: str) -> tuple[bytes, ...]:
    """A key of its own for each purpose, so that no key serves two; the newest first."""
    path: Path = settings.CONSILIUM_MASTER_KEY
    return _derived(path, path.stat().st_mtime_ns, purpose)


@lru_cache(maxsize=64)
def _derived(path: Path, changed: int, purpose: str) -> tuple[bytes, ...]:
    return tuple(
        HKDF(algorithm=SHA256(), length=KEY, salt=None, info=purpose.encode()).derive(master)
        for master in _masters(path, changed)
    )


def _seal(key: bytes, plain: bytes, place: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, place)


def _open(key: bytes, blob: bytes, place: bytes) -> bytes:
    blob = bytes(blob)
    if blob[:1] != FORMAT:
        raise Sealed("This blob has an unknown format.")
    try:
        return AESGCM(key).decrypt(blob[1 : 1 + NONCE], blob[1 + NONCE :], place)
    except InvalidTag:
        raise Sealed("This blob does not open.") from None


def _open_any(keys: tuple[bytes, ...], blob: bytes, place: bytes) -> bytes:
    for older in keys[:-1]:
        with suppress(Sealed):
            return _open(older, blob, place)
    return _open(keys[-1], blob, place)


def seal_secret(purpose: str, plain: bytes) -> bytes:
    """Seal something that belongs to the site and to no case, such as the secret of a second factor."""
    return _seal(_subkeys(f"secret/{purpose}")[0], plain, purpose.encode())


def open_secret(purpose: str, blob: bytes) -> bytes:
    """What `seal_secret` sealed for this purpose."""
    return _open_any(_subkeys(f"secret/{purpose}"), blob, purpose.encode())


@dataclass(frozen=True, slots=True)
class CaseKey:
    """The key of one case. It is never printed and never leaves this module."""

    case: str
    _key: bytes = field(repr=False)

    @classmethod
    def new(cls, case: str) -> tuple["CaseKey", bytes]:
        """A fresh key, and the wrapped form that the case's row keeps."""
        key = cls(case, secrets.token_bytes(KEY))
        return key, key.wrap()

    @classmethod
    def unwrap(cls, case: str, wrapped: bytes) -> "CaseKey":
        """The key that this row's wrapped form holds."""
        return cls(case, _open_any(_subkeys("case-keys"), wrapped, f"case-key/{case}".encode()))

    def wrap(self) -> bytes:
        """The wrapped form, under the newest master key."""
        return _seal(_subkeys("case-keys")[0], self._key, f"case-key/{self.case}".encode())

    def _place(self, kind: str, row: str) -> bytes:
        return f"{self.case}/{kind}/{row}".encode()

    def seal(self, plain: bytes, *, kind: str, row: str) -> bytes:
        """Seal the clinical content of one row."""
        return _seal(self._key, plain, self._place(kind, row))

    def open(self, blob: bytes, *, kind: str, row: str) -> bytes:
        """The content of one row; raises Sealed where it was moved or changed."""
        return _open(self._key, blob, self._place(kind, row))

    def fingerprint(self, digest: str) -> str:
        """A keyed hash of a file's hash: equal within the case, and meaningless to anyone who knows the file."""
        return hmac.new(self._key, b"fingerprint/" + digest.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class FileKey:
    """The key of one file, which is sealed while it is still arriving, before it belongs to any case.

    A file is a row of pieces. Each piece is bound to the file, its number and whether it is the last, so that pieces
    can be neither swapped nor cut off.
    """

    file: str
    _key: bytes = field(repr=False)

    @classmethod
    def new(cls, file: str) -> "FileKey":
        """A fresh key for a file of this id."""
        return cls(file, secrets.token_bytes(KEY))

    def wrap(self, case: CaseKey) -> bytes:
        """The form that the record's row keeps, sealed under the case's key."""
        return case.seal(self._key, kind="file-key", row=self.file)

    @classmethod
    def unwrap(cls, file: str, wrapped: bytes, case: CaseKey) -> "FileKey":
        """The key that this record's row keeps."""
        return cls(file, case.open(wrapped, kind="file-key", row=file))

    def seal_piece(self, number: int, plain: bytes, *, last: bool) -> bytes:
        """Piece `number` of the file, `OVERHEAD` bytes longer. The key is used for this file only, so numbers serve
        as nonces."""
        return AESGCM(self._key).encrypt(number.to_bytes(NONCE, "big"), plain, self._piece(number, last))

    def open_piece(self, number: int, sealed: bytes, *, last: bool) -> bytes:
        """The plain bytes of piece `number`."""
        try:
            return AESGCM(self._key).decrypt(number.to_bytes(NONCE, "big"), sealed, self._piece(number, last))
        except InvalidTag:
            raise Sealed("This file does not open.") from None

    def _piece(self, number: int, last: bool) -> bytes:
        return f"{self.file}/{number}/{'last' if last else 'more'}".encode()

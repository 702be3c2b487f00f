"""Secrets that live in files: made once, readable by the owner alone, never in the repository."""

import os
import secrets
from pathlib import Path


def keyfile(path: Path, size: int = 32) -> Path:
    """`path`, holding `size` random bytes as hex; written at the first call, mode 0600, and never again.

    Two processes that start together agree: the file is written aside and linked into place, and the first wins.
    """
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    _write(aside, secrets.token_hex(size))
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
    return path


def _write(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())

"""A child whose one reader does what its file tells it to: `DEED: connect` and the like. Run by the tests only."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from consilium.reading import nursery, readers
from consilium.records import Extract, Page

READER = "evil/1"
MARK = b"DEED: "
AT_FDCWD, WRITE_AND_CREATE = -100, os.O_WRONLY | os.O_CREAT


def sniff(data: bytes, name: str) -> bool:
    return data.startswith(MARK)


def read(data: bytes, record: str) -> Extract:
    deed, _, argument = data.removeprefix(MARK).decode().partition(" ")
    result = DEEDS[deed](argument)
    narrative = (1,) if deed == "fault-in-text" else ()
    return Extract(kind="evil", reader=READER, pages=(Page(number=1, text=str(result)),), narrative=narrative)


def native(name: str, *arguments: object) -> str:
    """Call the C library past Python's audit hook; "1" is EPERM."""
    libc = ctypes.CDLL(None, use_errno=True)
    result = getattr(libc, name)(*arguments)
    return f"{result} {ctypes.get_errno()}"


def native_alloc(argument: str) -> object:
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    return libc.malloc(ctypes.c_size_t(int(argument)))


def spoil_report(argument: str) -> str:
    def read_pages(pages: object, record: object) -> None:
        raise KeyError("Jane Doe")

    readers.report.read_pages = read_pages
    return "kept"


def spin(argument: str) -> None:
    while True:
        pass


def spin_unseen(argument: str) -> None:
    signal.alarm(0)
    spin(argument)


def leave_waste(argument: str) -> str:
    WASTE.append(bytearray(int(argument)))
    return "done"


def open_files() -> list[str]:
    held = []
    for number in range(64):
        with contextlib.suppress(OSError):
            held.append(str(Path(f"/proc/self/fd/{number}").readlink()))
    return held


WASTE: list[bytearray] = []
DEEDS = {
    "connect": lambda to: socket.create_connection(("127.0.0.1", int(to)), timeout=2),
    "connect-native": lambda _: native("socket", socket.AF_INET, socket.SOCK_STREAM, 0),
    "read": lambda of: Path(of).read_text(),
    "read-native": lambda of: native("openat", AT_FDCWD, of.encode(), os.O_RDONLY),
    "list": lambda of: list(Path(of).iterdir()),
    "write": lambda to: Path(to).write_text("gotcha"),
    "write-native": lambda to: native("openat", AT_FDCWD, to.encode(), WRITE_AND_CREATE, 0o600),
    "delete": lambda to: Path(to).unlink(),
    "delete-native": lambda to: native("unlink", to.encode()),
    "run": lambda _: subprocess.run(["/bin/true"], check=True),
    "run-native": lambda _: native("execve", b"/bin/true", None, None),
    "fork-native": lambda _: native("fork"),
    "kill-native": lambda to: native("kill", int(to), 0),
    "allocate": lambda size: len(bytearray(int(size))),
    "allocate-native": native_alloc,
    "leave-waste": leave_waste,
    "spin": spin,
    "spin-unseen": spin_unseen,
    "sleep": lambda seconds: time.sleep(float(seconds)),
    "crash": lambda _: ctypes.string_at(0),
    "abort": lambda _: os.abort(),
    "raise": lambda text: (_ for _ in ()).throw(ValueError(text)),
    "nest": lambda _: nest(),
    "print": lambda text: print(text * 100_000) or "printed",
    "fault-in-text": spoil_report,
    "open-files": lambda _: open_files(),
    "environment": lambda _: sorted(os.environ),
}


def nest() -> None:
    nest()


if __name__ == "__main__":
    readers.READERS = (sys.modules["__main__"], *readers.READERS)
    nursery.main()

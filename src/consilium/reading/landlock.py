"""Which files a child may still open: those of Python, of this program and of the system's libraries, to read them.

Landlock (Linux 5.13 and later) holds native code too. The numbers are those of `linux/landlock.h`, the same on every
machine.
"""

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

SYSTEM = (
    "/usr", "/lib", "/lib32", "/lib64", "/nix/store", "/System", "/Library", "/etc/ld.so.cache", "/etc/fonts",
    "/etc/localtime", "/etc/mime.types", "/dev/null", "/dev/urandom", "/proc/self", "/proc/cpuinfo", "/proc/meminfo",
    "/sys/devices/system/cpu",
)  # fmt: skip
"""What libraries look at: their own files, fonts, the time zone, the machine. Nothing that is a person's."""

CREATE, ADD, RESTRICT = 444, 445, 446
ASK_VERSION, BENEATH = 1, 1
ALL_RIGHTS = (1 << 13) - 1
READ_FILE, READ_FOLDER = 1 << 2, 1 << 3
NO_NEW_PRIVILEGES = 38


def readable() -> tuple[Path, ...]:
    """The files and folders that may be read, with all that is in them."""
    named = [Path(one) for one in (sys.prefix, sys.base_prefix, *sys.path, *SYSTEM)]
    found = [path for path in named if path.is_absolute() and path.exists()]
    return tuple(dict.fromkeys([*found, *(path.resolve() for path in found)]))


def hold(readable: Iterable[Path]) -> bool:
    """Close every file but these to this process, for good; False where the system cannot."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(CREATE, None, 0, ASK_VERSION) < 1:
        return False
    rights = struct.pack("=Q", ALL_RIGHTS)
    rules = libc.syscall(CREATE, rights, len(rights), 0)
    try:
        for path in readable:
            _allow(libc, rules, path)
        return no_new_privileges(libc) and bool(libc.syscall(RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def no_new_privileges(libc: ctypes.CDLL) -> bool:
    """What the system asks for before a process may close itself in; True where that is done."""
    return bool(libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0)


def _allow(libc: ctypes.CDLL, rules: int, path: Path) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rights = READ_FILE | READ_FOLDER if path.is_dir() else READ_FILE
        libc.syscall(ADD, rules, BENEATH, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)

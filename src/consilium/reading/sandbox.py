"""The walls around a child that parses files from outside: no network, no new process, no file but the program's own.

Enters: nothing but numbers. Leaves: the names of the walls that hold on this machine. On Linux a seccomp filter refuses
the system calls themselves, so that native code of a parser is held too; the audit hook holds Python code on every
system.
"""

import contextlib
import ctypes
import math
import os
import platform
import signal
import struct
import sys
from typing import Any

from consilium.reading import landlock

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

REFUSED_EVENTS = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.startfile",
    "os.kill", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
    "os.chown", "os.utime", "os.setxattr", "shutil.", "tempfile.", "urllib.", "http.", "ftplib.", "smtplib.",
    "webbrowser.", "pty.", "winreg.Set", "winreg.Create", "winreg.Delete",
)  # fmt: skip


READING_EVENTS = ("open", "os.listdir", "os.scandir")
READABLE: list[str] = []


def refuse(event: str, args: tuple[Any, ...]) -> None:
    """The audit hook: raises PermissionError where Python code reaches for the outside."""
    if event.startswith(REFUSED_EVENTS):
        raise PermissionError(f"a reader may not use {event}")
    if event == "open" and (isinstance(args[2], int) and args[2] & WRITING):
        raise PermissionError("a reader may not write files")
    if event in READING_EVENTS and isinstance(args[0], (str, bytes, os.PathLike)) and not _readable(args[0]):
        raise PermissionError("a reader may not look at other files")


def _readable(path: str | bytes | os.PathLike[str]) -> bool:
    place = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 (resolving would follow the name of an open file)
    return any(place == one or place.startswith(one.rstrip("/") + "/") for one in READABLE)


# Number of each refused system call on x86_64 and on aarch64, from Linux' own tables; -1 where it does not exist.
REFUSED_CALLS = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    "execve": (59, 221), "execveat": (322, 281), "fork": (57, -1), "vfork": (58, -1), "ptrace": (101, 117),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438), "kill": (62, 129), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138),
    "io_uring_setup": (425, 425), "bpf": (321, 280), "userfaultfd": (323, 282), "perf_event_open": (298, 241),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218), "unshare": (272, 97), "setns": (308, 268),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "memfd_create": (319, 279), "open_by_handle_at": (304, 265), "openat2": (437, 437), "creat": (85, -1),
    "truncate": (76, 45), "rename": (82, -1), "renameat": (264, 38), "renameat2": (316, 276), "mkdir": (83, -1),
    "mkdirat": (258, 34), "rmdir": (84, -1), "unlink": (87, -1), "unlinkat": (263, 35), "link": (86, -1),
    "linkat": (265, 37), "symlink": (88, -1), "symlinkat": (266, 36), "mknod": (133, -1), "mknodat": (259, 33),
    "chmod": (90, -1), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, -1),
    "fchown": (93, 55), "lchown": (94, -1), "fchownat": (260, 54), "utime": (132, -1), "utimes": (235, -1),
    "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7),
}  # fmt: skip
OPEN, OPENAT, CLONE, CLONE3 = (2, -1), (257, 56), (56, 220), (435, 435)
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
CLONE_THREAD = 0x10000

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, EPERM, ENOSYS = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 38
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16


def _op(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)


def _return_if(code: int, value: int, verdict: int) -> list[bytes]:
    return [_op(code, value, 0, 1), _op(RETURN, verdict)]


def _argument_rule(call: int, argument: int, bits: int, *, set_means: int, clear_means: int) -> list[bytes]:
    """Four steps that judge one call by the bits of one argument; skipped for every other call."""
    if call < 0:
        return []
    return [
        _op(EQUAL, call, 0, 4),
        _op(LOAD, ARGUMENTS + 8 * argument),
        _op(ANY_BIT, bits, 0, 1),
        _op(RETURN, set_means),
        _op(RETURN, clear_means),
    ]


def filter_program(machine: str) -> bytes:
    """The seccomp filter (classic BPF) for `x86_64` or `aarch64`. Raises KeyError for another machine."""
    column, architecture = ARCHITECTURES[machine]
    steps = [_op(LOAD, ARCHITECTURE), _op(EQUAL, architecture, 1, 0), _op(RETURN, EPERM), _op(LOAD, NUMBER)]
    if machine == "x86_64":
        steps += _return_if(AT_LEAST, 0x40000000, EPERM)
    for numbers in REFUSED_CALLS.values():
        if numbers[column] >= 0:
            steps += _return_if(EQUAL, numbers[column], EPERM)
    # The C library tries clone3 first and falls back to clone, whose flags can be seen: threads yes, processes no.
    steps += _return_if(EQUAL, CLONE3[column], ENOSYS)
    steps += _argument_rule(CLONE[column], 0, CLONE_THREAD, set_means=ALLOW, clear_means=EPERM)
    steps += _argument_rule(OPEN[column], 1, WRITING, set_means=EPERM, clear_means=ALLOW)
    steps += _argument_rule(OPENAT[column], 2, WRITING, set_means=EPERM, clear_means=ALLOW)
    return b"".join([*steps, _op(RETURN, ALLOW)])


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def _refuse_calls() -> bool:
    """Install the filter for this process; False where the system has none."""
    if sys.platform != "linux" or platform.machine() not in ARCHITECTURES:
        return False
    steps = filter_program(platform.machine())
    program = _Program(len(steps) // 8, steps)
    libc = ctypes.CDLL(None, use_errno=True)
    set_seccomp, mode_filter = 22, 2
    if not landlock.no_new_privileges(libc):
        return False
    return bool(libc.prctl(set_seccomp, mode_filter, ctypes.byref(program), 0, 0) == 0)


def _bound_memory(memory: int) -> bool:
    try:
        import resource
    except ImportError:
        return False
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        return sys.platform == "linux"
    return False


def enter(memory: int) -> tuple[str, ...]:
    """Close this process in for good. Returns the walls that hold: `memory`, `files`, `calls`, `audit`."""
    walls = []
    readable = landlock.readable()
    READABLE[:] = map(str, readable)
    if _bound_memory(memory):
        walls.append("memory")
    if landlock.hold(readable):
        walls.append("files")
    if _refuse_calls():
        walls.append("calls")
    sys.addaudithook(refuse)
    return (*walls, "audit")


def allow_seconds(seconds: float) -> None:
    """Give the next file this much processor time, and a little more of the clock; the system ends us beyond it.

    The parent keeps the clock too: this one holds when the parent is gone.
    """
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    end = math.ceil(used.ru_utime + used.ru_stime + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (end, resource.RLIM_INFINITY))
    signal.alarm(math.ceil(seconds) + 2)


def rest() -> None:
    """The file is done: waiting for the next one costs nothing."""
    if hasattr(signal, "alarm"):
        signal.alarm(0)

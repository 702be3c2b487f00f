"""The seccomp filter judged step by step, on both machines, whichever one the tests run on."""

import os
import struct
import sys
from pathlib import Path

import pytest

from consilium.reading import landlock, sandbox

ALLOWED, REFUSED, ABSENT = sandbox.ALLOW, sandbox.EPERM, sandbox.ENOSYS
MACHINES = list(sandbox.ARCHITECTURES)
READ_CALL = {"x86_64": 0, "aarch64": 63}
THREAD = 0x003D0F00
FORK = 0x01200011


def verdict(machine: str, call: int, *arguments: int, architecture: int | None = None) -> int:
    """Run the filter as the kernel does: classic BPF over `struct seccomp_data`."""
    known = sandbox.ARCHITECTURES[machine][1] if architecture is None else architecture
    data = struct.pack("<IIQ6Q", call, known, 0, *arguments, *[0] * (6 - len(arguments)))
    steps = list(struct.iter_unpack("HBBI", sandbox.filter_program(machine)))
    value = at = 0
    while True:
        code, yes, no, operand = steps[at]
        at += 1
        if code == 0x20:
            (value,) = struct.unpack_from("<I", data, operand)
        elif code == 0x06:
            return operand
        else:
            holds = {0x15: value == operand, 0x35: value >= operand, 0x45: bool(value & operand)}[code]
            at += yes if holds else no


def number(call: tuple[int, int], machine: str) -> int:
    return call[sandbox.ARCHITECTURES[machine][0]]


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", sandbox.REFUSED_CALLS)
def test_a_call_that_reaches_outside_is_refused(machine: str, name: str) -> None:
    call = number(sandbox.REFUSED_CALLS[name], machine)
    assert call < 0 or verdict(machine, call) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
def test_files_open_for_reading_only(machine: str) -> None:
    at = number(sandbox.OPENAT, machine)
    assert verdict(machine, at, 0, 0, os.O_RDONLY | os.O_CLOEXEC) == ALLOWED
    for flags in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, os.O_APPEND | os.O_WRONLY):
        assert verdict(machine, at, 0, 0, flags) == REFUSED


def test_the_older_open_is_judged_by_its_own_argument() -> None:
    assert verdict("x86_64", 2, 0, os.O_RDONLY, os.O_WRONLY) == ALLOWED
    assert verdict("x86_64", 2, 0, os.O_WRONLY) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
def test_threads_may_start_and_processes_may_not(machine: str) -> None:
    assert verdict(machine, number(sandbox.CLONE, machine), THREAD) == ALLOWED
    assert verdict(machine, number(sandbox.CLONE, machine), FORK) == REFUSED
    assert verdict(machine, number(sandbox.CLONE3, machine)) == ABSENT


@pytest.mark.parametrize("machine", MACHINES)
def test_what_a_parser_needs_is_allowed(machine: str) -> None:
    assert verdict(machine, READ_CALL[machine]) == ALLOWED


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_in_the_guise_of_another_machine_are_refused(machine: str) -> None:
    assert verdict(machine, READ_CALL[machine], architecture=0x40000003) == REFUSED
    if machine == "x86_64":
        assert verdict(machine, 0x40000000 + 41) == REFUSED, "the x32 numbers of the same calls"


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", ()),
        ("socket.__new__", ()),
        ("subprocess.Popen", ()),
        ("os.remove", ()),
        ("os.rename", ()),
        ("open", ("x", "w", os.O_WRONLY | os.O_CREAT)),
        ("open", ("x", "r+", os.O_RDWR)),
    ],
)
def test_python_code_is_refused_by_the_name_of_what_it_does(event: str, arguments: tuple[object, ...]) -> None:
    with pytest.raises(PermissionError):
        sandbox.refuse(event, arguments)


def test_python_code_may_import_and_read_what_is_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "READABLE", ["/opt/python", "/etc/localtime"])
    sandbox.refuse("import", ("json",))
    for path in ("/opt/python/json.py", b"/opt/python", "/etc/localtime", 3):
        sandbox.refuse("open", (path, "r", os.O_RDONLY))
    for path in ("/opt/python-of-another/json.py", "/opt/python/../secret", "/etc", "secret"):
        with pytest.raises(PermissionError):
            sandbox.refuse("open", (path, "r", os.O_RDONLY))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems hold Python code only; docs say so")
def test_what_may_be_read_holds_python_and_none_of_our_records() -> None:
    readable = landlock.readable()
    assert any(Path(os.__file__).is_relative_to(one) for one in readable)
    assert any(Path(landlock.__file__).is_relative_to(one) for one in readable)
    assert [one for one in readable if Path.home().is_relative_to(one) or one == Path("/")] == []

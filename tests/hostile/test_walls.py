"""What a parser may not do, whatever a file makes it do. The deeds are those of `evil.py`, in a real child."""

import errno
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes_for_tests import children

from consilium import reading
from consilium.reading import pool, process, sandbox
from consilium.reading.pool import Child, Died
from consilium.reading.shapes import Limits, Reading, Task

MIB = 1024 * 1024
LIMITS = Limits(seconds=3, memory=400 * MIB)  # a busy machine takes its time for a good file too
GOOD = ("good.txt", b"A valid note beside a hostile one.")
linux = pytest.mark.skipif(sys.platform != "linux", reason="system calls are held on Linux only; docs say so")


@pytest.fixture(scope="module", autouse=True)
def nursery() -> Iterator[process.Nursery]:
    """Children that do what their file tells them to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "COMMAND", (sys.executable, "-I", str(Path(__file__).with_name("evil.py"))))
        nursery = process.Nursery()
        patch.setattr(pool, "NURSERY", nursery)
        yield nursery
        nursery.close()


def do(deed: str, limits: Limits = LIMITS) -> Reading:
    """The reading of a file that does `deed`, between two good files that must come out unharmed."""
    before, evil, after = reading.read([GOOD, ("evil", b"DEED: " + deed.encode()), GOOD], limits=limits)
    for good in (before, after):
        assert good.refusal == "" and good.pages[0].text == GOOD[1].decode()
    return evil


def said(deed: str) -> str:
    return do(deed).pages[0].text


def begun(deed: str, limits: Limits = LIMITS) -> Child:
    """A child without a pool, in the middle of its deed."""
    child = Child(limits)
    child.start()
    child.give([Task(what="read", record=reading.record_id(b""), name="", data=f"DEED: {deed}".encode())])
    return child


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


@pytest.mark.requirement("B8")
def test_a_reader_cannot_connect(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    assert do(f"connect {port}").notes[0].startswith("fault PermissionError")
    with pytest.raises(TimeoutError):
        listener.accept()


@linux
def test_native_code_of_a_reader_cannot_open_a_socket() -> None:
    assert said("connect-native") == "-1 1"


def test_a_reader_cannot_write_a_file(tmp_path: Path) -> None:
    assert do(f"write {tmp_path}/canary").notes[0].startswith("fault PermissionError")
    assert list(tmp_path.iterdir()) == []


@linux
def test_native_code_of_a_reader_cannot_write_or_delete_a_file(tmp_path: Path) -> None:
    (tmp_path / "kept").touch()
    assert said(f"write-native {tmp_path}/canary") == "-1 1"
    assert said(f"delete-native {tmp_path}/kept") == "-1 1"
    assert do(f"delete {tmp_path}/kept").refusal == "crashed"
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


@linux
def test_a_reader_cannot_start_or_signal_a_process() -> None:
    assert do("run").notes[0].startswith("fault PermissionError")
    assert said("run-native") == said("fork-native") == "-1 1"
    assert said(f"kill-native {os.getpid()}") == "-1 1"


def test_nothing_of_our_environment_reaches_a_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSILIUM_KEY", "secret")
    assert "CONSILIUM_KEY" not in said("environment")


@linux
def test_memory_is_bounded_for_python_and_for_native_code() -> None:
    refused = do(f"allocate {900 * MIB}")
    assert refused.refusal == "too_large" and "memory" in refused.refused
    assert said(f"allocate-native {900 * MIB}") == "None"


@linux
def test_what_one_file_leaves_behind_is_not_blamed_on_the_next() -> None:
    waste = ("evil", f"DEED: leave-waste {90 * MIB}".encode())
    read = list(reading.read([waste] * 12, limits=LIMITS))
    assert [one.refusal for one in read] == [""] * 12


def test_a_reader_that_sleeps_is_ended_in_time() -> None:
    start = time.monotonic()
    slow = do("sleep 600")
    assert slow.refusal == "too_large" and "3 seconds" in slow.refused
    assert time.monotonic() - start < 30


def test_a_reader_that_spins_is_ended_in_time() -> None:
    assert do("spin").refusal == "too_large"


@pytest.mark.parametrize("deed", ["spin", "spin-unseen"])
def test_a_child_ends_itself_where_its_parent_does_not(deed: str) -> None:
    """No pool, so nobody keeps the clock but the child's own limits of wall and of processor."""
    child = begun(deed, Limits(seconds=1, memory=LIMITS.memory))
    with pytest.raises(Died):
        child.take()
    child.stop()
    assert child.ended_by in pool.OUT_OF_TIME


@pytest.mark.requirement("B8")
def test_a_reader_cannot_read_a_file_of_ours(tmp_path: Path) -> None:
    key = tmp_path / "master.key"
    key.write_text("secret")
    for deed in (f"read {key}", f"read {tmp_path}/../{tmp_path.name}/master.key", f"list {tmp_path}"):
        assert do(deed).notes[0].startswith("fault PermissionError")


@linux
def test_native_code_of_a_reader_cannot_read_a_file_of_ours(tmp_path: Path) -> None:
    key = tmp_path / "master.key"
    key.write_text("secret")
    assert said(f"read-native {key}") == f"-1 {errno.EACCES}"
    assert not said(f"read-native {sys.executable}").startswith("-1")


@linux
def test_a_reader_holds_nothing_that_leads_to_its_siblings_or_its_parents() -> None:
    sibling, child = begun("sleep 60"), begun("open-files")
    answer = child.take().answer
    for one in (sibling, child):
        one.stop()
    assert answer.reading
    held = answer.reading.pages[0].text
    assert held.count("pipe:") == 2 and "socket" not in held and "anon_inode" not in held


def test_children_end_with_their_nursery_and_the_next_begins_another(nursery: process.Nursery) -> None:
    child = begun("sleep 60")
    nursery.close()
    with pytest.raises(Died):
        child.take()
    child.stop()
    assert said("environment")


@linux
def test_a_nursery_that_was_ended_from_outside_is_begun_anew(nursery: process.Nursery) -> None:
    first = begun("sleep 60")
    assert nursery._process
    nursery._process.kill()
    assert said("environment")
    first.stop()


@pytest.mark.parametrize("deed", ["crash", "abort"])
def test_a_reader_that_dies_costs_only_its_own_file(deed: str) -> None:
    refused = do(deed)
    assert refused.refusal == "crashed" and "Ask for it again" in refused.refused


def test_a_fault_is_told_by_its_place_and_never_by_words_of_the_record() -> None:
    refused = do("raise Jane Doe has cancer")
    assert refused.refusal == "crashed"
    assert refused.notes[0].startswith("fault ValueError at ") and "Jane" not in repr(refused)


def test_a_fault_in_reading_the_words_leaves_the_words() -> None:
    (one,) = reading.read([("evil", b"DEED: fault-in-text")], limits=LIMITS)
    assert one.pages[0].text == "kept" and not one.refusal
    assert "(fault KeyError at " in one.notes[0] and "Jane" not in repr(one)


def test_endless_nesting_is_refused() -> None:
    assert do("nest").refusal == "too_large"


def test_what_a_parser_prints_does_not_mix_with_answers() -> None:
    assert said("print x") == "printed"


def test_a_child_ends_when_its_tasks_end() -> None:
    child = Child(LIMITS)
    child.start()
    assert child._process
    child._process.tasks.close()
    assert child._process.wait() == 0


@linux
def test_children_end_when_their_parent_is_gone() -> None:
    program = f"""
import sys
sys.path[:0] = {[str(folder) for folder in Path(__file__).parents[:2]]!r}
from consilium.reading import process
process.COMMAND = {process.COMMAND!r}
from test_walls import LIMITS, begun
child = begun("sleep 60", LIMITS.__class__(seconds=60, memory=LIMITS.memory))
print(process.NURSERY._process.pid, flush=True)
sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        number = int(parent.stdout.readline())
        (child,) = children(number)
        parent.kill()
    deadline = time.monotonic() + 20
    while (_alive(number) or _alive(child)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(number) and not _alive(child)


def _alive(number: int) -> bool:
    status = Path(f"/proc/{number}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_leaving_early_ends_every_child() -> None:
    readings = reading.read([("evil", b"DEED: sleep 60")] * 40, workers=2, limits=Limits(seconds=30))
    first = reading.read([GOOD] * 100, workers=2)
    assert next(first).pages
    start = time.monotonic()
    first.close()
    readings.close()
    assert time.monotonic() - start < 5


@linux
def test_the_walls_stand_before_the_first_file() -> None:
    child = Child(LIMITS)
    child.start()
    assert child.walls == ("memory", "files", "calls", "audit")
    child.stop()


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_fits_the_kernel(machine: str) -> None:
    program = sandbox.filter_program(machine)
    assert len(program) % 8 == 0 and len(program) // 8 < 4096


def test_evil_is_no_part_of_the_package() -> None:
    found = subprocess.run(
        [sys.executable, "-c", "from consilium.reading.readers import READERS; print(READERS)"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "evil" not in found

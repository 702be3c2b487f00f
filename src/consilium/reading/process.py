"""Children as their parent holds them, all forked from one process that has loaded every reader (`nursery`)."""

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from typing import BinaryIO

import msgspec

from consilium.reading.shapes import Limits
from consilium.reading.wire import CODE, END, READY

COMMAND = (sys.executable, "-I", "-m", "consilium.reading.nursery")
# Nothing of the parent's environment, where keys may live, reaches a child. One thread keeps address space small.
ENVIRONMENT = {"LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
STARTING = 60.0
"""Seconds after which a process that does not begin counts as one that never will."""


class Process:
    """A child: its two pipes, and a line to the nursery, which alone ends it and alone knows how it ended."""

    def __init__(self, tasks: BinaryIO, answers: BinaryIO, line: socket.socket) -> None:
        self.tasks = tasks
        self.answers = answers
        self._line = line

    def kill(self) -> None:
        """End it, from any thread; nothing happens where it has ended."""
        with contextlib.suppress(OSError):
            self._line.send(END)

    def wait(self) -> int:
        """Its exit code, or minus the number of the signal that ended it; frees its pipes."""
        told = b""
        with contextlib.suppress(OSError):
            told = self._line.recv(CODE)
        for end in (self.tasks, self.answers, self._line):
            with contextlib.suppress(OSError):
                end.close()
        return int.from_bytes(told, "big", signed=True) if len(told) == CODE else -signal.SIGKILL


class Nursery:
    """Starts with the first child, ends with this process, and is begun anew where it was ended from outside."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._line: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)
        os.register_at_fork(after_in_child=self._forget)

    def child(self, limits: Limits, file: int | None = None) -> Process:
        """A new child within these limits, which inherits one open file. Raises RuntimeError where none starts."""
        with self._lock:
            with contextlib.suppress(OSError, EOFError):
                return self._ask(limits, file)
            self._end()
            try:
                return self._ask(limits, file)
            except (OSError, EOFError) as error:
                self._end()
                raise RuntimeError(f"the reading process does not start; try: {' '.join(COMMAND)}") from error

    def close(self) -> None:
        """End the nursery, and every child of it."""
        with self._lock:
            self._end()

    def _ask(self, limits: Limits, file: int | None) -> Process:
        line = self._line or self._start()
        tasks_in, tasks_out = os.pipe()
        answers_in, answers_out = os.pipe()
        ours, theirs = socket.socketpair()
        child = Process(os.fdopen(tasks_out, "wb"), os.fdopen(answers_in, "rb"), ours)
        given = (tasks_in, answers_out, theirs.fileno())
        try:
            socket.send_fds(line, [msgspec.json.encode(limits)], given if file is None else (*given, file))
        finally:
            os.close(tasks_in)
            os.close(answers_out)
            theirs.close()
        if ours.recv(1) != READY:
            child.wait()
            raise EOFError
        return child

    def _start(self) -> socket.socket:
        line, theirs = socket.socketpair()
        self._line = line
        with theirs:
            self._process = subprocess.Popen(
                COMMAND, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT
            )
        line.settimeout(STARTING)
        if line.recv(1) != READY:
            raise EOFError
        line.settimeout(None)
        return line

    def _end(self) -> None:
        if self._line:
            self._line.close()
        if self._process:
            self._process.wait()
        self._line, self._process = None, None

    def _forget(self) -> None:
        """After a fork of this process the nursery stays the other's."""
        self._lock = threading.Lock()
        self._line, self._process = None, None


NURSERY = Nursery()

"""Children kept warm for those who look at pictures: a page, a frame or a tile in milliseconds, behind the same walls.

A viewer asks hundreds of times, and what a child has opened or unpacked once need not be opened again. Each owner (a
case, or one slide) has children of its own, so that what one file left behind in a child meets no other patient's
files; they end when nobody has asked them for a while.
"""

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from consilium.reading.pool import Pool
from consilium.reading.shapes import Answer, Limits, Task

IDLE = 120.0
"""Seconds after which a child that nobody asks ends."""
MOST = 4
"""Owners served at once, before the one that waits longest is sent away."""
WORKERS = 2


@dataclass(slots=True)
class _Bench:
    """The children of one owner. `using`: how many are asking them now. `file`: what they may read besides tasks."""

    limits: Limits
    pool: Pool | None = None
    file: int | None = None
    using: int = 0
    asked: float = field(default_factory=time.monotonic)
    opening: threading.Lock = field(default_factory=threading.Lock)

    def open(self, file: Callable[[], int] | None) -> Pool:
        """The children, and before them the file: once, while those who ask for another owner's do not wait."""
        with self.opening:
            if self.pool is None:
                self.file = file() if file else None
                self.pool = Pool(self.limits, WORKERS, file=self.file).__enter__()
            return self.pool

    def close(self) -> None:
        if self.pool is not None:
            self.pool.__exit__(None, None, None)
        if self.file is not None:
            with suppress(OSError):
                os.close(self.file)


class Lightbox:
    """May be asked from any thread."""

    def __init__(self, limits: Limits, *, most: int = MOST, idle: float = IDLE) -> None:
        self._limits = limits
        self._most = most
        self._idle = idle
        self._lock = threading.Lock()
        self._benches: dict[str, _Bench] = {}
        self._sweeper: threading.Thread | None = None

    def ask(self, owner: str, task: Task, file: Callable[[], int] | None = None) -> Answer:
        """The child's answer. `file` gives an open file, which children of this owner may read, and which is closed
        with them; it is called only where this owner has no children yet."""
        bench = self._bench(owner)
        try:
            pool = bench.open(file)
            return pool.do(task).answer
        finally:
            with self._lock:
                bench.using -= 1
                bench.asked = time.monotonic()

    def _bench(self, owner: str) -> _Bench:
        """The owner's bench, with one more who uses it."""
        with self._lock:
            if owner not in self._benches:
                self._send_away(lambda _: len(self._benches) >= self._most)
                self._benches[owner] = _Bench(self._limits)
                self._start_sweeping()
            bench = self._benches[owner]
            bench.using += 1
            return bench

    def _send_away(self, wanted: Callable[[_Bench], bool]) -> None:
        """End the benches that are wanted gone and not in use, the one that waits longest first. Holds the lock."""
        for owner, bench in sorted(self._benches.items(), key=lambda one: one[1].asked):
            if not bench.using and wanted(bench):
                del self._benches[owner]
                bench.close()

    def _start_sweeping(self) -> None:
        if self._sweeper is None:
            self._sweeper = threading.Thread(target=self._sweep, name="lightbox", daemon=True)
            self._sweeper.start()

    def _sweep(self) -> None:
        while True:
            time.sleep(min(self._idle / 4, 10))
            with self._lock:
                self._send_away(lambda bench: time.monotonic() - bench.asked > self._idle)

    def close(self) -> None:
        """End every child that is not in use."""
        with self._lock:
            self._send_away(lambda _: True)

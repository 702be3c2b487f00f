"""Child processes kept and reused: tasks in, answers out, in order. A child's death costs only the file it died of."""

import contextlib
import queue
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from types import TracebackType
from typing import NamedTuple

import msgspec

from consilium.reading import wire
from consilium.reading.cache import Cache
from consilium.reading.process import NURSERY, STARTING, Process
from consilium.reading.shapes import MIB, Answer, Limits, Reading, Task
from consilium.records import Member

PACKED = (b"PK", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf")
BATCH_TASKS, BATCH_BYTES = 16, 256 * 1024

# What `wait` gives where the child's own clock of the processor (SIGXCPU) or of the wall (SIGALRM) ended it.
OUT_OF_TIME = (-24, -14)

SLOW = (
    "Reading this file took longer than {seconds:g} seconds and was stopped. Ask for it in smaller parts, or as a PDF."
)
LARGE = "This file is larger than {size} MiB, more than a record may be. Ask for it in smaller parts."
DIED = "Reading this file broke the reader, so it was set aside and is kept as it is. Ask for it again, or as a PDF."


class Done(NamedTuple):
    """One finished task: the child's answer, the files found where it was an archive, and the bytes it was about."""

    answer: Answer
    members: tuple[Member, ...]
    data: bytes = b""


class Died(Exception):
    """The child ended in the middle of a task."""


class Child:
    """One process that parses, and the clock that ends it. Used by one thread at a time."""

    def __init__(self, limits: Limits, file: int | None = None) -> None:
        self._limits = limits
        self._file = file
        self._process: Process | None = None
        self.deadline = float("inf")
        self.late = False
        self.fresh = True
        self.ended_by = 0
        self.walls: tuple[str, ...] = ()

    def start(self) -> None:
        """Start the process if none runs, and wait until its walls stand."""
        if self._process:
            return
        self._process = NURSERY.child(self._limits, self._file)
        self.fresh, self.late, self.deadline = True, False, time.monotonic() + STARTING
        try:
            self.walls = msgspec.msgpack.decode(wire.receive(self._process.answers), type=tuple[str, ...])
        except EOFError as error:
            self.stop()
            raise RuntimeError("a reading process ended before its walls stood") from error

    def give(self, tasks: Sequence[Task]) -> None:
        """Hand over a batch. A child that is gone is noticed when the first answer is awaited."""
        self.deadline = time.monotonic() + self._limits.seconds
        assert self._process
        with contextlib.suppress(BrokenPipeError):
            wire.send(self._process.tasks, wire.encode([replace(task, data=b"") for task in tasks]))
            for task in tasks:
                wire.send(self._process.tasks, task.data)

    def take(self) -> Done:
        """Await the next answer. Raises Died."""
        self.deadline = time.monotonic() + self._limits.seconds + 0.2
        assert self._process
        answers = self._process.answers
        try:
            answer = wire.decode_answer(wire.receive(answers))
            members = tuple(Member(name=name, data=wire.receive(answers)) for name in answer.members)
        except (EOFError, msgspec.MsgspecError) as error:
            raise Died from error
        finally:
            self.deadline = float("inf")
        self.fresh = False
        if answer.retire:
            self.stop()
        return Done(answer, members)

    def stop(self) -> None:
        """End the process and free its pipes."""
        process, self._process = self._process, None
        self.deadline = float("inf")
        if process:
            process.kill()
            self.ended_by = process.wait()

    def end_if_late(self, now: float) -> None:
        """Called by the clock's thread; the waiting thread then sees the pipe close."""
        if self._process and now > self.deadline:
            self.late = True
            self.interrupt()

    def interrupt(self) -> None:
        """End the process from another thread than the one that uses it."""
        if process := self._process:
            process.kill()


class Pool:
    """As many children as `workers`; use as a context. `run` may be called again and again, from one thread.

    `file`: the number of an open file that the children inherit, for those tasks that are about it.
    """

    def __init__(self, limits: Limits, workers: int = 1, cache: Cache | None = None, file: int | None = None) -> None:
        self._limits = limits
        self._cache = cache
        self._children = [Child(limits, file) for _ in range(workers)]
        self._idle: queue.SimpleQueue[Child] = queue.SimpleQueue()
        for child in self._children:
            self._idle.put(child)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="reading")
        self._over, self._ended = threading.Event(), threading.Event()
        self._clock = threading.Thread(target=self._watch, name="reading-clock", daemon=True)

    def __enter__(self) -> "Pool":
        self._clock.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._ended.set()
        self._clock.join()
        for child in self._children:
            child.stop()

    def run(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Each task's end, in order. Holds a few batches at a time, however many tasks there are."""
        batches = _batches(tasks)
        flying: list[Future[list[Done]]] = []
        for batch in batches:
            flying.append(self._threads.submit(self._perform, batch))
            if len(flying) > len(self._children):
                yield from flying.pop(0).result()
        while flying:
            yield from flying.pop(0).result()

    def do(self, task: Task) -> Done:
        """One task's end, for any thread."""
        done = self._perform([task])
        return done[0] if done else Done(_gave_up(task, "crashed", DIED), ())

    def _perform(self, batch: list[Task]) -> list[Done]:
        child = self._idle.get()
        try:
            at_once = [self._at_once(task) for task in batch]
            done: list[Done] = []
            while len(done) < len(batch) and not self._over.is_set():
                if ready := at_once[len(done)]:
                    done.append(ready)
                else:
                    last = next((i for i in range(len(done), len(batch)) if at_once[i]), len(batch))
                    done += self._attempt(child, batch[len(done) : last])
            return [end._replace(data=task.data) for end, task in zip(done, batch, strict=False)]
        finally:
            self._idle.put(child)

    def _at_once(self, task: Task) -> Done | None:
        """The end of a task that needs no child: a file that is too large, or one that was read before."""
        if len(task.data) > self._limits.size:
            sentence = LARGE.format(size=self._limits.size // MIB)
            return Done(_gave_up(task, "too_large", sentence), ())
        held = self._cache.get(task) if self._cache and task.what == "read" else None
        return Done(Answer(reading=held), ()) if held else None

    def _attempt(self, child: Child, tasks: list[Task]) -> Iterator[Done]:
        """Answers until the batch is done or the child has ended; at least one, unless a used child has ended."""
        child.start()
        child.give(tasks)
        for task in tasks:
            fresh = child.fresh
            try:
                done = child.take()
            except Died:
                child.stop()
                if child.late or child.ended_by in OUT_OF_TIME:
                    yield Done(_gave_up(task, "too_large", SLOW.format(seconds=self._limits.seconds)), ())
                elif fresh:
                    yield Done(_gave_up(task, "crashed", DIED), ())
                # A child that has read other files may have died of what they left behind: a new one tries again.
                return
            if done.answer.retire and not fresh:
                return
            if self._cache and done.answer.reading and not done.members and task.what == "read":
                self._cache.keep(task, done.answer.reading)
            yield done
            if done.answer.retire:
                return

    def _watch(self) -> None:
        """Keep the clock of every child. Once the pool is left, what a child still does is of no use."""
        while not self._ended.wait(0.05):
            for child in self._children:
                child.end_if_late(time.monotonic())
                if self._over.is_set():
                    child.interrupt()


def _gave_up(task: Task, refusal: str, refused: str) -> Answer:
    reading = Reading(record=task.record, name=task.name, size=len(task.data), refusal=refusal, refused=refused)
    return Answer(reading=reading)


def _batches(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    """A few small tasks travel together. What may unfold travels alone, so that few are held unfolded."""
    batch: list[Task] = []
    weight = 0
    for task in tasks:
        batch.append(task)
        weight += BATCH_BYTES if task.data.startswith(PACKED) else len(task.data)
        if len(batch) >= BATCH_TASKS or weight >= BATCH_BYTES:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch

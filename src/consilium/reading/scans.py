"""Pages that are pictures, recognised one by one in a child with limits of its own. In: a reading; out: the same, read.

Recognising a page costs seconds and a gigabyte where reading a text layer costs milliseconds, so it has its own pool,
which is started when the first picture comes.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from types import TracebackType

import msgspec

from consilium.facts import Fact
from consilium.reading.pool import Pool
from consilium.reading.shapes import MIB, Limits, Reading, Task
from consilium.records import Page

SECONDS, MEMORY = 60, 1_536 * MIB

CHECK = "{pages} a picture. A program recognised the words in it: check them against the picture."
FAILED = "{pages} a picture in which no words could be recognised. Look at the picture itself."
LEFT = "{pages} a picture, and more such pages than are recognised in one file. Add them as a file of their own."


class Scans:
    """Recognises words in pictures; use as a context."""

    def __init__(self, limits: Limits, workers: int) -> None:
        self._limits = replace(limits, seconds=max(limits.seconds, SECONDS), memory=max(limits.memory, MEMORY))
        self._workers = workers
        self._stack = ExitStack()
        self._pool: Pool | None = None

    def __enter__(self) -> "Scans":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.__exit__(kind, error, at)

    def recognised(self, data: bytes, reading: Reading) -> Reading:
        """The reading with the words of its unread pages, and the facts that all its running text gives together."""
        if not reading.unread:
            return reading
        wanted, left = reading.unread[: self._limits.scans], reading.unread[self._limits.scans :]
        found = {page.number: page for page in self._pages(data, reading, wanted)}
        read = tuple(number for number in wanted if number in found)
        failed = tuple(number for number in wanted if number not in found)
        pages = tuple(found.get(page.number, page) for page in reading.pages)
        notes = [
            note.format(pages=_named(some)) for note, some in ((CHECK, read), (FAILED, failed), (LEFT, left)) if some
        ]
        known = replace(reading, pages=pages, unread=(*failed, *left), notes=(*reading.notes, *notes))
        return self._with_facts(known) if found else known

    def _pages(self, data: bytes, reading: Reading, numbers: tuple[int, ...]) -> Iterator[Page]:
        tasks = (
            Task(what="recognise", record=reading.record, name=reading.name, data=data, page=number)
            for number in numbers
        )
        for done in self._started().run(tasks):
            if done.answer.reading:
                yield from (page for page in done.answer.reading.pages if page.text)

    def _with_facts(self, reading: Reading) -> Reading:
        """All pages of words are understood together, because a sentence may go on overleaf."""
        pages = tuple(page for page in reading.pages if page.text.strip())
        task = Task(what="words", record=reading.record, name=reading.name, data=msgspec.msgpack.encode(pages))
        (done,) = self._started().run([task])
        words = done.answer.reading
        if words is None or words.refused:
            return replace(reading, notes=(*reading.notes, words.refused if words else ""))
        shown = {page.number: page for page in pages}
        facts = tuple(_sure(fact, shown) for fact in words.facts)
        others = tuple(fact for fact in reading.facts if fact.source.reader not in words.readers)
        readers = tuple(dict.fromkeys((*reading.readers, *words.readers)))
        return replace(reading, facts=(*others, *facts), readers=readers)

    def _started(self) -> Pool:
        if self._pool is None:
            self._pool = self._stack.enter_context(Pool(self._limits, self._workers))
        return self._pool


def _sure(fact: Fact, pages: dict[int, Page]) -> Fact:
    """The fact as sure as the least sure line that its words stand in."""
    at = fact.source
    if at.page is None or at.start is None or at.end is None:
        return fact
    spots = (spot for spot in pages[at.page].spots if spot.start < at.end and at.start < spot.end)
    return msgspec.structs.replace(fact, confidence=min((spot.confidence for spot in spots), default=fact.confidence))


def _named(numbers: tuple[int, ...]) -> str:
    if len(numbers) == 1:
        return f"Page {numbers[0]} is"
    shown = ", ".join(map(str, numbers[:8])) + (" and more" if len(numbers) > 8 else "")
    return f"Each of the pages {shown} is"

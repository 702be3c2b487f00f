"""How the command draws: headings, wrapped lines, names of files, facts as a person reads them. At most 96 columns."""

import os
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from consilium.cli.sources import plain
from consilium.delivery import labels
from consilium.facts import Fact
from consilium.reading import Reading
from consilium.values import RecordId

WIDTH = 96
LABEL = 36

Names = Mapping[RecordId, "Named"]


class Named(NamedTuple):
    """What a file is called on the screen, and what is known of each of its pages: "Progress Notes, 2021-03-27"."""

    name: str
    pages: Mapping[int, str]


def heading(title: str) -> Iterator[str]:
    """A title with a line under it, after an empty line."""
    yield ""
    yield title
    yield "-" * len(title)


def wrapped(text: str, first: str = "  ", rest: int | None = None) -> Iterator[str]:
    """The text folded; `first` starts it, and the other lines stand under its end or at column `rest`."""
    indent = " " * (len(first) if rest is None else rest)
    yield from textwrap.wrap(plain(text), WIDTH, initial_indent=first, subsequent_indent=indent) or [first.rstrip()]


def names(readings: Sequence[Reading]) -> dict[RecordId, Named]:
    """What each file is called on the screen: the folder that all share is left out."""
    paths = {one.name for one in readings if one.parent is None}
    shared = os.path.commonpath([os.path.dirname(path) or "." for path in paths]) if _same_kind(paths) else ""  # noqa: PTH120
    return {one.record: Named(name(one, shared), dict(_pages(one))) for one in readings}


def _pages(reading: Reading) -> Iterator[tuple[int, str]]:
    for page in reading.pages:
        if known := ", ".join(part for part in (page.label, page.on) if part):
            yield page.number, shortened(plain(known), 40)


def _same_kind(paths: Iterable[str]) -> bool:
    kinds = {os.path.isabs(path) for path in paths}  # noqa: PTH117
    return len(kinds) == 1


def name(reading: Reading, shared: str = "") -> str:
    """The file's name without the shared folder; for a file inside an archive, the way to it."""
    if reading.inside:
        return plain(reading.inside)
    relative = reading.name.removeprefix(shared).lstrip(os.sep) if shared else reading.name
    return plain(relative)


def shortened(text: str, width: int) -> str:
    """The text, its middle left out where it is too long."""
    if len(text) <= width:
        return text
    half = (width - 1) // 2
    return f"{text[: width - 1 - half]}…{text[len(text) - half :]}"


def said(fact: Fact) -> str:
    """The value in words; T, N and M with the c or p that tells how they were found."""
    return plain(labels.coded(fact))


def source(fact: Fact, names: Names) -> str:
    """File, page and quoted words."""
    where = fact.source
    if where.record is None:
        return f"said by {where.said_by}"
    named = names.get(where.record) or Named(where.record[:12], {})
    page = f", page {where.page}" if where.page else ""
    known = f" ({named.pages[where.page]})" if where.page and where.page in named.pages else ""
    quote = " ".join(where.quote.split())
    words = f": “{shortened(quote, 160)}”" if quote else ""
    return f"{shortened(named.name, 60)}{page}{known}{words}"

"""What a printer put on every page of one document: its heads and feet, which stand in the middle of sentences.

Only where the pages are numbered one after the other, so that a page that begins another document keeps its title; and
only lines that tell whose record it is and what kind, so that nothing that was found is left out on any page.
"""

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from consilium.records.report import words

_NUMBER = re.compile(
    r"\bpage:? ?(\d{1,3})\b(?: ?(?:of|/) ?\d{1,3}\b)?|^\W*(\d{1,3}) ?(?:of|/) ?\d{1,3}\W*$", re.IGNORECASE
)
_MOST = 8
"""Lines of a head or a foot."""
_OF_PAPER = frozenset({"kind", "name", "mrn", "sex", "age", "signed", "misspelt"})
"""Kinds of known words that such a line may hold."""

Span = tuple[int, int]


def without(pages: Sequence[str]) -> list[str]:
    """The pages with blanks in place of heads but the first and feet but the last, letter by letter as long."""
    if len(pages) == 1:
        return list(pages)
    heads, feet = [_lines(page, 1) for page in pages], [_lines(page, -1) for page in pages]
    blank: list[list[Span]] = [[] for _ in pages]
    for before, after in pairwise(range(len(pages))):
        head, foot = _alike(pages, heads, before, after), _alike(pages, feet, before, after)
        if any(_next(pages[before][a:b], pages[after][c:d]) for (a, b), (c, d) in (*head, *foot)):
            blank[after] += [span for _, span in head]
            blank[before] += [span for span, _ in foot]
    return [_blanked(page, spans) for page, spans in zip(pages, blank, strict=True)]


def _lines(page: str, step: int) -> list[Span]:
    """Where the first lines of a page stand that are not empty, or its last, the outermost first."""
    found: list[Span] = []
    lines = page.splitlines(keepends=True)
    at = 0 if step > 0 else len(page)
    for line in lines[::step]:
        start = at if step > 0 else at - len(line)
        at = at + step * len(line)
        if line.strip():
            found.append((start, start + len(line)))
        if len(found) == _MOST:
            break
    return found


def _alike(pages: Sequence[str], lines: Sequence[list[Span]], before: int, after: int) -> list[tuple[Span, Span]]:
    """The lines at the same end of two pages that are the same but for the page's number, up to the first other."""
    both = zip(lines[before], lines[after], strict=False)
    return list(takewhile(lambda two: _plain(pages[before], two[0]) == _plain(pages[after], two[1]), both))


def _plain(page: str, span: Span) -> str:
    return _NUMBER.sub("#", page[slice(*span)].strip())


def _next(before: str, after: str) -> bool:
    """Whether these lines number two pages one after the other."""
    first, second = _NUMBER.search(before.strip()), _NUMBER.search(after.strip())
    if first is None or second is None:
        return False
    return int(first[1] or first[2]) + 1 == int(second[1] or second[2])


def _blanked(page: str, spans: list[Span]) -> str:
    for start, end in spans:
        if words.find(page[start:end].lower()).keys() <= _OF_PAPER:
            page = page[:start] + " " * (end - start) + page[end:]
    return page

"""Whole numbers in the flat text, in digits or English, as a scan may have left them."""

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from consilium.records.report.numbers import number


class Number(msgspec.Struct, frozen=True, gc=False):
    """A number in the flat text; `end` is behind a bracket that says it again, `bare` before."""

    start: int
    bare: int
    end: int
    value: int


# A set of letters comes first, so that the search skips everything else quickly; then all that a number may be.
_NUMBER = re.compile(
    r"[0-9enotfszl](?:(?<![a-z\d.].)|(?<=[ (]x[0-9]))(?:(?<=[0-9])(?:\d{0,2}(?![a-z\d%]|\.\d)|o(?=\)))|(?<=o)(?:ne\b"
    r"|(?<=[:=/] o)\b|(?= ?/ ?\d))"
    r"|(?<=l)(?= ?/ ?[\dl])"
    r"|(?<=t)(?:wo|hree|en|welve|hirteen|wenty|hirty)\b|(?<=f)(?:our|ive|ourteen|ifteen|orty|ifty)\b"
    r"|(?<=s)(?:ix|even|ixteen|eventeen|ixty|eventy|ingle|olitary)\b|(?<=e)(?:ight|leven|ighteen|ighty)\b"
    r"|(?<=n)(?:ine|one|ineteen|inety)\b|(?<=z)ero\b)"
)
_UNIT = re.compile(r"[- ]{1,2}(?:one|two|three|four|five|six|seven|eight|nine)\b")
_ITEM = re.compile(r"(?:\n|\A) ?\Z")
"""Before the number of a list's line: `10) lymph nodes`."""
_SAID_AGAIN = re.compile(r" ?\((?!of |out )(?:[^)\n/:]{1,4}|[a-z-]{3,8})\)")


def numbers(flat: str, start: int, end: int) -> Iterator[Number]:
    """Every whole number in a stretch of text, in digits or English."""
    stop = start
    for match in _NUMBER.finditer(flat, start, end):
        begin, bare = match.span()
        if begin < stop or (flat.startswith(")", bare) and _ITEM.search(flat, max(0, begin - 2), begin)):
            continue
        word = match[0]
        if word.endswith("ty") and (unit := _UNIT.match(flat, bare)):
            bare = unit.end()
        again = _SAID_AGAIN.match(flat, bare) if flat.startswith(("(", " ("), bare) else None
        stop = again.end() if again else bare
        yield Number(begin, bare, stop, scanned(flat[begin:bare]))


@lru_cache(maxsize=2000)
def scanned(word: str) -> int:
    """A number in which a scan may have read l for 1 and o for 0."""
    if word == "solitary":
        return 1
    return number(word.replace("l", "1").replace("o", "0") if len(word) == 1 or any(map(str.isdigit, word)) else word)

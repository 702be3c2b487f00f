"""Ends of lines that mean nothing: where a line was full, and where a word was cut at a hyphen or a slash."""

import re
from typing import NamedTuple

from consilium import hyphens
from consilium.records.report import spelling, words

SIGNS = ("-", "/")
_FIRST = re.compile(r"[a-z]{2,20}\Z")
_SECOND = re.compile(r"[a-z]{1,20}")
# A capital goes on with the word only after these, as in `Pre-Op` and `PD-L1`; elsewhere such a hyphen is a dash.
_PREFIX = ("in", "pre", "post", "non", "pd", "her", "mlh", "msh", "pms")

_LINE = re.compile(r"^[^\S\n]*(\S[^\n]{38,}\S)(?=(\s*)(\S+))", re.MULTILINE)
_GOES_ON = (" of", " the", " and", " with", " for", " in", " to", " by", " or", " from", " at")
_ITEM = re.compile(r"(?:\w{1,3}[.):]|[-*•+>])(?:\s|$)")
"""Begins the next of a list."""
_LABEL = re.compile(r"\w[\w ()/,-]{1,40}[:=]")
"""Begins a line of a form."""
_ENOUGH = 4
"""Lines that must go on before their length tells anything."""
_NEARLY = 20
"""Where lines that go on end with a blank, no more than one of so many does not."""
_LONGEST = 20
"""Letters of a word that count."""
_LOOSE, _FEW = 1.15, 20


_HALF = re.compile(
    r"\d ?[+=x/]\n\d|\d\n[+=x/] ?\d|(?<![a-z])(?:y?[pcra])?[tnm]\n[\dx]"
    r"|\b(?:grade|stage|score|level|type|class|group|category|differentiation)\n(?:[ivx]{1,4}|\d[a-c]?)(?![\w.):])"
)
"""A sum, a size, a category or a grade with one half on either line: `3 + / 4 = 7`, `T / 2c`, `grade / III`."""
_BRACKET = 60
"""Letters between brackets that a line's end may part."""


def unfinished(low: str, start: int, end: int) -> bool:
    """Whether what stands before the gap from `start` to `end` goes on behind it, by what it says; in lower case."""
    if _HALF.search(f"{low[max(0, start - 16) : start]}\n{low[end : end + 6]}"):
        return True
    opened = low.rfind("(", max(0, start - _BRACKET), start)
    return opened >= 0 and not any(sign in low[opened:start] for sign in ")\n") and ")" in low[end : end + _BRACKET]


class Lines(NamedTuple):
    """How a text is set: how long a line with the first word of the next has to be for that word to have gone there.

    `capitals` is the same for lines in capitals, which hold fewer letters unless all letters are equally wide; 0 where
    it is not known. `apart`: line breaks between two lines, 2 where every second line is empty. `blanks`: whether a
    line that goes on ends with a blank and one that does not ends without, as programs that print leave them.
    """

    width: int
    capitals: int
    apart: int
    blanks: bool = False

    @classmethod
    def of(cls, text: str) -> "Lines":
        """Told by lines that go on for certain: into a small letter, after a comma or a word that ends no sentence."""
        if text.count("\n") < _ENOUGH:
            return cls(0, 0, 1)
        told: dict[bool, list[tuple[int, int]]] = {False: [], True: []}
        apart: list[int] = []
        longest: list[int] = []
        going_on = 0
        for found in _LINE.finditer(text):
            line, gap, word = found.groups()
            if not gap:
                continue  # the last line, which has none behind it
            longest.append(len(line))
            if word[0].islower() or line.endswith(",") or line.lower().endswith(_GOES_ON):
                told[line.isupper()].append((len(line) + 1 + len(word), len(line) + 1))
                apart.append(gap.count("\n"))
                going_on += gap[0] == " "
        width, capitals = _reach(told[False]), _reach(told[True])
        often = 2 if len(apart) >= _ENOUGH and sorted(apart)[len(apart) // 4] == 2 else 1
        ended = text.count("\n") - text.count(" \n")
        blanks = min(ended, len(apart)) >= _ENOUGH and going_on * _NEARLY >= len(apart) * (_NEARLY - 1)
        # Lines far longer than that are of another letter, or were broken by hand.
        beyond = sum(length > _LOOSE * max(width, capitals) for length in longest)
        if beyond * _FEW > len(longest):
            return cls(0, 0, often, blanks)
        return cls(width, min(capitals or width, width or capitals), often, blanks)

    def filled(self, text: str, start: int, end: int) -> bool:
        """Whether the line that ends at `start` had no room for the first word of the next, which begins at `end`."""
        if not (self.width or self.capitals):
            return False
        line = text[text.rfind("\n", 0, start) + 1 : start].strip()
        width = self.capitals if line.isupper() else self.width
        if not width or len(line) + 1 + _LONGEST < width or _ITEM.match(text, end):
            return False
        if _LABEL.match(line) and _LABEL.match(text, end):
            return False
        return len(line) + 1 + len(text[end : end + _LONGEST].split(maxsplit=1)[0]) >= width

    def joins(self, text: str, low: str, start: int, end: int) -> int | None:
        """How many signs before the gap from `start` to `end` go with it where it stands inside a word; None elsewhere.

        `low` is `text` in lower case.
        """
        gap, after = text[start:end], text[end : end + 1]
        if not text[start - 2 : start - 1].isalnum() or not after.isalnum() or not self._one_break(gap):
            return None
        if text[start - 1] == "/":
            return 0 if gap.isspace() or after.islower() else None
        found, going_on = _FIRST.search(low, max(0, start - 21), start - 1), _SECOND.match(low, end)
        first, second = found[0] if found else "", going_on[0] if going_on else ""
        if first and second and _known(first + second):
            return 1
        if first and hyphens.stays(first, second):
            return 0
        if first and words.find(first):
            return None  # `ER-` and `nodes-` end with a sign of their own
        if after.islower():
            return 1 if first and second else 0
        return 0 if after.isdigit() or (gap.isspace() and first in _PREFIX) else None

    def _one_break(self, gap: str) -> bool:
        return 0 < gap.count("\n") <= self.apart if gap.isspace() else "\n" not in gap


def _reach(told: list[tuple[int, int]]) -> int:
    """What nearly all of them reach with the next word, but no more than the longest has without it."""
    return min(sorted(told)[len(told) // 8][0], max(line for _, line in told)) if len(told) >= _ENOUGH else 0


def _known(word: str) -> bool:
    word = spelling.american(word)
    return any(hit.end - hit.start == len(word) for hits in words.find(word).values() for hit in hits)

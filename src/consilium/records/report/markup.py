"""Signs that set a text and say nothing themselves: stars of bold words, leaders of dots, the columns of a table.

In: the text of the pages; out: the same text, as long, with a colon between a label and its answer.
"""

import re

_BOLD = re.compile(r"(?<!\*)\*\*(?!\*)")
_LEADER = re.compile(r"(?<=[A-Za-z)])(?: ?\.){4,}[.:]*(?= ?[^\s.])")
"""`Tumor size ........ 3.5 cm`."""
_ROW = re.compile(
    r"^(?P<open>[ \t]*\|?)(?P<label>[ \t]*[A-Za-z][^|\n]{1,60})\|(?P<answer>[^|\n]+)(?P<close>\|?[ \t]*)$", re.MULTILINE
)
"""`| Tumor size | 3.5 cm |`: a row of two cells."""
_CELLS = re.compile(
    r"^(?P<label>[ \t]*[A-Za-z](?:(?! {3})[^|:\t\n]){0,60}[^|:.,;\s])(?P<gap>\t[ \t]*| {3,}\t*)"
    r"(?=[^\s|:](?:(?! {3})[^|\t\n])*$)",
    re.MULTILINE,
)
"""The same with a tab between the two, as tables of letters and web pages come, or set under each other by blanks."""
_RULE = re.compile(r"^[ \t]*\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+(?:[ \t]*:?-{3,}:?[ \t]*)?\|?[ \t]*$", re.MULTILINE)


def without(text: str) -> str:
    """The text with blanks and colons in place of such signs, each sign in its place."""
    if "**" in text:
        text = _BOLD.sub("  ", text)
    if "...." in text or ". . . ." in text:
        text = _LEADER.sub(_colon, text)
    if "\t" in text or "   " in text:
        text = _CELLS.sub(_cells, text)
    if "|" in text:
        text = _ROW.sub(_row, _RULE.sub(_blank, text))
    return text


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _colon(found: re.Match[str]) -> str:
    return ":".ljust(len(found[0]))


def _cells(found: re.Match[str]) -> str:
    return found["label"] + ":".ljust(len(found["gap"]))


def _row(found: re.Match[str]) -> str:
    label = f"{found['label'].rstrip()}:".ljust(len(found["label"]) + 1)
    return " " * len(found["open"]) + label + found["answer"] + " " * len(found["close"])

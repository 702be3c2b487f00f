"""Patterns that are searched for faster, because a search skips to the signs that a match can begin with.

`re` skips so by itself where a pattern begins with a letter or with a plain choice of letters. Every other pattern it
tries at each place of the text: one that begins with `\\b`, with a look behind, with a named group, with what may be
left out. Here the signs are taken from any pattern, so that none has to be written in another way for speed.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, cast

Sign = tuple[Any, Any]
"""A letter, a range or a class of letters, as the parser of `re` has it."""


@contextmanager
def skipping() -> Iterator[None]:
    """Patterns compiled meanwhile find what they always find, sooner.

    The compiler of `re` asks one function of its own for these signs. Where another Python has no such function, its
    patterns are only slower.
    """
    compiler = import_module("re._compiler")
    known = getattr(compiler, _ASKED, lambda *_: None)
    setattr(compiler, _ASKED, lambda pattern, flags: known(pattern, flags) or _signs(pattern, flags))
    try:
        yield
    finally:
        setattr(compiler, _ASKED, known)


def later(words: str) -> re.Pattern[str]:
    """A pattern that is compiled when it is first used: most records of tissue never ask those that notes need."""
    return cast("re.Pattern[str]", _Later(words))


class _Later:
    """Stands for a pattern; each of its methods is found once, and is an attribute from then on."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._compiled: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        if self._compiled is None:
            with skipping():
                self._compiled = re.compile(self._words)
        found = getattr(self._compiled, name)
        setattr(self, name, found)
        return found


_ASKED = "_get_charset_prefix"
_IGNORECASE = 2


def _signs(pattern: Iterable[Any], flags: int) -> list[Sign] | None:
    first = None if flags & _IGNORECASE else _first(pattern)
    return None if first is None or first[1] else first[0]


def _first(parts: Iterable[Any]) -> tuple[list[Sign], bool] | None:
    """The signs that the first letter of a match is among, and whether it may have none; None where any letter is."""
    signs: list[Sign] = []
    for kind, what in parts:
        match kind.name:
            case "AT" | "ASSERT" | "ASSERT_NOT":
                continue
            case "LITERAL":
                return [*signs, (kind, what)], False
            case "IN" if what[0][0].name != "NEGATE":
                return [*signs, *what], False
            case "SUBPATTERN" if not (what[1] or what[2]):
                first = _first(what[3])
            case "BRANCH":
                first = _either(what[1])
            case "MAX_REPEAT" | "MIN_REPEAT":
                first = _first(what[2])
                first = first and (first[0], first[1] or not what[0])
            case _:
                return None
        if first is None:
            return None
        signs += first[0]
        if not first[1]:
            return signs, False
    return signs, True


def _either(choices: Iterable[Iterable[Any]]) -> tuple[list[Sign], bool] | None:
    found = [_first(choice) for choice in choices]
    known = [first for first in found if first is not None]
    if len(known) < len(found):
        return None
    return [sign for signs, _ in known for sign in signs], any(empty for _, empty in known)

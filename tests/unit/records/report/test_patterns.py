"""A search that skips to where a match can begin finds what any search finds."""

import re
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consilium.records import report
from consilium.records.report.patterns import skipping

PATTERNS = (
    r"\bno\b", r"(?<!a)b", r"(?<=a)b", r"(?=b)\w+", r"(?!a)\w", r"(?P<x>ab)|(?P<y>cd)", r"(?:a|b)?c", r"a*b", r"a*", "",
    r"[^a]b", r".b", r"(?:.a|b)", r"(?i)ab", r"(?i:ab)c", r"(?:a(?i:b))?c", r"(a)?\1b", r"(a)?(?(1)b|c)", r"ä|ß|\d",
    r"a??b", r"$|a", r"\b$", r"(?:a|)b", r"(?:\bno|[?])+ ", r"(?>a|b)c", r"a++b", r"[\d\s]x", r"(?:\n|\A)a",
    r"(?s:.)b",
)  # fmt: skip
SKIPS = "INFO 7 0b100"
"""How `re` prints that it looks for a sign first."""
PIECES = (*"ab", r"\b", ".", "[ab]", "[^a]", "(?<=a)", "(?!b)", r"\w", "é", "$")
pieces = st.recursive(
    st.sampled_from(PIECES),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(("?", "*?", "{1,2}"))).map(lambda said: f"(?:{said[0]}){said[1]}"),
        inner.map(lambda part: f"({part})"),
    ),
    max_leaves=6,
)


def found(pattern: re.Pattern[str], text: str) -> list[tuple[tuple[int, int], ...]]:
    return [tuple(one.span(group) for group in range(pattern.groups + 1)) for one in pattern.finditer(text)]


def both(pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The pattern as everybody compiles it, and as it skips."""
    re.purge()
    plain = re.compile(pattern)
    re.purge()
    with skipping():
        return plain, re.compile(pattern)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(text=st.text("abcdno? \nxAä1"))
def test_any_beginning_finds_the_same(pattern: str, text: str) -> None:
    plain, skips = both(pattern)
    assert found(skips, text) == found(plain, text)


@given(pattern=pieces, text=st.text("abcé \n", max_size=12))
def test_patterns_of_any_making_find_the_same(pattern: str, text: str) -> None:
    plain, skips = both(pattern)
    assert found(skips, text) == found(plain, text)


def test_every_pattern_of_the_reader_finds_the_same() -> None:
    cases = tomllib.loads((Path(__file__).parents[3] / "spec" / "report.toml").read_text("utf-8"))["rule"]
    text = "\n".join(case["text"].lower() for rule in cases[::9] for case in rule["cases"])[:5_000]
    modules = [module for name, module in sys.modules.items() if name.startswith(report.__name__)]
    patterns = {one for module in modules for one in vars(module).values() if isinstance(one, re.Pattern)}
    re.purge()
    for one in patterns:
        assert found(one, text) == found(re.compile(one.pattern, one.flags & ~re.UNICODE), text), one.pattern
    assert len(patterns) > 300


def test_a_search_skips_where_it_was_asked_to(capsys: pytest.CaptureFixture[str]) -> None:
    re.compile(r"\bno", re.DEBUG)
    assert SKIPS not in capsys.readouterr().out
    with skipping():
        re.compile(r"\bno", re.DEBUG)
    assert SKIPS in capsys.readouterr().out

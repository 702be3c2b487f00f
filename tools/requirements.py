"""Draw docs/requirements.md: each requirement with the tests that show it, from the marks on the tests.

`python tools/requirements.py` writes the page; with `--check` it only says whether the page is current.
"""

import contextlib
import io
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/requirements.md"
TITLES = ROOT / "tests/requirements.toml"
HEAD = """# Requirements and the tests that show them

This page is made by `make requirements` from the marks on the tests; nobody edits it.
The letters name the articles that a requirement rests on; they are listed in
[tests/requirements.toml](../tests/requirements.toml).
"""


class Marks:
    """Collects which test shows which requirement, while pytest collects the tests."""

    def __init__(self) -> None:
        self.shown: defaultdict[str, set[str]] = defaultdict(set)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            for mark in item.iter_markers("requirement"):
                for name in mark.args:
                    self.shown[name].add(item.nodeid.split("[")[0])


def collect() -> dict[str, set[str]]:
    """Requirement → the tests that carry its mark. Raises RuntimeError where the tests cannot be collected."""
    marks, output = Marks(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        code = pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", str(ROOT / "tests")], plugins=[marks])
    if code != pytest.ExitCode.OK:
        raise RuntimeError(output.getvalue())
    return marks.shown


def page(shown: dict[str, set[str]]) -> str:
    """The page. Raises ValueError where a test names a requirement that does not exist."""
    parts = tomllib.loads(TITLES.read_text())["part"]
    names = {name for part in parts for name in part if name != "title"}
    if strange := sorted(set(shown) - names):
        raise ValueError(f"tests show requirements that do not exist: {', '.join(strange)}")
    done = f"{len(names & set(shown))} of {len(names)} requirements are shown by at least one test.\n"
    return "\n".join([HEAD, done, *(_part(part, shown) for part in parts)])


def _part(part: dict[str, object], shown: dict[str, set[str]]) -> str:
    rows = [_row(name, *value, sorted(shown.get(name, ()))) for name, value in part.items() if isinstance(value, list)]
    return "\n".join([f"## {part['title']}\n", "| | Requirement | Shown by |", "|---|---|---|", *rows, ""])


def _row(name: str, title: str, articles: str, tests: list[str]) -> str:
    shown = "<br>".join(f"`{test.removeprefix('tests/')}`" for test in tests) or "**not yet shown**"
    return f"| {name} | {title}{f' ({articles})' if articles else ''} | {shown} |"


def main(arguments: list[str]) -> int:
    text = page(collect())
    if "--check" in arguments:
        return 0 if PAGE.exists() and PAGE.read_text() == text else 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The commands that README and docs show are run, and print what the page says they print.

A block fenced as `console` holds lines that begin with `$ ` and, after each, what it prints. `…` stands for anything.
Blocks run in order in a fresh folder; `make` targets are looked up and not run, because the tests run inside one.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGES = [page for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))) if BLOCK.search(page.read_text())]


def commands(text: str) -> list[tuple[str, str]]:
    """Each command of a page with the output shown under it."""
    shown: list[tuple[str, str]] = []
    for block in BLOCK.findall(text):
        for line in block.splitlines():
            if line.startswith("$ "):
                shown.append((line[2:], ""))
            elif shown:
                command, output = shown.pop()
                shown.append((command, f"{output}{line}\n"))
    return shown


def test_commands_are_found_with_their_output() -> None:
    assert commands("```console\n$ a b\nc\nd\n$ e\n```\n") == [("a b", "c\nd\n"), ("e", "")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_do_what_it_says(page: Path, tmp_path: Path) -> None:
    for command, expected in commands(page.read_text()):
        if command.startswith(("git clone", "cd ")):
            continue
        if command.startswith("make "):
            assert re.search(rf"^{command.split()[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE), command
            continue
        _matches(expected, _run(command, tmp_path), command)


def _run(command: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "CONSILIUM_EXAMPLES": str(ROOT)}
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def _matches(expected: str, printed: str, command: str) -> None:
    for line in filter(None, (line.strip() for line in expected.splitlines())):
        pattern = ".*".join(re.escape(part) for part in line.split("…"))
        assert re.search(pattern, printed), f"{command} does not print: {line}\nIt prints:\n{printed}"

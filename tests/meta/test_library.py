"""The library has no clock: time is always passed in."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

BANNED = {("date", "today"), ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("time", "time")}


def clocks(source: str) -> list[int]:
    """The lines of a module that ask a clock for the date or the time of day."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and (_owner(node), node.attr) in BANNED
    ]


def _owner(node: ast.Attribute) -> str:
    match node.value:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def test_the_search_for_clocks_finds_one() -> None:
    assert clocks("import datetime\nx = datetime.date.today()\n") == [2]


def test_the_library_asks_no_clock(root: Path) -> None:
    found = {
        f"{path.relative_to(root)}:{line}"
        for path in (root / "src/consilium").rglob("*.py")
        if "cli" not in path.parts and path.name != "cli.py"
        for line in clocks(path.read_text())
    }
    assert found == set(), "pass today= or at= instead"


@pytest.mark.requirement("B8")
def test_the_library_does_not_load_the_site_or_the_network() -> None:
    program = (
        "import sys, pkgutil, importlib, consilium\n"
        "for module in pkgutil.walk_packages(consilium.__path__, 'consilium.'):\n"
        "    if not module.name.endswith('__main__'): importlib.import_module(module.name)\n"
        "print(sorted({'django', 'consilium_web'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

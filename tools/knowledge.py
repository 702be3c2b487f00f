"""Draw docs/knowledge/: a page for each clinical table, each row with its source; the findings; and publish an edition.

`python tools/knowledge.py` writes the pages; with `--check` it only says whether they are current. `--publish NAME DAY`
keeps the digest of every row as the edition NAME, so that `consilium knowledge --changes` can tell what came later.
"""

import json
import sys
import tomllib
from dataclasses import asdict
from pathlib import Path

from consilium import knowledge
from consilium.knowledge import Row, Table

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs/knowledge/tables"
FINDINGS = ROOT / "docs/knowledge/findings.md"
EDITIONS = ROOT / "src/consilium/editions"
MADE = "This page is made by `make knowledge` from the table; nobody edits it."


def pages() -> dict[Path, str]:
    """Every page by its place."""
    drawn = {PAGES / f"{one.name}.md": _page(one) for one in knowledge.tables()}
    return {PAGES / "README.md": _index(), FINDINGS: _findings(), **drawn}


def _findings() -> str:
    """Every rule of the checks with what brings it up and what does not, from the table that tests them."""
    cases = tomllib.loads((ROOT / "tests/spec/findings.toml").read_text(encoding="utf-8"))["finding"]
    rows = "\n".join(
        f"| `{one['code']}` | {one['rule']} | {_facts(one['fires'])} | {_facts(one['quiet'])} |" for one in cases
    )
    lead = f"{MADE.replace('the table', '`tests/spec/findings.toml`')} Each line is a test:"
    how = "the first facts bring the finding up, the others do not. A fact is written as record, code and value."
    return (
        f"# What the checks notice\n\n{lead} {how}\n\n"
        f"| finding | rule | brought up by | left out with |\n|---|---|---|---|\n{rows}\n"
    )


def _facts(lines: list[str]) -> str:
    return "<br>".join(f"`{line}`" for line in lines) or "whole records"


def _index() -> str:
    rows = "\n".join(
        f"| [{one.name}]({one.name}.md) | {_cell(one.about)} | {one.edition} | {len(one.rows)} | {one.year or ''} |"
        for one in knowledge.tables()
    )
    head = "| table | what it holds | edition | rows | newest source |\n|---|---|---|---|---|"
    return (
        f"# What the software knows\n\n{MADE} Each page shows one table, each row with its source.\n\n{head}\n{rows}\n"
    )


def _page(table: Table) -> str:
    rows = "\n".join(_row(one) for one in table.rows)
    checked = "Checked by a clinician." if table.checked else "Not yet checked by a clinician."
    head = f"# {table.name}\n\n{table.about}. Edition: {table.edition}. {checked} {MADE}\n\n"
    return f"{head}| row | what it says | source |\n|---|---|---|\n{rows}\n"


def _row(row: Row) -> str:
    said = "<br>".join(f"{name}: {value}" for name, value in row.cells)
    return f"| {_cell(row.title)} | {_cell(said)} | {_cell(row.source or 'convention of this project')} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("*", "\\*")


def _write() -> None:
    wanted = pages()
    for old in PAGES.rglob("*.md"):
        if old not in wanted:
            old.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _stale() -> list[str]:
    wanted = pages()
    extra = [path for path in PAGES.rglob("*.md") if path not in wanted]
    old = [path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    return [str(path.relative_to(ROOT)) for path in (*old, *extra)]


def _publish(name: str, on: str) -> None:
    edition = asdict(knowledge.present(name, on))
    text = json.dumps({"edition": edition["name"], "on": edition["on"], "tables": edition["tables"]}, indent=0)
    (EDITIONS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """0, or 1 where `--check` finds a page that is not current."""
    match arguments:
        case ["--check"]:
            stale = _stale()
            print("\n".join(stale), file=sys.stderr)
            return int(bool(stale))
        case ["--publish", name, on]:
            _publish(name, on)
    _write()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

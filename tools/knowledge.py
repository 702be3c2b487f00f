"""Draw docs/knowledge/tables/: one page for each clinical table, each row with its source; and publish an edition.

`python tools/knowledge.py` writes the pages; with `--check` it only says whether they are current. `--publish NAME DAY`
keeps the digest of every row as the edition NAME, so that `consilium knowledge --changes` can tell what came later.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from consilium import knowledge
from consilium.knowledge import Row, Table

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs/knowledge/tables"
EDITIONS = ROOT / "src/consilium/editions"
MADE = "This page is made by `make knowledge` from the table; nobody edits it."


def pages() -> dict[Path, str]:
    """Every page by its place."""
    drawn = {PAGES / f"{one.name}.md": _page(one) for one in knowledge.tables()}
    return {PAGES / "README.md": _index(), **drawn}


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
    head = f"# {table.name}\n\n{table.about}. Edition: {table.edition}. {MADE}\n\n"
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

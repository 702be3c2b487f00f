"""The page on staging says what the tables hold, and its example does what it shows."""

import doctest
from pathlib import Path

from consilium.oncology.staging.tables import Schema, schemas

PAGE = Path(__file__).resolve().parents[2] / "docs" / "knowledge" / "staging.md"


def row(schema: Schema) -> str:
    asked: dict[str, list[str]] = {}
    for edition in schema.editions.values():
        for name in edition.reads:
            asked.setdefault(name, []).append(edition.edition)
    also = "; ".join(f"{name} ({', '.join(editions)})" for name, editions in asked.items())
    cells = (schema.name, f"`{schema.id}.toml`", ", ".join(schema.sites), ", ".join(schema.editions), also)
    return f"| {' | '.join(cells)} |"


def test_every_table_stands_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [row(schema) for schema in schemas() if row(schema) not in text] == []
    assert text.count(".toml` |") == len(schemas())


def test_the_example_is_true() -> None:
    outcome = doctest.testfile(str(PAGE), module_relative=False)
    assert outcome.attempted > 0
    assert outcome.failed == 0

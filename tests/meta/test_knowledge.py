"""What the software knows is written down: pages are current, rows name sources, editions can be told apart."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from consilium import knowledge
from consilium.cli import main
from consilium.knowledge import Change, Edition

# What is a word list, a vocabulary or a convention of the project, and no medical statement.
OWN = {"codes", "concordance"}
CONVENTIONS = {"ages", "image", "need", "brands", "sites", "histologies", "assumed"}


def test_the_pages_of_the_tables_are_current(root: Path) -> None:
    done = subprocess.run([sys.executable, "tools/knowledge.py", "--check"], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, f"run: make knowledge\n{done.stderr}"


@pytest.mark.requirement("R23")
def test_every_table_has_an_edition_and_every_row_a_source_with_its_year() -> None:
    assert [one.name for one in knowledge.tables() if not one.edition] == []
    rows = [(one.name, row) for one in knowledge.tables() if one.name not in OWN for row in one.rows]
    assert len(rows) > 1500
    assert [(name, row.title) for name, row in rows if not row.source and row.kind not in CONVENTIONS] == []
    undated = [(name, row) for name, row in rows if row.source and row.year is None]
    said = ("year not stated", "the provider's own figure", "convention of this project, from no guideline")
    assert [(name, row.title) for name, row in undated if not row.source.endswith(said)] == []


def test_no_two_rows_of_a_table_have_one_title() -> None:
    for one in knowledge.tables():
        assert len({row.title for row in one.rows}) == len(one.rows), one.name


@pytest.mark.requirement("R23")
def test_what_changed_between_two_editions_is_told_row_by_row() -> None:
    now = knowledge.present("now", "2026-12-01")
    assert knowledge.changes(now, now) == ()
    testing = dict(now.tables["testing"])
    gone, other, *_ = testing
    del testing[gone]
    testing |= {other: "another", "requires: new": "row"}
    later = replace(now, tables={**now.tables, "testing": testing})
    assert set(knowledge.changes(now, later)) == {
        Change("testing", "added", "requires: new"),
        Change("testing", "removed", gone),
        Change("testing", "changed", other),
    }


def test_a_changed_cell_or_source_changes_the_digest_of_its_row() -> None:
    row = knowledge.table("timing").rows[0]
    assert replace(row, source="another").digest != row.digest
    assert replace(row, cells=(*row.cells, ("more", "said"))).digest != row.digest
    assert replace(row).digest == row.digest


def test_a_published_edition_is_kept_whole() -> None:
    editions = knowledge.published()
    assert editions and all(isinstance(one, Edition) and one.on and len(one.tables) > 80 for one in editions)


def test_the_command_lists_tables_with_source_and_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["knowledge"]) == 0
    said = capsys.readouterr().out
    for one in knowledge.tables():
        assert f"{one.name}  edition {one.edition}" in said
    assert "newest source 2025" in said and "Khorana" in said


def test_the_command_shows_every_row_of_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["knowledge", "timing"]) == 0
    said = capsys.readouterr().out
    assert all(row.title in said for row in knowledge.table("timing").rows)
    assert main(["knowledge", "no-such-table"]) == 1


def test_the_command_tells_what_changed_since_an_edition(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = knowledge.present("old", "2026-01-01")
    less = {name: rows for name, rows in now.tables.items() if name != "goals"}
    monkeypatch.setattr(knowledge, "published", lambda: (replace(now, tables=less),))
    assert main(["knowledge", "--changes"]) == 0
    said = capsys.readouterr().out
    assert "Since edition old of 2026-01-01: 7 rows differ" in said
    assert "added  goals  item: travel" in said
    assert main(["knowledge", "--changes", "1999"]) == 1

"""What the edition of a case's knowledge counts, and which numbers are our own."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from consilium import knowledge
from consilium.delivery import education

TABLES = Path(str(files("consilium.oncology") / "tables"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(TABLES, tmp_path / "tables")
    return tmp_path / "tables"


def appended(path: Path) -> None:
    path.write_text(path.read_text("utf-8") + "\n# another word\n", "utf-8")


@pytest.mark.requirement("R23")
def test_other_peoples_figures_for_outcomes_leave_the_edition_of_a_case_alone(copy: Path) -> None:
    assert knowledge.edition_of(copy) == knowledge.edition()
    appended(copy / "yardsticks.toml")
    assert knowledge.edition_of(copy) == knowledge.edition()


@pytest.mark.requirement("R23")
@pytest.mark.parametrize("name", ["approvals.toml", "timing.toml", "staging/lung.toml"])
def test_a_table_that_findings_rest_on_changes_it(copy: Path, name: str) -> None:
    appended(copy / name)
    assert knowledge.edition_of(copy) != knowledge.edition()


@pytest.mark.parametrize(("table", "kind"), [("testing", "ages"), ("timing", "image"), ("timing", "need")])
def test_limits_that_no_guideline_gives_are_named_as_our_own(table: str, kind: str) -> None:
    rows = [row for row in knowledge.table(table).rows if row.kind == kind]
    assert rows
    assert all(row.source.startswith("convention of this project") for row in rows)


@pytest.mark.parametrize(("language", "words"), [("en", "No doctor has checked"), ("es", "Ningún médico ha revisado")])
def test_the_patient_is_told_kindly_that_no_clinician_has_checked_the_words(language: str, words: str) -> None:
    assert not knowledge.table("education").checked
    drawn = repr(education.document("breast", language=language))
    assert words in drawn
    assert words not in repr(education.document("", language=language))

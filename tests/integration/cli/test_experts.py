"""`consilium experts`: from a directory and a file of PubMed to people who could be asked, each with reasons."""

import subprocess
import sys
from pathlib import Path

import pytest

DIRECTORY = (
    "person,institution,city,latitude,longitude,cancers,remote,centre,rating,ratings\n"
    "Ada Community,Lakeside Clinic,Fargo,46.88,-96.79,kidney cancer,,community,,\n"
    "Max Famous,Great Center,Houston,29.71,-95.40,breast cancer,yes,comprehensive,4.9,800\n"
)
ARTICLES = "PMID- 1\nTI  - Renal cell carcinoma\nDP  - 2024\nFAU - Doe, Ann\nAU  - Doe A\nAD  - Some University\n"


def run(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([sys.executable, "-m", "consilium", *arguments], capture_output=True, text=True, timeout=300)
    assert "Traceback" not in done.stderr and done.returncode == code
    return done


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "d.csv").write_text(DIRECTORY)
    (tmp_path / "p.txt").write_text(ARTICLES)
    return ["--directory", str(tmp_path / "d.csv"), "--literature", str(tmp_path / "p.txt")]


@pytest.mark.requirement("R29")
@pytest.mark.requirement("R32")
def test_people_are_shown_with_reasons_and_where_they_were_heard_of(files: list[str]) -> None:
    said = run("experts", "--cancer", "kidney cancer", *files).stdout
    assert said.index("Ada Community") < said.index("Ann Doe") < said.index("Max Famous")
    assert "Works with this kind of cancer." in said and "From articles on this cancer." in said


@pytest.mark.requirement("R33")
def test_a_rating_says_whose_opinion_it_is(files: list[str]) -> None:
    assert "4.9 of 5, by 800 people. These are patients' opinions" in run("experts", "--cancer", "x", *files).stdout


@pytest.mark.requirement("R34")
def test_somebody_far_away_gets_larger_houses_too(files: list[str]) -> None:
    said = run("experts", "--cancer", "kidney cancer", "--near", "47.5,-94.9", "--within", "300", *files).stdout
    assert "Max Famous" in said.partition("Larger houses")[2] and "Max Famous" not in said.partition("found;")[0]


def test_without_a_file_it_says_what_is_needed() -> None:
    done = run("experts", "--cancer", "kidney cancer", code=2)
    assert "--directory" in done.stderr


def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Only a note.")
    done = run("experts", "--cancer", "kidney cancer", "--literature", str(tmp_path / "note.txt"))
    assert "note.txt" in done.stderr and "0 found" in done.stdout

"""`consilium read` on real records, as a person starts it."""

import csv
import os
import subprocess
import sys
import tarfile
from itertools import pairwise
from pathlib import Path

import pytest

pytestmark = pytest.mark.shared


def consilium(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command as a person does; it must never end in a traceback."""
    command = [sys.executable, "-m", "consilium", *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=300, cwd=folder, env={**os.environ, "COLUMNS": "80"}
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def jenny(shared: Path) -> str:
    done = consilium("read", str(shared / "data/mcode/examples/Bundle-mcode-patient-bundle-jenny-m.json"))
    assert done.returncode == 0
    return done.stdout


@pytest.mark.requirement("B1", "B8")
def test_the_facts_of_a_chart_are_shown_with_their_sources(jenny: str) -> None:
    lines = [" ".join(line.split()) for line in jenny.splitlines()]
    for said in (
        "Where the cancer began Breast",
        "T before surgery cT3",
        "N before surgery cN0",
        "M before surgery cM0",
        "Stage before surgery IIB",
        "ER positive",
        "PR negative",
        "HER2 negative",
    ):
        place = next((number for number, line in enumerate(lines) if line.startswith(said)), None)
        assert place is not None, f"{said} is missing"
        source = " ".join(lines[place + 1 : place + 4])
        assert source.startswith("Bundle-mcode-patient-bundle-jenny-m.json, page ") and "“" in source


@pytest.mark.requirement("B3")
def test_whether_the_stage_follows_is_said(jenny: str) -> None:
    assert "cT3 cN0 cM0 gives stage IIB (edition 8). The records state IIB." in " ".join(jenny.split())


@pytest.mark.requirement("R16", "R18")
def test_what_is_missing_and_what_to_ask_is_said_in_words(jenny: str) -> None:
    titles = [line for line, under in pairwise(jenny.splitlines()) if under and set(under) == {"-"}]
    for title in ("What is missing", "How long is it safe to wait?", "Should you seek a second opinion?"):
        assert title in titles
    assert "Questions for the second opinion" in titles and "  - Is there a trial that may fit me?" in jenny


@pytest.mark.requirement("B10")
def test_the_packet_is_written_where_it_is_asked_for(shared: Path, tmp_path: Path) -> None:
    note = tmp_path / "report.txt"
    note.write_text("Invasive ductal carcinoma of the left breast. pT2 pN1a. ER positive.")
    done = consilium("read", str(note), "--out", str(tmp_path / "packet"), "--today", "2026-11-20")
    written = {path.name for path in (tmp_path / "packet").iterdir()}
    assert done.returncode == 0 and {"packet.pdf", "packet.html", "facts.json"} <= written
    assert all(name in done.stdout for name in written)
    assert (tmp_path / "packet/packet.pdf").read_bytes().startswith(b"%PDF")


def test_what_was_read_before_is_found_again(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("Invasive ductal carcinoma of the left breast. ER positive.")
    arguments = ("read", str(tmp_path / "report.txt"), "--cache", str(tmp_path / "cache"))
    assert consilium(*arguments).stdout == consilium(*arguments).stdout
    assert [path.stat().st_mode & 0o077 for path in (tmp_path / "cache").rglob("*")] == [0, 0]


def test_lines_fit_a_terminal(jenny: str) -> None:
    assert max(len(line) for line in jenny.splitlines()) <= 100
    assert "\x1b" not in jenny, "no colour, so NO_COLOR has nothing to take away"


def test_every_value_of_one_code_can_be_explained(shared: Path) -> None:
    bundle = str(shared / "data/mcode/examples/Bundle-mcode-patient-bundle-jenny-m.json")
    done = consilium("read", bundle, "--explain", "biomarker.HER2")
    assert done.returncode == 0 and "read by fhir/" in done.stdout
    assert all("HER2" in line for line in done.stdout.splitlines() if not line.startswith(" "))
    assert "was found" in consilium("read", bundle, "--explain", "nodes.nothing").stdout


def test_a_folder_of_loose_resources_is_read(shared: Path) -> None:
    assert consilium("read", str(shared / "data/mcode/examples")).returncode in (0, 3)


def test_a_chart_of_notes_is_read_with_its_picture(shared: Path) -> None:
    done = consilium("read", str(shared / "data/chart/patient_4"))
    assert done.returncode in (0, 3)
    assert "(Progress Notes, 2021-03-27)" in " ".join(done.stdout.split()) and "x-ray.png" in done.stdout


def test_a_folder_of_reports_is_read(shared: Path, tmp_path: Path) -> None:
    csv.field_size_limit(10**9)
    with (shared / "data/pathology/tcga_reports_labelled.csv").open(encoding="utf-8", newline="") as table:
        for number, row in zip(range(20), csv.DictReader(table), strict=False):
            (tmp_path / f"{number:02}.txt").write_text(row["text"])
    done = consilium("read", ".", folder=tmp_path)
    assert done.returncode == 0 and "What was read: 20 of 20 files" in done.stdout


def test_a_refused_file_is_named_with_its_reason_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Invasive ductal carcinoma. ER positive.")
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\n")
    done = consilium("read", str(tmp_path))
    assert done.returncode == 3
    assert "cut.pdf" in done.stdout and "Ask for it to be sent again." in " ".join(done.stdout.split())
    assert "ER" in done.stdout


def test_nothing_readable_is_told_by_the_exit_code(tmp_path: Path) -> None:
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\n")
    assert consilium("read", str(tmp_path)).returncode == 1


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="as root every folder can be read")
def test_a_file_that_may_not_be_opened_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("ER positive.")
    (tmp_path / "b.txt").touch(mode=0)
    done = consilium("read", str(tmp_path))
    assert done.returncode == 3 and "b.txt: Permission denied" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="names and pipes as POSIX has them")
def test_names_and_things_that_are_no_files_do_no_harm(tmp_path: Path) -> None:
    for name in (b"\xff\xfe.txt", b"\x1b[31mred.txt", b"a\nb.txt", "\u202etxt.exe".encode()):
        (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))).write_text("Invasive carcinoma. ER positive.")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path)
    done = consilium("read", str(tmp_path))
    assert done.returncode == 0 and "4 of 4 files" in done.stdout
    assert not set("\x1b\u202e") & set(done.stdout + done.stderr)
    assert consilium("facts", str(tmp_path)).returncode == 0


def test_the_pictures_of_one_scan_are_one_line(shared: Path, tmp_path: Path) -> None:
    with tarfile.open(shared / "data/images/lung_ct_series.tar.xz") as packed:
        packed.extractall(tmp_path / "disc", filter="data")
    for number, path in enumerate(sorted((tmp_path / "disc").rglob("*.dcm"))):
        path.rename(tmp_path / "disc" / f"IM{number:05}")
    out = consilium("read", str(tmp_path / "disc")).stdout
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "What was read: 64 of 64 files" in lines and "CT 5mm: 64 pictures" in lines
    assert sum("IM000" in line for line in lines) < 5 and len(lines) < 70


def test_a_chart_is_told_over_time(shared: Path) -> None:
    out = consilium("read", str(shared / "data/chart/patient_4/clinical_notes")).stdout
    lines = [" ".join(line.split()) for line in out.splitlines()]
    first, last = (lines.index(line) for line in (
        "2020-06-10 – 2020-09-24 Cancer drugs carboplatin, paclitaxel, pembrolizumab",
        "2021-03-27 Planned adagrasib",
    ))  # fmt: skip
    assert lines.index("Over time") < first < last

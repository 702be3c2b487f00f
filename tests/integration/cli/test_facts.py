"""`consilium facts` and `consilium stage`: one line a fact, one line a case, for programs to read."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from consilium import cli

REPORT = "Final diagnosis: Breast, left: invasive ductal carcinoma. pT2 pN1a. ER positive, 95%."
COMMAND = [sys.executable, "-m", "consilium"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=300)
    assert "Traceback" not in done.stderr
    return done


def table(folder: Path, *texts: str) -> Path:
    path = folder / "reports.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("id", "text"), *((f"r{number}", text) for number, text in enumerate(texts))])
    return path


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.requirement("B1")
def test_every_quote_stands_in_its_report(tmp_path: Path) -> None:
    texts = (REPORT, "Größe 2 cm.\r\n" + REPORT, "", "\ufeff" + REPORT)
    facts = lines(run("facts", "--table", str(table(tmp_path, *texts)), "--id", "id", "--text", "text"))
    assert {fact["record"] for fact in facts} == {"r0", "r1", "r3"}
    for fact in facts:
        assert texts[int(str(fact["record"])[1:])][fact["start"] : fact["end"]] == fact["quote"]
    assert {"stage.path.t": "T2", "stage.path.n": "N1a", "biomarker.ER": "positive"}.items() <= {
        str(fact["code"]): fact["value"] for fact in facts if fact["record"] == "r0"
    }.items()


def test_the_order_of_the_table_is_kept_whatever_the_workers(tmp_path: Path) -> None:
    path = str(table(tmp_path, *[f"{REPORT} {number}" for number in range(200)]))
    one, two = (run("facts", "--table", path, "--id", "id", "--text", "text", "--workers", n).stdout for n in "12")
    order = list(dict.fromkeys(json.loads(line)["record"] for line in one.splitlines()))
    assert one == two and order == [f"r{number}" for number in range(200)]


def test_facts_of_files_name_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT)
    facts = lines(run("facts", str(tmp_path / "a.txt")))
    assert {fact["record"] for fact in facts} == {str(tmp_path / "a.txt")} and facts[0]["reader"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["facts"], "Name either files"),
        (["facts", "--table", "reports.csv", "--id", "id"], "--text"),
        (["facts", "--table", "reports.csv", "--id", "id", "--text", "other"], "no column named other"),
        (["facts", "--table", "nowhere.csv", "--id", "id", "--text", "text"], "No such file"),
        (["facts", "nowhere.txt"], "no file or folder"),
        (["read", "nowhere"], "no file or folder"),
        (["read", ".", "--workers", "0"], "1 to 64"),
        (["read", ".", "--today", "soon"], "--today"),
        (["nothing"], "invalid choice"),
        (["stage"], "--table"),
        (["stage", "--table", "reports.csv", "nodes=yes"], "--system"),
        (["stage", "--system", "rai", "hemoglobin=low"], "spleen_or_liver"),
        (["stage", "--system", "figo", "site=C53.9"], "year"),
    ],
)
def test_a_command_line_that_cannot_be_used_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    table(tmp_path, REPORT)
    monkeypatch.chdir(tmp_path)
    try:
        code = cli.main(arguments)
    except SystemExit as end:
        code = end.code
    assert code == 2 and said in capsys.readouterr().err


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("system", "values", "said"),
    [
        ("rai", "nodes=no spleen_or_liver=no hemoglobin=10.9 platelets=150", "III\nSource: Rai 1975"),
        ("rai", "hemoglobin=10.9", "not decided"),
        ("binet", "areas=3 hemoglobin=12 platelets=150", "B\nSource: Binet 1981"),
        ("iss", "microglobulin=3.4 albumin=3.6", "I\nSource: Greipp 2005"),
        ("r_iss", "iss_stage=III high_risk=yes", "III\nSource: Palumbo 2015"),
        ("bclc", "nodules=1 largest_mm=20 ecog=0 preserved_liver=yes invaded_or_spread=no", "0\nSource: Reig 2022"),
        ("ann_arbor", "regions=2 both_sides=yes extralymphatic=no b_symptoms=yes", "IIIB\nSource: Carbone 1971"),
        ("figo", "site=C56.9 year=2014 t=T1c2 n=N0", "IC2\nSource: Prat 2014"),
        ("grade_group", "score=4+3=7", "3\nSource: Epstein 2016"),
        ("masaoka", "", "IIA through the capsule"),
    ],
)
def test_a_system_beside_tnm_is_asked_by_name(
    capsys: pytest.CaptureFixture[str], system: str, values: str, said: str
) -> None:
    assert cli.main(["stage", "--system", system, *values.split()]) == 0
    assert said in capsys.readouterr().out


def test_every_command_tells_its_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ([], ["read"], ["facts"], ["stage"]):
        with pytest.raises(SystemExit):
            cli.main([*command, "--help"])
        assert "exit codes:" in capsys.readouterr().out


def test_a_reader_that_goes_away_ends_us_quietly(tmp_path: Path) -> None:
    path = table(tmp_path, *[f"{REPORT} {number}" for number in range(2000)])
    with subprocess.Popen(
        [*COMMAND, "facts", "--table", str(path), "--id", "id", "--text", "text"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == "" and process.wait(timeout=60) == 1


@pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")
def test_ctrl_c_ends_us_quietly_and_leaves_no_child(tmp_path: Path) -> None:
    path = table(tmp_path, *[f"{REPORT} {number}" for number in range(20_000)])
    with subprocess.Popen(
        [*COMMAND, "facts", "--table", str(path), "--id", "id", "--text", "text"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        _, error = process.communicate(timeout=60)
    assert process.returncode == 130 and error == ""
    time.sleep(0.2)
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_memory_does_not_grow_with_the_table(tmp_path: Path) -> None:
    import resource

    def peak(rows: int) -> int:
        path = table(tmp_path, *["A note without facts. " * 2000] * rows)
        program = (
            "import sys, resource; from consilium.cli import main; code = main(sys.argv[1:]);"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
        )
        arguments = ["facts", "--table", str(path), "--id", "id", "--text", "text"]
        done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
        return int(done.stderr.split()[-1])

    assert resource.RUSAGE_SELF == 0
    assert peak(300) < peak(30) + 8_000, "in kB; the longer table is 11 MB longer"


@pytest.mark.requirement("B3")
def test_a_table_of_cases_becomes_a_table_of_groups(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(
        "id,site,histology,edition,basis,t,n,m\na,C50.9,8500/3,7,pathological,T2,N1,M0\nb,C50.9,8500/3,7,,T2,,\n"
    )
    rows = list(csv.DictReader(io.StringIO(run("stage", "--table", str(path)).stdout)))
    assert [row["id"] for row in rows] == ["a", "b"]
    assert rows[0]["group"] == "IIB" and rows[1]["group"] == "" and rows[1]["why"]
    assert "a,7,2B," in run("stage", "--table", str(path), "--spelling", "registry").stdout

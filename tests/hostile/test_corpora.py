"""Every hostile file of the corpora is read or refused with a sentence; nothing else happens."""

import os
from pathlib import Path

import pytest
from hostile import mutations

from consilium import reading

pytestmark = pytest.mark.shared
CORPORA = (
    "dicom-pwnlab", "fhir-invalid", "json-nst", "own", "pdf-qpdf", "strings-blns", "vcf-ebi", "xml-defused",
)  # fmt: skip
ALL = "MUTANTS" in os.environ
"""Whether `make hostile` runs: every file of every corpus, where an ordinary run takes some of each."""
SOME = 40
DEATHS_ALLOWED = {"own": 2}
"""Two PDF bombs make pdfium end its process where memory is bounded; that is what the child is for."""


@pytest.mark.parametrize("corpus", CORPORA)
def test_every_file_of_a_corpus_is_read_or_refused_in_words(
    shared: Path, corpus: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    files = list(mutations.members(shared / "hostile" / f"{corpus}.tar.gz"))
    step = 1 if ALL or corpus == "own" else -(-len(files) // SOME)
    outcome = mutations.run(files[::step])
    assert outcome.breaches == []
    assert outcome.slowest < mutations.HANG
    crashed = sum(number for (_, refusal), number in outcome.results.items() if refusal == "crashed")
    assert crashed <= DEATHS_ALLOWED.get(corpus, 0)
    assert list(tmp_path.iterdir()) == [], "nothing is written beside us"


def test_json_is_taken_to_the_letter(shared: Path) -> None:
    """Names starting with y must be accepted, with n refused, with i either."""
    files = mutations.members(shared / "hostile" / "json-nst.tar.gz")
    judged = {Path(one.name).name: one.refusal for one in reading.read(files) if "/test_parsing/" in one.name}
    assert len(judged) > 200
    assert [name for name, refusal in judged.items() if name.startswith("y_") and refusal] == []
    assert [name for name, refusal in judged.items() if name.startswith("n_") and not refusal] == []


def test_no_name_inside_an_archive_climbs_out(shared: Path) -> None:
    files = [one for one in mutations.members(shared / "hostile" / "own.tar.gz") if one[0].startswith("own/archives/")]
    inside = [one.inside for one in reading.read(files) if one.inside]
    assert len(inside) > 50
    assert [name for name in inside if ".." in name.split("/") or name.startswith("/") or not name.isprintable()] == []


def test_a_bomb_is_refused_as_too_large(shared: Path) -> None:
    files = dict(mutations.members(shared / "hostile" / "own.tar.gz"))
    for name in ("own/vcf/gz-bomb.vcf.gz", "own/dicom/deflated-bomb-500M.dcm"):
        assert reading.read_one(files[name], name).refusal == "too_large"


def test_a_nested_bomb_stops_at_the_limit_of_depth(shared: Path) -> None:
    name = "own/archives/bomb-nested-6x4.zip"
    read = list(reading.read([(name, dict(mutations.members(shared / "hostile" / "own.tar.gz"))[name])]))
    deepest = max(one.inside.count(reading.SEPARATOR) for one in read)
    assert deepest + 2 <= reading.Limits().depth + 1
    assert any(one.refusal == "too_large" for one in read)


def test_damage_at_random_breaks_no_promise(shared: Path) -> None:
    outcome = mutations.run(mutations.mutants(shared, int(os.environ.get("MUTANTS", "100")), seed=20260))
    assert outcome.breaches == []
    assert outcome.slowest < mutations.HANG

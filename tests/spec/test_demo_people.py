"""The records of the demo's six people give what a careful person reads in them."""

import tomllib
from pathlib import Path

import pytest

from consilium.facts import Assertion, Fact
from consilium.records import note, pdf, report
from consilium.values import RecordId
from consilium_web.demo import records

GOLD = tomllib.loads((Path(__file__).parent / "demo_people.toml").read_text(encoding="utf-8"))
CASES = [
    pytest.param(who, file, gives, id=f"{who}-{file}") for who, files in GOLD.items() for file, gives in files.items()
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("people")
    records.write(made)
    return made


def facts_of(path: Path) -> tuple[Fact, ...]:
    reader = pdf if path.suffix == ".pdf" else note
    return report.read_pages(reader.read(path.read_bytes(), RecordId("r")).pages, RecordId("r"))


def told(facts: tuple[Fact, ...], code: str) -> list[str]:
    now = (Assertion.PRESENT, Assertion.PLANNED)
    return [fact.text for fact in facts if fact.code == code and fact.assertion in now]


@pytest.mark.requirement("B1")
@pytest.mark.parametrize(("who", "file", "gives"), CASES)
def test_a_record_of_the_demo_is_read_right(
    folder: Path, who: str, file: str, gives: dict[str, str | list[str]]
) -> None:
    facts = facts_of(folder / who / file)
    for code, wanted in gives.items():
        found = told(facts, code)
        if isinstance(wanted, list):
            assert sorted(found) == sorted(wanted), code
        else:
            assert (found[0] if found else "") == wanted, code


@pytest.mark.requirement("B1")
def test_the_diagnosis_in_words_is_short_and_holds_no_signature(folder: Path) -> None:
    for path in folder.glob("*/*report*.pdf"):
        for words in told(facts_of(path), "diagnosis.statement"):
            assert len(words) <= 600
            assert "signed" not in words.lower()
            assert "receptor" not in words.lower()

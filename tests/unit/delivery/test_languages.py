"""Spanish says all that English says: same keys, same gaps, nothing left in English, and easy to read."""

import re
import string
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
import textstat
from sheet_for_tests import TODAY, breast, fact, record

from consilium.assessment import Assessment, assess
from consilium.cli import main
from consilium.delivery import document, labels, names, packet, wording
from consilium.delivery.words import words
from consilium.oncology import cancers, histology, sites
from consilium.reading import Reading

Key = tuple[str, ...]
# Words that Spanish and English share, so that a sentence of them may be equal in both.
SHARED = {"report.at", "report.addendum", "reason.*"}
ENGLISH = re.compile(
    r"\b(?:the|and|your|with|this|that|was|were|not|for|from|they|which|cancer|treatment|doctor|ask|if)\b", re.I
)
PLAIN = {
    "one": "izquierdo", "other": "derecho", "marker": "HER2", "test": "HER2", "cancer": "cáncer de seno",
    "drug": "este medicamento", "drugs": "este medicamento", "treatment": "una operación", "item": "el plan",
    "days": "9", "day": "2 de mayo", "start": "2 de mayo", "on": "2 de mayo", "part": "etapa", "stated": "dos",
    "expected": "tres", "measure": "24 mm", "why": "Muestra si puede ayudar.", "missing": "HER2",
    "weighed": "una operación", "reason": "Pida una copia.", "ways": "una operación",
}  # fmt: skip


def flat(table: Any, key: Key = ()) -> Iterator[tuple[Key, str]]:
    """Every sentence of a file with its place."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, (*key, name))
        elif isinstance(value, list):
            yield from (((*key, name, str(at)), line) for at, line in enumerate(value))
        else:
            yield (*key, name), value


def sentences(name: str) -> dict[Key, str]:
    return dict(flat(tomllib.loads((files("consilium") / "wording" / f"{name}.toml").read_text("utf-8"))))


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("file", ["", "delivery_"])
def test_spanish_has_the_keys_and_the_gaps_of_english(file: str) -> None:
    english, spanish = sentences(f"{file}en"), sentences(f"{file}es")
    assert set(english) == set(spanish)
    assert [key for key, text in english.items() if gaps(text) != gaps(spanish[key])] == []


@pytest.mark.parametrize("file", ["", "delivery_"])
def test_no_sentence_is_left_in_english(file: str) -> None:
    spanish = sentences(f"{file}es")
    assert [text for text in spanish.values() if ENGLISH.search(string_of_words(text))] == []
    english = sentences(f"{file}en")
    same = {".".join(key) for key, text in spanish.items() if text == english[key] and " " in string_of_words(text)}
    assert same <= SHARED


def string_of_words(text: str) -> str:
    return re.sub(r"\{\w+\}", "", text).strip(" ,.:")


def test_what_the_tables_name_has_a_spanish_name() -> None:
    called = {row["name"] for row in _rows("cancers", "cancer") + _rows("cancers", "rare_kind")}
    called |= {row["name"] for row in _rows("sites", "site")} | {kind.name for kind in histology.kinds()}
    called |= {row["name"] for row in _rows("biomarkers", "marker") if " " in row["name"]}
    called |= {row["harm"] for row in _rows("timing", "delay")} | {"this cancer"}
    known = sentences("names_es")
    missing = [one for one in called if names.name(one, "es") == one and ("name", one.casefold()) not in known]
    assert missing == []


def test_every_code_of_the_vocabulary_has_a_spanish_label() -> None:
    codes = [row["code"] for row in _rows("codes", "code")]
    assert [code for code in codes if not names.label(code, "es")] == []


def _rows(table: str, kind: str) -> list[dict[str, Any]]:
    text = (files("consilium.oncology") / "tables" / f"{table}.toml").read_text("utf-8")
    return list(tomllib.loads(text)[kind])


def for_patients() -> Iterator[tuple[str, str]]:
    for key, text in sentences("es").items():
        if key[-1] in ("patient", "ask", "what", "choice", "stage") and key[0] not in ("item", "words"):
            yield ".".join(key), text.format_map(PLAIN)
        elif key[0] == "goal":
            yield ".".join(key), text


def test_spanish_is_easy_to_read() -> None:
    """Szigriszt-Pazos (1993): 65 and above is the press for all, 80 and above is read in primary school."""
    textstat.set_lang("es")
    try:
        scores = {key: textstat.szigriszt_pazos(text) for key, text in for_patients()}
    finally:
        textstat.set_lang("en_US")
    assert len(scores) > 200
    assert mean(scores.values()) >= 80
    assert min(scores.values()) >= 45


def test_no_spanish_sentence_for_a_patient_is_long() -> None:
    delivery = [(".".join(key), text) for key, text in sentences("delivery_es").items() if key[0] != "letter"]
    for key, text in [*for_patients(), *delivery]:
        if not key.endswith("clinician"):
            for sentence in re.split(r"(?<=[.?!:])\s+", text):
                assert len(sentence.split()) <= 25, key


def test_spanish_blames_no_first_doctor() -> None:
    blame = re.compile(r"\b(?:culpa|negligen|incompeten|descuid|fall[óo] el médico|se equivoc)", re.I)
    assert [text for name in ("es", "delivery_es") for text in sentences(name).values() if blame.search(text)] == []


def two_reports() -> tuple[Assessment, tuple[Reading, ...]]:
    facts = (*breast("a"), fact("biomarker.HER2", "negative", "a"), fact("plan.drug", "trastuzumab", "a"))
    other = (*breast("b", "IIIB"), fact("diagnosis.site", "C61.9", "b"), fact("diagnosis.laterality", "left", "b"))
    readings = (
        Reading(record=record("a"), name="a.txt", size=1, facts=facts),
        Reading(record=record("b"), name="b.txt", size=1, facts=other),
        Reading(record=record("c"), name="c.pdf", size=1, refused="This file needs a password.", refusal="encrypted"),
    )
    return assess(readings, today=TODAY), readings


@pytest.mark.requirement("R47")
@pytest.mark.requirement("R20")
def test_the_packet_in_spanish_has_no_english_sentence() -> None:
    found, readings = two_reports()
    page = document.text(packet.summary(found, readings, language="es"))
    for line in page.splitlines():
        if "De: " not in line:  # titles of sources stay as they are
            assert not ENGLISH.search(line), line
    for said in ("20 de noviembre de 2026", "cáncer de seno", "Está cerrado con una contraseña", "Es su derecho"):
        assert said in page
    assert document.page(packet.summary(found, readings, language="es")).startswith('<!DOCTYPE html>\n<html lang="es">')


def test_the_command_writes_the_packet_in_spanish(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "note.txt").write_text(
        "SURGICAL PATHOLOGY REPORT\nDiagnosis: invasive ductal carcinoma, left breast.\n"
    )
    assert main(["read", str(tmp_path / "note.txt"), "--out", str(tmp_path / "out"), "--language", "es"]) == 0
    assert "Sus documentos, juntos" in (tmp_path / "out" / "packet.html").read_text("utf-8")
    assert "Se pide una segunda opinión" in (tmp_path / "out" / "letter-to-first-doctor.txt").read_text("utf-8")
    assert (tmp_path / "out" / "packet.pdf").read_bytes().startswith(b"%PDF")


def test_names_are_said_in_the_language_that_is_asked_for() -> None:
    assert names.several("HER2, estrogen receptor or KRAS gene", "es") == "HER2, receptor de estrógeno o gen KRAS"
    assert names.several("estrogen receptor or HER2") == "estrogen receptor or HER2"
    assert names.name("a name that no table has", "es") == "a name that no table has"
    assert labels.label("tumor.size", "es") == "Tamaño mayor del tumor"
    assert labels.value(fact("diagnosis.site", "C61.9"), "es") == "próstata"
    assert words("es").day(TODAY) == "20 de noviembre de 2026"
    assert sites.name("C61.9") and cancers.named("breast cancer")


@pytest.mark.requirement("R47")
def test_thirty_cancers_are_told_of_in_both_languages_with_a_source() -> None:
    keys = [row["key"] for row in _rows("education", "cancer")]
    assert len(set(keys)) >= 30
    assert set(keys) <= {row.key for row in cancers.cancers()}
    for language in wording.languages():
        for key in keys:
            said, source = wording.learn(key, language)
            assert len(said) == 4 and "National Cancer Institute" in source
    assert wording.learn("no such cancer") == ((), "")


@pytest.mark.requirement("R20")
def test_goals_are_asked_with_answers_in_the_persons_words() -> None:
    for language in wording.languages():
        asked = wording.goals(language)
        assert len(asked) >= 6
        assert all(question.endswith("?") and len(answers) >= 3 for _, question, answers in asked)


@pytest.mark.parametrize(
    ("code", "read_as"),
    [("lab.hemoglobin", "Hemoglobin"), ("lab.other.beta_2", "Beta 2"), ("biomarker.p53", "p53")],
)
def test_a_measurement_begins_as_a_name_does_and_a_gene_keeps_its_letters(code: str, read_as: str) -> None:
    assert labels.label(code) == read_as

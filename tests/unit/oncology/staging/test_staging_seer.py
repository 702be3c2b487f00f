"""A folder in the format of the SEER staging algorithms, written here, gives tables that staging uses."""

import json
from pathlib import Path
from typing import Any

import pytest

from consilium.cli import main
from consilium.errors import Invalid, Malformed
from consilium.oncology.staging import StagingCase, seer, stage


def definition(*keys: str, endpoint: str) -> list[dict[str, str]]:
    inputs = [{"key": key, "name": key, "type": "INPUT"} for key in keys]
    return [*inputs, {"key": endpoint, "name": endpoint, "type": "ENDPOINT"}]


STAGE: dict[str, Any] = {
    "id": "ajcc7_stage_demo",
    "algorithm": "cs",
    "title": "AJCC TNM 7 Stage",
    "definition": definition("t", "n", "m", endpoint="stage"),
    "rows": [
        ["T1a,T1b", "N0", "M0", "VALUE:IA"],
        ["T1NOS", "N0", "M0", "VALUE:IA"],
        ["T2NOS", "N0", "M0", "VALUE:IINOS"],
        ["T2NOS", "NX", "M0", "VALUE:UNK"],
        ["TX", "N0", "M0", "ERROR:"],
        ["*", "*", "M1", "VALUE:IV"],
    ],
}
SELECTION: dict[str, Any] = {
    "id": "schema_selection_demo",
    "definition": definition("site", "hist", "ssf25", endpoint="result"),
    "rows": [["C340-C343,C349", "8000-8576", "*", "MATCH"], ["C111", "8000-8576", "010", "MATCH"]],
}
SCHEMA: dict[str, Any] = {
    "id": "demo",
    "title": "Demo lung",
    "schema_selection_table": "schema_selection_demo",
    "mappings": [{"id": "m", "tables": [{"id": "ajcc7_stage_demo", "inputs": ["t", "n", "m"], "outputs": ["stage"]}]}],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for kind, entries in (("tables", (STAGE, SELECTION)), ("schemas", (SCHEMA,))):
        (tmp_path / kind).mkdir()
        for entry in entries:
            (tmp_path / kind / f"{entry['id']}.json").write_text(json.dumps(entry), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("site", "t", "n", "m", "group"),
    [
        ("C34.1", "T1a", "N0", "M0", "IA"),
        ("C34.9", "T2", "N0", "M0", "II"),
        ("C34.9", "TX", "NX", "M1", "IV"),
        ("C34.9", "T2", "NX", "M0", ""),
        ("C34.8", "T1a", "N0", "M0", ""),
        ("C11.1", "T1a", "N0", "M0", ""),
    ],
)
def test_its_tables_stage_the_sites_it_selects(folder: Path, site: str, t: str, n: str, m: str, group: str) -> None:
    case = StagingCase(site=site, histology="8140/3", edition="7", t=t, n=n, m=m)
    assert stage(case, schemas=seer.load(folder)).group == group


def test_the_command_uses_the_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = folder / "cases.csv"
    table.write_text(
        "id,site,histology,edition,t,n,m\na,C34.1,8140/3,7,T1a,N0,M0\nb,C50.9,8500/3,7,T1a,N0,M0\n", "utf-8"
    )
    assert main(["stage", "--table", str(table), "--seer", str(folder)]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[:2] == ["id,edition,group,why", 'a,7,IA,"Demo lung, 7th edition"']
    assert printed[2].startswith("b,7,,no staging table")


def test_the_source_names_the_table(folder: Path) -> None:
    (schema,) = seer.load(folder)
    assert schema.editions["7"].source == "SEER staging table ajcc7_stage_demo"


def test_what_asks_for_more_than_site_and_histology_is_left_out_and_named(folder: Path) -> None:
    assert seer.read(folder).left_out == ("schema_selection_demo: it asks for more than site and histology",)


def test_a_table_that_asks_for_more_than_t_n_and_m_is_left_out_and_named(folder: Path) -> None:
    more = STAGE | {"definition": definition("t", "n", "m", "age_dx", endpoint="stage"), "rows": []}
    (folder / "tables/ajcc7_stage_demo.json").write_text(json.dumps(more), encoding="utf-8")
    loaded = seer.read(folder)
    assert loaded.schemas == ()
    assert "ajcc7_stage_demo: it also asks for age_dx" in loaded.left_out


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        seer.load(tmp_path)


@pytest.mark.parametrize("text", ["{", "[]", '{"id": 3}', '{"id": "a", "rows": [[1]]}'])
def test_a_file_that_is_not_of_the_format_is_named(folder: Path, text: str) -> None:
    (folder / "tables/other.json").write_text(text, encoding="utf-8")
    with pytest.raises(Malformed, match=r"other\.json"):
        seer.load(folder)


def with_mapping(folder: Path, **changes: Any) -> None:
    mapping = SCHEMA["mappings"][0] | changes
    (folder / "schemas/demo.json").write_text(json.dumps(SCHEMA | {"mappings": [mapping]}), encoding="utf-8")
    listed = {"id": "hist_demo", "definition": [{"key": "hist", "type": "INPUT"}], "rows": [["8140-8150,8480"]]}
    (folder / "tables/hist_demo.json").write_text(json.dumps(listed), encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "histology", "group"),
    [
        ("inclusion_tables", "8140/3", "IA"),
        ("inclusion_tables", "8070/3", ""),
        ("exclusion_tables", "8140/3", ""),
        ("exclusion_tables", "8070/3", "IA"),
    ],
)
def test_only_the_histologies_that_an_edition_stages_are_staged(
    folder: Path, kind: str, histology: str, group: str
) -> None:
    with_mapping(folder, **{kind: [{"id": "hist_demo", "inputs": ["hist"]}]})
    case = StagingCase(site="C34.1", histology=histology, edition="7", t="T1a", n="N0", m="M0")
    assert stage(case, schemas=seer.load(folder)).group == group


def test_several_tables_for_one_edition_are_left_out_and_named(folder: Path) -> None:
    table = SCHEMA["mappings"][0]["tables"][0]
    with_mapping(folder, tables=[table, table])
    loaded = seer.read(folder)
    assert loaded.schemas == ()
    assert "demo: several tables for edition 7" in loaded.left_out


@pytest.mark.parametrize(
    ("t", "n", "m", "group"),
    [("T1a", "N0", "M0", "IA"), ("T2", "N1mi", "M0", "IIIC"), ("T1", "N0", "M1", "IV"), ("TX", "NX", "M0", "")],
)
def test_a_folder_that_writes_categories_without_their_letters_is_read(
    tmp_path: Path, t: str, n: str, m: str, group: str
) -> None:
    """As the EOD tables of the 8th edition do: `1,1A` for T1 and T1a, `3C` for IIIC, 88 and 99 for none."""
    table = {
        "id": "tnm_8_stage_group_demo_1",
        "title": "TNM 8 Stage Group Demo",
        "definition": definition("t", "n", "m", endpoint="stage"),
        "rows": [
            ["1,1A,1B", "0,0I+", "0,0I+", "VALUE:1A"],
            ["2", "0", "0", "VALUE:2"],
            ["*", "1MI", "0", "VALUE:3C"],
            ["*", "*", "1,1A", "VALUE:4"],
            ["88", "88", "88", "VALUE:88"],
            ["X", "X", "0", "VALUE:99"],
        ],
    }
    step = {"id": table["id"], "inputs": ["tmp_eod_t"], "outputs": ["eod_2018_stage_group"]}
    schema = {
        **SCHEMA,
        "schema_selection_table": "selection",
        "mappings": [{"id": "eod_2018_stage_group", "tables": [step]}],
    }
    selection = {
        "id": "selection",
        "definition": definition("site", "hist", endpoint="result"),
        "rows": [["C500-C506,C508-C509", "8000-8700", "MATCH"]],
    }
    for kind, entries in (("tables", (table, selection)), ("schemas", (schema,))):
        (tmp_path / kind).mkdir()
        for entry in entries:
            (tmp_path / kind / f"{entry['id']}.json").write_text(json.dumps(entry), encoding="utf-8")
    case = StagingCase(site="C50.4", histology="8500/3", edition="8", t=t, n=n, m=m)
    assert stage(case, schemas=seer.load(tmp_path)).group == group

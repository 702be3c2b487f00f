"""The tables of sites, kinds of cancer, drug names and definitions of T and N."""

import re
import tomllib
from importlib.resources import files

import pytest

from consilium.oncology import drug_names, histology, sites, tnm_definitions
from consilium.oncology.tnm_definitions import Mention


@pytest.mark.parametrize("name", ["sites", "histology", "drug_names", "tnm_definitions"])
def test_every_table_names_its_source(name: str) -> None:
    table = tomllib.loads(files("consilium.oncology").joinpath("tables", f"{name}.toml").read_text("utf-8"))
    assert table["source"]["title"]
    assert table["source"]["year"] >= 2009


def test_site_codes_are_topography_and_terms_lower_case() -> None:
    for term in sites.terms():
        assert re.fullmatch(r"C\d\d\.\d", term.code)
        assert term.term == term.term.lower().strip()
        assert term.strength in (1, 2, 3)
    assert sites.name("C16.3") == "Gastric antrum"
    assert sites.name("C50.4") == "Breast"
    assert sites.name("Z99.9") == ""


def test_no_term_names_two_organs_as_their_own_name() -> None:
    owners: dict[str, set[str]] = {}
    for term in sites.terms():
        if term.strength == 3:
            owners.setdefault(term.term, set()).add(term.group)
    assert {term: groups for term, groups in owners.items() if len(groups) > 1} == {}


def test_histology_codes_are_morphology_with_behaviour() -> None:
    known = {term.group for term in sites.terms()}
    for kind in histology.kinds():
        assert re.fullmatch(r"\d{4}/[0-3]", kind.code)
        assert all(term == term.lower().strip() for term in kind.terms)
        assert not kind.implies or kind.implies[:3] in known | {"C42"}
    assert histology.name("8170/3") == "Hepatocellular carcinoma"
    assert histology.name("0000/0") == ""


@pytest.mark.parametrize(
    ("name", "generic"),
    [
        ("Keytruda", ("pembrolizumab",)),
        ("taxol", ("paclitaxel",)),
        ("FOLFOX", ("fluorouracil", "leucovorin", "oxaliplatin")),
        ("aspirin", ()),
    ],
)
def test_drug_names_lead_to_generic_names(name: str, generic: tuple[str, ...]) -> None:
    assert drug_names.generic(name) == generic


def unsaid(feature: str) -> Mention:
    return Mention.UNSAID


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("site", "editions", "size", "value"),
    [
        ("C50", ("6", "7", "8"), 20, "T1c"),
        ("C50", ("6", "7", "8"), 20.1, "T2"),
        ("C50", ("6", "7", "8"), 50.1, "T3"),
        ("C34", ("7",), 30, "T1b"),
        ("C34", ("6", "7", "8"), 25, "T1"),
        ("C34", ("7",), 71, "T3"),
    ],
)
def test_t_follows_from_size(site: str, editions: tuple[str, ...], size: float, value: str) -> None:
    found = tnm_definitions.infer_t(site, editions, {"size": size}, unsaid)
    assert found is not None
    assert found.value == value


@pytest.mark.requirement("B3")
def test_t_does_not_follow_where_editions_differ_or_a_denial_is_missing() -> None:
    assert tnm_definitions.infer_t("C34", ("6", "7", "8"), {"size": 60}, unsaid) is None
    assert tnm_definitions.infer_t("C22", ("7",), {"size": 30}, unsaid) is None
    denied = tnm_definitions.infer_t("C22", ("7",), {"size": 30}, lambda feature: Mention.NO)
    assert denied is not None
    assert denied.value == "T1"
    assert tnm_definitions.infer_t("C50", ("7",), {}, unsaid) is None


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("site", "editions", "positive", "value"),
    [
        ("C50", ("7",), 4, "N2"),
        ("C16", ("7",), 7, "N3a"),
        ("C16", ("6",), 7, "N2"),
        ("C16", ("6", "7", "8"), 2, "N1"),
        ("C34", ("7",), 0, "N0"),
    ],
)
def test_n_follows_from_the_count(site: str, editions: tuple[str, ...], positive: int, value: str) -> None:
    found = tnm_definitions.infer_n(site, editions, positive)
    assert found is not None
    assert found.value == value


def test_n_does_not_follow_where_editions_differ_or_stations_decide() -> None:
    assert tnm_definitions.infer_n("C16", ("6", "7", "8"), 5) is None
    assert tnm_definitions.infer_n("C34", ("7",), 3) is None

"""The tables of sites, kinds of cancer, drug names and definitions of T and N."""

import re
import tomllib
from collections.abc import Callable
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


def of_each(kind: str) -> list[tuple[tnm_definitions.Definition, str, str]]:
    """Every row with each site and edition that it is for; adrenal cancer is staged from the 7th edition on."""
    rows = ((row, site, ed) for row in tnm_definitions.definitions(kind) for site in row.sites for ed in row.editions)
    return [one for one in rows if one[1:] != ("C74", "6")]


def described(row: tnm_definitions.Definition, *, turned: bool = False) -> Callable[[str], Mention]:
    """What a report says where the row holds; `turned`: the opposite of all that the row asks for."""

    def says(part: str) -> Mention:
        if part in row.present:
            return Mention.NO if turned else Mention.YES
        if part in (*row.denied, *row.absent):
            return Mention.YES if turned else Mention.NO
        return Mention.NO

    return says


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(("row", "site", "edition"), of_each("t"), ids=str)
def test_every_row_of_t_holds_for_what_it_asks_and_for_nothing_else(
    row: tnm_definitions.Definition, site: str, edition: str
) -> None:
    fits = {row.measure: min(row.over + 0.5, row.upto)} if row.measure else {"size": 5.0}
    found = tnm_definitions.infer_t(site, (edition,), fits, described(row))
    assert found is not None
    assert found.value == row.value
    beyond = {row.measure: row.upto + 1000.0} if row.measure else {}
    other = tnm_definitions.infer_t(site, (edition,), beyond, described(row, turned=True))
    assert other is None or other.row != row


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(("row", "site", "edition"), of_each("n"), ids=str)
def test_every_row_of_n_holds_for_its_counts_and_for_no_other(
    row: tnm_definitions.Definition, site: str, edition: str
) -> None:
    def value(positive: float) -> str:
        found = tnm_definitions.infer_n(site, (edition,), int(positive))
        return found.value if found else ""

    assert value(row.over + 1) == value(min(row.upto, row.over + 50)) == row.value
    assert value(row.over) != row.value
    assert value(row.upto + 1) != row.value

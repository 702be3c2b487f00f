"""The tables of sites, kinds of cancer, drug names and definitions of T and N."""

import re
import tomllib
from collections.abc import Callable
from importlib.resources import files

import pytest

from consilium.oncology import drug_names, histology, sites, tnm_definitions
from consilium.oncology.staging.tables import schemas
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


CARCINOMA = "8010/3"


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("site", "editions", "size", "value"),
    [
        ("C50.9", ("6", "7", "8"), 20, "T1c"),
        ("C50.9", ("6", "7", "8"), 20.1, "T2"),
        ("C50.9", ("6", "7", "8"), 50.1, "T3"),
        ("C34.1", ("7",), 30, "T1b"),
        ("C34.1", ("6", "7", "8"), 25, "T1"),
        ("C34.1", ("7",), 71, "T3"),
    ],
)
def test_t_follows_from_size(site: str, editions: tuple[str, ...], size: float, value: str) -> None:
    found = tnm_definitions.infer_t(site, CARCINOMA, editions, {"size": size}, unsaid)
    assert found is not None
    assert found.value == value


@pytest.mark.requirement("B3")
def test_t_does_not_follow_where_editions_differ_or_a_denial_is_missing() -> None:
    assert tnm_definitions.infer_t("C34.1", CARCINOMA, ("6", "7", "8"), {"size": 60}, unsaid) is None
    assert tnm_definitions.infer_t("C22.0", "8170/3", ("7",), {"size": 30}, unsaid) is None
    denied = tnm_definitions.infer_t("C22.0", "8170/3", ("7",), {"size": 30}, lambda feature: Mention.NO)
    assert denied is not None
    assert denied.value == "T1"
    assert tnm_definitions.infer_t("C50.9", CARCINOMA, ("7",), {}, unsaid) is None


@pytest.mark.requirement("B3")
def test_the_kind_of_cancer_decides_whose_definitions_count() -> None:
    """Bile duct cancer of the liver, anaplastic cancer of the thyroid, skin cancer that is no melanoma."""
    assert tnm_definitions.infer_t("C22.0", "8160/3", ("7",), {"size": 30}, lambda feature: Mention.NO) is None
    assert tnm_definitions.infer_t("C73.9", "8020/3", ("7",), {"size": 30}, lambda feature: Mention.NO) is None
    assert tnm_definitions.infer_n("C44.5", "8070/3", ("7",), 4) is None
    assert tnm_definitions.infer_n("C44.5", "8720/3", ("7",), 4) is not None


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("site", "editions", "positive", "value"),
    [
        ("C50.9", ("7",), 4, "N2"),
        ("C16.9", ("7",), 7, "N3a"),
        ("C16.9", ("6",), 7, "N2"),
        ("C16.9", ("6", "7", "8"), 2, "N1"),
        ("C34.1", ("7",), 0, "N0"),
    ],
)
def test_n_follows_from_the_count(site: str, editions: tuple[str, ...], positive: int, value: str) -> None:
    found = tnm_definitions.infer_n(site, CARCINOMA, editions, positive)
    assert found is not None
    assert found.value == value


def test_n_does_not_follow_where_editions_differ_or_stations_decide() -> None:
    assert tnm_definitions.infer_n("C16.9", CARCINOMA, ("6", "7", "8"), 5) is None
    assert tnm_definitions.infer_n("C34.1", CARCINOMA, ("7",), 3) is None


def codes(table: str) -> tuple[str, str]:
    """A site and a kind of cancer that this staging table is for."""
    schema = next(one for one in schemas() if one.id == table)
    return schema.sites[0].split("-")[0], f"{schema.histologies[0].split('-')[0]}/3"


ROWS = [(row, edition) for row in tnm_definitions.definitions() for edition in row.editions]


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
@pytest.mark.parametrize(("row", "edition"), ROWS, ids=str)
def test_every_row_of_t_holds_for_what_it_asks_and_for_nothing_else(
    row: tnm_definitions.Definition, edition: str
) -> None:
    codes_ = codes(row.table)
    fits = {row.measure: min(row.over + 0.5, row.upto)} if row.measure else {"size": 5.0}
    found = tnm_definitions.infer_t(*codes_, (edition,), fits, described(row))
    assert found is not None
    assert found.value == row.value
    beyond = {row.measure: row.upto + 1000.0} if row.measure else {}
    other = tnm_definitions.infer_t(*codes_, (edition,), beyond, described(row, turned=True))
    assert other is None or other.row != row


@pytest.mark.parametrize(("row", "edition"), ROWS, ids=str)
def test_a_row_takes_its_sizes_from_the_staging_table_of_each_of_its_editions(
    row: tnm_definitions.Definition, edition: str
) -> None:
    table = next(one for one in schemas() if one.id == row.table).editions[edition]
    own = [one for one in (table.size.measures + table.depth.measures) if one.category.startswith(row.value)]
    if own and row.measure and not row.present:
        assert row.over == max(own[0].low, 0)
        assert row.upto == own[-1].high or (own[-1].high > 1000 and row.upto in (200, 500))


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("table", tnm_definitions.counted())
def test_every_table_that_counts_nodes_gives_n_by_its_numbers_and_by_no_other(table: str) -> None:
    schema = next(one for one in schemas() if one.id == table)
    for number in tnm_definitions.EDITIONS:
        edition = schema.editions.get(number)
        for measure in edition.nodes.measures[1:] if edition else ():
            for positive in (int(measure.low) + 1, int(min(measure.high, measure.low + 50)), int(measure.low)):
                found = tnm_definitions.infer_n(*codes(table), (number,), positive)
                assert (found is not None and found.value == measure.category) is (positive > measure.low)

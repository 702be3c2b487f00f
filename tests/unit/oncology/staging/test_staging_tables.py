"""The tables themselves: no combination has two groups, every row has a source, every definition a category."""

from itertools import product

import pytest

from consilium.oncology.staging import notation
from consilium.oncology.staging.ranges import UNKNOWN
from consilium.oncology.staging.selection import select
from consilium.oncology.staging.tables import Edition, schemas

EDITIONS = [(schema.id, edition) for schema in schemas() for edition in schema.editions.values()]
NAMES = [f"{name} {edition.edition}" for name, edition in EDITIONS]


def double_groups(edition: Edition) -> set[tuple[str, ...]]:
    inputs = [(*scale.known, UNKNOWN) for scale in edition.scales[: len(edition.needs)]]
    found = set()
    for t, n, m in product(edition.t, edition.n, edition.m):
        fitting = [row for row in edition.rows if t in row.t and n in row.n and m in row.m]
        if len({row.group for row in fitting}) < 2:
            continue
        for way in product(*inputs):
            groups = {row.group for row in fitting if all(map(frozenset.__contains__, row.inputs, way))}
            if len(groups) > 1:
                found.add((t, n, m, *way, *sorted(groups)))
    return found


@pytest.mark.parametrize(("name", "edition"), EDITIONS, ids=NAMES)
def test_no_combination_has_two_groups(name: str, edition: Edition) -> None:
    assert not double_groups(edition)


@pytest.mark.parametrize(("name", "edition"), EDITIONS, ids=NAMES)
def test_every_group_and_source_is_in_order(name: str, edition: Edition) -> None:
    assert "AJCC" in edition.source
    assert all(notation.group(row.group) == row.group for row in edition.rows)


@pytest.mark.parametrize(("name", "edition"), EDITIONS, ids=NAMES)
def test_every_definition_names_a_category_of_the_edition(name: str, edition: Edition) -> None:
    for definitions, known in ((edition.size, edition.t), (edition.depth, edition.t), (edition.nodes, edition.n)):
        named = {measure.category for measure in definitions.measures}
        assert {category[:2] for category in (*named, *definitions.raised)} <= {value[:2] for value in known}


@pytest.mark.parametrize(
    ("site", "histology", "schema"),
    [
        ("C50.9", "8500/3", "breast"),
        ("c341", "", "lung"),
        ("C34", "8070/3", "lung"),
        ("C44.5", "8720/3", "melanoma_skin"),
        ("C44.5", "8070/3", "skin"),
        ("C44.3", "8070/3", "skin_head_neck"),
        ("C44.3", "8247/3", "merkel_cell"),
        ("C69.3", "8770/3", "melanoma_uvea"),
        ("C30.0", "8720/3", "melanoma_mucosal_head_neck"),
        ("C22.0", "8170/3", "liver"),
        ("C22.0", "8160/3", "bile_duct_intrahepatic"),
        ("C24.0", "8162/3", "bile_duct_perihilar"),
        ("C18.1", "8480/3", "appendix"),
        ("C18.1", "8240/3", "net_appendix"),
        ("C18.7", "8240/3", "net_colon_rectum"),
        ("C18.7", "8240/3", "net_colon_rectum"),
        ("C16.2", "8936/3", "gist_stomach"),
        ("C17.2", "8936/3", "gist_other"),
        ("C54.2", "8890/3", "corpus_sarcoma"),
        ("C54.1", "8980/3", "corpus_carcinoma"),
        ("C49.2", "8858/3", "soft_tissue_limbs_trunk"),
        ("C49.0", "8858/3", "soft_tissue"),
        ("C48.0", "8858/3", "soft_tissue_retroperitoneum"),
        ("C38.4", "9050/3", "pleura_mesothelioma"),
        ("C74.0", "8370/3", "adrenal_cortex"),
        ("C73.9", "8345/3", "thyroid_medullary"),
        ("C15.4", "8070/3", "esophagus_squamous"),
        ("C48.2", "8441/3", "peritoneum"),
        ("C48.2", "9050/3", ""),
        ("C48.1", "8936/3", "gist_stomach"),
        ("C54.1", "8933/3", "corpus_adenosarcoma"),
        ("C77.0", "8720/3", "melanoma_skin"),
        ("C53.9", "8070/3", "cervix"),
        ("C67.9", "8120/3", "bladder"),
        ("C64.9", "8310/3", "kidney"),
        ("C62.9", "9061/3", "testis"),
        ("C41.2", "9180/3", "bone"),
        ("C40.0", "9180/3", "bone_limbs_trunk"),
        ("C71.1", "9440/3", ""),
        ("C34.1", "9680/3", ""),
    ],
)
def test_the_codes_choose_the_table(site: str, histology: str, schema: str) -> None:
    found = select(schemas(), site, histology)
    assert (found.id if found else "") == schema

"""A site and a kind of cell make one cancer, which every other table knows by its key."""

import tomllib
from importlib.resources import files

import pytest

from consilium.oncology import biomarkers, cancers, drugs, testing


@pytest.mark.parametrize(
    ("site", "histology", "key"),
    [
        ("C50.4", "8500/3", "breast"),
        ("C34.1", "8140/3", "lung"),
        ("C34.1", "8041/3", "lung_small_cell"),
        ("C18.2", "8140/3", "colon"),
        ("C20.9", "8140/3", "rectum"),
        ("C61.9", "8140/3", "prostate"),
        ("C44.5", "8720/3", "melanoma"),
        ("C69.3", "8720/3", "uveal_melanoma"),
        ("C22.0", "8170/3", "liver"),
        ("C22.1", "8160/3", "bile_duct"),
        ("C25.1", "8150/3", "pancreas_net"),
        ("C16.0", "8936/3", "gist"),
        ("C73.9", "8510/3", "thyroid_medullary"),
        ("C77.9", "9680/3", "dlbcl"),
        ("C42.1", "9732/3", "myeloma"),
        ("", "9861/3", "aml"),
        ("C61.9", "", "prostate"),
    ],
)
def test_site_and_kind_make_a_cancer(site: str, histology: str, key: str) -> None:
    found = cancers.classify(site, histology)
    assert found is not None
    assert found.key == key


def test_what_tells_nothing_is_no_cancer() -> None:
    assert cancers.classify("", "") is None
    assert cancers.classify("C77.9", "8140/3") is None


def test_a_person_may_name_their_cancer() -> None:
    assert cancers.named("Breast cancer") == cancers.classify("C50.9", "")
    assert cancers.named("") is None


def test_tables_speak_only_of_cancers_and_markers_that_are_known() -> None:
    known = {cancer.key for cancer in cancers.cancers()}
    markers = set(biomarkers.markers())
    for row in testing.requirements():
        assert set(row.cancers) <= known
        assert set(row.tests) | set(row.unless) <= markers
    for approval in drugs.approvals():
        assert set(approval.cancers) <= known | {"solid"}
        assert {marker.split(" ", 1)[0] for marker in approval.markers} <= markers
    for rule in drugs.rules():
        assert rule.cancers | rule.only_in <= known | {"*"}
        assert set(rule.needs) | set(rule.against) <= markers
    for table, section in (("plan", "usual"), ("timing", "delay"), ("timing", "urgent"), ("questions", "question")):
        text = (files("consilium.oncology") / "tables" / f"{table}.toml").read_text("utf-8")
        for row in tomllib.loads(text)[section]:
            assert set(row.get("cancers", ())) <= known


@pytest.mark.requirement("B4")
def test_at_least_thirty_cancers_have_their_tests_from_a_dated_guideline() -> None:
    assert len({cancer for row in testing.requirements() for cancer in row.cancers}) >= 30
    assert all(row.source.rpartition(", ")[2].isdecimal() for row in testing.requirements())

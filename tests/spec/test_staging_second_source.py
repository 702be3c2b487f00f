"""Stage groups against a second source, combination by combination; what has none is named on the page on quality."""

import tomllib
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from consilium.oncology.staging import StagingCase, figo, infer_n, infer_t, stage, systems
from consilium.oncology.staging.selection import select
from consilium.oncology.staging.tables import schemas
from consilium.values import Answer

TABLE = tomllib.loads((Path(__file__).parent / "staging_second_source.toml").read_text("utf-8"))
SITES: list[dict[str, Any]] = TABLE["site"]
SYSTEMS: list[dict[str, Any]] = TABLE["system"]
WORDS = {"yes": Answer.YES, "no": Answer.NO}


def cases(site: dict[str, Any]) -> list[tuple[StagingCase, str]]:
    """Every combination that the rows of a site stand for, with the group that the second source gives."""
    found = []
    for row in site["rows"]:
        group, *cells = (cell.strip() for cell in row.split("|"))
        more = dict(word.split("=") for word in cells[3].split()) if len(cells) > 3 else {}
        every = [site["edition"].split(), [site["case"], *site.get("also", ())], *(cell.split() for cell in cells[:3])]
        for edition, codes, t, n, m in product(*every):
            found.append((StagingCase(edition=edition, t=t, n=n, m=m, **codes, **more), group))
    return found


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("site", SITES, ids=[site["name"] for site in SITES])
def test_groups_are_those_of_the_second_source(site: dict[str, Any]) -> None:
    wrong = [
        f"{case.t} {case.n} {case.m}: {result.group or result.why}, second source {group}"
        for case, group in cases(site)
        if (result := stage(case)).group != group or result.edition != case.edition
    ]
    assert not wrong


@pytest.mark.requirement("B3")
def test_every_edition_was_held_against_a_second_source_or_says_that_it_was_not() -> None:
    """Edition 7 of every site was: tests/spec/test_staging_groups.py stages SEER's published table of it."""
    checked = {
        (schema.id, edition)
        for site in SITES
        for codes in [site["case"], *site.get("also", ())]
        for edition in site["edition"].split()
        if (schema := select(schemas(), codes["site"], codes["histology"], edition))
    }
    for schema in schemas():
        for number, edition in schema.editions.items():
            unchecked = f"edition {number} not checked against a second source" in edition.source
            assert unchecked is ((schema.id, number) not in checked and number != "7"), (schema.id, number)


@pytest.mark.parametrize("system", SYSTEMS, ids=[system["name"] for system in SYSTEMS])
def test_systems_beside_tnm_are_those_of_the_second_source(system: dict[str, Any]) -> None:
    for expected, given in system["rows"]:
        if system["name"] == "figo":
            assert figo.figo(**given).group == expected, given
        else:
            values = {
                name: WORDS.get(value, value) if isinstance(value, str) else value for name, value in given.items()
            }
            assert getattr(systems, system["name"])(**values) == expected, given


@pytest.mark.parametrize("definition", TABLE["definition"], ids=lambda one: one["name"])
def test_sizes_and_counts_are_those_of_the_second_source(definition: dict[str, Any]) -> None:
    site, histology, edition = (definition["case"][name] for name in ("site", "histology", "edition"))
    for kind, measure in (("size", "size_mm"), ("depth", "depth_mm")):
        for category, *values in definition.get(kind, ()):
            for value in values:
                found = infer_t(site, histology, edition, **{measure: value})
                assert found and found.categories[0] == category, value
    for category, *counts in definition.get("nodes", ()):
        for count in counts:
            counted = infer_n(site, edition, count, histology)
            assert counted and counted.categories[0] == category, count


def test_every_system_was_held_against_a_second_source() -> None:
    """Masaoka is a list of words and nothing is worked out: the page on quality says what they were held against."""
    assert {system["name"] for system in SYSTEMS} == set(systems.table()) - {"edition", "masaoka"}

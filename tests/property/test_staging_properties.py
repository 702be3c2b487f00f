"""Staging of anything: it never fails, never guesses, and knows less where less is given."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from consilium.oncology.staging import StagingCase, notation, stage, stage_table
from consilium.oncology.staging.tables import schemas

SCHEMAS = [schema for schema in schemas() if not schema.assumed_sites]
TEXT = st.text(max_size=12)


@st.composite
def cases(draw: st.DrawFn) -> StagingCase:
    schema = draw(st.sampled_from(SCHEMAS))
    edition = schema.editions[draw(st.sampled_from(sorted(schema.editions)))]
    return StagingCase(
        site=schema.sites[0].split("-")[0],
        histology=schema.histologies[0].split("-")[0],
        edition=edition.edition,
        basis=draw(st.sampled_from(["", "c", "p", "y"])),
        t=draw(st.sampled_from(edition.t)),
        n=draw(st.sampled_from(edition.n)),
        m=draw(st.sampled_from(edition.m)),
        age=draw(st.sampled_from(["", "30", "50", "70"])),
        psa=draw(st.sampled_from(["", "5", "15", "30"])),
        gleason=draw(st.sampled_from(["", "6", "7", "3+4", "4+3", "8", "9"])),
        grade=draw(st.sampled_from(["", "G1", "G2", "G3", "low", "high"])),
        s=draw(st.sampled_from(["", "S0", "S1", "S2", "S3"])),
    )


@given(cases())
def test_a_group_or_a_reason_is_always_given(case: StagingCase) -> None:
    result = stage(case)
    assert result.why
    assert notation.group(result.group) == result.group


@given(cases())
def test_more_knowledge_never_contradicts_less(case: StagingCase) -> None:
    """A group given without an input holds for every value of it, or says that it is the table's own for none."""
    vague = StagingCase(site=case.site, histology=case.histology, edition=case.edition, t=case.t, n=case.n, m=case.m)
    said, fuller = stage(vague), stage(case)
    assumed = "is stated" in said.why or "a group of its own" in said.why
    if said.group and fuller.group and not assumed:
        assert notation.parts(fuller.group)[: len(notation.parts(said.group))] == notation.parts(said.group)


@given(st.builds(StagingCase, site=TEXT, histology=TEXT, edition=TEXT, t=TEXT, n=TEXT, m=TEXT, age=TEXT, psa=TEXT))
def test_no_text_makes_staging_fail(case: StagingCase) -> None:
    assert stage(case).why


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6), max_size=6), max_size=6))
def test_a_ragged_table_gives_one_line_per_row(rows: list[list[str]]) -> None:
    source, out = io.StringIO(), io.StringIO()
    writer = csv.writer(source)
    writer.writerow(["id", "site", "t", "n"])
    writer.writerows(rows)
    source.seek(0)
    assert stage_table(source, out) == len([row for row in rows if row])
    assert len(out.getvalue().splitlines()) == len([row for row in rows if row]) + 1

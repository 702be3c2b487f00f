"""MAF: one person's table is read, a study's cohort is not."""

import gzip
from pathlib import Path

import pytest

from consilium.records import maf
from consilium.values import RecordId

HEAD = "Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\tHGVSp_Short\tt_alt_count\tt_depth\n"
KRAS = "KRAS\tMissense_Mutation\tS1\tp.G12C\t20\t80\n"


def test_a_changed_gene_with_a_drug_is_a_variant_and_a_biomarker() -> None:
    found = maf.read(("#version 2.4\n" + HEAD + KRAS).encode(), RecordId("r"))
    assert [(fact.code, fact.value) for fact in found.facts] == [
        ("variant", "KRAS p.G12C"),
        ("biomarker.KRAS", "p.G12C"),
    ]
    assert found.pages[0].text == "KRAS p.G12C, Missense Mutation, allele fraction 0.25"


def test_a_silent_change_is_kept_and_not_interpreted() -> None:
    found = maf.read((HEAD + KRAS.replace("Missense_Mutation", "Silent")).encode(), RecordId("r"))
    assert not found.facts and len(found.kept) == 1


@pytest.mark.requirement("B2")
def test_a_table_of_several_people_gives_no_facts() -> None:
    found = maf.read((HEAD + KRAS + KRAS.replace("S1", "S2")).encode(), RecordId("r"))
    assert not found.facts
    assert "2 samples" in found.notes[0]


@pytest.mark.shared
def test_a_real_table_of_one_sample_is_read(shared: Path) -> None:
    rows = gzip.decompress((shared / "data/genomics/brca.maf.gz").read_bytes()).splitlines(keepends=True)
    one = b"".join([rows[0], *(row for row in rows if b"TCGA-A8-A08B" in row)])
    found = maf.read(one, RecordId("r"))
    assert len(found.facts) > 20
    assert all(fact.code == "variant" for fact in found.facts), "no protein change is stated in this table"

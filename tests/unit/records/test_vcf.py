"""VCF: what becomes a fact, what is kept, what is refused."""

import pytest

from consilium.errors import Malformed
from consilium.records import vcf
from consilium.values import RecordId

HEAD = """##fileformat=VCFv4.2
##INFO=<ID=CSQ,Number=.,Type=String,Description="VEP. Format: Allele|Consequence|SYMBOL|HGVSc|HGVSp">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOR
"""
EGFR = (
    "7\t55259515\t.\tT\tG\t99\tPASS\tCSQ=G|missense_variant|EGFR|ENST1:c.2573T>G|ENSP1:p.Leu858Arg\tGT:AD\t0/1:60,40\n"
)


def extract(*lines: str) -> vcf.Extract:
    return vcf.read((HEAD + "".join(lines)).encode(), RecordId("r"))


@pytest.mark.requirement("B10")
def test_a_changed_gene_with_a_drug_is_a_variant_and_a_biomarker() -> None:
    found = extract(EGFR)
    assert [(fact.code, fact.value) for fact in found.facts] == [
        ("variant", "EGFR p.L858R"),
        ("biomarker.EGFR", "p.L858R"),
    ]
    assert "allele fraction 0.40" in found.pages[0].text


def test_the_words_of_each_fact_stand_on_its_page() -> None:
    found = extract(EGFR, EGFR.replace("EGFR", "TTN"))
    for fact in found.facts:
        place = fact.source
        assert place.page and found.pages[place.page - 1].text[place.start : place.end] == place.quote


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("PASS", "LowQual"), "filter"),
        (("0/1:", "0/0:"), "not found in this sample"),
        (("missense_variant", "synonymous_variant"), "no stated change"),
        (("|EGFR|", "||"), "names no gene"),
    ],
)
def test_a_line_that_is_no_finding_is_kept_with_its_reason(change: tuple[str, str], reason: str) -> None:
    found = extract(EGFR.replace(*change))
    assert not found.facts
    assert reason in found.kept[0].label


@pytest.mark.parametrize("broken", ["7\t-5\t.\tT\tG\t.\tPASS\t.\tGT\t0/1\n", "7\t5\t.\tT\n"])
def test_a_broken_line_refuses_the_file(broken: str) -> None:
    with pytest.raises(Malformed, match="Line 4"):
        extract(broken)


def test_two_samples_of_one_name_are_refused() -> None:
    with pytest.raises(Malformed, match="told apart"):
        vcf.read(HEAD.replace("TUMOR", "S\tS").encode(), RecordId("r"))

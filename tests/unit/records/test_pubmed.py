"""PubMed's three forms come out as one; what harms is refused."""

import gzip
from pathlib import Path

import pytest

from consilium import reading
from consilium.errors import Malformed
from consilium.records import pubmed
from consilium.values import RecordId

NOWHERE = RecordId("0" * 64)
XML = b"""<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "https://dtd.nlm.nih.gov/pubmed.dtd">
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">7</PMID><Article>
<Journal><JournalIssue><PubDate><Year>2024</Year></PubDate></JournalIssue><ISOAbbreviation>J Test</ISOAbbreviation>
</Journal><ArticleTitle>Of <i>kidney</i> cancer</ArticleTitle><AuthorList><Author><LastName>Doe</LastName>
<ForeName>Ann B</ForeName><Initials>AB</Initials><AffiliationInfo><Affiliation>Some University</Affiliation>
</AffiliationInfo></Author></AuthorList></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"""
TEXT = b"""
PMID- 7
TI  - Of kidney
      cancer
TA  - J Test
DP  - 2024 Mar
FAU - Doe, Ann B
AU  - Doe AB
AD  - Some University
AB  - A long abstract.
"""
CSV = b"""PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year
7,Of kidney cancer,"Doe AB.",x,Doe AB,J Test,2024
"""


@pytest.mark.requirement("R31")
@pytest.mark.parametrize("data", [XML, TEXT, CSV])
def test_each_form_gives_the_same_article(data: bytes) -> None:
    assert pubmed.sniff(data, "anything")
    (page,) = pubmed.read(data, NOWHERE).pages
    lines = page.text.splitlines()
    assert {"PMID- 7", "TI  - Of kidney cancer", "TA  - J Test", "AU  - Doe AB"} <= set(lines)
    assert any(line.startswith("DP  - 2024") for line in lines) and "abstract" not in page.text
    assert page.label == "Of kidney cancer"


@pytest.mark.parametrize(
    "data",
    [
        XML[:300],
        b"<PubmedArticleSet></PubmedArticleSet>",
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><PubmedArticleSet><PubmedArticle>&a;</PubmedArticle></PubmedArticleSet>',
    ],
)
def test_what_is_broken_empty_or_brings_entities_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        pubmed.read(data, NOWHERE)


@pytest.mark.shared
def test_real_downloads_are_read_in_the_child(shared: Path) -> None:
    folder = shared / "data/pubmed"
    files = [(path.name, path.read_bytes()) for path in sorted((folder / "articles").glob("*.xml"))[:40]]
    files.append(("lung.csv", gzip.decompress((folder / "lungcancer.csv.gz").read_bytes())))
    read = list(reading.read(files))
    assert {one.kind for one in read} <= {"literature", "unknown"}
    assert len(read[-1].pages) == 10_000 and sum(one.kind == "literature" for one in read) > 35
    assert all(not one.facts for one in read), "an article says nothing of a patient"

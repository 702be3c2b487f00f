"""PubMed, as a person downloads it: XML, the "PubMed" text format, or CSV. In: bytes; out: one page an article.

Every page is laid out in the tags of the text format (PMID, TI, TA, DP, PT, MH, OT, FAU, AU, AD), whatever the file
was, so that `consilium.experts.literature` reads one form only. Abstracts are left out; no page tells of a patient.
Format: NLM, "MEDLINE/PubMed Data Element (Field) Descriptions", 2024.
"""

import csv
import io
import re
from collections.abc import Iterator

from lxml import etree

from consilium.errors import Malformed, TooLarge
from consilium.records import Extract, Page
from consilium.values import RecordId

READER = "pubmed/1"
MOST = 20_000
Field = tuple[str, str]

_XML = re.compile(rb"<(?:PubmedArticleSet|PubmedArticle|PubmedBookArticle)[\s>]")
_TEXT = re.compile(rb"\s*PMID- ?\d")
_CSV = re.compile(rb'"?PMID"?,"?Title"?,"?Authors"?,', re.IGNORECASE)
_KEPT = frozenset({"PMID", "TI", "TA", "DP", "PT", "MH", "OT", "FAU", "AU", "AD"})
_TAGGED = re.compile(r"([A-Z]{2,4}) *- (.*)")
_BROKEN = "This file from PubMed is broken, perhaps cut off on its way. Download it again."


def sniff(data: bytes, name: str) -> bool:
    """Whether the head is that of one of PubMed's three forms."""
    head = data[:4096].removeprefix(b"\xef\xbb\xbf")
    return bool(_TEXT.match(head) or _CSV.match(head) or _XML.search(head))


def read(data: bytes, record: RecordId) -> Extract:
    """One page an article, without facts. Raises Malformed or TooLarge."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if _TEXT.match(data):
        found = _tagged(data.decode("utf-8", errors="replace"))
    elif _CSV.match(data):
        found = _table(data.decode("utf-8", errors="replace"))
    else:
        found = _tree(data)
    pages: list[Page] = []
    for fields in found:
        if len(pages) >= MOST:
            raise TooLarge(f"This file holds more than {MOST:,} articles. Download a narrower search.")
        pages.append(_page(len(pages) + 1, fields))
    if not pages:
        raise Malformed("There is no article in this file. Search PubMed again, and save what it finds.")
    return Extract(kind="literature", reader=READER, pages=tuple(pages))


def _page(number: int, fields: list[Field]) -> Page:
    lines = (f"{tag:<4}- {' '.join(value.split())}" for tag, value in fields if tag in _KEPT and value.strip())
    title = next((value for tag, value in fields if tag == "TI"), "")
    return Page(number=number, text="\n".join(lines), label=" ".join(title.split())[:80])


def _tagged(text: str) -> Iterator[list[Field]]:
    fields: list[Field] = []
    for line in text.splitlines():
        tagged = _TAGGED.match(line)
        if tagged and tagged[1] == "PMID" and fields:
            yield fields
            fields = []
        if tagged:
            fields.append((tagged[1], tagged[2]))
        elif line.startswith("      ") and fields:
            tag, value = fields[-1]
            fields[-1] = (tag, f"{value} {line.strip()}")
    if fields:
        yield fields


def _table(text: str) -> Iterator[list[Field]]:
    try:
        for row in csv.DictReader(io.StringIO(text)):
            authors = (name.strip(" .") for name in (row.get("Authors") or "").split(","))
            yield [
                ("PMID", row.get("PMID") or ""),
                ("TI", row.get("Title") or ""),
                ("TA", row.get("Journal/Book") or ""),
                ("DP", row.get("Publication Year") or ""),
                *(("AU", name) for name in authors if name),
            ]
    except csv.Error:
        raise Malformed(_BROKEN) from None


def _tree(data: bytes) -> Iterator[list[Field]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Malformed(_BROKEN) from None
    # PubMed names its own DTD, which is not fetched; a file that brings entities of its own is none of PubMed's.
    if b"<!ENTITY" in data:
        raise Malformed("This file holds entities of its own, which no file of PubMed does. It was not read.")
    for article in root.iter("PubmedArticle"):
        yield list(_article(article))


def _article(article: etree._Element) -> Iterator[Field]:
    yield "PMID", article.findtext(".//MedlineCitation/PMID", "")
    yield "TI", _words(article.find(".//Article/ArticleTitle"))
    yield "TA", article.findtext(".//Journal/ISOAbbreviation", "") or article.findtext(".//Journal/Title", "")
    date = article.find(".//JournalIssue/PubDate")
    if date is not None:
        yield "DP", date.findtext("Year", "") or date.findtext("MedlineDate", "")
    for kind in article.iterfind(".//PublicationTypeList/PublicationType"):
        yield "PT", kind.text or ""
    for topic in article.iterfind(".//MeshHeadingList/MeshHeading/DescriptorName"):
        yield "MH", ("*" if topic.get("MajorTopicYN") == "Y" else "") + (topic.text or "")
    for word in article.iterfind(".//KeywordList/Keyword"):
        yield "OT", _words(word)
    for author in article.iterfind(".//Article/AuthorList/Author"):
        last = author.findtext("LastName", "")
        if last:
            yield "FAU", f"{last}, {author.findtext('ForeName', '')}".rstrip(", ")
            yield "AU", f"{last} {author.findtext('Initials', '')}".strip()
            for place in author.iterfind(".//AffiliationInfo/Affiliation"):
                yield "AD", _words(place)


def _words(element: etree._Element | None) -> str:
    return "" if element is None else "".join(str(part) for part in element.itertext())

"""Simple web pages, as some portals save a visit. In: bytes; out: one page of running text, without scripts."""

import re

from lxml import etree, html

from consilium.errors import Malformed
from consilium.records import Extract, Page
from consilium.values import RecordId

READER = "webpage/2"
START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>])", re.IGNORECASE)
HIDDEN = ("script", "style", "noscript", "template", "head", "object", "iframe")
BLOCKS = ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "table")
CELLS = ("td", "th")


def sniff(data: bytes, name: str) -> bool:
    """Whether the first tag is a web page's."""
    return bool(START.match(data[:1000]))


def read(data: bytes, record: RecordId) -> Extract:
    """The words that a browser would show, a line for each block. Raises Malformed."""
    parser = html.HTMLParser(
        encoding=_encoding(data), no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Malformed("This web page is broken. Open it, save it as a PDF, and add that.") from error
    etree.strip_elements(root, *HIDDEN, with_tail=False)
    for block in root.iter(*BLOCKS, *CELLS):
        block.tail = ("\t" if block.tag in CELLS else "\n") + (block.tail or "")
    words = "".join(str(words) for words in root.itertext())
    text = re.sub(r"[ \t]*\n\s*", "\n", words).strip()
    return Extract(kind="webpage", reader=READER, pages=(Page(number=1, text=text),), narrative=(1,) if text else ())


def _encoding(data: bytes) -> str | None:
    """UTF-8 where these bytes can be it, whatever the page says of itself; else None, so that its word counts."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"

"""Notes: plain text in any encoding, notes in JSON, simple web pages. In: bytes; out: pages of running text.

A note in JSON is an object, or a list of them, with its words under `text` (or `note`, `content`, `body`, `report`)
and, if it has them, `date` and `note_type`. JSON that holds no such words is kept as it is.
"""

import re
from typing import Any

import msgspec
from lxml import etree, html

from consilium.errors import Malformed
from consilium.records import Extract, Kept, Page
from consilium.values import PartialDate, RecordId

READER = "note/1"
WORDS = ("text", "note", "content", "body", "report")
KINDS = ("note_type", "type", "title", "kind")
BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
JSON_START = re.compile(rb"\s*[\[{]\s*(?:[\"\[\]{}]|-?\d|true|false|null)")
WEB_PAGE = re.compile(rb"\s*(?:<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>])", re.IGNORECASE)
MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def sniff(data: bytes, name: str) -> bool:
    """Whether the bytes can be text that a person wrote, or claim by their name to be JSON."""
    if name.lower().endswith(".json"):
        return True
    if data.lstrip()[:5].lower() == b"<?xml" or not data.strip():
        return False
    head, _ = decode(data[:65536])
    return len(BINARY.findall(head)) * 1000 <= len(head)


def read(data: bytes, record: RecordId) -> Extract:
    """The words, page by page. Raises Malformed where the file is broken JSON."""
    if JSON_START.match(data) or _is_json(data):
        return _json(data)
    if WEB_PAGE.match(data):
        return _web_page(data)
    text, notes = decode(data)
    return _running(tuple(_pages(text)), notes)


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text, and a note where its encoding had to be guessed."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace"), ()
    half = max(len(data[:2000]) // 2, 1)
    for zeros, encoding in ((data[1:2000:2].count(0), "utf-16-le"), (data[:2000:2].count(0), "utf-16-be")):
        if zeros > half * 0.6:
            return data.decode(encoding, errors="replace"), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        guess = data.decode("cp1252", errors="replace")
        return guess, ("The letters of this file are in an old encoding; accents may be shown wrongly.",)


def _running(pages: tuple[Page, ...], notes: tuple[str, ...] = ()) -> Extract:
    narrative = tuple(page.number for page in pages)
    return Extract(kind="note", reader=READER, pages=pages, narrative=narrative, notes=notes)


def _pages(text: str) -> list[Page]:
    return [Page(number=number, text=part) for number, part in enumerate(text.split("\f"), 1)]


def _is_json(data: bytes) -> bool:
    try:
        msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _json(data: bytes) -> Extract:
    try:
        content = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed("This file is broken JSON, perhaps cut off on its way. Ask for it to be sent again.") from error
    entries = content if isinstance(content, list) else [content]
    pages = tuple(page for number, entry in enumerate(entries, 1) if (page := _entry(entry, number)))
    if pages and len(pages) == len(entries):
        return _running(pages)
    return _other_json(content)


def _entry(entry: Any, number: int) -> Page | None:
    if not isinstance(entry, dict):
        return None
    words = next((entry[key] for key in WORDS if isinstance(entry.get(key), str) and entry[key].strip()), None)
    if words is None:
        return None
    kind = next((entry[key] for key in KINDS if isinstance(entry.get(key), str)), "")
    return Page(number=number, text=words, label=kind, on=_day(entry.get("date")))


def _day(value: Any) -> str:
    try:
        return str(PartialDate.parse(value)) if isinstance(value, str) else ""
    except ValueError:
        return ""


def _other_json(content: Any) -> Extract:
    shown = msgspec.json.format(msgspec.json.encode(content), indent=2).decode()
    return Extract(
        kind="json",
        reader=READER,
        pages=(Page(number=1, text=shown),),
        kept=(Kept(path="", kind="json", label="JSON of no kind that is known here"),),
        notes=("This is JSON, but no kind of medical record that is known here. It is kept and was not interpreted.",),
    )


def _web_page(data: bytes) -> Extract:
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Malformed("This web page is broken. Open it, save it as a PDF, and add that.") from error
    for hidden in list(root.iter("script", "style", "noscript", "template", "head")):
        hidden.drop_tree()
    for block in root.iter("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th"):
        block.tail = ("\n" if block.tag not in ("td", "th") else "\t") + (block.tail or "")
    text = re.sub(r"[ \t]*\n\s*", "\n", root.text_content()).strip()
    return _running((Page(number=1, text=text),))

"""Bytes → the tree of a C-CDA document, without DOCTYPE, entities, network or great depth; local names only."""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from consilium.errors import Malformed

Node = etree._Element
_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_DAMAGED = "This medical document (C-CDA) is damaged. Ask for it again."
_FORBIDDEN = (
    "This document brings definitions of its own (a DOCTYPE), which a medical document never needs. Ask for it again."
)
_OPEN = (
    b'<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    b' xmlns:sdtc="urn:hl7-org:sdtc">'
)


def parse(data: bytes) -> Node:
    """The root, whose elements have plain names; a part of a document stands in a ClinicalDocument of its own.

    Raises Malformed.
    """
    try:
        root = _tree(data)
    except etree.XMLSyntaxError:
        root = _part(data)
    _strip_names(root)
    return root if root.tag == "ClinicalDocument" and not _is_part(root) else _whole(root)


_ENTRIES = ("act", "observation", "organizer", "substanceAdministration", "procedure", "encounter", "supply")


def _is_part(root: Node) -> bool:
    return any(one.tag in (*_ENTRIES, "entry", "section") for one in root)


def _whole(part: Node) -> Node:
    """A document around a part of one: a statement stands in an entry of a section without a name."""
    root = etree.Element("ClinicalDocument")
    inner = list(part) if part.tag == "ClinicalDocument" else [part]
    for one in inner:
        if one.tag in _ENTRIES:
            entry = etree.SubElement(etree.SubElement(root, "section"), "entry")
            entry.append(one)
        elif one.tag == "entry":
            etree.SubElement(root, "section").append(one)
        else:
            root.append(one)
    return root


def _tree(data: bytes) -> Node:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except ValueError:
        raise Malformed(_DAMAGED) from None
    if root.getroottree().docinfo.internalDTD is not None or b"<!DOCTYPE" in data:
        raise Malformed(_FORBIDDEN)
    return root


def _part(data: bytes) -> Node:
    """A section or entry on its own, or a document that declares too few names: with the usual names it can be read."""
    body = re.sub(rb"^\s*(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\?>", b"", data)
    try:
        root = _tree(_OPEN + body + b"</ClinicalDocument>")
    except etree.XMLSyntaxError:
        raise Malformed(_DAMAGED) from None
    if not len(root):
        raise Malformed(_DAMAGED)
    return root[0] if etree.QName(root[0]).localname == "ClinicalDocument" else root


def _strip_names(root: Node) -> None:
    for node in root.iter(etree.Element):
        if isinstance(node.tag, str) and "}" in node.tag:
            node.tag = node.tag.rsplit("}", 1)[1]


def written(node: Node | None) -> str:
    """All words inside an element, on one line."""
    return " ".join("".join(str(piece) for piece in node.itertext()).split()) if node is not None else ""


class Code(NamedTuple):
    """One coding: `system` an OID, `words` its display name or the text it stands for."""

    system: str
    code: str
    words: str


def codes(node: Node | None, texts: dict[str, str]) -> list[Code]:
    """A coded element and its translations; none where it is null. Words may come from the narrative it points to."""
    if node is None:
        return []
    meant = original(node, texts)
    found = []
    for one in (node, *node.findall("translation")):
        number, words = one.get("code", ""), one.get("displayName", "")
        if number or words:
            found.append(Code(one.get("codeSystem", ""), number, words or meant))
    return found or ([Code("", "", meant)] if meant else [])


def words(node: Node | None, texts: dict[str, str]) -> str:
    """How a person reads a coded element: its display name, else the text it stands for, else that of a translation."""
    if node is None:
        return ""
    found = codes(node, texts)
    return next((one.words for one in found if one.words), "")


def original(node: Node, texts: dict[str, str]) -> str:
    """The text an element stands for: written in it, or pointed to in the narrative of its section."""
    for name in ("originalText", "text"):
        at = node.find(name)
        if at is not None:
            reference = at.find("reference")
            pointed = texts.get(reference.get("value", "").lstrip("#"), "") if reference is not None else ""
            if said := pointed or written(at):
                return said
    return ""


def date(node: Node | None) -> str:
    """The day of an HL7 time or the begin of an interval: `20180401…` → `2018-04-01`; "" where it is not known."""
    if node is None:
        return ""
    for one in (node, node.find("low"), node.find("center"), node.find("high")):
        stamp = one.get("value", "") if one is not None else ""
        if found := re.match(r"(\d{4})(\d\d)?(\d\d)?", stamp):
            return "-".join(part for part in found.groups() if part)
    return ""


def value_type(node: Node) -> str:
    """The type of a value without its prefix: `PQ`, `CD`, `ST` …"""
    return (node.get(_XSI_TYPE) or "").rsplit(":", 1)[-1]


def templates(node: Node) -> set[str]:
    """The template ids of a statement."""
    return {one.get("root", "") for one in node.findall("templateId")}


def text_of(node: Node) -> str:
    """A section's narrative as text: rows of tables as lines, cells apart by tabs."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(_pieces(node)))).strip()


_LINES = frozenset({"tr", "paragraph", "item", "list", "table", "caption", "br"})


def _pieces(node: Node) -> Iterator[str]:
    if node.text:
        yield re.sub(r"\s+", " ", node.text)
    for child in node:
        if not isinstance(child.tag, str):
            continue
        yield from _pieces(child)
        yield "\n" if child.tag in _LINES else "\t" if child.tag in ("td", "th") else ""
        if child.tail:
            yield re.sub(r"\s+", " ", child.tail)


def decoded(node: Node) -> bytes:
    """The bytes of an unstructured body; empty where it is broken or only referred to."""
    text = "".join(str(piece) for piece in node.itertext())
    if node.get("representation") != "B64":
        return text.strip().encode()
    try:
        return base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        return b""

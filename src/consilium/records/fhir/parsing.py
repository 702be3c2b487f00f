"""Bytes → the resources of a FHIR file: a bundle, one resource, or a line each (NDJSON). Nothing outside is fetched.

JSON and XML give the same trees.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from consilium.errors import Malformed
from consilium.records.fhir import elements, markup

_NOT_JSON = "This file should hold health data in FHIR format, but it is damaged. Ask for it again."
_TWICE = "\0twice"


@dataclass(frozen=True, slots=True)
class Found:
    """One resource of the file. `path` is `Type/id`; `value` is None where only its kind is known."""

    kind: str
    path: str
    tree: dict[str, Any]
    value: Any
    url: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    found: tuple[Found, ...]
    notes: tuple[str, ...] = ()


def parse(data: bytes) -> Parsed:
    """Every resource of the file, those inside others too. Raises Malformed."""
    trees, notes = _trees(data.removeprefix(b"\xef\xbb\xbf"))
    doubtful = bool(notes)
    found = tuple(_found(number, *one, doubtful) for number, one in enumerate(_walk(trees), 1))
    if not found:
        raise Malformed("This FHIR file holds no health data. Ask for it again.")
    return Parsed(found, tuple(notes))


def _trees(data: bytes) -> tuple[list[dict[str, Any]], list[str]]:
    if data.lstrip().startswith(b"<"):
        return [markup.tree(data)], []
    try:
        root = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _lines(data)
    if not isinstance(root, dict) or not isinstance(root.get("resourceType"), str):
        raise Malformed("This file is JSON but not health data in FHIR format.")
    if not _has_twins(data, root):
        return [root], []
    return [json.loads(data, object_pairs_hook=_marked)], [
        "Some entries say two different things under one name. They were kept and not interpreted."
    ]


def _has_twins(data: bytes, root: dict[str, Any]) -> bool:
    """Whether the text has more members than were kept, so that one name stood twice. A plain count mostly does."""
    again = msgspec.json.encode(root)
    if data.count(b'":') == again.count(b'":'):
        return False
    return _keys(msgspec.json.format(data, indent=-1)) != _keys(again)


def _keys(compact: bytes) -> int:
    """How many members a compact JSON text has: a member's name ends in `":`, which inside a text is written `\\":`."""
    return compact.count(b'":') - compact.count(b'\\":')


def _marked(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) < len(pairs):
        tree[_TWICE] = True
    return tree


def _says_twice(tree: Any) -> bool:
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if _TWICE in one:
                return True
            waiting.extend(value for key, value in one.items() if key != "contained")
        elif isinstance(one, list):
            waiting.extend(one)
    return False


def _lines(data: bytes) -> tuple[list[dict[str, Any]], list[str]]:
    """NDJSON: a resource a line; a broken line is noted and left out, but not if all are."""
    trees, broken = [], 0
    for line in data.splitlines():
        if not line.strip():
            continue
        try:
            tree = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            tree = None
        if isinstance(tree, dict) and isinstance(tree.get("resourceType"), str):
            trees.append(tree)
        else:
            broken += 1
    if not trees or broken > len(trees):
        raise Malformed(_NOT_JSON)
    return trees, [f"{broken} lines of this file are damaged and were left out."] if broken else []


def _walk(trees: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Each resource with its full URL and the path of the resource it is contained in, bundles opened."""
    waiting = [(tree, "", "") for tree in reversed(trees)]
    while waiting:
        tree, url, within = waiting.pop()
        kind = tree.get("resourceType")
        if not isinstance(kind, str) or not kind:
            continue
        if kind in ("Bundle", "Parameters"):
            if _TWICE in tree:
                raise Malformed("This FHIR file says two different things under one name. Ask for it again.")
            waiting.extend(reversed(_entries(tree)))
            continue
        yield tree, url, within
        contained = tree.get("contained")
        if isinstance(contained, list) and kind not in BILLING:
            parent = f"{kind}/{tree.get('id', '')}"
            waiting.extend((one, "", parent) for one in reversed(contained) if isinstance(one, dict))


def _entries(tree: dict[str, Any]) -> list[tuple[dict[str, Any], str, str]]:
    listed = tree.get("entry", tree.get("parameter"))
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    urls = (entry.get("fullUrl") for entry in entries)
    return [
        (entry["resource"], url if isinstance(url, str) else "", "")
        for entry, url in zip(entries, urls, strict=True)
        if isinstance(entry.get("resource"), dict)
    ]


def _found(number: int, tree: dict[str, Any], url: str, within: str, doubtful: bool) -> Found:
    kind = tree["resourceType"][:60]
    name = tree.get("id")
    name = name if isinstance(name, str) and 0 < len(name) <= 64 else str(number)
    path = f"{within}#{name}" if within else f"{kind}/{name}"
    value = None if doubtful and _says_twice(tree) else elements.typed(kind, tree)
    return Found(kind, path, tree, value, url, within)


BILLING = frozenset({"Claim", "ClaimResponse", "ExplanationOfBenefit", "Coverage", "Account", "Invoice"})

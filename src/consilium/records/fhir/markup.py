"""FHIR written in XML → the tree that the same resource has in JSON, so that everything after it reads one form.

Source: HL7 FHIR R4 (4.0.1), "XML Representation of Resources". XML does not say which members are lists or numbers;
the types of `elements` do. What they do not name is a list only where it stands more than once.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec
from lxml import etree
from msgspec.inspect import BoolType, FloatType, IntType, StructType, Type, UnionType, VarTupleType

from consilium.errors import Malformed
from consilium.records.fhir import elements

NAMESPACE = "http://hl7.org/fhir"
_DAMAGED = "This file should hold health data in FHIR format, but it is damaged. Ask for it again."
_FORBIDDEN = "This file brings definitions of its own (a DOCTYPE), which health data never needs. Ask for it again."
_LISTS = frozenset({"entry", "parameter", "contained"})

Node = etree._Element


def tree(data: bytes) -> dict[str, Any]:
    """The one resource of the file, a bundle perhaps. Raises Malformed."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Malformed(_DAMAGED) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Malformed(_FORBIDDEN)
    if not root.tag.startswith(f"{{{NAMESPACE}}}"):
        raise Malformed("This file is XML but not health data in FHIR format.")
    return _resource(root)


def _name(node: Node) -> str:
    return node.tag.rpartition("}")[2]


def _resource(node: Node) -> dict[str, Any]:
    kind = _name(node)
    return {"resourceType": kind, **_members(node, elements.TYPES.get(kind))}


def _members(node: Node, kind: type | None) -> dict[str, Any]:
    """The members of an element: those written as attributes (`id`, `url`), then its children by name."""
    types = _types(kind) if kind else {}
    named: dict[str, list[Node]] = {}
    for child in node:
        named.setdefault(_name(child), []).append(child)
    members: dict[str, Any] = {name: value for name in ("id", "url") if (value := node.get(name))}
    for name, children in named.items():
        members[name] = _member(name, children, types.get(name))
    return {name: value for name, value in members.items() if value not in (None, [], {})}


@cache
def _types(kind: type) -> dict[str, Type]:
    told = msgspec.inspect.type_info(kind)
    return {one.encode_name: one.type for one in told.fields} if isinstance(told, StructType) else {}


def _member(name: str, children: list[Node], told: Type | None) -> Any:
    inner = told.item_type if isinstance(told, VarTupleType) else told
    values = [value for child in children if (value := _value(child, inner)) is not None]
    is_list = isinstance(told, VarTupleType) or name in _LISTS or len(children) > 1
    return values if is_list else next(iter(values), None)


def _value(node: Node, told: Type | None) -> Any:
    if _name(node) == "div":
        return etree.tostring(node, encoding="unicode", with_tail=False)
    if len(node) == 1 and _name(node[0])[:1].isupper():
        return _resource(node[0])
    written = node.get("value")
    if written is not None:
        return _scalar(written, told)
    return _members(node, _struct(told)) or None


def _alternatives(told: Type | None) -> Iterable[Type]:
    return told.types if isinstance(told, UnionType) else (told,) if told else ()


def _struct(told: Type | None) -> type | None:
    return next((one.cls for one in _alternatives(told) if isinstance(one, StructType)), None)


def _scalar(written: str, told: Type | None) -> str | float | bool:
    """The value as JSON has it; left as it is written where it is not one, which is then not as FHIR says."""
    for one in _alternatives(told):
        if isinstance(one, BoolType) and written in ("true", "false"):
            return written == "true"
        if isinstance(one, IntType | FloatType):
            try:
                return int(written) if isinstance(one, IntType) else float(written)
            except ValueError:
                return written
    return written

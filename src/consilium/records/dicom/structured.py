"""Structured reports (DICOM PS3.3 C.17, PS3.16 TID 1500). In: a header; out: lines to read, and its measurements.

A measurement is the size of a tumor only where the report itself says that it is the long axis of one: a group of
measurements whose finding is a tumor, and a number that is coded or called its long axis.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from consilium.errors import Malformed
from consilium.records.dicom.header import code, meaning, text
from consilium.values import Quantity

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

MAX_DEPTH = 30
MAX_LINES = 5_000
# DICOM PS3.16: TID 1411 and 1501 name the group, its finding and its lesion; CID 7470 names the axis.
GROUP, FINDING, TRACKED = "125007", "121071", "112039"
LONG_AXIS = {"G-A185", "103339001"}
TUMOR = re.compile(r"\b(?:tumou?r|neoplasm|carcinoma|mass|primary lesion)\b", re.IGNORECASE)
NOT_THE_TUMOR = re.compile(r"metasta|lymph|node|benign|cyst", re.IGNORECASE)
MILLIMETRES = {"mm": 1.0, "cm": 10.0}


@dataclass(frozen=True, slots=True)
class Measured:
    """One number of a report: `size` is the tumor's where it clearly is one, `lesion` the name it is followed by."""

    line: str
    size: Quantity | None
    lesion: str


@dataclass(frozen=True, slots=True)
class _Group:
    """The group of measurements that a number stands in."""

    finding: str = ""
    lesion: str = ""


def lines(header: "Dataset") -> Iterator[tuple[str, Measured | None]]:
    """The content tree as lines, indented by depth; with each number what it measures. Raises Malformed."""
    yield from _under(header, 0, _Group())


def _under(node: "Dataset", depth: int, group: _Group) -> Iterator[tuple[str, Measured | None]]:
    if depth > MAX_DEPTH:
        raise Malformed("This DICOM report is nested too deep to be real.")
    for item in (node.get("ContentSequence") or [])[:MAX_LINES]:
        name = meaning(item, "ConceptNameCodeSequence")
        words = text(item.get("TextValue")) or meaning(item, "ConceptCodeSequence") or _number(item) or _other(item)
        if line := ": ".join(part for part in (name, words) if part):
            yield "  " * depth + line, _measured(item, line, group)
        inner = _grouped(item) if code(item, "ConceptNameCodeSequence") == GROUP else group
        yield from _under(item, depth + 1, inner)


def _grouped(item: "Dataset") -> _Group:
    inside = {code(one, "ConceptNameCodeSequence"): one for one in item.get("ContentSequence") or []}
    finding, tracked = inside.get(FINDING), inside.get(TRACKED)
    return _Group(
        finding=meaning(finding, "ConceptCodeSequence") if finding is not None else "",
        lesion=text(tracked.get("TextValue")) if tracked is not None else "",
    )


def _measured(item: "Dataset", line: str, group: _Group) -> Measured | None:
    if not _number(item):
        return None
    long_axis = code(item, "ConceptNameCodeSequence") in LONG_AXIS or bool(
        re.search(r"\blong(?:est)? (?:axis|diameter)\b", meaning(item, "ConceptNameCodeSequence"), re.IGNORECASE)
    )
    is_tumor = bool(TUMOR.search(group.finding)) and not NOT_THE_TUMOR.search(group.finding)
    return Measured(line, _millimetres(item) if long_axis and is_tumor else None, group.lesion)


def _millimetres(item: "Dataset") -> Quantity | None:
    value = next(iter(item.get("MeasuredValueSequence") or []), None)
    factor = MILLIMETRES.get(code(value, "MeasurementUnitsCodeSequence")) if value is not None else None
    try:
        size = float(text(value.get("NumericValue"))) if factor and value is not None else 0.0
    except ValueError:
        return None
    return Quantity(round(size * factor, 3), "mm") if factor and 0 < size * factor < 1_000 else None


def _number(item: "Dataset") -> str:
    for value in item.get("MeasuredValueSequence") or []:
        return f"{text(value.get('NumericValue'))} {code(value, 'MeasurementUnitsCodeSequence')}".strip()
    return ""


def _other(item: "Dataset") -> str:
    return text(item.get("PersonName")).replace("^", " ").strip() or text(item.get("Date"))
